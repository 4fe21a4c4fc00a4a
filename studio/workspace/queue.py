"""What runs and waits, of every project and lane, whoever runs it: progress, time left, cancel, go on after a crash."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Literal, assert_never

import msgspec
from psygnal import Signal

from studio.recipe.asset import Change
from studio.recipe.events import Accepted, Event, Picture, Progress
from studio.recipe.job import ENDED, LANES, Job
from studio.workspace.core import Core
from studio.workspace.sets import PictureSet, facts_of
from studio.workspace.speed import Speed, spoken
from studio.workspace.tasks import Tasks

EntryState = Literal["running", "stopping", "waiting", "paused"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One job of the queue, as it stands now."""

    job: str
    prompt: str
    project: str
    batch: bool
    """of the lane that makes room for others"""
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
        self._sets: dict[str, PictureSet] = {}
        self._followed: set[str] = set()

    async def begin(self, core: Core) -> None:
        """Show what the library has in its queue and keep in step with it."""
        self._core = core
        core.changed.connect(self._heard)
        for job in await core.library.jobs.jobs(("running", "waiting", "paused")):
            self._take(core, job)
        self.changed.emit()

    def end(self) -> None:
        if self._core is not None:
            self._core.changed.disconnect(self._heard)  # pyright: ignore[reportUnknownMemberType]

    def __len__(self) -> int:
        return len(self._jobs)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """In the order in which they will run; what is paused last."""
        return tuple(self._entry(job) for job in sorted(self._jobs.values(), key=self._turn))

    def seconds_left(self) -> float | None:
        """Until nothing runs or waits any more; None while a speed is unknown."""
        left = [self._seconds(job) for job in self._jobs.values() if job.state != "paused"]
        known = [seconds for seconds in left if seconds is not None]
        return sum(known) if len(known) == len(left) else None

    @property
    def paused(self) -> bool:
        """Whether something waits for the user to let it go on."""
        return any(job.state == "paused" for job in self._jobs.values())

    def sentence(self) -> str:
        """Everything in one line: `1 running, 3 waiting, about 40 s`; blank if there is nothing."""
        states = [job.state for job in self._jobs.values()]
        counts = [f"{states.count(name)} {name}" for name in ("running", "waiting", "paused") if name in states]
        seconds = self.seconds_left()
        if seconds and counts:
            counts.append(spoken(seconds))
        return ", ".join(counts)

    def fraction(self) -> float:
        """Of the foremost running job."""
        return next((entry.fraction for entry in self.entries if entry.state in ("running", "stopping")), 0.0)

    async def cancel(self, job: str) -> None:
        """The entry says at once that it stops. Raises StorageError, JobError."""
        if (shown := self._sets.get(job)) is not None:
            shown.stop()
            self.changed.emit()
        await self._cancel(job)

    async def cancel_all(self) -> None:
        """What waits first, so that nothing new begins. Pictures that are made stay."""
        running = [job.id for job in self._jobs.values() if job.state == "running"]
        waiting = [job.id for job in self._jobs.values() if job.state != "running"]
        for job in (*reversed(waiting), *running):
            await self.cancel(job)

    async def resume(self, jobs: Iterable[str] | None = None) -> None:
        """Let paused jobs go on; all of them for None. Raises StorageError, JobError."""
        if self._core is None:
            return
        wanted = [job.id for job in self._jobs.values() if job.state == "paused"] if jobs is None else list(jobs)
        for job in wanted:
            await self._core.resume(job)

    def _heard(self, change: Change) -> None:
        if self._core is not None and change.jobs:
            self._tasks.start(self._look(self._core, change.jobs), "look at the queue")

    async def _look(self, core: Core, jobs: Iterable[str]) -> None:
        for id in jobs:
            job = await core.library.jobs.job(id)
            if job is not None:
                self._take(core, job)
        self.changed.emit()

    def _take(self, core: Core, job: Job) -> None:
        if job.order.lane == "live":
            return
        if job.state in ENDED:
            self._sets.pop(job.id, None)
            if self._jobs.pop(job.id, None) is not None:
                self.ended.emit(job)
            return
        self._jobs[job.id] = job
        shown = self._sets.setdefault(job.id, PictureSet(facts_of(job)))
        shown.take(job)
        shown.expect(job.made)
        if job.state == "running" and job.id not in self._followed:
            self._followed.add(job.id)
            self._tasks.start(self._follow(core, job.id), f"queue follows {job.id}")

    async def _follow(self, core: Core, job: str) -> None:
        try:
            async for event in core.follow(job):
                if (shown := self._sets.get(job)) is not None and self._moves(shown, event):
                    self.changed.emit()
        finally:
            self._followed.discard(job)

    @staticmethod
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

    def _turn(self, job: Job) -> tuple[int, int, float, str]:
        rank = {"running": 0, "waiting": 1}.get(job.state, 2)
        return rank, LANES.index(job.order.lane), job.created, job.id

    def _seconds(self, job: Job) -> float | None:
        shown = self._sets[job.id]
        return shown.seconds_left(self._speeds.get(shown.facts.model, Speed()))

    def _entry(self, job: Job) -> Entry:
        shown = self._sets[job.id]
        return Entry(
            job=job.id,
            prompt=shown.facts.prompt,
            project=job.order.project,
            batch=job.order.lane == "batch",
            state=_state(shown),
            made=shown.made,
            count=shown.facts.count,
            fraction=shown.fraction(),
            seconds=self._seconds(job),
        )


def _state(shown: PictureSet) -> EntryState:
    match shown.state:
        case "running" | "stopping" | "waiting" | "paused":
            return shown.state
        case "done" | "failed" | "cancelled":
            return "stopping"  # its ending was heard; the store says so in a moment
        case _:
            assert_never(shown.state)
