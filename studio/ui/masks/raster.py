"""The mask while it is painted: strokes on pixels, and the file that is kept of them."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

LEAST, MOST = 1024, 1536
"""pixels: longer side of a mask. It is scaled with its picture: finer would not be seen, coarser would have steps"""
_SAME_SHAPE = 0.01
"""how far the ratio may be rounded: of a very long picture the mask has its own size"""
_EDGE = 2
"""pixels of the line around what is painted"""

Tool = Literal["brush", "eraser"]


def mask_size(width: int, height: int) -> QSize:
    """Of the mask of a picture, pixels."""
    longer = max(width, height, 1)
    scale = min(max(longer, LEAST), MOST) / longer
    size = QSize(max(1, round(width * scale)), max(1, round(height * scale)))
    return size if abs(width * size.height() / (height * size.width()) - 1) < _SAME_SHAPE else QSize(width, height)


class Raster:
    """What is painted is opaque, in the colour in which it is shown; coordinates are its own pixels.

    `edge` is the line around it, which is seen where the picture has that colour too.
    """

    def __init__(self, size: QSize, colour: str) -> None:
        self._colour = QColor(colour)
        self.image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        self.image.fill(Qt.GlobalColor.transparent)
        self.edge = self.image.copy()

    def recolour(self, colour: str) -> None:
        self._colour = QColor(colour)
        self._tint(self._alpha())

    def load(self, mask: QImage) -> None:
        """A mask as it was kept, of whatever size: its brightness, where it is not transparent."""
        grey = QImage(mask.size(), QImage.Format.Format_RGB32)
        grey.fill(Qt.GlobalColor.black)
        painter = QPainter(grey)
        painter.drawImage(0, 0, mask)
        painter.end()
        grey = grey.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
            self.image.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self._tint(_reread(grey, QImage.Format.Format_Alpha8))

    def line(self, begin: QPointF, end: QPointF, width: float, tool: Tool) -> QRectF:
        """Paint from one point to the other with a round brush; returns what was touched."""
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mode = QPainter.CompositionMode
        painter.setCompositionMode(
            mode.CompositionMode_SourceOver if tool == "brush" else mode.CompositionMode_DestinationOut
        )
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(self._colour, width, Qt.PenStyle.SolidLine, cap, join))
        if begin == end:
            painter.drawPoint(begin)
        else:
            painter.drawLine(begin, end)
        painter.end()
        beyond = width / 2 + _EDGE + 2
        touched = QRectF(begin, end).normalized().adjusted(-beyond, -beyond, beyond, beyond)
        self._outline(touched.toAlignedRect())
        return touched

    def clear(self) -> None:
        self.image.fill(Qt.GlobalColor.transparent)
        self.edge.fill(Qt.GlobalColor.transparent)

    def invert(self) -> None:
        alpha = _reread(self._alpha(), QImage.Format.Format_Grayscale8)
        alpha.invertPixels()
        self._tint(_reread(alpha, QImage.Format.Format_Alpha8))

    @property
    def blank(self) -> bool:
        """Whether nothing is painted."""
        alpha = self._alpha()
        rows = (bytes(cast(memoryview, alpha.constScanLine(row)))[: alpha.width()] for row in range(alpha.height()))
        return not any(row.strip(b"\0") for row in rows)

    def _alpha(self) -> QImage:
        return self.image.convertToFormat(QImage.Format.Format_Alpha8)

    def _tint(self, alpha: QImage) -> None:
        self.image.fill(self._colour)
        painter = QPainter(self.image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawImage(0, 0, alpha)
        painter.end()
        self._outline(self.image.rect())

    def _outline(self, part: QRect) -> None:
        """Draw the line anew in a part: what is painted, moved a little each way, without what is painted."""
        part = part.intersected(self.image.rect())
        painter, mode = QPainter(self.edge), QPainter.CompositionMode
        painter.setClipRect(part)
        painter.setCompositionMode(mode.CompositionMode_Source)
        painter.fillRect(part, Qt.GlobalColor.transparent)
        painter.setCompositionMode(mode.CompositionMode_SourceOver)
        for across, down in ((-_EDGE, 0), (_EDGE, 0), (0, -_EDGE), (0, _EDGE)):
            painter.drawImage(across, down, self.image)
        painter.setCompositionMode(mode.CompositionMode_DestinationOut)
        painter.drawImage(0, 0, self.image)
        painter.setCompositionMode(mode.CompositionMode_SourceIn)
        painter.fillRect(part, Qt.GlobalColor.white)
        painter.end()


def png_of(image: QImage) -> bytes:
    """The file of a raster's image: white where it is painted. Takes a few milliseconds: not for the loop."""
    grey = _reread(image.convertToFormat(QImage.Format.Format_Alpha8), QImage.Format.Format_Grayscale8)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    grey.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _reread(image: QImage, form: QImage.Format) -> QImage:
    """The same bytes, one a pixel, meaning something else."""
    image.reinterpretAsFormat(form)
    return image
