"""One place of a row: waiting, a preview that grows clear, a picture with its marks, or why there is none."""

from __future__ import annotations

import time
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QEnterEvent, QFocusEvent, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui.grid import paint
from studio.ui.grid.paint import RING
from studio.ui.grid.table import LightTable
from studio.ui.images import Request, of_pixels
from studio.workspace.sets import Cell, CellRef, CellState, PictureSet, Pixels

FADE = 0.14
"""seconds in which a picture comes up from the placeholder"""
_MOST_PROMPT = 160
"""characters of the prompt that the cell's name ends with"""


def spoken_state(state: CellState) -> str:
    match state:
        case "waiting":
            return "waiting"
        case "working":
            return "in work"
        case "made":
            return "made"
        case "failed":
            return "not made"
        case "cancelled":
            return "cancelled"
        case "deleted":
            return "deleted"
        case _:
            assert_never(state)


class CellView(QWidget):
    """Light, and used again for other places. Its geometry is the picture's and RING around it."""

    spoken_as = QAccessible.Role.ListItem

    def __init__(self, parent: QWidget, table: LightTable, shown: PictureSet, index: int) -> None:
        super().__init__(parent)
        self._table = table
        self._set = shown
        self._index = index
        self._image: QImage | None = None
        self._source: Path | Pixels | None = None
        self._box = QSize()
        self._request: Request | None = None
        self._shown_since = 0.0
        self._frame = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.refresh()

    @property
    def cell(self) -> Cell:
        return self._set.cells[self._index]

    @property
    def ref(self) -> CellRef:
        return CellRef(job=self._set.id, index=self._index)

    @property
    def is_chosen(self) -> bool:
        return self.ref in self._table.selection

    @property
    def image(self) -> QImage | None:
        """What it shows of the picture; None without one."""
        return self._image

    def frame(self) -> QRect:
        """Of the picture, inside this widget."""
        return self._frame

    def show_place(self, shown: PictureSet, index: int) -> None:
        if shown is not self._set or index != self._index:
            self._set = shown
            self._index = index
            self._let_go()
            self._image, self._source = None, None
        self.refresh()

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Where the picture stands in the row, whose own margin is RING too."""
        self.setGeometry(x, y - RING, width + 2 * RING, height + 2 * RING)

    def put_away(self) -> None:
        """It went out of sight: nobody waits for its picture any more."""
        self.hide()
        self._let_go()
        self._image, self._source = None, None

    def refresh(self) -> None:
        """Show what became of its place, or of how it is marked and chosen."""
        name = self._name()
        if name != self.accessibleName():
            self.setAccessibleName(name)
        self._load()
        self.update()

    def shows_picture(self) -> bool:
        """Whether the final picture, not a preview of it, is on the screen."""
        ready = self._image is not None and not self._image.isNull() and self._source == self.cell.image
        return self.cell.state == "made" and ready

    def _name(self) -> str:
        cell, facts = self.cell, self._set.facts
        parts = [f"Picture {self._index + 1} of {facts.count}"]
        if cell.state != "made":
            parts.append(spoken_state(cell.state))
        if cell.asset is not None and cell.asset.mark != "none":
            parts.append(cell.asset.mark)
        if self.is_chosen and len(self._table.selection) > 1:
            parts.append("chosen")
        parts.append(" ".join(facts.prompt[:_MOST_PROMPT].split()))
        return ", ".join(parts)

    def _load(self) -> None:
        source = self.cell.image
        box = self.frame().size() * self.devicePixelRatioF()
        if box == self._box and (source is self._source or (isinstance(source, Path) and source == self._source)):
            return
        if box.isEmpty():
            return
        if self._image is not None and source == self._source and self._table.resizing():
            return  # what is there is stretched until the size is settled
        self._let_go()
        self._source, self._box = source, box
        match source:
            case None:
                self._image = None
            case Pixels(encoding="rgb8" | "rgba8"):
                self._image = of_pixels(source, box)
                self._image.setDevicePixelRatio(self.devicePixelRatioF())
            case Pixels():
                self._ask(source, box)
            case Path():
                self._find(source, box)

    def _find(self, path: Path, box: QSize) -> None:
        found = self._table.images.at_hand(path, box, self.devicePixelRatioF())
        if found is not None and not found.isNull():
            self._image = found
            return
        if found is not None:
            self._table.images.forget(path)  # it may be back
        self._ask(path, box)

    def _ask(self, source: Path | Pixels, box: QSize) -> None:
        self._request = self._table.images.ask(
            source, box, self._take, self.devicePixelRatioF(), ahead=self._table.ahead
        )

    def _take(self, image: QImage) -> None:
        self._request = None
        if self._image is None and not image.isNull() and self._table.moves():
            self._shown_since = time.monotonic()
            self._table.fade(self)
        self._image = image
        self.update()

    def fading(self) -> bool:
        return time.monotonic() - self._shown_since < FADE

    def _let_go(self) -> None:
        if self._request is not None:
            self._request.cancel()
            self._request = None
        self._shown_since = 0.0

    def _tip(self) -> str:
        seed = f"Seed {self._set.facts.seed_of(self._index)}"
        trouble = self._trouble()
        return seed if trouble is None else "\n".join((*trouble, seed))

    def _trouble(self) -> tuple[str, str] | None:
        """(message, remedy) where a picture should be and cannot be shown."""
        source = self._source
        lost = self.cell.state == "made" and self._image is not None and self._image.isNull()
        return self._table.images.trouble(source) if lost and isinstance(source, Path) else None

    def resizeEvent(self, event: object) -> None:
        self._frame = self.rect().adjusted(RING, RING, -RING, -RING)
        self._load()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.setToolTip(self._tip())
        self._table.hover(self)

    def leaveEvent(self, event: QEvent) -> None:
        self._table.leave(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._table.by_keyboard = True
        self._table.focus(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._table.pointer.press(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._table.pointer.move(self, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._table.pointer.release(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._table.pointer.double_click(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        cell, table = self.cell, self._table
        painter = QPainter(self)
        frame = self.frame()
        mark = "none" if cell.asset is None else cell.asset.mark
        if self._image is None or self._image.isNull():
            self._paint_empty(painter, frame, cell)
        else:
            opacity = paint.dimmed(mark == "rejected") * min(1.0, (time.monotonic() - self._shown_since) / FADE)
            paint.paint_picture(
                painter, frame, self._image, table.theme.palette.surround, opacity, smooth=not table.resizing()
            )
        if mark != "none":
            paint.paint_badge(painter, frame, table.theme, mark == "starred")
        if cell.state == "working":
            paint.paint_progress(painter, frame, cell.step / cell.steps if cell.steps else 0.0)
        ref = self.ref
        current = ref == table.selection.current and self.hasFocus() and table.by_keyboard
        paint.paint_ring(painter, self.rect(), table.theme, chosen=ref in table.selection, current=current)

    def _paint_empty(self, painter: QPainter, frame: QRect, cell: Cell) -> None:
        message, remedy = self._trouble() or ("", "")
        if cell.state in ("failed", "cancelled", "deleted"):
            message = spoken_state(cell.state).capitalize()
        link = "Undo" if cell.state == "deleted" and self._table.pictures.can_restore(self.ref) else ""
        paint.paint_empty(painter, frame, self._table.theme, message, remedy, link)
