"""One process's part in the queue of a home: runs it while it holds the lock, follows whoever does otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence

from studio.backends.backend import Backend
from studio.errors import ModelError, StorageError
from studio.jobs.follow import Follower
from studio.jobs.owner import Ownership
from studio.jobs.runner import Runner
from studio.jobs.streams import Streams
from studio.library.library import Library
from studio.library.recovery import Recovery
from studio.recipe.asset import Change
from studio.recipe.events import Cancelled, Event
from studio.recipe.job import Job
from studio.recipe.recipe import ModelRef

BUSY_SECONDS = 0.1
"""between two looks at the store while somebody waits for a job"""
CALM_SECONDS = 0.3
"""otherwise; also how often a follower tries to take over"""
WARM_DELAY_SECONDS = 0.1
"""Looking for a model reads the disk: not at every key that is pressed."""

_log = logging.getLogger(__name__)


class Dispatch:
    """Ties runner, follower and lock together; `streams` has what happens to jobs, whoever runs them."""

    def __init__(
        self,
        *,
        library: Library,
        backend: Backend,
        ownership: Ownership,
        changed: Callable[[Change], None],
        happened: Callable[[str, Event], None],
        noticed: Callable[[str], None],
        previews: Callable[[], bool],
    ) -> None:
        self.streams = Streams(happened)
        self._library = library
        self._backend = backend
        self._ownership = ownership
        self._changed = changed
        self._noticed = noticed
        self._follower = Follower(library, self.streams, changed)
        self.runner = Runner(library, backend, self.streams, changed, noticed, previews)
        self._nudge = asyncio.Event()
        self._seen: tuple[int, frozenset[str]] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._closing = False

    async def start(self) -> None:
        """Begin to run or to follow: what changes from now on is announced. Raises StorageError."""
        if self._ownership.held:
            await self._take_over()
        else:
            await self._follower.look(running_elsewhere=True)
        self._watching = asyncio.create_task(self._watch(), name="watching")

    async def close(self) -> None:
        """Stop watching and running; running work waits again for the next owner."""
        self._closing = True
        self._nudge.set()
        if self._warming is not None:
            await asyncio.wait({self._warming})
        if self._watching is not None:
            await self._watching
        await self.runner.close()

    def expect(self, job: Job) -> None:
        """`job` was just put into the queue by this process, which wants to know what becomes of it."""
        self.streams.expect(job.id)
        self.runner.poke(job)
        self._nudge.set()

    def stop(self, jobs: Sequence[str]) -> None:
        """End the runs of those of `jobs` that run here."""
        for job in jobs:
            self.runner.stop(job)

    async def tell_cancelled(self, jobs: Sequence[str]) -> None:
        """Whoever follows one of `jobs` that is cancelled by now learns it. Raises StorageError."""
        for name in self.streams.expected.intersection(jobs):
            job = await self._library.jobs.job(name)
            if job is not None and job.state == "cancelled":
                self.streams.end(name, Cancelled())

    def nudge(self) -> None:
        """The queue has changed: look at it soon."""
        self._nudge.set()

    def warm(self, model: Callable[[], ModelRef]) -> None:
        """Warm the engine, if it is this process's. `model` is called in a thread; the newest call wins."""
        if self._ownership.held and self._watching is not None and not self._closing:
            if self._warming is not None:
                self._warming.cancel()
            self._warming = asyncio.create_task(self._warm(model), name="warming")

    async def _warm(self, model: Callable[[], ModelRef]) -> None:
        try:
            await asyncio.sleep(WARM_DELAY_SECONDS)
            self._backend.warm(await asyncio.to_thread(model))
        except ModelError as error:  # shown when somebody makes a picture with it
            _log.info("not warmed: %s", error.message)

    async def _watch(self) -> None:
        refused = False
        while not self._closing:
            try:
                await self._look()
                refused = False
            except StorageError as error:
                if not refused:
                    self._noticed(f"{error.message} {error.remedy}")
                refused = True
            self._nudge.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BUSY_SECONDS if self._busy else CALM_SECONDS):
                    await self._nudge.wait()

    @property
    def _busy(self) -> bool:
        return bool(self.streams.expected) or self.runner.busy

    async def _look(self) -> None:
        if not self.runner.started and await asyncio.to_thread(self._ownership.take):
            await self._take_over()
        seen = (await self._library.jobs.version(), self.streams.expected)
        if seen == self._seen:
            return
        self._seen = seen
        await self._follower.look(running_elsewhere=not self.runner.started)
        if self.runner.started:
            await self.runner.look()

    async def _take_over(self) -> None:
        """Mend what the last owner left, tell what it finished, and run the queue."""
        recovery = await self._library.recover()
        self._changed(recovery.change)
        for sentence in (*_after_crash(recovery), *await self._left_waiting(recovery)):
            self._noticed(sentence)
        await self._follower.look(running_elsewhere=True)
        self.runner.start()

    async def _left_waiting(self, recovery: Recovery) -> list[str]:
        """What an owner that left in good order had not made."""
        known = {job.id for job in recovery.jobs} | self.streams.expected
        left = [job for job in await self._library.jobs.jobs(("waiting",)) if job.id not in known]
        return [f"Work that was left waiting goes on now ({_jobs(left)})."] if left else []


def _after_crash(recovery: Recovery) -> list[str]:
    """What a crash of the last owner means for the user."""
    paused = [job for job in recovery.jobs if job.state == "paused"]
    going_on = [job for job in recovery.jobs if job.state == "waiting"]
    sentences: list[str] = []
    if going_on:
        sentences.append(f"Blink Studio ended unexpectedly. What it was making goes on now ({_jobs(going_on)}).")
    if paused:
        sentences.append(
            f"Blink Studio ended unexpectedly. Batch work waits paused ({_jobs(paused)}): resume it when you like."
        )
    return sentences


def _jobs(jobs: list[Job]) -> str:
    return "one job" if len(jobs) == 1 else f"{len(jobs)} jobs"
