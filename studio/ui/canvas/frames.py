"""Icons of the shapes: a frame of the shape's ratio, with a line of text or a fold where the use shows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from studio.ui.theme import Palette
from studio.workspace.presets import Shape

_SIDE = 60
"""pixels: 20 at 300%"""


def frame_icon(shape: Shape, palette: Palette) -> QIcon:
    pixmap = QPixmap(_SIDE, _SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(palette.text), 4))
    longest = 50 / max(shape.across, shape.down)
    frame = QRectF(0, 0, shape.across * longest, shape.down * longest)
    frame.moveCenter(QRectF(pixmap.rect()).center())
    painter.drawRoundedRect(frame, 5, 5)
    if shape.use == "print":
        for line in range(3):
            y = frame.top() + frame.height() * (0.32 + 0.18 * line)
            painter.drawLine(round(frame.left() + 9), round(y), round(frame.right() - 9), round(y))
    painter.end()
    pixmap.setDevicePixelRatio(3)
    return QIcon(pixmap)


def paint_frame(painter: QPainter, box: QRect, width: int, height: int, colour: str) -> None:
    """A small frame of the shape `width` to `height` in the middle of `box`; however long, it stays a frame."""
    longest = box.width() / max(width, height)
    frame = QRectF(0, 0, max(4.0, width * longest), max(4.0, height * longest))
    frame.moveCenter(QRectF(box).center())
    painter.setPen(QPen(QColor(colour), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 1.5, 1.5)
