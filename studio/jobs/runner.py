"""The owner's task: takes the next job by lane, runs it, and brings it to its end state."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol

from studio.backends.backend import Backend, Request
from studio.errors import JobError, StorageError, StudioError
from studio.jobs.attempt import Attempt
from studio.jobs.live import LiveLane
from studio.jobs.streams import Streams
from studio.recipe.asset import Change
from studio.recipe.events import Cancelled, Ending, Event, Failed, Finished, Notice, Progress
from studio.recipe.job import LANES, Job, Lane
from studio.recipe.protocols import JobStore, PictureStore

REPORT_SECONDS = 0.25
"""between two reports of progress to the store"""
STORE_RETRY_SECONDS = 1.0
"""before the store is asked again after it refused"""

_log = logging.getLogger(__name__)


class Shelves(Protocol):
    """Where jobs come from and pictures go to."""

    @property
    def jobs(self) -> JobStore: ...

    @property
    def pictures(self) -> PictureStore: ...


class Runner:
    """Runs the jobs of a home one after the other, from `start` to `close`."""

    def __init__(
        self,
        library: Shelves,
        backend: Backend,
        streams: Streams,
        changed: Callable[[Change], None],
        noticed: Callable[[str], None],
        previews: Callable[[], bool] = lambda: True,
    ) -> None:
        self._library = library
        self._backend = backend
        self._streams = streams
        self._changed = changed
        self._noticed = noticed
        self._previews = previews
        self._live = LiveLane(backend, self._make_room)
        self._attempt: Attempt | None = None
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def started(self) -> bool:
        return self._task is not None

    @property
    def busy(self) -> bool:
        return self._attempt is not None

    def start(self) -> None:
        self._wake.set()
        self._task = asyncio.create_task(self._run(), name="runner")

    async def close(self) -> None:
        """Put the running job back into the queue and stop."""
        self._closing = True
        self._live.stop()
        self._make_room()
        if self._task is not None:
            await self._task

    def live(self, request: Request) -> AsyncGenerator[Event]:
        """Make this now, keep nothing; a newer call supersedes it."""
        return self._live.ask(request)

    def poke(self, newcomer: Job | None = None) -> None:
        """There may be work; `newcomer` was just put into the queue."""
        if newcomer is not None:
            self._yield_to(newcomer.order.lane)
        self._wake.set()

    def stop(self, job: str) -> bool:
        """Cancel `job` if it is the running one; whether it is."""
        if self._attempt is None or self._attempt.job.id != job:
            return False
        self._attempt.stop("cancel")
        return True

    async def look(self) -> None:
        """Another process wrote: see whether the running job was cancelled or should make room."""
        self.poke()
        attempt = self._attempt
        if attempt is None or attempt.stopped == "cancel":
            return
        job = await self._library.jobs.job(attempt.job.id)
        if job is None or job.cancel_requested:
            attempt.stop("cancel")
        elif attempt.stopped is None and attempt.job.order.lane == "batch":
            for waiting in await self._library.jobs.jobs(("waiting",), limit=100):
                self._yield_to(waiting.order.lane)

    def _yield_to(self, lane: Lane) -> None:
        attempt = self._attempt
        if attempt and attempt.stopped is None and LANES.index(lane) < LANES.index(attempt.job.order.lane):
            attempt.stop("yield")

    def _make_room(self) -> None:
        if self._attempt is not None and self._attempt.stopped is None:
            self._attempt.stop("yield")
        self._wake.set()

    async def _run(self) -> None:
        refused = False
        while not self._closing:
            try:
                self._wake.clear()
                if not await self._live.make() and not await self._next():
                    await self._wake.wait()
                refused = False
            except StorageError as error:
                if not refused:
                    self._notice_refusal(error)
                refused = True
                await self._pause()

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STORE_RETRY_SECONDS):
                await self._wake.wait()

    async def _next(self) -> bool:
        """Run the next job; False if none waits."""
        job, change = await self._library.jobs.claim(LANES)
        if job is None:
            return False
        self._attempt = Attempt(
            job, self._backend, self._library.pictures, self._streams, self._changed, previews=self._previews()
        )
        self._changed(change)
        try:
            await self._heed_what_came_meanwhile(self._attempt)
            ending = await self._made(self._attempt)
            await self._conclude(self._attempt, ending)
        finally:
            self._attempt = None
        return True

    async def _heed_what_came_meanwhile(self, attempt: Attempt) -> None:
        """Between the claim and now nobody could have told it."""
        if self._closing or self._live.waiting:
            attempt.stop("yield")
        await self.look()

    async def _made(self, attempt: Attempt) -> Ending:
        reporting = asyncio.create_task(self._report(attempt), name="reporting")
        try:
            return await attempt.make()
        except Exception as error:  # noqa: BLE001 - whatever it is, the queue goes on
            _log.exception("job %s", attempt.job.id)
            return Failed.of(_unforeseen(error))
        finally:
            reporting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reporting

    async def _report(self, attempt: Attempt) -> None:
        """Where the job stands, for other processes."""
        reported: Progress | None = None
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            if attempt.progress not in (None, reported):
                reported = attempt.progress
                with contextlib.suppress(StorageError):
                    await self._library.jobs.report(attempt.job.id, reported)

    async def _insist(self, change: Callable[[], Awaitable[Change]]) -> Change:
        """Ask the store until it agrees: what was made must not be made again because it was busy."""
        said = False
        while True:
            try:
                return await change()
            except JobError as error:  # the job was ended or removed from elsewhere
                _log.warning("%s %s", error.message, error.detail)
                return Change()
            except StorageError as error:
                if self._closing:
                    raise
                if not said:
                    self._notice_refusal(error)
                said = True
                await self._pause()

    def _notice_refusal(self, error: StorageError) -> None:
        self._noticed(f"{error.message} {error.remedy} The queue goes on by itself when that is mended.")

    async def _conclude(self, attempt: Attempt, ending: Ending) -> None:
        """Bring the job to the state that `ending` means, then tell it. Waits for a store that refuses."""
        job = attempt.job.id
        jobs = self._library.jobs
        match ending:
            case Finished():
                self._changed(await self._insist(lambda: jobs.finish(job)))
            case Failed():
                self._changed(await self._insist(lambda: jobs.fail(job, ending)))
            case Cancelled() if attempt.stopped == "cancel":
                self._changed(await self._insist(lambda: jobs.cancelled(job)))
            case Cancelled():
                await self._put_back(attempt)
                return
        self._streams.tell(job, ending)

    async def _put_back(self, attempt: Attempt) -> None:
        job = attempt.job.id
        self._changed(await self._insist(lambda: self._library.jobs.release(job)))
        after = await self._library.jobs.job(job)
        if after is not None and after.state == "cancelled":  # somebody asked while it was stopping
            self._streams.tell(job, Cancelled())
        elif after is not None:
            self._streams.tell(job, Progress(index=next(iter(after.missing), 0), phase="waiting"))
            self._streams.tell(job, Notice(message="This job makes room for more urgent work and goes on afterwards."))


def _unforeseen(error: Exception) -> StudioError:
    return StudioError(
        "Something went wrong that the studio did not foresee.",
        remedy="Try again; if it happens again, report it with the log file.",
        detail=repr(error),
    )
