"""Keeps the grid in step with the jobs that run, in this process or another, and with what changes in the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from studio.errors import StudioError
from studio.recipe.asset import Change
from studio.recipe.job import ENDED, Job
from studio.recipe.speed import Speed
from studio.workspace.core import Core
from studio.workspace.filter import Filter
from studio.workspace.grid import Grid
from studio.workspace.loading import Loading
from studio.workspace.pieces import in_pieces
from studio.workspace.sets import CellRef, PictureSet, facts_of
from studio.workspace.stopwatch import Stopwatch
from studio.workspace.tasks import Tasks

_FEW = 64
"""jobs whose pictures are loaded though nobody may look; of more, those that somebody looks at ask for theirs"""
_AT_ONCE = 500
"""jobs that are shown before anything else may happen"""


class Following:
    """Follows each job once while it runs, of whatever project; `speeds` (by model id) learns from each.

    `seen(project)` hears of the project of every job that moved.
    """

    def __init__(
        self,
        grid: Grid,
        loading: Loading,
        tasks: Tasks,
        speeds: dict[str, Speed],
        clock: Callable[[], float],
        seen: Callable[[str], object],
    ) -> None:
        self._grid = grid
        self._loading = loading
        self._tasks = tasks
        self._speeds = speeds
        self._clock = clock
        self._seen_project = seen
        self._core: Core | None = None
        self._live: dict[str, PictureSet] = {}
        self._news = Change()
        self._reading = False

    def listen(self, core: Core) -> None:
        """Hear what changes, from before the first look at the library: nothing that ends between is missed."""
        self._core = core
        core.changed.connect(self._changed)

    async def begin(self, core: Core) -> None:
        """Follow what runs."""
        for job in await core.library.jobs.jobs(("running",)):
            await self.refresh(core, job)

    def end(self) -> None:
        if self._core is not None:
            self._core.changed.disconnect(self._changed)  # pyright: ignore[reportUnknownMemberType]

    def show_running(self) -> None:
        """Put what runs for the grid's project into the grid, as it stands."""
        with self._grid.together():
            for shown in self._live.values():
                if shown.facts.project == self._grid.project and self._grid.get(shown.id) is None:
                    self._grid.insert(shown)

    async def refresh(self, core: Core, job: Job) -> None:
        """Show what the store knows of a job, and follow it if it runs."""
        self._put(core, job)
        await self._load((job,))

    async def expect(self, core: Core, job: Job) -> None:
        """As `refresh`, for a job that was just asked for here: followed from the beginning, and always in sight."""
        self._put(core, job, expected=True)
        shown = self._grid.get(job.id)
        if shown is not None and not all(self._grid.sees(CellRef(job=job.id, index=one.index)) for one in shown.cells):
            self._grid.filter = Filter()
        await self._load((job,))

    def _put(self, core: Core, job: Job, *, expected: bool = False) -> None:
        if job.order.lane == "live":
            return
        self._seen_project(job.order.project)
        here = job.order.project == self._grid.project
        shown = self._grid.get(job.id) or self._live.get(job.id)
        if shown is None:
            if not here and job.state in ENDED:
                return
            shown = PictureSet(facts_of(job))
        shown.expect(job.made)
        if job.id not in self._live or job.state == "paused":
            shown.take(job)
        if job.state == "running" or (expected and job.state not in ENDED):
            self._follow(core, shown)
        if here and self._grid.get(job.id) is None:
            self._grid.insert(shown)

    async def _load(self, jobs: Sequence[Job]) -> None:
        made = [job.id for job in jobs if job.made and self._grid.get(job.id) is not None]
        if made:
            await self._loading.load(made)

    def _changed(self, change: Change) -> None:
        self._news |= change
        if self._core is not None and not self._reading:
            self._reading = True
            self._tasks.start(self._catch_up(self._core), "look at what changed")

    async def _catch_up(self, core: Core) -> None:
        """What comes in a burst is read in one go."""
        news = Change()
        try:
            while self._news:
                news, self._news = self._news, Change()
                await self._look_again(core, news)
        except StudioError:
            self._news |= news  # looked at with what comes next
            raise
        finally:
            self._reading = False

    async def _look_again(self, core: Core, news: Change) -> None:
        jobs = await core.library.jobs.these(sorted(news.jobs)) if news.jobs else ()
        many = len(jobs) > _FEW
        async for some in in_pieces(jobs, _AT_ONCE):
            with self._grid.together(anew=many):
                for job in some:
                    self._put(core, job)
        if not many:
            await self._load(jobs)
        await self._loading.refresh(frozenset(asset for asset in news.assets if not self._seen(asset, news)))

    def _seen(self, asset: str, news: Change) -> bool:
        """Whether looking at the jobs of the news has shown this picture as well."""
        place = self._grid.place(asset)
        return place is not None and place.job in news.jobs

    def _follow(self, core: Core, shown: PictureSet) -> None:
        if shown.id not in self._live:
            self._live[shown.id] = shown
            self._tasks.start(self._events(core, shown), f"follow {shown.id}")

    async def _events(self, core: Core, shown: PictureSet) -> None:
        watch = Stopwatch(shown.facts)
        model = shown.facts.model
        try:
            async for event in core.follow(shown.id):
                self._speeds[model] = watch.see(event, self._clock(), self._speeds.get(model, Speed()))
                shown.apply(event)
        finally:
            self._live.pop(shown.id, None)
        job = await core.library.jobs.job(shown.id)
        if job is not None:  # it may wait again already
            await self.refresh(core, job)
