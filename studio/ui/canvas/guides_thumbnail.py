"""Small copies of control images: thin lines stay lines, where an average would lose them in the black."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

FINER = 4
"""times the thumbnail's side that a picture of thin lines is read at"""


def thumbnail(image: QImage, side: int, ratio: float) -> QPixmap:
    """`image` in a square of `side` device pixels; of a larger one each pixel is the brightest that it stands for."""
    finer = max(1, round(max(image.width(), image.height()) / side))
    small = QImage(max(1, image.width() // finer), max(1, image.height() // finer), QImage.Format.Format_RGB32)
    small.fill(Qt.GlobalColor.black)
    painter = QPainter(small)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Lighten)
    painter.scale(1 / finer, 1 / finer)
    for shift in range(finer * finer):
        across, down = shift % finer, shift // finer
        painter.drawImage(-across, -down, image)
    painter.end()
    pixmap = QPixmap.fromImage(small if finer > 1 else image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
