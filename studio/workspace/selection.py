"""Which pictures of the grid are chosen: one is current, any number are chosen with it."""

from __future__ import annotations

from collections.abc import Iterable

from psygnal import Signal

from studio.recipe.asset import Asset
from studio.workspace.grid import Grid
from studio.workspace.sets import CellRef


class Selection:
    """Everything chosen is in sight. `chosen` is in reading order and holds `current` unless that was toggled off."""

    changed = Signal()

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._chosen: frozenset[CellRef] = frozenset()
        self._anchor: CellRef | None = None
        self._row = 0
        """where the row of the current cell was seen last"""
        self.current: CellRef | None = None
        """where the keyboard is"""
        grid.reset.connect(self._settle)
        grid.cell_moved.connect(self._cell_moved)

    @property
    def chosen(self) -> tuple[CellRef, ...]:
        return tuple(sorted(self._chosen, key=self._place))

    def __contains__(self, ref: CellRef) -> bool:
        return ref in self._chosen

    def __len__(self) -> int:
        return len(self._chosen)

    def assets(self) -> tuple[Asset, ...]:
        """Of the chosen cells that hold a picture of the library."""
        cells = (self._grid.cell(ref) for ref in self.chosen)
        return tuple(cell.asset for cell in cells if cell is not None and cell.asset is not None)

    def choose(self, ref: CellRef) -> None:
        """This one alone."""
        if self._grid.sees(ref):
            self._anchor = ref
            self._set(ref, frozenset({ref}))

    def toggle(self, ref: CellRef) -> None:
        if self._grid.sees(ref):
            self._anchor = ref
            self._set(ref, self._chosen ^ {ref})

    def extend(self, ref: CellRef) -> None:
        """Everything in sight from where choosing began to here, in reading order, and nothing else."""
        if not self._grid.sees(ref):
            return
        if self._anchor is None or not self._grid.sees(self._anchor):
            self.choose(ref)
            return
        low, high = sorted((self._place(self._anchor), self._place(ref)))
        rows = (self._grid[at] for at in range(low[0], high[0] + 1))
        between = (CellRef(job=row.id, index=cell.index) for row in rows for cell in self._grid.cells_of(row))
        self._set(ref, frozenset(one for one in between if low <= self._place(one) <= high))

    def choose_set(self, job: str) -> None:
        """Every cell in sight of one set."""
        shown = self._grid.get(job)
        if shown is not None and self._grid.position(job) is not None:
            refs = [CellRef(job=job, index=cell.index) for cell in self._grid.cells_of(shown)]
            if refs:
                self._anchor = refs[0]
                self._set(self.current if self.current in refs else refs[0], frozenset(refs))

    def choose_all(self) -> None:
        """Every cell in sight; the keyboard stays where it is."""
        refs = [CellRef(job=row.id, index=cell.index) for row in self._grid for cell in self._grid.cells_of(row)]
        if refs:
            current = self.current if self.current is not None and self._grid.sees(self.current) else refs[0]
            self._anchor = refs[0]
            self._set(current, frozenset(refs))

    def clear(self) -> None:
        """Nothing is chosen; the keyboard stays where it is."""
        self._set(self.current, frozenset())

    def forget(self) -> None:
        """Another project: nothing is chosen, and the keyboard is nowhere."""
        self._anchor = None
        self._set(None, frozenset())

    def restore(self, current: CellRef | None, chosen: Iterable[CellRef]) -> None:
        """As it was, as far as it is in sight."""
        kept = frozenset(ref for ref in chosen if self._grid.sees(ref))
        self._anchor = current if current is not None and self._grid.sees(current) else None
        self._set(self._anchor, kept)

    def _place(self, ref: CellRef) -> tuple[int, int]:
        at = self._grid.position(ref.job)
        return (len(self._grid) if at is None else at), ref.index

    def _cell_moved(self, job: str, index: int) -> None:
        """A cell may have left the sight alone, its row staying."""
        ref = CellRef(job=job, index=index)
        if (ref == self.current or ref in self._chosen) and not self._grid.sees(ref):
            self._settle()

    def _settle(self) -> None:
        """Rows and cells may be gone: the keyboard stays beside where it was."""
        kept = frozenset(ref for ref in self._chosen if self._grid.sees(ref))
        current = self.current
        if current is not None and not self._grid.sees(current):
            current = self._beside(current)
            if self._chosen and not kept and current is not None:
                self._anchor, kept = current, frozenset({current})
        self._set(current, kept)
        if current is not None:
            self._row = self._place(current)[0]

    def _beside(self, ref: CellRef) -> CellRef | None:
        """The cell in sight that took the place of this one, or the last before it."""
        at = self._grid.position(ref.job)
        own = at is not None
        rows = range(self._row if at is None else at, len(self._grid))
        for number in (*rows, *reversed(range(rows.start if rows else len(self._grid)))):
            row = self._grid[number]
            cells = [cell.index for cell in self._grid.cells_of(row)]
            if cells:
                return CellRef(job=row.id, index=_nearest(cells, ref.index) if own and number == at else cells[0])
        return None

    def _set(self, current: CellRef | None, chosen: frozenset[CellRef]) -> None:
        if current is not None:
            self._row = self._place(current)[0]
        if (current, chosen) != (self.current, self._chosen):
            self.current, self._chosen = current, chosen
            self.changed.emit()


def _nearest(indexes: list[int], index: int) -> int:
    """The next one, or the last."""
    return next((one for one in indexes if one > index), indexes[-1])
