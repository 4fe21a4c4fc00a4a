"""Fills the grid from the library: the rows of one project in pages, and their pictures when somebody looks at them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager

import msgspec

from studio.recipe.asset import Asset
from studio.recipe.job import ENDED, Job
from studio.workspace.core import Core
from studio.workspace.grid import Grid
from studio.workspace.loose import is_loose, loose_sets
from studio.workspace.sets import PictureSet, facts_of
from studio.workspace.tasks import Tasks

FIRST_ROWS = 60
"""shown at once"""
MORE_ROWS = 200
"""of each page after it"""
ROWS_AT_ONCE = 100
"""whose pictures one query brings, those that were asked for last before the others"""
_ROWS_BETWEEN = 8
"""rows that are filled before others may use the loop"""

Marked = dict[str, list[Asset]]
"""job to those of its pictures that are starred, rejected or in the trash"""


class Loading:
    """One project at a time. A filter by marks is right from the beginning: what is marked is loaded first."""

    def __init__(self, grid: Grid, tasks: Tasks) -> None:
        self._grid = grid
        self._tasks = tasks
        self._core: Core | None = None
        self._rest: asyncio.Task[None] | None = None
        self._asked: dict[str, None] = {}
        """jobs whose pictures are wanted, in the order of asking"""
        self._fetching: asyncio.Task[None] | None = None
        self._held: Counter[str] = Counter()
        self._turns: Counter[str] = Counter()
        """how often the pictures of a job were changed by hand: what was read before is old then"""
        grid.wanted.connect(self._wanted)

    async def open(self, core: Core, project: str) -> None:
        """Show the newest sets of `project`, and begin to bring the others."""
        self._core = core
        self._stop()
        remembered = {one.id for one in self._grid.every}
        newest = await core.library.jobs.jobs(limit=FIRST_ROWS, project=project)
        marked = await _marked(core, project)
        await self._show_rows(core, project, newest, marked)
        remembered -= {job.id for job in newest}
        self._fetch_soon()
        if self._grid.project == project:
            self._rest = self._tasks.start(self._show_rest(core, project, newest, marked, remembered), "load the rest")

    def _stop(self) -> None:
        """No more rows of the project that was being loaded."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    @contextmanager
    def holding(self, jobs: Iterable[str]) -> Generator[None]:
        """The user changes pictures of these: what the library said before is not shown, but asked for again."""
        held = frozenset(jobs)
        self._held.update(held)
        self._turns.update(held)
        try:
            yield
        finally:
            self._turns.update(held)
            self._held.subtract(held)
            self._fetch_soon()

    async def load(self, jobs: Sequence[str]) -> None:
        """Show what the library has of these rows: one query for many, and the loop is never held for long."""
        rows = [job for job in jobs if not is_loose(job)]
        for begin in range(0, len(rows), ROWS_AT_ONCE):
            await self._load(rows[begin : begin + ROWS_AT_ONCE])

    async def _load(self, rows: Sequence[str]) -> None:
        if self._core is None:
            return
        turns = {job: self._turns[job] for job in rows}
        found = await self._core.library.pictures.assets_of_jobs(rows)
        for number, job in enumerate(rows, start=1):
            shown = self._grid.get(job)
            if self._held[job] or self._turns[job] != turns[job]:
                self._asked[job] = None
            elif shown is not None:
                with self._grid.together():
                    shown.show(found.get(job, ()))
            if number % _ROWS_BETWEEN == 0:
                await asyncio.sleep(0)
        self._fetch_soon()

    async def refresh(self, assets: frozenset[str]) -> None:
        """The library changed these pictures: look again at the rows that hold them."""
        places = {asset: self._grid.place(asset) for asset in assets}
        jobs = {place.job for place in places.values() if place is not None}
        await self.load(tuple(jobs))
        for asset, place in places.items():
            if place is not None and is_loose(place.job):
                await self._refresh_loose(asset, place.job, place.index)
        if self._core is not None and any(place is None for place in places.values()):
            await self._refresh_marks(self._core)

    async def _refresh_loose(self, asset: str, row: str, index: int) -> None:
        if self._core is None:
            return
        turn = self._turns[row]
        found = await self._core.library.asset(asset)
        shown = self._grid.get(row)
        if shown is not None and not self._held[row] and self._turns[row] == turn:
            shown.amend(index, None if found is None else msgspec.structs.replace(found, index=index))

    async def _show_rest(
        self, core: Core, project: str, newest: Sequence[Job], marked: Marked, remembered: set[str]
    ) -> None:
        page = newest
        while page and len(page) >= (FIRST_ROWS if page is newest else MORE_ROWS):
            page = await core.library.jobs.jobs(limit=MORE_ROWS, project=project, before=page[-1].id)
            await self._show_rows(core, project, page, marked)
            remembered -= {job.id for job in page}
        self._grid.drop(job for job in remembered if not is_loose(job))
        loose = await core.library.loose(project)
        rows = await asyncio.to_thread(loose_sets, loose) if loose else ()
        self._grid.drop(({job for job in remembered if is_loose(job)}) - {row.id for row in rows})
        self._grid.add(rows)
        self._grid.finish()

    async def _show_rows(self, core: Core, project: str, jobs: Sequence[Job], marked: Marked) -> None:
        rows = await asyncio.to_thread(_rows, jobs, marked)
        known = [job.id for job in jobs if self._grid.get(job.id) is not None]
        now = [await core.library.jobs.job(job) for job in known]  # they may have ended since the page was read
        if self._grid.project != project:
            return
        with self._grid.together():
            for job in now:
                shown = None if job is None else self._grid.get(job.id)
                if job is not None and shown is not None:
                    shown.expect(job.made)
                    _amend(shown, marked.get(job.id, ()))
                    _take(shown, job)
        self._grid.add(rows)

    async def _refresh_marks(self, core: Core) -> None:
        turns = self._turns.copy()
        marked = await _marked(core, self._grid.project)
        with self._grid.together():
            for job, assets in marked.items():
                shown = self._grid.get(job)
                if shown is not None and not self._held[job] and self._turns[job] == turns[job]:
                    _amend(shown, assets)

    def _wanted(self, jobs: tuple[str, ...]) -> None:
        for job in jobs:
            self._asked.pop(job, None)
            self._asked[job] = None
        self._fetch_soon()

    def _fetch_soon(self) -> None:
        if self._core is not None and self._fetching is None and self._next():
            self._fetching = self._tasks.start(self._fetch(), "load pictures")

    async def _fetch(self) -> None:
        """What was asked for in one turn of the loop is one query."""
        try:
            while newest := self._next():
                for job in newest:
                    del self._asked[job]
                await self.load(newest)
        finally:
            self._fetching = None

    def _next(self) -> list[str]:
        return [job for job in self._asked if not self._held[job]][-ROWS_AT_ONCE:]


def _rows(jobs: Sequence[Job], marked: Marked) -> tuple[PictureSet, ...]:
    """In a thread: nobody hears these sets yet."""
    return tuple(_row(job, marked.get(job.id, ())) for job in jobs if job.order.lane != "live")


def _row(job: Job, marked: Sequence[Asset]) -> PictureSet:
    row = PictureSet(facts_of(job))
    row.expect(job.made)
    _amend(row, marked)
    row.take(job)
    return row


def _take(known: PictureSet, job: Job) -> None:
    """A set in work is moved by its events, which know more."""
    if job.state in ENDED or known.state != "running":
        known.take(job)


def _amend(row: PictureSet, assets: Sequence[Asset]) -> None:
    for asset in assets:
        if 0 <= asset.index < len(row.cells):
            row.amend(asset.index, asset)


async def _marked(core: Core, project: str) -> Marked:
    marked: Marked = {}
    starred = await core.library.marked(project, "starred")
    rejected = await core.library.marked(project, "rejected")
    for asset in (*starred, *rejected, *await core.library.trashed(project)):
        marked.setdefault(asset.job, []).append(asset)
    return marked
