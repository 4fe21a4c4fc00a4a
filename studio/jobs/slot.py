"""One place at a backend: takes the next job, has it made, and takes the one after while the last is being saved."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from studio.backends.backend import Backend
from studio.errors import StorageError, StudioError
from studio.jobs.attempt import Attempt, request_for
from studio.jobs.bench import Bench
from studio.jobs.conclusion import Conclusion
from studio.jobs.live import LiveLane
from studio.jobs.patience import RETRY_SECONDS
from studio.recipe.events import Ending, Failed, Progress
from studio.recipe.job import LANES, Job, Lane

CONCLUDING = 2
"""runs that may still be on their way to the disk; then the backend waits for one of them"""
REPORT_SECONDS = 0.25
"""between two reports of progress to the store"""
LOOK_SECONDS = 60.0
"""At every full minute of the clock somebody looks for work: hours begin and end there, and a clock may be changed."""

_log = logging.getLogger(__name__)


class Slot:
    """Runs jobs of its backend one after the other, from `run` until the bench is closing."""

    def __init__(
        self,
        name: str,
        backend: Backend,
        bench: Bench,
        conclusion: Conclusion,
        heed: Callable[[Attempt], Awaitable[None]],
        live: LiveLane | None = None,
    ) -> None:
        """`heed` stops an attempt if something that it missed says so; `live` is the lane that this slot serves."""
        self.name = name
        self.attempt: Attempt | None = None
        """what is at the backend now"""
        self.idle = False
        self._backend = backend
        self._bench = bench
        self._conclusion = conclusion
        self._heed = heed
        self._live = live
        self._next: deque[Job] = deque()
        """claimed for this slot while it was at work"""
        self._weights: str | None = None
        """of the model that the last run left in memory"""
        self._seats = asyncio.Semaphore(CONCLUDING)
        self._concluding: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()

    @property
    def makes_room(self) -> bool:
        """Whether batch work could make room here for something more urgent."""
        return self._at_batch and not self._next

    def poke(self) -> None:
        """There may be work."""
        self._wake.set()

    def take_next(self, job: Job) -> None:
        """`job`, which was claimed for this slot, goes before batch work that runs here now."""
        self._next.append(job)
        if self.attempt is not None and self._at_batch:
            self.attempt.stop("yield")
        self._wake.set()

    @property
    def _at_batch(self) -> bool:
        attempt = self.attempt
        return attempt is not None and attempt.stopped is None and attempt.job.order.lane == "batch"

    async def run(self) -> None:
        """Until the bench is closing; then everything is concluded. Never raises."""
        while not self._bench.closing.is_set():
            self._wake.clear()
            try:
                if not await self._step():
                    await self._rest()
            except StorageError as error:  # refused, and the studio closes
                _log.warning("%s %s", error.message, error.detail)
            except Exception:  # noqa: BLE001 - whatever it is, the queue goes on
                _log.exception("a slot of %s", self.name)
                await asyncio.sleep(RETRY_SECONDS)
        await self._leave()

    async def _step(self) -> bool:
        """Do the next piece of work, if there is one."""
        if self._live is not None and await self._live.make():
            return True
        job = await self._claimed(LANES)
        if job is None:
            return False
        if alone := await self._alone(job):
            await self._make(alone)
        return True

    async def _rest(self) -> None:
        self.idle = True
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(await self._until_due()):
                    await self._wake.wait()
        finally:
            self.idle = False

    async def _until_due(self) -> float:
        """Seconds until work may begin that waits for its time."""
        now = self._bench.clock()
        due = await self._bench.library.jobs.next_start(now)
        return min(LOOK_SECONDS - now % LOOK_SECONDS, LOOK_SECONDS if due is None else max(0.0, due - now)) + 0.01

    async def _claimed(self, lanes: tuple[Lane, ...]) -> Job | None:
        if self._next:
            return self._next.popleft()
        job, change = await self._bench.patience.insist(
            lambda: self._bench.claim(lanes, self.name, self._weights), self._bench.closing
        )
        self._bench.changed(change)
        return job

    async def _alone(self, job: Job) -> Job | None:
        """`job` once an older run of it is over, which was paused and resumed: only then is known what is missing."""
        older = [attempt for attempt in self._bench.attempts if attempt.job.id == job.id]
        if not older:
            return job
        for attempt in older:
            attempt.stop("hold")
            await attempt.over.wait()
        try:
            found = await self._bench.patience.insist(lambda: self._bench.library.jobs.job(job.id), self._bench.closing)
        except StorageError:
            self._next.append(job)  # it is claimed: put back at the end, if that can be
            raise
        return found if found is not None and found.state == "running" else None

    async def _make(self, job: Job) -> None:
        """Have the backend make it; what comes after that goes on in the background."""
        ladder = self._bench.ladder
        frugal, again = ladder.frugal(job), ladder.lost_before(job)
        request = request_for(job, previews=self._bench.previews(), frugal=frugal, again=again)
        attempt = self.attempt = Attempt(job, request, self._backend, self._bench)
        self._bench.attempts.add(attempt)
        if self._bench.closing.is_set():
            attempt.stop("hold")
        elif (self._next and self._at_batch) or (self._live is not None and self._live.waiting):
            attempt.stop("yield")
        ending = await self._received(attempt)
        self.attempt, self._weights = None, job.order.recipe.model.weights
        await self._seats.acquire()
        task = asyncio.create_task(self._conclude(attempt, ending), name="concluding")
        self._concluding.add(task)
        task.add_done_callback(self._concluding.discard)

    async def _received(self, attempt: Attempt) -> Ending:
        beside = (
            asyncio.create_task(self._heed_once(attempt), name="heeding"),
            asyncio.create_task(self._report(attempt), name="reporting"),
        )
        try:
            return await attempt.received()
        except Exception as error:  # noqa: BLE001 - whatever it is, the queue goes on
            _log.exception("job %s", attempt.job.id)
            return Failed.of(_unforeseen(error))
        finally:
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)

    async def _heed_once(self, attempt: Attempt) -> None:
        """Between the claim and now nobody could have told it."""
        with contextlib.suppress(StorageError):
            await self._heed(attempt)

    async def _conclude(self, attempt: Attempt, ending: Ending) -> None:
        try:
            await self._conclusion.conclude(attempt, ending)
        except Exception:  # noqa: BLE001 - whatever it is, the job must not stay behind as one that runs
            _log.exception("job %s", attempt.job.id)
            with contextlib.suppress(StudioError):
                await self._bench.library.jobs.release(attempt.job.id)
        finally:
            self._bench.attempts.discard(attempt)
            attempt.over.set()
            self._seats.release()

    async def _report(self, attempt: Attempt) -> None:
        """Where the job stands, for other processes."""
        reported: Progress | None = None
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            if attempt.progress not in (None, reported):
                reported = attempt.progress
                with contextlib.suppress(StorageError):
                    await self._bench.library.jobs.report(attempt.job.id, reported)

    async def _leave(self) -> None:
        for job in self._next:
            with contextlib.suppress(StudioError):
                self._bench.changed(await self._bench.library.jobs.release(job.id))
        if self._concluding:
            await asyncio.wait(self._concluding)


def _unforeseen(error: Exception) -> StudioError:
    return StudioError(
        "Something went wrong that the studio did not foresee.",
        remedy="Try again; if it happens again, report it with the log file.",
        detail=repr(error),
    )
