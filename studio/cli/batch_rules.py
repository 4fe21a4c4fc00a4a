"""`studio batch rules`: when batches begin, when the queue stops, in which order jobs are made."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from studio.cli.batch_reach import Reach, with_queue
from studio.cli.batch_status import hours_text, rules_entry
from studio.cli.kept import AsJson
from studio.cli.output import Status, print_json, print_lines, table
from studio.errors import InputError
from studio.recipe.queue import Hours, QueueState, Rules


def rules(
    hours: Annotated[
        str | None,
        typer.Option(metavar="FROM-TO", help="Begin batches only then, as 22:00-07:00; “always” for any time."),
    ] = None,
    stop_after: Annotated[
        int | None, typer.Option(min=0, help="Hold the queue after so many failures in a row; 0 for never.")
    ] = None,
    together: Annotated[
        bool | None, typer.Option("--together/--no-together", help="Make jobs for the same model together.")
    ] = None,
    as_json: AsJson = False,
) -> Status:
    """Show or change the rules that batches are made by."""

    async def work(reach: Reach) -> QueueState:
        before = (await reach.queue.state()).rules
        after = Rules(
            hours=before.hours if hours is None else parse_hours(hours),
            stop_after=before.stop_after if stop_after is None else stop_after,
            together=before.together if together is None else together,
        )
        if after != before:
            await reach.queue.set_rules(after)
        return await reach.queue.state()

    state = with_queue(work)
    if as_json:
        print_json(rules_entry(state))
    else:
        print_lines(_rules_lines(state.rules))
    return Status.DONE


def parse_hours(text: str) -> Hours | None:
    """`22:00-07:00`; None for `always`. Raises InputError."""
    if text.strip().casefold() == "always":
        return None
    match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*", text)
    times = [int(part) for part in match.groups()] if match else [24, 0, 24, 0]
    if max(times[0], times[2]) > 23 or max(times[1], times[3]) > 59:
        raise InputError(f"“{text[:40]}” are no hours.", remedy="Write two times of the day, like 22:00-07:00.")
    return Hours(begin=times[0] * 60 + times[1], end=times[2] * 60 + times[3])


def _rules_lines(rules: Rules) -> list[str]:
    hours = "at any time" if rules.hours is None else f"between {hours_text(rules.hours)}"
    after = "never" if not rules.stop_after else f"after {rules.stop_after} failures in a row"
    together = "together" if rules.together else "in the order of the queue"
    return table([("Batches begin", hours), ("The queue stops", after), ("Jobs for the same model are made", together)])
