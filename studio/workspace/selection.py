"""Which pictures of the grid are chosen: one is current, any number are chosen with it."""

from __future__ import annotations

from psygnal import Signal

from studio.recipe.asset import Asset
from studio.workspace.grid import Grid
from studio.workspace.sets import CellRef


class Selection:
    """`chosen` is in reading order and holds `current` unless that was toggled off."""

    changed = Signal()

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._chosen: frozenset[CellRef] = frozenset()
        self._anchor: CellRef | None = None
        self.current: CellRef | None = None
        """where the keyboard is"""
        grid.reset.connect(self._settle)

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
        self._anchor = ref
        self._set(ref, frozenset({ref}))

    def toggle(self, ref: CellRef) -> None:
        self._anchor = ref
        self._set(ref, self._chosen ^ {ref})

    def extend(self, ref: CellRef) -> None:
        """Everything in sight from where choosing began to here, in reading order."""
        if self._anchor is None or self._grid.position(self._anchor.job) is None:
            self.choose(ref)
            return
        low, high = sorted((self._place(self._anchor), self._place(ref)))
        between = (
            CellRef(job=row.id, index=cell.index)
            for row in (self._grid[at] for at in range(low[0], high[0] + 1))
            for cell in self._grid.cells_of(row)
        )
        self._set(ref, frozenset(one for one in between if low <= self._place(one) <= high))

    def choose_set(self, job: str) -> None:
        """Every cell in sight of one set."""
        shown = self._grid.get(job)
        if shown is not None and (cells := self._grid.cells_of(shown)):
            refs = [CellRef(job=job, index=cell.index) for cell in cells]
            self._anchor = refs[0]
            self._set(refs[0], frozenset(refs))

    def clear(self) -> None:
        """Nothing is chosen; the keyboard stays where it is."""
        self._set(self.current, frozenset())

    def _place(self, ref: CellRef) -> tuple[int, int]:
        at = self._grid.position(ref.job)
        return (len(self._grid) if at is None else at), ref.index

    def _settle(self) -> None:
        """Rows may be gone."""
        kept = frozenset(ref for ref in self._chosen if self._grid.position(ref.job) is not None)
        current = self.current
        if current is not None and self._grid.position(current.job) is None:
            current = None
        self._set(current, kept)

    def _set(self, current: CellRef | None, chosen: frozenset[CellRef]) -> None:
        if (current, chosen) != (self.current, self._chosen):
            self.current, self._chosen = current, chosen
            self.changed.emit()
