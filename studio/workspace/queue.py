"""What runs and waits, of every project and lane, whoever runs it: progress, time left, cancel, go on after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Literal

import msgspec
from psygnal import Signal

from studio.errors import StudioError
from studio.recipe.asset import Change
from studio.recipe.events import Accepted, Event, Picture, Progress
from studio.recipe.job import ENDED, LANES, Job
from studio.recipe.speed import Speed, spoken
from studio.workspace.core import Core
from studio.workspace.sets import PictureSet, facts_of
from studio.workspace.tasks import Tasks

MOST = 10_000
"""jobs that are looked at when the window opens"""
EntryState = Literal["running", "stopping", "waiting", "paused"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One job of the queue, as it stands now."""

    job: str
    prompt: str
    project: str
    state: EntryState
    made: int
    count: int
    fraction: float
    """of the work, 0 to 1"""
    seconds: float | None
    """of its own work that is left; None while the speed of its model is unknown"""


class Queue:
    """Unfinished jobs. `changed` announces everything that moves, progress included; `ended` each job that ends."""

    changed = Signal()
    ended = Signal(Job)

    def __init__(self, tasks: Tasks, speeds: Mapping[str, Speed], cancel: Callable[[str], Awaitable[object]]) -> None:
        """`cancel` stops one job and says so wherever else it is shown."""
        self._tasks = tasks
        self._speeds = speeds
        self._cancel = cancel
        self._core: Core | None = None
        self._jobs: dict[str, Job] = {}
        self._order: tuple[Job, ...] | None = None
        self._runs: dict[str, PictureSet] = {}
        """of the jobs that run: how far they are"""
        self._followed: set[str] = set()
        self._news: frozenset[str] = frozenset()
        """jobs that moved since they were looked at"""
        self._turn = asyncio.Lock()
        """held from reading the library to showing what it said: what was read later is shown later"""

    async def begin(self, core: Core) -> None:
        """Show what the library has in its queue and keep in step with it."""
        self._core = core
        core.changed.connect(self._heard)
        async with self._turn:
            for job in await core.library.jobs.jobs(("running", "waiting", "paused"), limit=MOST):
                self._take(core, job)
            self.changed.emit()

    def end(self) -> None:
        if self._core is not None:
            self._core.changed.disconnect(self._heard)  # pyright: ignore[reportUnknownMemberType]

    def __len__(self) -> int:
        return len(self._jobs)

    def first(self, most: int) -> tuple[Entry, ...]:
        """In the order in which they will run; what is paused last."""
        return tuple(self._entry(job) for job in self._ordered()[:most])

    @property
    def running(self) -> tuple[Entry, ...]:
        return tuple(self._entry(self._jobs[job]) for job in self._runs)

    @property
    def busy(self) -> bool:
        """Whether something runs or will."""
        return any(job.state != "paused" for job in self._ordered()[:1])

    @property
    def paused(self) -> bool:
        """Whether something waits for the user to let it go on."""
        return any(job.state == "paused" for job in self._ordered()[-1:])

    def seconds_left(self) -> float | None:
        """Until nothing runs or waits any more; None while a speed is unknown."""
        total = 0.0
        for job in self._jobs.values():
            if job.state != "paused":
                seconds = self._seconds(job)
                if seconds is None:
                    return None
                total += seconds
        return total

    def sentence(self) -> str:
        """Everything in one line: `1 running, 3 waiting, about 40 s`; blank if there is nothing."""
        states = [job.state for job in self._jobs.values()]
        counts = [f"{states.count(name)} {name}" for name in ("running", "waiting", "paused") if name in states]
        seconds = self.seconds_left()
        if seconds and counts:
            counts.append(spoken(seconds))
        return ", ".join(counts)

    async def cancel(self, job: str) -> None:
        """The entry says at once that it stops. Raises StorageError, JobError."""
        if (shown := self._runs.get(job)) is not None:
            shown.stop()
            self.changed.emit()
        await self._cancel(job)

    async def cancel_all(self) -> None:
        """What waits first, so that nothing new begins. Pictures that are made stay."""
        for job in reversed(self._ordered()):
            await self.cancel(job.id)

    async def resume(self, jobs: Iterable[str] | None = None) -> None:
        """Let paused jobs go on; all of them for None. Raises StorageError, JobError."""
        if self._core is None:
            return
        wanted = [job.id for job in self._ordered() if job.state == "paused"] if jobs is None else list(jobs)
        for job in wanted:
            await self._core.resume(job)

    def _heard(self, change: Change) -> None:
        if self._core is not None and change.jobs:
            self._news |= change.jobs
            self._tasks.start(self._look(self._core), "look at the queue")

    async def _look(self, core: Core) -> None:
        async with self._turn:
            news, self._news = self._news, frozenset()
            try:
                found = [await core.library.jobs.job(job) for job in sorted(news)]
            except StudioError:
                self._news |= news  # looked at with what comes next
                raise
            for job in found:
                if job is not None:
                    self._take(core, job)
            if news:
                self.changed.emit()

    def _take(self, core: Core, job: Job) -> None:
        if job.order.lane == "live":
            return
        self._order = None
        if job.state != "running":
            self._runs.pop(job.id, None)
        if job.state in ENDED:
            if self._jobs.pop(job.id, None) is not None:
                self.ended.emit(job)
            return
        self._jobs[job.id] = job
        if job.state == "running":
            self._run(core, job)

    def _run(self, core: Core, job: Job) -> None:
        shown = self._runs.setdefault(job.id, PictureSet(facts_of(job), "running"))
        shown.expect(job.made)
        if job.cancel_requested:
            shown.stop()
        if job.id not in self._followed:
            self._followed.add(job.id)
            self._tasks.start(self._follow(core, job.id), f"queue follows {job.id}")

    async def _follow(self, core: Core, job: str) -> None:
        try:
            async for event in core.follow(job):
                if (shown := self._runs.get(job)) is not None and _moves(shown, event):
                    self.changed.emit()
        finally:
            self._followed.discard(job)

    def _ordered(self) -> tuple[Job, ...]:
        if self._order is None:
            self._order = tuple(sorted(self._jobs.values(), key=_turn))
        return self._order

    def _seconds(self, job: Job) -> float | None:
        recipe = job.order.recipe
        speed = self._speeds.get(recipe.model.id, Speed())
        if (shown := self._runs.get(job.id)) is not None:
            return shown.seconds_left(speed)
        missing = job.order.count - len(job.made)
        return speed.seconds(steps=recipe.steps * missing, pictures=missing, pixels=recipe.width * recipe.height)

    def _entry(self, job: Job) -> Entry:
        shown = self._runs.get(job.id)
        return Entry(
            job=job.id,
            prompt=job.order.recipe.prompt,
            project=job.order.project,
            state=_state(job, shown),
            made=len(job.made) if shown is None else shown.made,
            count=job.order.count,
            fraction=len(job.made) / job.order.count if shown is None else shown.fraction(),
            seconds=self._seconds(job),
        )


def _moves(shown: PictureSet, event: Event) -> bool:
    """Progress is shown, pictures are only counted; previews are for others, the ending comes from the store."""
    match event:
        case Accepted() | Progress():
            shown.apply(event)
        case Picture(index=index):
            shown.expect((index,))
        case _:
            return False
    return True


def _turn(job: Job) -> tuple[int, int, float, str]:
    rank = {"running": 0, "waiting": 1}.get(job.state, 2)
    return rank, LANES.index(job.order.lane), job.created, job.id


def _state(job: Job, shown: PictureSet | None) -> EntryState:
    if shown is not None:
        return "stopping" if shown.state == "stopping" else "running"
    return "paused" if job.state == "paused" else "waiting"
