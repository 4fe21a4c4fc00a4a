"""One process's part in the queue of a home: runs it while it holds the lock, follows whoever does otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence

from studio.backends.backend import Backend
from studio.errors import ModelError, StorageError
from studio.jobs.awake import Awake
from studio.jobs.bench import Bench
from studio.jobs.follow import Follower
from studio.jobs.holds import HoldNews
from studio.jobs.learning import Learning
from studio.jobs.lists import Lists
from studio.jobs.owner import Ownership
from studio.jobs.patience import Patience
from studio.jobs.results import Results
from studio.jobs.runner import Runner
from studio.jobs.sleep import watch_sleep
from studio.jobs.streams import Streams
from studio.library.library import Library
from studio.library.recovery import Recovery
from studio.recipe.asset import Change
from studio.recipe.events import Cancelled, Event
from studio.recipe.job import Job, backend_of
from studio.recipe.recipe import ModelRef

BUSY_SECONDS = 0.1
"""between two looks at the store while somebody waits for a job"""
CALM_SECONDS = 0.3
"""otherwise; also how often a follower tries to take over"""
WARM_DELAY_SECONDS = 0.1
"""Looking for a model reads the disk: not at every key that is pressed."""

_COUNTED = 99
"""jobs that are counted one by one in a sentence"""

_log = logging.getLogger(__name__)


class Dispatch:
    """Ties runner, follower and lock together; `streams` has what happens to jobs, whoever runs them."""

    def __init__(
        self,
        *,
        library: Library,
        backends: Mapping[str, Backend],
        ownership: Ownership,
        changed: Callable[[Change], None],
        happened: Callable[[str, Event], None],
        noticed: Callable[[str], None],
        previews: Callable[[], bool],
        stay_awake: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`backends` by name, the local one among them; `clock` is Unix time, which may be set back."""
        self.streams = Streams(happened)
        self._library = library
        self._backends = backends
        self._ownership = ownership
        self._changed = changed
        self._noticed = noticed
        self._stay_awake = stay_awake
        self._follower = Follower(library, self.streams, changed)
        self._patience = Patience(library.jobs, changed, noticed, clock)
        self._learning = Learning(library.jobs)
        self.runner = Runner(
            backends,
            Bench(
                library=library,
                streams=self.streams,
                patience=self._patience,
                learning=self._learning,
                changed=changed,
                noticed=noticed,
                previews=previews,
                clock=clock,
            ),
        )
        self._holds = HoldNews(library.jobs, noticed)
        self._awake = Awake()
        self._lists = Lists(library.jobs, Results(library).write, changed, noticed)
        self._nudge = asyncio.Event()
        self._seen: tuple[int, frozenset[str]] | None = None
        self._unheeded = Change()
        """what was announced and could not be passed on yet, since the store refused"""
        self._watching: asyncio.Task[None] | None = None
        self._beside: list[asyncio.Task[None]] = []
        """small work that goes on until the end"""
        self._warming: asyncio.Task[None] | None = None
        self._closing = False

    async def start(self) -> None:
        """Begin to run or to follow: what changes from now on is announced. Raises StorageError."""
        await self._holds.begin()
        if self._ownership.held:
            await self._take_over()
        else:
            await self._follower.tell(await self._follower.news(), running_elsewhere=True)
        self._watching = asyncio.create_task(self._watch(), name="watching")
        self._beside.append(asyncio.create_task(watch_sleep(self._slept), name="pulse"))

    async def close(self) -> None:
        """Stop watching and running; running work waits again for the next owner."""
        self._closing = True
        self._nudge.set()
        if self._warming is not None:
            await asyncio.wait({self._warming})
        if self._watching is not None:
            await self._watching
        for task in self._beside:
            task.cancel()
        if self._beside:
            await asyncio.wait(self._beside)
        await self.runner.close()
        self._awake.close()

    def expect(self, job: Job) -> None:
        """`job` was just put into the queue by this process, which wants to know what becomes of it."""
        self.streams.expect(job.id)
        self.nudge()

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
        """Get the model's backend ready, if it is this process's. `model` is called in a thread; the newest wins."""
        if self._ownership.held and self._watching is not None and not self._closing:
            if self._warming is not None:
                self._warming.cancel()
            self._warming = asyncio.create_task(self._warm(model), name="warming")

    async def _warm(self, model: Callable[[], ModelRef]) -> None:
        try:
            await asyncio.sleep(WARM_DELAY_SECONDS)
            ref = await asyncio.to_thread(model)
            self._backends[backend_of(ref)].warm(ref)
        except ModelError as error:  # shown when somebody makes a picture with it
            _log.info("not warmed: %s", error.message)

    async def _watch(self) -> None:
        refused = False
        while not self._closing:
            try:
                await self._look()
                refused = False
            except StorageError as error:
                if not refused and self._patience.blocked is None:
                    self._noticed(f"{error.message} {error.remedy}")
                refused = True
            except Exception:  # noqa: BLE001 - whatever it is, nobody else looks
                _log.exception("watching the queue")
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
        await self._learning.tell()
        self._awake.keep(self.runner.busy_with_batches and self._stay_awake())
        seen = (await self._library.jobs.version(), self.streams.expected)
        if seen != self._seen:
            self._unheeded |= await self._follower.news()
            await self._pass_on(self._unheeded)
            self._unheeded, self._seen = Change(), seen

    async def _pass_on(self, change: Change) -> None:
        """To those who follow jobs, to the runner, and to the user what stands in the queue's way."""
        await self._follower.tell(change, running_elsewhere=not self.runner.started)
        if change.queue:
            await self._holds.look(owner=self.runner.started)
        if self.runner.started:
            await self.runner.look(change)
            if change.jobs or change.batches:
                self._lists.poke()

    def _slept(self, seconds: float) -> None:
        """Clocks and other processes may have gone on meanwhile."""
        if self.runner.busy:
            self._noticed(f"The computer slept for {_span(seconds)}. The queue goes on where it was.")
        self.runner.poke()
        self.nudge()

    async def _take_over(self) -> None:
        """Mend what the last owner left, tell what it finished, and run the queue."""
        recovery = await self._library.recover()
        self._changed(recovery.change)
        for sentence in (*await self._after_crash(recovery), *await self._left_waiting(recovery)):
            self._noticed(sentence)
        await self._holds.begin()  # what recovery holds is told already
        await self._follower.tell(await self._follower.news(), running_elsewhere=True)
        await self.runner.start()
        self._lists.poke()
        self._beside.append(asyncio.create_task(self._lists.run(), name="lists"))

    async def _after_crash(self, recovery: Recovery) -> list[str]:
        """What a crash of the last owner means for the user."""
        going_on = [job for job in recovery.jobs if job.order.lane != "batch" and job.state == "waiting"]
        sentences = [f"Blink Studio ended unexpectedly. What it was making goes on now ({_jobs(going_on)})."]
        hold = (await self._library.jobs.state()).holds.get("batch")
        held = [hold.message] if recovery.jobs and hold is not None and hold.cause == "crash" else []
        return [*(sentences if going_on else []), *held]

    async def _left_waiting(self, recovery: Recovery) -> list[str]:
        """What an owner that left in good order had not made, and what goes on by itself now."""
        known = {job.id for job in recovery.jobs} | self.streams.expected
        held = (await self._library.jobs.state()).holds
        waiting = await self._library.jobs.jobs(("waiting",), limit=_COUNTED + 1)
        left = [job for job in waiting if job.id not in known and job.order.lane not in held]
        return [f"Work that was left waiting goes on now ({_jobs(left)})."] if left else []


def _jobs(jobs: Sequence[Job]) -> str:
    if len(jobs) > _COUNTED:
        return f"more than {_COUNTED} jobs"
    return "one job" if len(jobs) == 1 else f"{len(jobs)} jobs"


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} seconds"
    minutes = round(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes" if minutes < 120 else f"{seconds / 3600:.1f} hours"
