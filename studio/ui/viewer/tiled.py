"""The picture laid beside itself, three by three, as it will be seen where it repeats."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QPixmap

from studio.ui.viewer.zoom import Frame

COPIES = 3
"""a side: the one in the middle has every neighbour"""


def paint_tiled(
    painter: QPainter, frame: Frame, image: QImage, ground: Callable[[], QPixmap], *, soft: bool = False
) -> None:
    """Copies of `image` over all of `frame`, in device pixels: each on whole ones, or a line would show between two."""
    room = QRect(0, 0, frame.room_width, frame.room_height)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, soft or not frame.crisp)
    for place in places(frame):
        if place.intersects(room):
            if image.hasAlphaChannel():
                painter.drawTiledPixmap(place, ground())
            painter.drawImage(place, image)


def places(frame: Frame) -> list[QRect]:
    """Where the copies lie: without a gap, and all of one size but for a pixel."""
    left, top, across, down = frame.box
    columns = [round(left + across * number / COPIES) for number in range(COPIES + 1)]
    rows = [round(top + down * number / COPIES) for number in range(COPIES + 1)]
    return [
        QRect(x, y, right - x, below - y)
        for y, below in itertools.pairwise(rows)
        for x, right in itertools.pairwise(columns)
    ]
