"""Watching jobs from outside: reads the store and the files, and says what happened in the runner's own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from pathlib import Path
from typing import Protocol

from studio.errors import JobError
from studio.jobs.streams import Streams
from studio.recipe.asset import Asset, Change
from studio.recipe.events import Cancelled, Encoding, Ending, Event, Failed, Finished, Notice, Picture
from studio.recipe.job import ENDED, Job
from studio.recipe.protocols import JobStore, PictureStore

NEWEST = 200
"""jobs that are looked at for changes by other processes, beside those that run, which are old in a long queue"""

_ENCODINGS: dict[str, Encoding] = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}


class Shelves(Protocol):
    """The two stores that say what became of a job."""

    @property
    def jobs(self) -> JobStore: ...

    @property
    def pictures(self) -> PictureStore: ...


async def follow(job_id: str, library: Shelves, streams: Streams) -> AsyncGenerator[Event]:
    """Pictures that are there already, then every event, then one ending. Raises JobError for an unknown job."""
    with streams.listening(job_id) as inbox:
        expected = job_id in streams.expected
        streams.expect(job_id)
        job = await library.jobs.job(job_id)
        if (job is None or job.state in ENDED) and not expected:
            streams.forget(job_id)
        if job is None:
            raise JobError(f"There is no job {job_id}.", remedy="Look at the queue: it may have been removed.")
        shown: set[int] = set()
        for event in await saved_events(library.pictures, job_id, job.made):
            shown |= {event.index} if isinstance(event, Picture) else set()
            yield event
        if job.state in ENDED:
            yield ending_of(job)
            return
        while True:
            event = await inbox.get()
            if isinstance(event, Picture) and event.index in shown:
                continue
            yield event
            if isinstance(event, Finished | Failed | Cancelled):
                return


class Follower:
    """Looks into the store whenever another process wrote, and tells what is new."""

    def __init__(self, library: Shelves, streams: Streams, changed: Callable[[Change], None]) -> None:
        self._library = library
        self._streams = streams
        self._changed = changed
        self._known: dict[str, Job] | None = None
        self._seen: int | None = None
        """the newest change of a picture that was announced"""

    async def look(self, *, running_elsewhere: bool) -> None:
        """Tell what became of the expected jobs. What runs here is told by the runner until it ends."""
        await self._announce_changes()
        for job_id in self._streams.expected:
            job = await self._library.jobs.job(job_id)
            if job is None:
                self._streams.end(job_id, Cancelled())
            elif running_elsewhere or job.state in ENDED:
                await self._tell(job)

    async def _tell(self, job: Job) -> None:
        if untold := self._streams.untold(job.id, job.made):
            for event in await saved_events(self._library.pictures, job.id, untold):
                self._streams.tell(job.id, event)
            self._streams.mark_told(job.id, untold)
        if job.state in ENDED:
            self._streams.end(job.id, ending_of(job))
        elif job.state == "running" and (progress := await self._library.jobs.progress(job.id)):
            self._streams.tell(job.id, progress)

    async def _announce_changes(self) -> None:
        newest = await self._looked_at()
        self._seen, assets = await self._library.pictures.changed_since(self._seen)
        before, self._known = self._known, newest
        if before is None:
            return
        touched = frozenset(job.id for job in newest.values() if before.get(job.id) != job)
        if touched or assets:
            self._changed(Change(jobs=touched, assets=assets))

    async def _looked_at(self) -> dict[str, Job]:
        """The newest, those that run, and those that ran when last looked at."""
        store = self._library.jobs
        found = {job.id: job for job in (*await store.jobs(limit=NEWEST), *await store.jobs(("running",)))}
        ran = [job.id for job in (self._known or {}).values() if job.state == "running" and job.id not in found]
        ended = [await store.job(job) for job in ran]
        return found | {job.id: job for job in ended if job is not None}


async def saved_events(pictures: PictureStore, job_id: str, indexes: Iterable[int]) -> list[Event]:
    """Saved pictures as the events that made them; what was deleted since is left out, a lost file gives a notice."""
    wanted = frozenset(indexes)
    if not wanted:
        return []
    assets = [asset for asset in await pictures.assets_of(job_id) if asset.index in wanted and not asset.trashed]
    return [event for asset in assets if (event := await asyncio.to_thread(_event_of, asset)) is not None]


def _event_of(asset: Asset) -> Event | None:
    if asset.recipe is None or asset.receipt is None:
        return None
    try:
        data = asset.path.read_bytes()
    except OSError:
        return Notice(message=f"The picture {asset.path} was made, but its file is not there any more.")
    return Picture(
        index=asset.index,
        recipe=asset.recipe,
        receipt=asset.receipt,
        width=asset.width,
        height=asset.height,
        encoding=_encoding_of(asset.path),
        data=data,
    )


def _encoding_of(path: Path) -> Encoding:
    return _ENCODINGS.get(path.suffix.lower(), "png")


def ending_of(job: Job) -> Ending:
    """How an ended job ended."""
    match job.state:
        case "done":
            return Finished()
        case "cancelled":
            return Cancelled()
        case _:
            return job.failure or Failed(kind="StudioError", message="The job failed.", remedy="Try it again.")
