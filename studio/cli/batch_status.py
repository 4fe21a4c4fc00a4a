"""`studio batch status`: how far everything is, what holds it, how long it still takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
import typer

from studio.cli.batch_reach import Reach, find_batch, with_queue
from studio.cli.kept import AsJson
from studio.cli.output import Status, print_json, print_lines, say, table
from studio.jobs.estimate import seconds_left
from studio.jobs.report import waits_for
from studio.jobs.results import manifest_of
from studio.recipe.job import ENDED, Job
from studio.recipe.queue import BatchState, Hours, QueueState
from studio.recipe.speed import Speed, spoken


class Shown(msgspec.Struct, frozen=True):
    """A batch, and the seconds until its last job is done; None where that is not known."""

    state: BatchState
    seconds_left: float | None


class Overview(msgspec.Struct, frozen=True):
    """The queue at one moment."""

    batches: tuple[Shown, ...]
    queue: QueueState


def status(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only this batch.")] = None,
    as_json: AsJson = False,
) -> Status:
    """List batches: how far they are, what holds them, how long they still take."""
    seen = with_queue(lambda reach: overview(reach, name))
    if as_json:
        print_json(overview_document(seen))
        return Status.DONE
    if seen.batches:
        print_lines(table([("NAME", "STATE", "PICTURES", "LEFT", "FOLDER"), *map(_row(seen.queue), seen.batches)]))
    else:
        say("There are no batches yet. Begin one with: studio batch run PLAN")
    for sentence in standing_still(seen.queue):
        say(sentence)
    return Status.DONE


async def overview(reach: Reach, name: str | None = None) -> Overview:
    """Every batch, or the one that is named, with the time that is left of it. Raises InputError."""
    store = reach.library.jobs
    states = await store.batches() if name is None else (await find_batch(store, name),)
    queued = [job for job in await store.queued() if job.state not in ENDED]
    queue = await store.state()
    speeds = await store.speeds()
    shown = tuple(Shown(state, _seconds_left(state, queued, speeds)) for state in states)
    return Overview(shown, queue)


def _seconds_left(state: BatchState, queued: Sequence[Job], speeds: Mapping[str, Speed]) -> float | None:
    """What is before it in the queue counts too; a batch that is paused has nobody before it."""
    last = max((at for at, job in enumerate(queued) if job.order.batch == state.batch.id), default=-1)
    before = [job for job in queued[: last + 1] if job.order.batch == state.batch.id or not state.paused]
    return seconds_left([job for job in before if job.state != "paused"], speeds)


def overview_document(seen: Overview) -> dict[str, Any]:
    queue = seen.queue
    return {
        "batches": [batch_entry(shown, queue) for shown in seen.batches],
        "holds": queue.holds,
        "blocked": queue.blocked,
        "rules": rules_entry(queue),
    }


def batch_entry(shown: Shown, queue: QueueState) -> dict[str, Any]:
    state, batch, tally = shown.state, shown.state.batch, shown.state.tally
    manifest = manifest_of(batch)
    return {
        "name": batch.name,
        "id": batch.id,
        "state": state_word(state, queue),
        "paused": state.paused,
        "plan": batch.plan,
        "folder": batch.folder,
        "project": batch.project,
        "created": batch.created,
        "pictures": tally.pictures,
        "made": tally.made,
        "jobs": {
            "waiting": tally.waiting,
            "running": tally.running,
            "paused": tally.paused,
            "done": tally.done,
            "failed": tally.failed,
            "cancelled": tally.cancelled,
        },
        "seconds_left": None if shown.seconds_left is None else round(shown.seconds_left, 1),
        "manifest": None if manifest is None else str(manifest),
    }


def state_word(state: BatchState, queue: QueueState) -> str:
    """How a batch stands, in one or two words."""
    tally = state.tally
    if not tally.unfinished:
        return _ended_word(state)
    if state.paused:
        return "paused"
    if "batch" in queue.holds:
        return "held"
    if queue.blocked is not None:
        return "blocked"
    return "running" if tally.running else ("waiting" if tally.waiting else "paused")


def _ended_word(state: BatchState) -> str:
    tally = state.tally
    if tally.failed:
        return "set aside" if not tally.made else f"{tally.failed} set aside"
    return "cancelled" if tally.cancelled and not tally.done else "done"


def standing_still(queue: QueueState) -> Iterator[str]:
    """Why nothing begins, and the rules that were set; in sentences."""
    for sentence in dict.fromkeys(hold.message for hold in queue.holds.values()):
        yield f"The queue is held: {sentence} To go on: studio batch resume"
    if queue.blocked is not None:
        yield f"The queue waits: {waits_for(queue.blocked)}"
    if queue.rules.hours is not None:
        yield f"Batches begin only between {hours_text(queue.rules.hours)}."


def hours_text(hours: Hours) -> str:
    """As `22:00 and 07:00`."""
    return " and ".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (hours.begin, hours.end))


def rules_entry(queue: QueueState) -> dict[str, Any]:
    hours = queue.rules.hours
    return {
        "hours": None if hours is None else hours_text(hours).replace(" and ", "-"),
        "stop_after": queue.rules.stop_after,
        "together": queue.rules.together,
    }


def _row(queue: QueueState) -> Any:
    def row(shown: Shown) -> tuple[str, ...]:
        state, tally = shown.state, shown.state.tally
        left = "-" if not tally.unfinished or shown.seconds_left is None else spoken(shown.seconds_left)
        made = f"{tally.made} of {tally.pictures}"
        return state.batch.name, state_word(state, queue), made, left, state.batch.folder

    return row
