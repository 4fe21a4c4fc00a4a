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
    """Looks into the store whenever something was written, and tells what is new."""

    def __init__(self, library: Shelves, streams: Streams, changed: Callable[[Change], None]) -> None:
        self._library = library
        self._streams = streams
        self._changed = changed
        self._seen: int | None = None
        """the newest change of the queue that was announced"""
        self._seen_pictures: int | None = None
        self._looked_at: set[str] = set()
        """expected jobs whose state was looked at"""
        self._running: set[str] = set()
        """those of them that run in another process, where progress is no change"""

    async def news(self) -> Change:
        """What was added or changed since the last call, by whomever; announced. Raises StorageError."""
        seen, change = await self._library.jobs.changed_since(self._seen)
        seen_pictures, assets = await self._library.pictures.changed_since(self._seen_pictures)
        self._seen, self._seen_pictures = seen, seen_pictures
        change |= Change(assets=assets)
        if change:
            self._changed(change)
        return change

    async def tell(self, change: Change, *, running_elsewhere: bool) -> None:
        """Tell what became of the expected jobs, `change` being what is new. Raises StorageError.

        What runs here is told by the runner until it ends.
        """
        expected = self._streams.expected
        self._looked_at &= expected
        for job_id in expected & (change.jobs | self._running | (expected - self._looked_at)):
            await self._look_at(job_id, running_elsewhere)

    async def _look_at(self, job_id: str, running_elsewhere: bool) -> None:
        job = await self._library.jobs.job(job_id)
        if job is None:
            self._streams.end(job_id, Cancelled())
        elif running_elsewhere or job.state in ENDED:
            await self._tell(job)
        self._looked_at.add(job_id)
        if running_elsewhere and job is not None and job.state == "running":
            self._running.add(job_id)
        else:
            self._running.discard(job_id)

    async def _tell(self, job: Job) -> None:
        if untold := self._streams.untold(job.id, job.made):
            for event in await saved_events(self._library.pictures, job.id, untold):
                self._streams.tell(job.id, event)
            self._streams.mark_told(job.id, untold)
        if job.state in ENDED:
            self._streams.end(job.id, ending_of(job))
        elif job.state == "running" and (progress := await self._library.jobs.progress(job.id)):
            self._streams.tell(job.id, progress)


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
