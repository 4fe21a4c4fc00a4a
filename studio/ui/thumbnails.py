"""Small copies of pictures on disk, so that a large file is read once: rebuildable, bounded, judged when read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageIOHandler, QImageReader, QImageWriter

from studio.ui.large import factor_for, is_large, read_large

SIDES = (256, 512, 1024)
"""longer sides in pixels in which copies are kept"""
MOST_BYTES = 256 * 2**20
MOST_SECONDS = 60 * 24 * 3600.0
"""after which a copy that nobody looked at goes"""
_WORTH = 2.0
"""times the copy's side that a picture must have before a copy of it saves time"""
_TOUCH_AFTER = 24 * 3600.0
_VERSION = 1


class Thumbnails:
    """Safe from any thread. What cannot be read or written here only costs time, never a picture."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._most_seconds = most_seconds

    def image(self, path: Path, box: QSize) -> QImage:
        """The picture in `path`, upright, fitted to `box` pixels; null if it cannot be read. Raises OSError if gone."""
        found = path.stat()
        side = next((side for side in SIDES if side >= max(box.width(), box.height())), None)
        if side is None or not _worth(path, side):
            return read_scaled(path, box)
        copy = self._folder / f"{_key(path, found, side)}.thumb"
        image = _read_copy(copy, box)
        if image.isNull():
            whole = read_scaled(path, QSize(side, side))
            _write(copy, whole)
            image = fitted(whole, box)
        return image

    def purge(self) -> None:
        """Remove copies that nobody looked at for long, then the oldest until what is left fits."""
        now, left = time.time(), list[tuple[float, int, Path]]()
        for copy in _files(self._folder):
            with contextlib.suppress(OSError):
                found = copy.stat()
                if now - found.st_mtime > self._most_seconds:
                    copy.unlink()
                else:
                    left.append((found.st_mtime, found.st_size, copy))
        over = sum(size for _, size, _ in left) - self._most_bytes
        for _, size, copy in sorted(left):
            if over <= 0:
                return
            with contextlib.suppress(OSError):
                copy.unlink()
                over -= size


def read_scaled(path: Path, box: QSize) -> QImage:
    """The picture in `path`, turned upright, in sRGB, fitted to `box`; null if it cannot be read."""
    reader = QImageReader(str(path))
    if is_large(reader):
        return fitted(read_large(path, reader.size(), factor_for(reader.size(), box)), box)
    return read(reader, box)


def read(reader: QImageReader, box: QSize) -> QImage:
    """Scaled while it is read: that call leaves the interpreter to others, scaling afterwards would not."""
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and not box.isEmpty():
        room = box.transposed() if _lies(reader) else box
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    return fitted(as_srgb(reader.read()), box)


def as_srgb(image: QImage) -> QImage:
    space = image.colorSpace()
    if space.isValid() and space != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image


def fitted(image: QImage, box: QSize) -> QImage:
    """Scaled to fit `box`; as it is where `box` is empty, or where it touches `box` already."""
    if image.isNull() or box.isEmpty() or image.width() == box.width() or image.height() == box.height():
        return image
    return image.scaled(box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _lies(reader: QImageReader) -> bool:
    return bool(reader.transformation().value & QImageIOHandler.Transformation.TransformationRotate90.value)


def _worth(path: Path, side: int) -> bool:
    size = QImageReader(str(path)).size()
    return size.isValid() and max(size.width(), size.height()) >= _WORTH * side


def _key(path: Path, found: os.stat_result, side: int) -> str:
    text = f"{_VERSION}\n{path}\n{found.st_mtime_ns}\n{found.st_size}\n{side}"
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:40]


def _read_copy(copy: Path, box: QSize) -> QImage:
    """Null for a copy that is not there or damaged; the latter is removed."""
    with contextlib.suppress(OSError):
        found = copy.stat()
        image = read_scaled(copy, box)
        if image.isNull():
            copy.unlink()
        elif time.time() - found.st_mtime > _TOUCH_AFTER:
            os.utime(copy)
        return image
    return QImage()


def _write(copy: Path, image: QImage) -> None:
    """Whole or not at all, so that a reader never meets half a copy."""
    if image.isNull():
        return
    with contextlib.suppress(OSError):
        copy.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=copy.parent, suffix=".part")
        os.close(number)
        writer = QImageWriter(name, b"png" if image.hasAlphaChannel() else b"jpg")  # pyright: ignore[reportArgumentType, reportCallIssue]
        writer.setQuality(100 if image.hasAlphaChannel() else 90)
        if writer.write(image):
            Path(name).replace(copy)
        else:
            Path(name).unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [path for path in folder.iterdir() if path.suffix in (".thumb", ".part")]
    return []
