"""The filmstrip: the pictures of one set, small, to see which one this is and to jump to another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollArea, QWidget

from studio.ui.images import Images, of_pixels
from studio.ui.theme import RADIUS, SPACE, Theme
from studio.workspace.sets import Cell, PictureSet, Pixels

SIDE = 52
"""pixels at 100%: height of a small picture"""
THUMBNAIL = QSize(256, 256)
"""device pixels: enough for the strip at every screen scale, and to stand in for a picture that is not read yet"""
MOST_DIGITS = 9
_WIDEST, _NARROWEST = 2.0, 0.5
"""times the height"""
_DIM = 0.35
"""how much is seen of a rejected picture"""


class StripCell(QAbstractButton):
    """One small picture; the current one is framed."""

    def __init__(self, parent: QWidget, theme: Theme, images: Images) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images = images
        self._cell: Cell | None = None
        self._image: QImage | None = None
        self.current = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # arrows and Alt with a digit go there; Tab has better places
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_cell(self, cell: Cell, name: str, *, current: bool) -> None:
        self.current = current
        self.setAccessibleName(name)
        self.setToolTip(name)
        if self._cell is None or self._cell.image is not cell.image:
            self._image = None
        self._cell = cell
        self.load()

    def load(self) -> None:
        match None if self._cell is None else self._cell.image:
            case Pixels() as pixels if self._image is None:
                self._image = of_pixels(pixels, THUMBNAIL)
            case Path() as path if self._image is None:
                self._image = self._images.get(path, THUMBNAIL)
            case _:
                pass
        self.update()

    def shows(self, path: str) -> bool:
        return self._cell is not None and isinstance(self._cell.image, Path) and str(self._cell.image) == path

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = self._theme.palette, QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        inside = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        shape = QPainterPath()
        shape.addRoundedRect(inside, RADIUS / 2, RADIUS / 2)
        painter.fillPath(shape, QColor(colours.panel))
        if self._image is not None and not self._image.isNull():
            rejected = self._cell is not None and self._cell.asset is not None and self._cell.asset.mark == "rejected"
            painter.setOpacity(_DIM if rejected else 1.0)
            painter.setClipPath(shape)
            painter.drawImage(inside, self._image, covering(self._image, inside))
            painter.setClipping(False)
            painter.setOpacity(1.0)
        if self.current or self.underMouse():
            painter.setPen(QPen(QColor(colours.accent if self.current else colours.muted), 2 if self.current else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)


def covering(image: QImage, box: QRectF) -> QRectF:
    """The largest part from the middle of `image` with the shape of `box`."""
    wanted = box.width() / max(1.0, box.height())
    wide, high = float(image.width()), float(image.height())
    if wide > high * wanted:
        inner = high * wanted
        return QRectF((wide - inner) / 2, 0, inner, high)
    inner = wide / wanted
    return QRectF(0, (high - inner) / 2, wide, inner)


class Strip(QScrollArea):
    """`chosen(index)` names the place in the set that was clicked."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, images: Images) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setAccessibleName("Pictures of this set")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(SIDE + SPACE["wide"])
        self._theme = theme
        self._images = images
        self.cells: list[StripCell] = []
        self._indexes: tuple[int, ...] = ()
        self._body = QWidget()
        self._body.setObjectName("surround")
        self._body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._line = QHBoxLayout(self._body)
        self._line.setContentsMargins(SPACE["snug"], 0, SPACE["snug"], 0)
        self._line.setSpacing(SPACE["small"])
        self._line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self._body)
        self.setWidgetResizable(True)
        images.arrived.connect(self._arrived)

    @property
    def indexes(self) -> tuple[int, ...]:
        """Places of the set that are shown, from the left."""
        return self._indexes

    def show_set(self, shown: PictureSet, cells: Sequence[Cell], current: int) -> None:
        """These places of the set. One picture alone needs no strip."""
        self._indexes = tuple(cell.index for cell in cells)
        self.setVisible(len(cells) > 1)
        self._have(len(cells))
        size = QSize(cell_width(shown.facts.width, shown.facts.height), SIDE)
        for at, (view, cell) in enumerate(zip(self.cells, cells, strict=True)):
            view.setFixedSize(size)
            view.show_cell(cell, _name(at, cell, shown), current=cell.index == current)
        self._reveal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reveal()

    def _reveal(self) -> None:
        """The current one stands in the middle, as far as there is where to scroll."""
        view = next((cell for cell in self.cells if cell.current), None)
        if view is not None:
            self._line.activate()
            middle = view.mapTo(self._body, QPoint(view.width() // 2, 0)).x()
            self.horizontalScrollBar().setValue(middle - self.viewport().width() // 2)

    def _have(self, count: int) -> None:
        while len(self.cells) > count:
            extra = self.cells.pop()
            self._line.removeWidget(extra)
            extra.hide()
            extra.deleteLater()
        while len(self.cells) < count:
            added = StripCell(self._body, self._theme, self._images)
            added.clicked.connect(partial(self._clicked, len(self.cells)))
            self._line.addWidget(added)
            self.cells.append(added)

    def _clicked(self, at: int) -> None:
        self.chosen.emit(self._indexes[at])

    def _arrived(self, path: str) -> None:
        for view in self.cells:
            if view.shows(path):
                view.load()


def cell_width(across: int, down: int) -> int:
    """Of a small picture of this shape; very wide or high ones are cut."""
    return round(SIDE * min(max(across / max(1, down), _NARROWEST), _WIDEST))


def _name(at: int, cell: Cell, shown: PictureSet) -> str:
    key = f"  Alt+{at + 1}" if at < MOST_DIGITS else ""
    return f"Picture {cell.index + 1} of {shown.facts.count}{key}"
