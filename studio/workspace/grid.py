"""The sets of the grid, newest first, and which of them and of their pictures a filter leaves in sight."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
from psygnal import Signal

from studio.recipe.job import Job
from studio.workspace.session import MOST_SETS, ShownSet
from studio.workspace.sets import Cell, CellRef, PictureSet, facts_of

Kept = Literal["all", "starred", "unrejected"]


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What the user wants to see of a project."""

    text: str = ""
    """every word of it occurs in the prompt, whatever the case"""
    kept: Kept = "all"

    def __bool__(self) -> bool:
        return self != Filter()

    def shows(self, cell: Cell) -> bool:
        mark = "none" if cell.asset is None else cell.asset.mark
        match self.kept:
            case "all":
                return True
            case "starred":
                return mark == "starred"
            case "unrejected":
                return mark != "rejected"


class Grid:
    """Sets by job id. Position, length and iteration are of the rows in sight, those that pass the filter."""

    inserted = Signal(int)
    """position of a new row"""
    reset = Signal()
    """every row may have changed place"""
    moved = Signal(str)
    """job id: a row's header or progress changed"""
    cell_moved = Signal(str, int)
    """(job id, index): what a cell holds changed"""
    wanted = Signal(tuple)
    """job ids whose pictures somebody wants to see and the grid has not"""

    def __init__(self) -> None:
        self._all: dict[str, PictureSet] = {}
        self._rows: list[PictureSet] = []
        self._filter = Filter()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[PictureSet]:
        return iter(self._rows)

    def __getitem__(self, position: int) -> PictureSet:
        return self._rows[position]

    @property
    def every(self) -> Iterable[PictureSet]:
        """Rows that the filter hides included, in no order."""
        return self._all.values()

    @property
    def filter(self) -> Filter:
        return self._filter

    @filter.setter
    def filter(self, wanted: Filter) -> None:
        if wanted != self._filter:
            self._filter = wanted
            self.sift()

    def get(self, job: str) -> PictureSet | None:
        return self._all.get(job)

    def cell(self, ref: CellRef) -> Cell | None:
        found = self._all.get(ref.job)
        return found.cells[ref.index] if found is not None and 0 <= ref.index < len(found.cells) else None

    def position(self, job: str) -> int | None:
        """Of a row in sight."""
        shown = self._all.get(job)
        if shown is None:
            return None
        at = bisect_left(self._rows, _order(shown), key=_order)
        return at if at < len(self._rows) and self._rows[at] is shown else None

    def cells_of(self, shown: PictureSet) -> tuple[Cell, ...]:
        """Those that the filter shows."""
        return tuple(cell for cell in shown.cells if self._filter.shows(cell))

    def step(self, ref: CellRef, by: Literal[-1, 1]) -> CellRef | None:
        """The next (1) or last (-1) place with a picture in reading order; None at the end."""
        at = self.position(ref.job)
        while at is not None and 0 <= at < len(self._rows):
            row = self._rows[at]
            indexes = [cell.index for cell in self.cells_of(row) if cell.state == "made"][::by]
            ahead = [i for i in indexes if row.id != ref.job or (i - ref.index) * by > 0]
            if ahead:
                return CellRef(job=row.id, index=ahead[0])
            at += by
        return None

    def foremost(self) -> PictureSet | None:
        """What Escape stops: the running set, else the newest that waits."""
        active = [shown for shown in self._all.values() if not shown.ended and shown.state != "stopping"]
        active.sort(key=_order)
        return next((shown for shown in active if shown.state == "running"), next(iter(active), None))

    def put(self, job: Job) -> PictureSet:
        """The set of this job, made if it is new."""
        known = self._all.get(job.id)
        if known is not None:
            return known
        added = self._all[job.id] = PictureSet(facts_of(job), tell=self._told)
        added.expect(job.made)
        self._show(added)
        return added

    def add(self, sets: Iterable[PictureSet]) -> None:
        """Many at once, with one announcement; those that are known stay as they are."""
        for one in sets:
            self._all.setdefault(one.id, one)
        self.sift()

    def make(self, facts_and_state: ShownSet) -> PictureSet:
        """A set that tells this grid what moves; `add` puts it in."""
        made = PictureSet(facts_and_state.facts, facts_and_state.state, tell=self._told)
        for index, path in facts_and_state.files:
            made.show_file(index, Path(path))
        return made

    def remember(self, sets: tuple[ShownSet, ...]) -> None:
        """Show what the last session showed; pictures whose files are gone stay empty until the library speaks."""
        self.add(self.make(one) for one in sets)

    def keep_only(self, jobs: set[str]) -> None:
        """The library does not know the others any more."""
        if not self._all.keys() <= jobs:
            self._all = {job: shown for job, shown in self._all.items() if job in jobs}
            self.sift()

    def want(self, jobs: Iterable[str]) -> None:
        """These rows are coming into sight: whoever has the library loads what they miss."""
        missing = tuple(job for job in jobs if job in self._all and not self._all[job].loaded)
        if missing:
            self.wanted.emit(missing)

    def sift(self) -> None:
        """Choose and order the rows again."""
        self._rows = sorted((one for one in self._all.values() if self._passes(one)), key=_order)
        self.reset.emit()

    def shown(self) -> tuple[ShownSet, ...]:
        """The newest, for the next start."""
        return tuple(_shown(one) for one in sorted(self._all.values(), key=_order)[:MOST_SETS])

    def _show(self, added: PictureSet) -> None:
        if self._passes(added):
            at = bisect_left(self._rows, _order(added), key=_order)
            self._rows.insert(at, added)
            self.inserted.emit(at)

    def _passes(self, one: PictureSet) -> bool:
        if all(cell.state == "deleted" for cell in one.cells):
            return False
        words = self._filter.text.casefold().split()
        if words and not all(word in one.facts.prompt.casefold() for word in words):
            return False
        return not one.ended or any(self._filter.shows(cell) for cell in one.cells)

    def _told(self, moved: PictureSet, index: int | None) -> None:
        if index is None:
            self.moved.emit(moved.id)
        else:
            self.cell_moved.emit(moved.id, index)


def _order(one: PictureSet) -> tuple[float, str]:
    """Newest first; the id settles what was made in the same instant."""
    return -one.facts.created, one.id


def _shown(one: PictureSet) -> ShownSet:
    files = tuple((cell.index, str(cell.image)) for cell in one.cells if isinstance(cell.image, Path))
    return ShownSet(facts=one.facts, state="waiting" if not one.ended else one.state, files=files)
