"""What the mouse does to cells: choose, choose more, drag out, open, ask for the menu."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from studio.ui.grid.cell import CellView
from studio.ui.grid.table import LightTable

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Pointer(QObject):
    """Several chosen pictures are dragged as one, so a press on one of them chooses it alone only when let go."""

    opened = Signal(object)
    """CellRef"""

    def __init__(self, table: LightTable) -> None:
        super().__init__(table)
        self._table = table
        self._pressed_at: QPoint | None = None
        self._choose_on_release = False

    def press(self, cell: CellView, event: QMouseEvent) -> None:
        self._table.by_keyboard = False
        selection, ref = self._table.selection, cell.ref
        self._choose_on_release = False
        if event.button() == Qt.MouseButton.RightButton:
            if ref not in selection:
                selection.choose(ref)
            self._table.menu_for(selection.chosen).popup(event.globalPosition().toPoint())
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at = event.position().toPoint()
        if event.modifiers() & _SHIFT:
            selection.extend(ref)
        elif event.modifiers() & _CTRL:
            selection.toggle(ref)
        elif ref in selection and len(selection) > 1:
            self._choose_on_release = True
        else:
            selection.choose(ref)

    def move(self, cell: CellView, event: QMouseEvent) -> None:
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        away = event.position().toPoint() - self._pressed_at
        if away.manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self._choose_on_release = False
            selection = self._table.selection
            refs = selection.chosen if cell.ref in selection else (cell.ref,)
            self._table.pictures.drag(cell, refs, cell.image)

    def release(self, cell: CellView, event: QMouseEvent) -> None:
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._choose_on_release:
            self._table.selection.choose(cell.ref)
        if cell.cell.state == "deleted" and self._table.pictures.can_restore(cell.ref):
            self._table.pictures.undo()

    def double_click(self, cell: CellView, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and cell.cell.state == "made":
            self.opened.emit(cell.ref)
