"""Pictures too large to be read at once by the toolkit: made smaller while they are read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader, QPainter

from studio.errors import ImageError

WHOLE_PIXELS = 2**25
"""of a PNG file that is read at once; the toolkit refuses more than twice that, and would hold all of it"""

MOST_PIXELS = 2**26
"""of a picture held at its full size: 8192 x 8192, 256 MiB; a larger one is made smaller while it is read"""


def is_large(reader: QImageReader) -> bool:
    """Whether the file must be read by `read_large`."""
    size = reader.size()
    png = bytes(reader.format().data()) == b"png"
    return png and size.isValid() and size.width() * size.height() > WHOLE_PIXELS


def factor_for(size: QSize, box: QSize, most_pixels: int = MOST_PIXELS) -> int:
    """How much smaller it may be read: still twice `box` for a sharp copy, and `most_pixels` at most."""
    factor = 1
    if not box.isEmpty():
        factor = max(1, min(size.width() // (2 * box.width()), size.height() // (2 * box.height())))
    while size.width() * size.height() > most_pixels * factor * factor:
        factor += 1
    return factor


def read_large(path: Path, size: QSize, factor: int) -> QImage:
    """The PNG picture of `size` in `path`, `factor` times smaller; null if it cannot be read. Not for the loop."""
    image = _in_bands(path, size, factor)
    if image.isNull() and size.width() * size.height() * 4 <= QImageReader.allocationLimit() * 2**20:
        return QImage(str(path))  # interlaced, or of more bits
    return image


def _in_bands(path: Path, size: QSize, factor: int) -> QImage:
    from studio.pixels.large_png import reduced_bands  # brings the picture library: not for the first paint

    image, painter, top = QImage(), QPainter(), 0
    try:
        for band in reduced_bands(path, factor):
            alpha = band.mode == "RGBA"
            if image.isNull():
                image = QImage(band.width, -(-size.height() // factor), _held(alpha))
                painter.begin(image)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            data = band.tobytes()
            painter.drawImage(0, top, QImage(data, *band.size, len(data) // band.height, _packed(alpha)))
            top += band.height
    except ImageError:
        return QImage()
    finally:
        if painter.isActive():
            painter.end()
    return image


def _held(alpha: bool) -> QImage.Format:
    return QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32


def _packed(alpha: bool) -> QImage.Format:
    return QImage.Format.Format_RGBA8888 if alpha else QImage.Format.Format_RGB888
