"""One place of a set: waiting, a preview that grows clear, a picture, or why there is none."""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.ui.images import Images, of_pixels
from studio.ui.theme import RADIUS, Theme
from studio.workspace.sets import Cell, CellState, PictureSet, Pixels


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
    """Keeps showing what it had until the next picture is decoded."""

    def __init__(self, parent: QWidget, shown: PictureSet, index: int, theme: Theme, images: Images) -> None:
        super().__init__(parent)
        self._set = shown
        self._index = index
        self._theme = theme
        self._images = images
        self._image: QImage | None = None
        self._source: tuple[object, QSize] | None = None
        images.arrived.connect(self._arrived)
        self.refresh()

    @property
    def cell(self) -> Cell:
        return self._set.cells[self._index]

    def refresh(self) -> None:
        cell = self.cell
        name = f"Picture {self._index + 1} of {self._set.facts.count}, {spoken_state(cell.state)}"
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.setToolTip(f"{name}\nSeed {self._set.facts.seed_of(self._index)}")
        self._load()
        self.update()

    def shows_picture(self) -> bool:
        """Whether the final picture, not a preview of it, is on the screen."""
        return self.cell.state == "made" and self._image is not None and not self._image.isNull()

    def _box(self) -> QSize:
        return self.size() * self.devicePixelRatioF()

    def _load(self) -> None:
        source, box = self.cell.image, self._box()
        if self._source is not None and self._source[0] is source and self._source[1] == box:
            return
        match source:
            case None:
                self._image, self._source = None, (None, box)
            case Pixels():
                self._image, self._source = of_pixels(source, box), (source, box)
            case Path():
                image = self._images.get(source, box)
                if image is not None:
                    self._image, self._source = image, (source, box)

    def _arrived(self, path: str) -> None:
        if isinstance(self.cell.image, Path) and str(self.cell.image) == path:
            self._load()
            self.update()

    def resizeEvent(self, event: object) -> None:
        self._load()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(frame, RADIUS, RADIUS)
        if self._image is None or self._image.isNull():
            self._paint_empty(painter, shape, frame)
        else:
            painter.setClipPath(shape)
            painter.drawImage(self.rect(), self._image)
            painter.setClipping(False)
        if self.cell.state == "working":
            self._paint_progress(painter, frame)

    def _paint_empty(self, painter: QPainter, shape: QPainterPath, frame: QRectF) -> None:
        colours = self._theme.palette
        painter.fillPath(shape, QColor(colours.panel))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawPath(shape)
        painter.setPen(QColor(colours.muted))
        state = self.cell.state
        lost = state == "made" and self._image is not None
        if lost or state in ("failed", "cancelled", "deleted"):
            text = "The file is missing" if lost else spoken_state(state).capitalize()
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _paint_progress(self, painter: QPainter, frame: QRectF) -> None:
        """A line at the foot of the cell, as long as the steps that are done."""
        cell = self.cell
        done = cell.step / cell.steps if cell.steps else 0.0
        groove = QRectF(frame.left() + 8, frame.bottom() - 10, frame.width() - 16, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 110))
        painter.drawRoundedRect(groove, 1.5, 1.5)
        groove.setWidth(groove.width() * min(1.0, done))
        painter.setBrush(QColor(255, 255, 255, 235))
        painter.drawRoundedRect(groove, 1.5, 1.5)
