"""Decodes pictures for showing, off the loop's thread, at the size in which they are shown."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from studio.workspace.sets import Pixels

Source = Path | Pixels
Key = tuple[str, int, int]
_CACHE_BYTES = 96 * 2**20


class Images(QObject):
    """Ask with `get`; what is not there yet is announced by `arrived(path)` and can then be asked for again."""

    arrived = Signal(str)
    _decoded = Signal(tuple, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="images")
        self._cache: OrderedDict[Key, QImage] = OrderedDict()
        self._wanted: set[Key] = set()
        self._decoded.connect(self._keep)

    def get(self, path: Path, box: QSize) -> QImage | None:
        """The picture to fit `box` device pixels; None while it is decoded, a null image if it cannot be."""
        key = (str(path), box.width(), box.height())
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        if key not in self._wanted:
            self._wanted.add(key)
            self._threads.submit(self._decode, key)
        return None

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _decode(self, key: Key) -> None:
        """On a thread of the pool."""
        image = read_scaled(Path(key[0]), QSize(key[1], key[2]))
        self._decoded.emit(key, image)

    def _keep(self, key: Key, image: QImage) -> None:
        self._wanted.discard(key)
        self._cache[key] = image
        while len(self._cache) > 1 and sum(kept.sizeInBytes() for kept in self._cache.values()) > _CACHE_BYTES:
            self._cache.popitem(last=False)
        self.arrived.emit(key[0])


def read_scaled(path: Path, box: QSize) -> QImage:
    """The picture in `path`, turned upright and scaled to fit `box`; null if it cannot be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() > 4 * box.width():
        reader.setScaledSize(size.scaled(box * 2, Qt.AspectRatioMode.KeepAspectRatio))
    return fitted(reader.read(), box)


def of_pixels(pixels: Pixels, box: QSize) -> QImage:
    """A picture in memory, scaled to fit `box`; null if it cannot be read."""
    match pixels.encoding:
        case "rgb8":
            rows = QImage(pixels.data, pixels.width, pixels.height, 3 * pixels.width, QImage.Format.Format_RGB888)
            image = rows.convertToFormat(QImage.Format.Format_RGB32)  # a copy: the bytes may go
        case "rgba8":
            rows = QImage(pixels.data, pixels.width, pixels.height, 4 * pixels.width, QImage.Format.Format_RGBA8888)
            image = rows.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        case "png" | "jpeg" | "webp":
            image = QImage.fromData(pixels.data)
    return fitted(image, box)


def fitted(image: QImage, box: QSize) -> QImage:
    if image.isNull() or image.size() == box:
        return image
    return image.scaled(box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
