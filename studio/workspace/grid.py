"""The sets of a project, newest first, and which of them and of their pictures a filter leaves in sight."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from psygnal import Signal

from studio.recipe.asset import Asset
from studio.recipe.job import Job
from studio.workspace.filter import Filter, Kept
from studio.workspace.session import MOST_SETS, ShownSet
from studio.workspace.sets import Cell, CellRef, PictureSet, facts_of

__all__ = ["Filter", "Grid", "Kept"]

_FEW = 64
"""rows that change together: of more, everything is announced to be looked at anew"""


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
    completed = Signal()
    """every row of the project is here now"""

    def __init__(self) -> None:
        self.project = ""
        """whose sets these are"""
        self.complete = False
        """whether every row of the project is here; the older ones come in pages"""
        self._all: dict[str, PictureSet] = {}
        self._rows: list[PictureSet] = []
        self._positions: dict[str, int] | None = None
        """worked out when somebody asks"""
        self._places: dict[str, CellRef] = {}
        """asset id to where it is or was shown"""
        self._filter = Filter()
        self._working: dict[str, PictureSet] = {}
        """what runs"""
        self._teller = self._told
        """one for all rows"""
        self._together = 0
        self._resift = False
        self._moves: dict[str, set[int | None]] = {}
        """rows that changed together, each with its cells that did; None for its header or progress"""

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

    def place(self, asset: str) -> CellRef | None:
        """Where this picture is shown, or was before it was deleted; None for one that nobody asked to see yet."""
        return self._places.get(asset)

    def position(self, job: str) -> int | None:
        """Of a row in sight."""
        if self._positions is None:
            self._positions = {row.id: at for at, row in enumerate(self._rows)}
        return self._positions.get(job)

    def cells_of(self, shown: PictureSet) -> tuple[Cell, ...]:
        """Those that the filter shows."""
        return tuple(cell for cell in shown.cells if self._filter.shows(cell))

    def sees(self, ref: CellRef) -> bool:
        """Whether this cell is in sight."""
        cell = self.cell(ref)
        return cell is not None and self.position(ref.job) is not None and self._filter.shows(cell)

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
        """What Escape stops: the running set, else the newest that waits. What is of a plan is the queue's affair."""
        running = [shown for shown in self._working.values() if not shown.facts.planned]
        waiting = (one for one in self._all.values() if one.state in ("waiting", "paused") and not one.facts.planned)
        return min(running or waiting, key=_order, default=None)

    def put(self, job: Job) -> PictureSet:
        """The set of this job, made if it is new."""
        known = self._all.get(job.id)
        if known is not None:
            return known
        made = PictureSet(facts_of(job))
        made.expect(job.made)
        self.insert(made)
        return made

    def insert(self, added: PictureSet) -> None:
        """One new row, which may already be in work."""
        self._take_in(added)
        self._positions = None
        if not self._passes(added):
            return
        if self._together:
            self._resift = True
            return
        at = _place_for(self._rows, added)
        self._rows.insert(at, added)
        self.inserted.emit(at)

    def add(self, sets: Iterable[PictureSet]) -> None:
        """Many at once, with one announcement; those that are known stay as they are."""
        new = [one for one in sets if one.id not in self._all]
        for one in new:
            self._take_in(one)
        in_sight = sorted((one for one in new if self._passes(one)), key=_order)
        if not in_sight:
            return
        older = not self._rows or _order(self._rows[-1]) < _order(in_sight[0])
        self._rows += in_sight
        if not older:
            self._rows.sort(key=_order)
        self._announce()

    def remember(self, sets: tuple[ShownSet, ...]) -> None:
        """Show what the last session showed; pictures whose files are gone stay empty until the library speaks."""
        self.add(_remembered(one) for one in sets)

    def drop(self, jobs: Iterable[str]) -> None:
        """The library does not know these."""
        gone = [job for job in jobs if self._all.pop(job, None) is not None]
        if gone:
            for job in gone:
                self._working.pop(job, None)
            self.sift()

    def clear(self, project: str) -> None:
        """Another project: nothing of the last one is left, and nothing of the new one is here yet."""
        self.project, self.complete = project, False
        self._all.clear()
        self._working.clear()
        self._places.clear()
        self._filter = Filter()
        self.sift()

    def finish(self) -> None:
        """Every row of the project is here."""
        self.complete = True
        self.completed.emit()

    def want(self, jobs: Iterable[str]) -> None:
        """These rows are coming into sight: whoever has the library loads what they miss."""
        missing = tuple(job for job in jobs if job in self._all and not self._all[job].loaded)
        if missing:
            self.wanted.emit(missing)

    def sift(self) -> None:
        """Choose and order the rows again."""
        self._rows = sorted((one for one in self._all.values() if self._passes(one)), key=_order)
        self._announce()

    @contextmanager
    def together(self, *, anew: bool = False) -> Generator[None]:
        """What changes inside is announced at the end: row by row, or, where many change or `anew`, as a reset."""
        self._together += 1
        try:
            yield
        finally:
            self._together -= 1
            if not self._together:
                self._announce_moves(anew)

    def shown(self) -> tuple[ShownSet, ...]:
        """The newest, for the next start."""
        return tuple(_shown(one) for one in heapq.nsmallest(MOST_SETS, self._all.values(), key=_order))

    def _announce(self) -> None:
        self._positions = None
        self.reset.emit()

    def _announce_moves(self, anew: bool) -> None:
        moves, self._moves = self._moves, {}
        resift, self._resift = self._resift, False
        anew = anew or len(moves) > _FEW
        if resift:
            self.sift()
        elif anew:
            self._announce()
        for job, indexes in () if anew else moves.items():
            for index in indexes:
                self._tell(job, index)

    def _tell(self, job: str, index: int | None) -> None:
        if index is None:
            self.moved.emit(job)
        else:
            self.cell_moved.emit(job, index)

    def _take_in(self, one: PictureSet) -> None:
        self._all[one.id] = one
        self._note_state(one)
        one.report_to(self._teller)
        for cell in one.cells:
            self._note(one.id, cell.index, cell.asset)

    def _note(self, job: str, index: int, asset: Asset | None) -> None:
        if asset is not None and asset.id not in self._places:
            self._places[asset.id] = CellRef(job=job, index=index)

    def _passes(self, one: PictureSet) -> bool:
        if one.emptied or not self._filter.names(one.facts.prompt):
            return False
        return not one.ended or self._filter.kept == "all" or any(self._filter.shows(cell) for cell in one.cells)

    def _told(self, moved: PictureSet, index: int | None) -> None:
        """A set that was dropped may still be in work: nobody wants to hear of it."""
        if self._all.get(moved.id) is not moved:
            return
        if index is not None:
            self._note(moved.id, index, moved.cells[index].asset)
        self._note_state(moved)
        resift = self._passes(moved) != (self.position(moved.id) is not None)
        if self._together:
            self._moves.setdefault(moved.id, set()).add(index)
            self._resift = self._resift or resift
            return
        self._tell(moved.id, index)
        if resift:
            self.sift()

    def _note_state(self, one: PictureSet) -> None:
        if one.state == "running":
            self._working[one.id] = one
        else:
            self._working.pop(one.id, None)


def _order(one: PictureSet) -> tuple[float, str]:
    """Newest first; the id settles what was made in the same instant."""
    return -one.facts.created, one.id


def _place_for(rows: list[PictureSet], added: PictureSet) -> int:
    """New work is nearly always the newest."""
    own = _order(added)
    return next((at for at, row in enumerate(rows) if _order(row) > own), len(rows))


def _remembered(one: ShownSet) -> PictureSet:
    made = PictureSet(one.facts, one.state)
    for index, path in one.files:
        made.show_file(index, Path(path))
    return made


def _shown(one: PictureSet) -> ShownSet:
    files = tuple((cell.index, str(cell.image)) for cell in one.cells if isinstance(cell.image, Path))
    return ShownSet(facts=one.facts, state="waiting" if not one.ended else one.state, files=files)
