"""One row of the grid: header, note and cells of a set. Used again for other sets while the grid scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from studio.ui.grid.cell import CellView
from studio.ui.grid.geometry import HEADER, RowPlan
from studio.ui.grid.header import RowHeader
from studio.ui.grid.note import RowNote, said_of
from studio.ui.grid.paint import RING
from studio.ui.grid.table import LightTable
from studio.workspace.sets import PictureSet


class SetRow(QWidget):
    """`cells` are the views in use; what the row has beyond them waits for a set with more pictures."""

    def __init__(self, parent: QWidget, table: LightTable, shown: PictureSet) -> None:
        super().__init__(parent)
        self._table = table
        self.set = shown
        self.cells: list[CellView] = []
        self._spare: list[CellView] = []
        self.header = RowHeader(self, table, shown)
        self.note: RowNote | None = None
        self._plan: RowPlan | None = None

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Where its pictures stand; rings have room around that."""
        self.setGeometry(x - RING, y, width + 2 * RING, height + RING)

    def show_set(self, shown: PictureSet, indexes: Sequence[int], plan: RowPlan) -> None:
        """Bind to this set, laid out as planned; the row has its width already."""
        if shown is not self.set:
            self.set = shown
            self.header.show_set(shown)
        self._plan = plan
        self._have(len(indexes))
        for place in reversed(range(len(indexes))):  # what is asked for last is decoded first
            self.cells[place].place(*plan.cell(place))
            self.cells[place].show_place(shown, indexes[place])
        self.header.setGeometry(RING, 0, self.width() - 2 * RING, HEADER)
        self.show_note()

    def put_away(self) -> None:
        self.hide()
        for cell in self.cells:
            cell.put_away()
        self._spare += self.cells
        self.cells = []

    def refresh(self) -> None:
        """Header and note follow the set; cells are told one by one."""
        self.header.refresh()
        self.show_note()

    def cell_of(self, index: int) -> CellView | None:
        return next((cell for cell in self.cells if cell.ref.index == index), None)

    def show_note(self) -> None:
        said = said_of(self.set)
        if said is None or self._plan is None or not self._plan.note:
            if self.note is not None:
                self.note.hide()
            return
        if self.note is None:
            self.note = RowNote(self, self._table)
        self.note.fill(self.set, said)
        self.note.setGeometry(RING, HEADER, self.width() - 2 * RING, self._plan.note)
        self.note.show()

    def _have(self, count: int) -> None:
        while len(self.cells) > count:
            cell = self.cells.pop()
            cell.put_away()
            self._spare.append(cell)
        while len(self.cells) < count:
            cell = self._spare.pop() if self._spare else CellView(self, self._table, self.set, 0)
            cell.show()
            self.cells.append(cell)
