"""Decodes pictures for showing, off the loop's thread, at the size in which they are shown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QObject, QSize, Signal
from PySide6.QtGui import QImage, QImageReader

from studio.ui.thumbnails import Thumbnails, fitted, read, read_scaled
from studio.workspace.sets import Pixels

Source = Path | Pixels
Take = Callable[[QImage], object]
CACHE_BYTES = 64 * 2**20
_THREADS = 2
"""one would wait for slow files, more would take the loop's turns"""
WHOLE = QSize(0, 0)
"""asks for a picture in its own size, which is not kept"""


class Key(NamedTuple):
    """What is asked for: a file, or the address of pixels in memory; the box in device pixels, their ratio."""

    source: str
    width: int
    height: int
    ratio: float


class Trouble(NamedTuple):
    """Why a picture cannot be shown, and what to do."""

    message: str
    remedy: str


MISSING = Trouble("The file is missing", "Put it back where it was, or delete it here.")
UNREADABLE = Trouble("The file cannot be read", "Open it in another program, or make the picture again.")


class Request:
    """Somebody waits for a picture; after `cancel` they do not."""

    __slots__ = ("_images", "key", "take")

    def __init__(self, images: Images, key: Key, take: Take) -> None:
        self._images = images
        self.key = key
        self.take = take

    def cancel(self) -> None:
        self._images.cancel(self)


class _Work:
    """One picture to decode, for everybody who asked for it."""

    __slots__ = ("requests", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.requests: list[Request] = []


class Images(QObject):
    """`ask` for a picture, or `get` it again once `arrived(path)` says that it is there.

    The newest request is served first, and what nobody waits for any more is not read. `folder`: where small copies of
    large pictures are kept; without one every picture is read from its own file.
    """

    arrived = Signal(str)
    _decoded = Signal(object, QImage)

    def __init__(self, parent: QObject | None = None, folder: Path | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="images")
        self._thumbnails = None if folder is None else Thumbnails(folder)
        self._cache = _Cache(CACHE_BYTES)
        self._troubles: dict[str, Trouble] = {}
        self._lock = threading.Lock()
        self._waiting: OrderedDict[Key, _Work] = OrderedDict()
        self._begun: dict[Key, _Work] = {}
        self._readers = 0
        self._closed = False
        self._decoded.connect(self._deliver)
        if self._thumbnails is not None:
            self._threads.submit(self._thumbnails.purge)

    def at_hand(self, path: Path, box: QSize, ratio: float = 1.0) -> QImage | None:
        """The picture to fit `box` if it is in memory."""
        return self._cache.get(_key(path, box, ratio))

    def ask(self, source: Source, box: QSize, take: Take, ratio: float = 1.0, *, ahead: bool = False) -> Request:
        """Call `take(image)` on the loop when it is decoded: fitted to `box` device pixels, null if unreadable.

        `ratio`: device pixels in one of the screen it is for; the image carries it, so it is painted unscaled.
        `ahead`: nobody sees it yet, so it comes after everything that is seen.
        """
        key = _key(source, box, ratio)
        request = Request(self, key, take)
        with self._lock:
            work = self._begun.get(key)
            if work is None:
                work = self._waiting.get(key)
                if work is None:
                    work = self._waiting[key] = _Work(source)
                    self._waiting.move_to_end(key, last=not ahead)
                elif not ahead:
                    self._waiting.move_to_end(key)
            work.requests.append(request)
            if self._readers < _THREADS and not self._closed:
                self._readers += 1
                self._threads.submit(self._decode_all)
        return request

    def cancel(self, request: Request) -> None:
        with self._lock:
            work = self._waiting.get(request.key) or self._begun.get(request.key)
            if work is not None and request in work.requests:
                work.requests.remove(request)
                if not work.requests:
                    self._waiting.pop(request.key, None)

    def get(self, path: Path, box: QSize) -> QImage | None:
        """The picture to fit `box` device pixels; None while it is decoded, a null image if it cannot be."""
        found = self.at_hand(path, box)
        if found is None and not self._is_asked(_key(path, box)):
            self.ask(path, box, lambda _: self.arrived.emit(str(path)))
        return found

    def trouble(self, path: Path) -> Trouble:
        """Why this picture is null, as it was found when it was read."""
        return self._troubles.get(str(path), UNREADABLE)

    def forget(self, path: Path) -> None:
        """Read it again when it is asked for: it may be back."""
        self._troubles.pop(str(path), None)
        self._cache.forget(str(path))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._waiting.clear()
        self._threads.shutdown(cancel_futures=True)

    def _is_asked(self, key: Key) -> bool:
        with self._lock:
            return key in self._waiting or key in self._begun

    def _decode_all(self) -> None:
        """On a thread of the pool: what was asked for last, until nobody waits."""
        while (found := self._next()) is not None:
            key, work = found
            self._decoded.emit(key, self._read(key, work.source))

    def _next(self) -> tuple[Key, _Work] | None:
        with self._lock:
            if not self._waiting:
                self._readers -= 1
                return None
            key, work = self._waiting.popitem()
            self._begun[key] = work
            return key, work

    def _read(self, key: Key, source: Source) -> QImage:
        image = self._read_source(key, source)
        image.setDevicePixelRatio(key.ratio)
        return image

    def _read_source(self, key: Key, source: Source) -> QImage:
        box = QSize(key.width, key.height)
        if isinstance(source, Pixels):
            return of_pixels(source, box)
        try:
            image = self._read_file(source, box)
        except OSError:
            self._troubles[key.source] = MISSING
            return QImage()
        if image.isNull():
            self._troubles[key.source] = UNREADABLE
        return image

    def _read_file(self, path: Path, box: QSize) -> QImage:
        if self._thumbnails is not None and not box.isEmpty():
            return _prepared(self._thumbnails.image(path, box))
        path.stat()
        return _prepared(read_scaled(path, box))

    def _deliver(self, key: Key, image: QImage) -> None:
        with self._lock:
            work = self._begun.pop(key)
        if self._closed:
            return
        if isinstance(work.source, Path) and key.width:
            self._cache.keep(key, image)
        for request in work.requests:
            request.take(image)


class _Cache:
    """The pictures looked at last, at most `most` bytes of them, but always the very last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._images: OrderedDict[Key, QImage] = OrderedDict()

    def get(self, key: Key) -> QImage | None:
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
        return found

    def keep(self, key: Key, image: QImage) -> None:
        self._drop(key)
        self._images[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > self._most and len(self._images) > 1:
            self._drop(next(iter(self._images)))

    def forget(self, source: str) -> None:
        for key in [key for key in self._images if key.source == source]:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        old = self._images.pop(key, None)
        if old is not None:
            self._bytes -= old.sizeInBytes()


def _key(source: Source, box: QSize, ratio: float = 1.0) -> Key:
    name = f"#{id(source)}" if isinstance(source, Pixels) else str(source)
    return Key(name, box.width(), box.height(), ratio)


def _prepared(image: QImage) -> QImage:
    """In a format that is painted without conversion."""
    if image.isNull():
        return image
    alpha = image.hasAlphaChannel()
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32)


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
            buffer = QBuffer()
            buffer.setData(QByteArray(pixels.data))
            image = _prepared(read(QImageReader(buffer), box))
    return fitted(image, box)
