"""Pictures as other programs take them: as files, and the first as pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

_SIDE = 128
"""pixels: longer side of what hangs on the cursor"""


def content(paths: Sequence[Path], pixels: QImage | None) -> QMimeData:
    """`pixels`: of the first one, whole; None leaves the files alone."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if pixels is not None and not pixels.isNull():
        carried.setImageData(pixels)
    return carried


def drag_picture(image: QImage, count: int, ratio: float) -> QPixmap:
    """What hangs on the cursor: the picture small, with a number where there are several."""
    side = round(_SIDE * ratio)
    small = image.copy()
    small.setDevicePixelRatio(1.0)
    small = small.scaled(
        QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    pixmap = QPixmap.fromImage(small)
    if count > 1:
        _number(pixmap, count, ratio)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def hot_spot(pixmap: QPixmap) -> QPoint:
    size = pixmap.deviceIndependentSize().toSize()
    return QPoint(size.width() // 2, size.height() // 2)


def _number(pixmap: QPixmap, count: int, ratio: float) -> None:
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = round(26 * ratio)
    disc = QRect(pixmap.width() - side, pixmap.height() - side, side, side).translated(
        -round(4 * ratio), -round(4 * ratio)
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 20, 20, 220))
    painter.drawEllipse(disc)
    font = painter.font()
    font.setPixelSize(round(12 * ratio))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(min(count, 999)))
    painter.end()
