"""What happened in the queue since a time: the morning report."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from studio.jobs.listing import Shelves
from studio.recipe.asset import Asset
from studio.recipe.events import Failed
from studio.recipe.job import ENDED, Job
from studio.recipe.queue import BatchState, Blocked, QueueState

_AT_ONCE = 500
"""jobs whose pictures are read in one query"""


class MadeIn(msgspec.Struct, frozen=True, kw_only=True):
    """Pictures of one batch, or of one project for what belongs to no batch."""

    name: str
    """of the batch, or of the project"""
    batch: str
    """id of the batch; empty for a project"""
    folder: str
    """the batch's; empty for a project"""
    pictures: int
    waiting: int
    """jobs of it that may still run"""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why jobs were set aside, with all those that it is true of."""

    message: str
    remedy: str
    jobs: tuple[str, ...]
    """ids, the first that failed first"""
    names: tuple[str, ...]
    """of those jobs: what their plan calls them, else their prompt"""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """From `since` to `until` (Unix times, seconds)."""

    since: float
    until: float
    made: tuple[MadeIn, ...]
    """most pictures first"""
    set_aside: tuple[Reason, ...]
    """most jobs first"""
    seconds: float
    """that the engine worked on these pictures"""
    waiting: int
    """jobs that may still run, at `until`"""
    held: tuple[str, ...]
    """why the queue stands still at `until`, in plain sentences; empty while it runs"""

    @property
    def pictures(self) -> int:
        return sum(made.pictures for made in self.made)

    @property
    def failures(self) -> int:
        """jobs that were set aside"""
        return sum(len(reason.jobs) for reason in self.set_aside)

    @property
    def spoken(self) -> str:
        """One to three sentences."""
        return " ".join(_sentences(self))

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.made or self.set_aside or self.held)


async def report(library: Shelves, since: float, until: float | None = None) -> Report:
    """What happened since `since` (Unix time). Raises StorageError."""
    until = time.time() if until is None else until
    store = library.jobs
    queued = await store.queued()
    ended = [job for job in await store.ended_since(since) if (job.ended or 0.0) <= until]
    cancelled = [job for job in await store.jobs(("cancelled",)) if since < (job.ended or 0.0) <= until]
    begun = [job for job in queued if job.made and job.state not in ENDED]
    jobs = {job.id: job for job in (*ended, *cancelled, *begun)}
    assets = [asset for asset in await _assets(library, list(jobs)) if since < asset.created <= until]
    batches = {state.batch.id: state for state in await store.batches()}
    return Report(
        since=since,
        until=until,
        made=_made(assets, jobs, batches),
        set_aside=_set_aside(job for job in ended if job.state == "failed" and not job.dismissed),
        seconds=sum(asset.receipt.seconds.total for asset in assets if asset.receipt),
        waiting=sum(job.state not in ENDED for job in queued),
        held=tuple(_held(await store.state(), batches.values())),
    )


async def _assets(library: Shelves, jobs: Sequence[str]) -> list[Asset]:
    """Those that were deleted since are counted too: they were made."""
    found: list[Asset] = []
    for first in range(0, len(jobs), _AT_ONCE):
        by_job = await library.pictures.assets_of_jobs(jobs[first : first + _AT_ONCE])
        found += [asset for assets in by_job.values() for asset in assets]
    return found


def _made(assets: Iterable[Asset], jobs: Mapping[str, Job], batches: Mapping[str, BatchState]) -> tuple[MadeIn, ...]:
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for asset in assets:
        batch = jobs[asset.job].order.batch
        known = batch if batch in batches else ""
        counted[known, "" if known else asset.project] += 1
    made = [_made_in(batches.get(batch), project, count) for (batch, project), count in counted.items()]
    return tuple(sorted(made, key=lambda one: (-one.pictures, one.name)))


def _made_in(state: BatchState | None, project: str, pictures: int) -> MadeIn:
    if state is None:
        return MadeIn(name=project, batch="", folder="", pictures=pictures, waiting=0)
    batch = state.batch
    return MadeIn(
        name=batch.name, batch=batch.id, folder=batch.folder, pictures=pictures, waiting=state.tally.unfinished
    )


def _set_aside(failures: Iterable[Job]) -> tuple[Reason, ...]:
    grouped: dict[tuple[str, str], list[Job]] = defaultdict(list)
    for job in failures:
        failure = job.failure or Failed(kind="StudioError", message="It failed.", remedy="Try it again.")
        grouped[failure.message, failure.remedy].append(job)
    reasons = [
        Reason(
            message=message,
            remedy=remedy,
            jobs=tuple(job.id for job in jobs),
            names=tuple(job.order.name or job.order.recipe.prompt for job in jobs),
        )
        for (message, remedy), jobs in grouped.items()
    ]
    return tuple(sorted(reasons, key=lambda reason: -len(reason.jobs)))


def _held(state: QueueState, batches: Iterable[BatchState]) -> Iterator[str]:
    """A hold of both lanes is told once."""
    yield from dict.fromkeys(hold.message for hold in state.holds.values())
    if state.blocked is not None:
        yield waits_for(state.blocked)
    yield from (f"“{one.batch.name}” is paused." for one in batches if one.paused and one.tally.unfinished)


def waits_for(blocked: Blocked) -> str:
    """What the queue waits for, in plain words."""
    return f"{blocked.message} {blocked.remedy}".strip()


def _sentences(report: Report) -> Iterator[str]:
    yield _made_sentence(report)
    if report.set_aside:
        first = report.set_aside[0]
        more = "; the others for other reasons" if len(report.set_aside) > 1 else ""
        what = "1 job was" if report.failures == 1 else f"{report.failures} jobs were"
        yield f"{what} set aside: {first.message.rstrip('.')}{more}."
    if report.held:
        yield f"The queue is held: {report.held[0]}"
    elif report.waiting:
        yield "1 job is still to be made." if report.waiting == 1 else f"{report.waiting} jobs are still to be made."


def _made_sentence(report: Report) -> str:
    if not report.made:
        return "No pictures were made."
    count = "1 picture was" if report.pictures == 1 else f"{report.pictures} pictures were"
    names = [f"“{made.name}”" for made in report.made]
    where = " and ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} other places"
    return f"{count} made in {where}; the engine worked for {lasted(report.seconds)}."


def lasted(seconds: float) -> str:
    """A time in words: `40 seconds`, `12 minutes`, `3 hours 5 minutes`."""
    if seconds < 0.5:
        return "less than a second"
    if seconds < 59.5:
        return _counted(round(seconds), "second")
    minutes = round(seconds / 60)
    if minutes < 60:
        return _counted(minutes, "minute")
    hours, rest = divmod(minutes, 60)
    return f"{_counted(hours, 'hour')} {_counted(rest, 'minute')}" if rest else _counted(hours, "hour")


def _counted(number: int, unit: str) -> str:
    return f"1 {unit}" if number == 1 else f"{number} {unit}s"
