"""What commands print: one JSON document or plain lines on stdout, everything else on stderr."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

import msgspec

from studio.errors import InputError, StudioError


class Status(IntEnum):
    """How a command ended; a plain int comes from the parser."""

    DONE = 0
    FAILED = 1
    WRONG_USAGE = 2
    INTERRUPTED = 130


def prepare_streams() -> None:
    """UTF-8 whatever the terminal says; a path that is no Unicode must not stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(document: Mapping[str, object]) -> None:
    """The command's one document."""
    sys.stdout.write(json.dumps(msgspec.to_builtins(document), ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A sentence for whoever watches."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def say_error(error: StudioError) -> None:
    say(f"studio: {error.message}")
    if error.remedy:
        say(f"  {error.remedy}")


def entry(error: StudioError) -> dict[str, Any]:
    """An error in a JSON document."""
    return {"kind": error.kind, "message": error.message, "remedy": error.remedy}


def status_of(errors: Sequence[StudioError]) -> Status:
    """0 without errors, 2 where the request itself was wrong, else 1."""
    if not errors:
        return Status.DONE
    return Status.WRONG_USAGE if all(isinstance(error, InputError) for error in errors) else Status.FAILED


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns; the last column runs free."""
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]] if rows else []
    return ["  ".join([*map(str.ljust, row[:-1], widths), row[-1]]).rstrip() for row in rows]
