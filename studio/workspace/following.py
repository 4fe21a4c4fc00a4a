"""Keeps the grid's sets in step with the library and with the jobs that run, in this process or another."""

from __future__ import annotations

from collections.abc import Callable

from studio.recipe.asset import Change
from studio.recipe.job import ENDED, Job
from studio.workspace.core import Core
from studio.workspace.grid import Grid
from studio.workspace.sets import PictureSet
from studio.workspace.speed import Speed
from studio.workspace.stopwatch import Stopwatch
from studio.workspace.tasks import Tasks

SETS_AT_START = 100


class Following:
    """Follows every live job once; `speeds` (by model id) learns from each."""

    def __init__(self, grid: Grid, tasks: Tasks, speeds: dict[str, Speed], clock: Callable[[], float]) -> None:
        self._grid = grid
        self._tasks = tasks
        self._speeds = speeds
        self._clock = clock
        self._core: Core | None = None
        self._followed: set[str] = set()

    async def begin(self, core: Core) -> None:
        """Show the newest sets of the library and follow what still runs."""
        self._core = core
        core.changed.connect(self._changed)
        jobs = [job for job in await core.library.jobs.jobs(limit=SETS_AT_START) if job.order.lane != "live"]
        self._grid.keep_only({job.id for job in jobs})
        for job in jobs:
            await self.refresh(core, job)

    def end(self) -> None:
        if self._core is not None:
            self._core.changed.disconnect(self._changed)  # pyright: ignore[reportUnknownMemberType]

    async def refresh(self, core: Core, job: Job) -> None:
        """Show what the store knows of a job, and follow it while it lives."""
        shown = self._grid.put(job)
        if job.made:
            shown.show(await core.library.pictures.assets_of(job.id))
        if job.state not in ENDED:
            self._follow(core, shown)
        elif job.id not in self._followed:
            shown.take(job)

    def _changed(self, change: Change) -> None:
        if self._core is not None:
            for job in change.jobs:
                self._tasks.start(self._look_again(self._core, job), f"look at {job}")

    async def _look_again(self, core: Core, job_id: str) -> None:
        job = await core.library.jobs.job(job_id)
        if job is not None and job.order.lane != "live":
            await self.refresh(core, job)

    def _follow(self, core: Core, shown: PictureSet) -> None:
        if shown.id not in self._followed:
            self._followed.add(shown.id)
            self._tasks.start(self._events(core, shown), f"follow {shown.id}")

    async def _events(self, core: Core, shown: PictureSet) -> None:
        watch = Stopwatch(shown.facts)
        model = shown.facts.model
        try:
            async for event in core.follow(shown.id):
                self._speeds[model] = watch.see(event, self._clock(), self._speeds.get(model, Speed()))
                shown.apply(event)
        finally:
            self._followed.discard(shown.id)
        shown.show(await core.library.pictures.assets_of(shown.id))
