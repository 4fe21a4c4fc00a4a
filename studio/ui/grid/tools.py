"""What can be done with the picture under the mouse or the keyboard: star, reject, more like this, and the menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui.grid.button import SIDE, IconButton
from studio.ui.grid.cell import CellView
from studio.ui.grid.paint import RING
from studio.ui.grid.table import LightTable
from studio.workspace.sets import CellRef

_INSET = 6
_PAD = 2


class CellTools(QWidget):
    """One for the whole grid: it goes to the cell that is meant."""

    def __init__(self, parent: QWidget, table: LightTable) -> None:
        super().__init__(parent)
        self._table = table
        self.ref: CellRef | None = None
        theme, pictures = table.theme, table.pictures
        native = pictures.actions.native
        self.star = IconButton(self, theme, "star", "Star", f"Star  {native('star')}", over=True)
        self.reject = IconButton(self, theme, "eye-off", "Reject", f"Reject  {native('reject')}", over=True)
        self.more = IconButton(
            self, theme, "wand-sparkles", "More like this", f"More like this  {native('more')}", over=True
        )
        self.menu = IconButton(self, theme, "ellipsis", "Everything for this picture", over=True)
        self.star.clicked.connect(lambda: pictures.star(self._meant()))
        self.reject.clicked.connect(lambda: pictures.reject(self._meant()))
        self.more.clicked.connect(lambda: pictures.more_like(self._one(), self.more))
        self.menu.clicked.connect(self._pop_up)
        self.hide()

    def go_to(self, cell: CellView | None) -> None:
        """Lie on this cell; nowhere if it has no picture."""
        if cell is None or cell.cell.state != "made" or not cell.isVisible():
            self.ref = None
            self.hide()
            return
        self.ref = cell.ref
        self._fit(cell.width() - 2 * RING)
        asset = cell.cell.asset
        self.star.fill(asset is not None and asset.mark == "starred")
        self.reject.fill(asset is not None and asset.mark == "rejected")
        corner = cell.mapTo(self.parentWidget() or cell, QPoint(0, 0))
        x = corner.x() + cell.width() - RING - _INSET - self.width()
        y = corner.y() + cell.height() - RING - _INSET - self.height()
        self.move(x, y)
        self.raise_()
        self.show()

    def _fit(self, room: int) -> None:
        """All four where they fit; else the menu, which has everything, and the star."""
        all_ = (self.star, self.reject, self.more, self.menu)
        shown = all_ if room >= len(all_) * SIDE + 2 * (_INSET + _PAD) else (self.star, self.menu)
        for button in all_:
            button.setVisible(button in shown)
        for place, button in enumerate(shown):
            button.move(_PAD + place * SIDE, _PAD)
        self.resize(len(shown) * SIDE + 2 * _PAD, SIDE + 2 * _PAD)

    def _one(self) -> CellRef:
        assert self.ref is not None
        return self.ref

    def _meant(self) -> tuple[CellRef, ...]:
        """All that are chosen if this one is among them."""
        ref, selection = self._one(), self._table.selection
        return selection.chosen if ref in selection else (ref,)

    def _pop_up(self) -> None:
        ref, selection = self._one(), self._table.selection
        if ref not in selection:
            selection.choose(ref)
        menu = self._table.menu_for(selection.chosen)
        menu.popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))

    def leaveEvent(self, event: QEvent) -> None:
        self._table.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 20, 20, 205))
        painter.drawRoundedRect(QRectF(self.rect()), 7, 7)
