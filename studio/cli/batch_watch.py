"""Follows a batch to its end, whoever runs it: what changes is looked at, and shown."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from studio.cli.batch_reach import quoted
from studio.cli.batch_shown import Moment
from studio.cli.batch_status import hours_text
from studio.cli.interrupt import Interrupt
from studio.cli.output import say
from studio.core import Studio
from studio.errors import DatabaseLocked
from studio.jobs.estimate import seconds_left
from studio.jobs.listing import batch_state
from studio.jobs.plans.identity import picture_of
from studio.jobs.results import Results, manifest_of
from studio.recipe.asset import Change
from studio.recipe.events import Progress
from studio.recipe.job import ENDED, Job
from studio.recipe.queue import Batch, BatchState, QueueState
from studio.recipe.speed import Speed

End = Literal["ended", "interrupted", "stopped"]
"""stopped: the queue is held, since too much failed"""

_LOOK_SECONDS = 1.0
"""at the latest; sooner when something changes"""
_PACE_SECONDS = 0.1
"""at the earliest: several changes are seen at once"""
_LISTS_SECONDS = 60.0
_PAGE_SECONDS = 0.25
"""for each picture; after so long the lists are written here, where the process that runs the queue does not"""


class Course:
    """The jobs of a batch as they were last seen, counted as they change: a batch may have thousands."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs: dict[str, Job] = {}
        self._unended: dict[str, Job] = {}
        self._maker: dict[tuple[str, int], tuple[str, int]] = {}
        """(job, index) that makes each picture of the plan"""
        self._anew: set[tuple[str, int]] = set()
        """those that another job makes anew, since their file is gone: they count there"""
        self.pictures = 0
        """asked for; what was cancelled before it was made is not"""
        self.made = 0
        self.failed = 0
        """pictures of jobs that were set aside"""
        for job in jobs:
            self.see(job)

    def see(self, job: Job) -> None:
        before = self._jobs.get(job.id)
        if before is not None:
            self._count(before, -1)
        if before is None or before.order.count != job.order.count:
            self._take_on(job)
        self._jobs[job.id] = job
        self._count(job, 1)
        if job.state in ENDED:
            self._unended.pop(job.id, None)
        else:
            self._unended[job.id] = job

    def _take_on(self, job: Job) -> None:
        """Its pictures count here, and no more in jobs that were seen before it."""
        for index in range(job.order.count):
            picture = picture_of(job.order.key or job.id, index)
            other = self._maker.get(picture)
            if other is not None and other[0] != job.id:
                known = self._jobs[other[0]]
                self._count(known, -1)
                self._anew.add(other)
                self._count(known, 1)
            self._maker[picture] = (job.id, index)

    def _count(self, job: Job, sign: int) -> None:
        made = sum((job.id, index) not in self._anew for index in job.made)
        missing = sum((job.id, index) not in self._anew for index in job.missing)
        self.pictures += sign * (made + (0 if job.state == "cancelled" else missing))
        self.made += sign * made
        self.failed += sign * (missing if job.state == "failed" else 0)

    @property
    def running(self) -> Job | None:
        return next((job for job in self._unended.values() if job.state == "running"), None)

    @property
    def ended(self) -> bool:
        return not self._unended

    def seconds_left(self, speeds: Mapping[str, Speed], progress: Progress | None) -> float | None:
        """Until the last of its jobs is done; what is made of the picture under way is taken off."""
        unfinished = [job for job in self._unended.values() if job.state != "paused"]
        order = sorted(unfinished, key=lambda job: (job.state != "running", job.rank))
        running = self.running
        loaded = running.order.recipe.model.weights if running and progress else None
        left = seconds_left(order, speeds, loaded)
        if left is None or running is None or not (share := share_of(progress)):
            return left
        speed, recipe = speeds.get(running.order.recipe.model.id), running.order.recipe
        one = speed.seconds(steps=recipe.steps, pictures=1, pixels=recipe.width * recipe.height) if speed else None
        return left if one is None else max(0.0, left - share * one)


def share_of(progress: Progress | None) -> float:
    """How much of the picture under way is made, 0 to 0.99."""
    if progress is None or progress.phase != "denoising" or not progress.steps:
        return 0.0
    return min(progress.step / progress.steps, 0.99)


class BatchWatch:
    """One batch, followed from `begin` until `follow` returns."""

    def __init__(self, studio: Studio, batch: Batch, show: Callable[[Moment], None]) -> None:
        self._studio = studio
        self._batch = batch
        self._show = show
        self._touched: set[str] = set()
        self._wake = asyncio.Event()
        self._course = Course(())
        self._clock = 0.0
        self._left: float | None = None
        """seconds; worked out once in a while"""
        self._said: set[str] = set()
        self._all_ended_at: float | None = None

    async def follow(self, stop: Interrupt) -> End:
        """Until every job has ended and the lists are written, or `stop` is asked for. Raises StorageError."""
        self._studio.changed.connect(self._hear)
        stopping = asyncio.create_task(self._pass_on(stop))
        try:
            self._course = Course(await self._studio.library.jobs.jobs_of(self._batch.id))
            while not stop.asked:
                self._wake.clear()
                end = await self._step()
                if end is not None:
                    return end
                await asyncio.sleep(_PACE_SECONDS)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await self._wake.wait()
            return "interrupted"
        finally:
            stopping.cancel()
            self._studio.changed.disconnect(self._hear)  # pyright: ignore[reportUnknownMemberType]

    async def _step(self) -> End | None:
        """How it ended, if it has. A database that is busy is asked again."""
        try:
            state = await self._look()
            if state is None:
                return "stopped"
            if not self._course.ended or not await self._listed(state):
                return None
            return "ended" if await self._is_over(state) else None
        except DatabaseLocked as error:
            self._say_once(f"{error.message} {error.remedy}")
            return None

    async def _is_over(self, state: BatchState) -> bool:
        """Everything is read once more, so that the last line counts what there is."""
        self._course = Course(await self._studio.library.jobs.jobs_of(self._batch.id))
        self._show(self._moment(state, await self._studio.library.jobs.state(), None))
        return self._course.ended

    def _say_once(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            say(sentence)

    def _hear(self, change: Change) -> None:
        self._touched |= change.jobs
        self._wake.set()

    async def _pass_on(self, stop: Interrupt) -> None:
        await stop.wait()
        self._wake.set()

    async def _look(self) -> BatchState | None:
        """See what changed and show it; None where the queue was stopped for its failures."""
        store = self._studio.library.jobs
        await self._see_touched()
        state = await batch_state(store, self._batch.id)
        queue = await store.state()
        if await self._goes_on(queue):
            queue = await store.state()
        running = self._course.running
        progress = await store.progress(running.id) if running else None
        if running and progress and progress.index in running.made:
            progress = None  # of a picture that is counted already
        if time.monotonic() - self._clock > _LOOK_SECONDS:
            self._clock = time.monotonic()
            self._left = self._course.seconds_left(await store.speeds(), progress)
        self._show(self._moment(state, queue, progress))
        hold = queue.holds.get("batch")
        return None if hold and hold.cause == "failures" and not self._course.ended else state

    async def _see_touched(self) -> None:
        while self._touched:
            name = self._touched.pop()  # first: whatever changes while it is read is told again
            try:
                job = await self._studio.library.jobs.job(name)
            except BaseException:
                self._touched.add(name)
                raise
            if job is not None and job.order.batch == self._batch.id:
                self._course.see(job)

    async def _goes_on(self, queue: QueueState) -> bool:
        """After a crash batches wait until somebody lets them go on; who follows one in a terminal has said so."""
        hold = queue.holds.get("batch")
        if hold is None or hold.cause != "crash" or self._course.ended:
            return False
        self._say_once("This command lets it go on.")
        await self._studio.queue.go_on()
        return True

    def _moment(self, state: BatchState, queue: QueueState, progress: Progress | None) -> Moment:
        course = self._course
        return Moment(
            doing=self._doing(state, queue),
            waits=course.running is None or queue.blocked is not None,
            pictures=course.pictures,
            done=course.made + share_of(progress),
            failed=course.failed,
            seconds_left=self._left,
        )

    def _doing(self, state: BatchState, queue: QueueState) -> str:
        if self._course.ended:
            return "Writing the lists"
        if state.paused:
            return f"It is paused. To go on: studio batch resume {quoted(self._batch.name)}"
        if hold := queue.holds.get("batch"):
            return f"{hold.message} To go on: studio batch resume"
        if queue.blocked is not None:
            return queue.blocked.message
        running = self._course.running
        return running.order.recipe.prompt if running else _waiting(queue)

    async def _listed(self, state: BatchState) -> bool:
        """Whether the manifest holds everything; whoever runs the queue writes it, unless somebody removed it since."""
        now = time.monotonic()
        self._all_ended_at = self._all_ended_at or now
        if state.written and await asyncio.to_thread(manifest_of, self._batch):
            return True
        if not state.written and now - self._all_ended_at < _LISTS_SECONDS + _PAGE_SECONDS * self._course.made:
            return False
        self._studio.announce(await Results(self._studio.library).write(self._batch.id))
        return True


def _waiting(queue: QueueState) -> str:
    """For its turn, or for the hours in which batches begin."""
    now = time.localtime()
    hours = queue.rules.hours
    if hours is None or hours.include(now.tm_hour * 60 + now.tm_min):
        return "Waiting for its turn"
    return f"Batches begin between {hours_text(hours)}"
