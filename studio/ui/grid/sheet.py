"""The plan of the whole grid: every row in sight, which of its cells are shown, and where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from studio.ui.grid.geometry import RowPlan, plan_row, tops
from studio.workspace.grid import Grid
from studio.workspace.sets import CellRef, PictureSet


class Room(NamedTuple):
    """What rows are laid out for, in pixels."""

    width: int
    tallest: int
    wanted: int


class Anchor(NamedTuple):
    """What the eye looks at: rows by nearness to it, each with its distance from the upper edge, and the plan then."""

    rows: tuple[tuple[str, int], ...]
    plan: RowPlan


NoteHeight = Callable[[PictureSet, int], int]
"""(set, width) -> height in pixels of what must be said above its cells"""
_NEIGHBOURS = 40
"""rows each way that an anchor remembers: one of them will have outlived the change"""


class Sheet:
    """Rows are taken over from the grid when they change, so that all arithmetic is about one moment."""

    def __init__(self, grid: Grid, note_height: NoteHeight) -> None:
        self._grid = grid
        self._note_height = note_height
        self._room = Room(1, 1, 200)
        self.rows: list[PictureSet] = []
        self.cells: list[Sequence[int]] = []
        """of each row, the indexes of the cells in sight"""
        self.plans: list[RowPlan] = []
        self.tops: list[int] = [0]
        self._at: dict[str, int] | None = None

    def take(self) -> None:
        """The grid's rows as they are now."""
        self.rows = list(self._grid)
        self.cells = [_cells_in_sight(self._grid, shown) for shown in self.rows]
        self._plan()

    def insert(self, position: int) -> None:
        shown = self._grid[position]
        self.rows.insert(position, shown)
        self.cells.insert(position, _cells_in_sight(self._grid, shown))
        self._plan()

    def lay_out(self, room: Room) -> None:
        self._room = room
        self._plan()

    def replan(self, job: str) -> bool:
        """Something about this row changed; whether anything stands elsewhere now."""
        at = self.position(job)
        if at is None:
            return False
        plan = self._plan_of(self.rows[at], len(self.cells[at]))
        if plan == self.plans[at]:
            return False
        self._plan()
        return True

    @property
    def height(self) -> int:
        return self.tops[-1]

    def position(self, job: str) -> int | None:
        if self._at is None:
            self._at = {shown.id: at for at, shown in enumerate(self.rows)}
        return self._at.get(job)

    def at(self, y: int) -> int:
        """Position of the row at this height, or of the nearest."""
        return min(max(0, bisect_right(self.tops, y) - 1), max(0, len(self.rows) - 1))

    def between(self, top: int, bottom: int) -> range:
        """Positions of the rows that stand there."""
        if not self.rows:
            return range(0)
        return range(self.at(top), self.at(bottom) + 1)

    def place(self, ref: CellRef) -> tuple[int, int] | None:
        """(position of the row, place in it) of a cell in sight."""
        at = self.position(ref.job)
        if at is None or ref.index not in self.cells[at]:
            return None
        return at, self.cells[at].index(ref.index)

    def box(self, ref: CellRef) -> tuple[int, int, int, int] | None:
        """(x, y, width, height) of a cell in sight, from the upper left of all rows."""
        found = self.place(ref)
        if found is None:
            return None
        at, place = found
        x, y, width, height = self.plans[at].cell(place)
        return x, self.tops[at] + y, width, height

    def ref(self, position: int, place: int) -> CellRef:
        return CellRef(job=self.rows[position].id, index=self.cells[position][place])

    def anchor(self, y: int, looked_at: CellRef | None) -> Anchor | None:
        """What stands still when rows change: the row of `looked_at` if it is in sight, else the row at `y`."""
        if not self.rows:
            return None
        at = None if looked_at is None else self.position(looked_at.job)
        first = self.at(y) if at is None else at
        order = sorted(range(max(0, first - _NEIGHBOURS), min(len(self.rows), first + _NEIGHBOURS)), key=_near(first))
        return Anchor(tuple((self.rows[one].id, self.tops[one] - y) for one in order), self.plans[first])

    def find(self, anchor: Anchor) -> int | None:
        """Where the upper edge must be so that what was looked at stands where it stood."""
        for number, (job, distance) in enumerate(anchor.rows):
            at = self.position(job)
            if at is not None:
                scale = self.plans[at].height / anchor.plan.height if number == 0 and distance < 0 else 1.0
                return self.tops[at] - round(distance * scale)
        return None

    def _plan(self) -> None:
        self._at = None
        seen: dict[tuple[int, int, int], RowPlan] = {}
        plans: list[RowPlan] = []
        for shown, cells in zip(self.rows, self.cells, strict=True):
            if shown.failure is not None or shown.notices:
                plans.append(self._plan_of(shown, len(cells)))
                continue
            facts = shown.facts
            key = (len(cells), facts.width, facts.height)
            plan = seen.get(key)
            if plan is None:
                plan = seen[key] = self._plan_of(shown, len(cells))
            plans.append(plan)
        self.plans = plans
        self.tops = tops([plan.height for plan in plans])

    def _plan_of(self, shown: PictureSet, count: int) -> RowPlan:
        room, facts = self._room, shown.facts
        return plan_row(
            width=room.width,
            tallest=room.tallest,
            wanted=room.wanted,
            count=count,
            across=facts.width,
            down=facts.height,
            note=self._note_height(shown, room.width),
        )


def _near(first: int) -> Callable[[int], int]:
    """Nearest first, of two equally near the later one: it comes up from below when a row goes."""
    return lambda one: 2 * abs(one - first) - (one > first)


def _cells_in_sight(grid: Grid, shown: PictureSet) -> Sequence[int]:
    """A row in work shows all its places: what comes there has no mark yet."""
    if grid.filter.kept == "all" or not shown.ended:
        return range(len(shown.cells))
    return [cell.index for cell in grid.cells_of(shown)]
