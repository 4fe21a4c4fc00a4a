"""Whole pictures for the viewer: decoded on a thread of its own, the neighbours ahead, memory bounded."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPainter

from studio.ui import large
from studio.ui.images import MISSING, UNREADABLE, Trouble, read_scaled

AHEAD_PIXELS = 2**24
"""of a neighbour that is decoded before it is asked for"""
KEPT_BYTES = 128 * 2**20
"""of all pictures together; the one looked at is kept whatever it takes"""
RESTING_BYTES = 32 * 2**20
"""of all pictures while the viewer is out of sight"""
_LEAST_LEVEL = 512
"""pixels: longer side below which a smaller copy is not worth keeping"""
_BAND_PIXELS = 2**21
"""scaled without a pause, since it holds the interpreter"""


class Original(NamedTuple):
    """A picture as it lies in its file."""

    width: int
    height: int
    """of the file, upright"""
    levels: tuple[QImage, ...] = ()
    """the picture, then copies of half the size each, so that it can be painted small quickly and without moiré"""
    trouble: Trouble | None = None

    @property
    def reduced(self) -> bool:
        """Whether it is too large to be held at its full size."""
        return bool(self.levels) and self.levels[0].width() < self.width

    @property
    def bytes(self) -> int:
        return sum(level.sizeInBytes() for level in self.levels)


class Originals(QObject):
    """`want` some pictures; `get` gives what is there; `arrived(path)` says that one came."""

    arrived = Signal(str)
    _read = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread = ThreadPoolExecutor(1, thread_name_prefix="viewer")
        self.destroyed.connect(lambda: thread.shutdown(wait=False, cancel_futures=True))
        self._lock = threading.Lock()
        self._wanted: list[str] = []
        """not begun, the most urgent first"""
        self._begun: str | None = None
        self._first = ""
        self._kept: OrderedDict[str, Original] = OrderedDict()
        self._read.connect(self._keep)

    def want(self, paths: Sequence[Path]) -> None:
        """The first is looked at now, the others are its neighbours; what was wanted before and is not begun is left.

        A file that could not be read is tried again when it is wanted again.
        """
        names = [str(path) for path in paths]
        if names[:1] != [self._first]:
            self._kept = OrderedDict((name, kept) for name, kept in self._kept.items() if kept.trouble is None)
        self._first = names[0] if names else ""
        if self._first in self._kept:
            self._kept.move_to_end(self._first)
        missing = [name for name in names if name not in self._kept]
        with self._lock:
            self._wanted = [name for name in missing if name != self._begun]
        for _ in missing:
            self._thread.submit(self._work)

    def get(self, path: Path) -> Original | None:
        """None until it arrives."""
        return self._kept.get(str(path))

    def rest(self) -> None:
        """Nobody looks: let go of what is large, keep what would only flicker when they look again."""
        self.want([])
        for name in list(self._kept):
            if self.bytes > RESTING_BYTES:
                del self._kept[name]

    def forget(self, path: Path) -> None:
        """The file may be another one now, gone, or back."""
        self._kept.pop(str(path), None)

    @property
    def bytes(self) -> int:
        return sum(original.bytes for original in self._kept.values())

    def _work(self) -> None:
        """On the thread."""
        with self._lock:
            if not self._wanted:
                return
            name = self._begun = self._wanted.pop(0)
        ahead = name != self._first
        original = read_original(Path(name), AHEAD_PIXELS if ahead else None)
        with self._lock:
            self._begun = None
        with contextlib.suppress(RuntimeError):  # the viewer is gone
            self._read.emit(name, original)

    def _keep(self, name: str, original: Original | None) -> None:
        if original is None:  # too large to be read ahead
            if name == self._first:
                self.want([Path(name)])
            return
        self._kept[name] = original
        for old in [kept for kept in self._kept if kept not in (name, self._first)]:
            if self.bytes <= KEPT_BYTES:
                break
            del self._kept[old]
        self.arrived.emit(name)


def read_original(path: Path, most_pixels: int | None = None) -> Original | None:
    """The picture in `path`, upright and in sRGB, with its smaller copies. Takes its time: not for the loop.

    None for one of more than `most_pixels`. What cannot be read says why in its `trouble`.
    """
    try:
        path.stat()
    except OSError:
        return Original(0, 0, trouble=MISSING)
    size = _upright_size(path)
    if most_pixels is not None and size.width() * size.height() > most_pixels:
        return None
    image = _whole(path, size)
    if image.isNull():
        return Original(0, 0, trouble=UNREADABLE)
    if size.isNull():  # of a format that says its size only when it is read
        size = image.size()
    return Original(size.width(), size.height(), _levels(image))


def _upright_size(path: Path) -> QSize:
    """(0, 0) if the header does not say."""
    reader = QImageReader(str(path))
    size = reader.size()
    if not size.isValid():
        return QSize(0, 0)
    lies = reader.transformation().value & QImageIOHandler.Transformation.TransformationRotate90.value
    return size.transposed() if lies else size


def _whole(path: Path, size: QSize) -> QImage:
    factor = large.factor_for(size, QSize(), large.MOST_PIXELS)
    if large.is_large(QImageReader(str(path))):
        return _paintable(large.read_large(path, size, factor))
    box = QSize() if factor == 1 else QSize(-(-size.width() // factor), -(-size.height() // factor))
    return _paintable(read_scaled(path, box))


def _paintable(image: QImage) -> QImage:
    """In a format that is painted without conversion."""
    if image.isNull():
        return image
    alpha = image.hasAlphaChannel()
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32)


def _levels(image: QImage) -> tuple[QImage, ...]:
    levels = [image]
    while max(levels[-1].width(), levels[-1].height()) >= 2 * _LEAST_LEVEL:
        levels.append(_halved(levels[-1]))
    return tuple(levels)


def _halved(image: QImage) -> QImage:
    """In bands with an even number of rows, so that none is averaged with two of its neighbours."""
    half = QImage(-(-image.width() // 2), -(-image.height() // 2), image.format())
    rows = max(2, _BAND_PIXELS // image.width() // 2 * 2)
    painter = QPainter(half)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for top in range(0, image.height(), rows):
        band = image.copy(QRect(0, top, image.width(), min(rows, image.height() - top)))
        size = QSize(half.width(), -(-band.height() // 2))
        mode = Qt.TransformationMode.SmoothTransformation
        painter.drawImage(0, top // 2, band.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode))
    painter.end()
    return half
