"""`studio batch report`: what happened since a time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from studio.cli.batch_reach import with_queue
from studio.cli.kept import AsJson
from studio.cli.output import Status, print_json, print_lines, table
from studio.errors import InputError
from studio.jobs.report import Report, report

_UNITS = {"m": 60.0, "h": 3600.0, "d": 86400.0}


def tell_report(
    since: Annotated[
        str, typer.Option(metavar="TIME", help="A span like 90m, 12h or 3d, or a time like 22:00 or 2026-11-21.")
    ] = "12h",
    as_json: AsJson = False,
) -> Status:
    """Tell what was made, what was set aside and why, and what holds the queue."""
    begin = parse_since(since, time.time())
    told = with_queue(lambda reach: report(reach.library, begin))
    if as_json:
        print_json(report_document(told))
    else:
        print_lines(_report_lines(told))
    return Status.DONE


def parse_since(text: str, now: float) -> float:
    """Unix time of `90m`, `12h`, `3d` before `now`, of the last `22:00`, or of a date. Raises InputError."""
    plain = text.strip().lower()
    if span := re.fullmatch(r"(\d{1,6})\s*([mhd])", plain):
        return now - int(span[1]) * _UNITS[span[2]]
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}", plain):
            today = datetime.fromtimestamp(now).astimezone().replace(second=0, microsecond=0)
            hour, minute = map(int, plain.split(":"))
            at = today.replace(hour=hour, minute=minute).timestamp()
            return at if at <= now else at - 86400
        return datetime.fromisoformat(text.strip()).astimezone().timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(
            f"“{text[:40]}” is no time.",
            remedy="Write a span like 90m, 12h or 3d, or a time like 22:00 or 2026-11-21.",
            detail=str(error),
        ) from error


def report_document(told: Report) -> dict[str, Any]:
    return {
        "since": told.since,
        "until": told.until,
        "pictures": told.pictures,
        "made": told.made,
        "set_aside": told.set_aside,
        "seconds": round(told.seconds, 1),
        "waiting": told.waiting,
        "held": told.held,
        "spoken": told.spoken,
    }


def _report_lines(told: Report) -> Iterator[str]:
    yield told.spoken
    if told.made:
        yield ""
        yield from table([(str(made.pictures), made.name, made.folder or "project") for made in told.made])
    for reason in told.set_aside:
        names = ", ".join(reason.names[:5]) + (f" and {len(reason.names) - 5} more" if len(reason.names) > 5 else "")
        yield ""
        yield f"{len(reason.jobs)} set aside: {reason.message} {reason.remedy}".rstrip()
        yield f"  {names}"
