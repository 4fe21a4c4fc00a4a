"""What was found out about files, kept by their size and time in one JSON file that may be deleted at any time."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import TypeVar

import msgspec

from studio.catalog.anatomy import is_text

T = TypeVar("T")


class _Known(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    size: int
    mtime_ns: int
    said: msgspec.Raw


class _Cache(msgspec.Struct, frozen=True, kw_only=True):
    version: int | str
    files: dict[str, _Known]


msgspec.json.Decoder(_Cache)  # before any thread decodes it: see recipe/recipe.py


class Remembered:
    """JSON by file. Safe to use from several threads; several processes may learn at once."""

    def __init__(self, cache: Path, version: int | str) -> None:
        """What was kept under another `version` is forgotten."""
        self._cache = cache
        self._version = version
        self._known: dict[str, _Known] = {}
        self._stamp: int | None = None
        """the cache's time when it was read: a window and a command may learn at once"""
        self._changed = False
        self._lock = threading.Lock()

    def of(self, path: Path, stat: os.stat_result, kind: type[T]) -> T | None:
        """What is known of the file as `stat` says that it is now."""
        with self._lock:
            known = self._load().get(str(path))
        same = known is not None and (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns)
        return _said(known, kind) if same else None

    def before(self, path: Path, kind: type[T]) -> T | None:
        """What was known of the file before it changed."""
        with self._lock:
            return _said(self._load().get(str(path)), kind)

    def learn(self, path: Path, stat: os.stat_result, said: object) -> None:
        """`said` is what msgspec can write as JSON."""
        raw = msgspec.Raw(msgspec.json.encode(said))
        with self._lock:
            self._load()[str(path)] = _Known(size=stat.st_size, mtime_ns=stat.st_mtime_ns, said=raw)
            self._changed = True

    def keep(self) -> None:
        """Write what was learnt; a cache that cannot be written only costs time."""
        with self._lock:
            if not self._changed:
                return
            self._changed = False
            files = {path: known for path, known in self._load().items() if is_text(path) and Path(path).exists()}
            content = msgspec.json.encode(_Cache(version=self._version, files=files))
        try:
            _write(self._cache, content)
        except OSError:
            return

    def _load(self) -> dict[str, _Known]:
        stamp = _stamp(self._cache)
        if stamp != self._stamp:
            self._stamp = stamp
            for path, known in self._read().items():
                mine = self._known.get(path)
                if mine is None or mine.mtime_ns < known.mtime_ns:
                    self._known[path] = known
        return self._known

    def _read(self) -> dict[str, _Known]:
        try:
            content = msgspec.json.decode(self._cache.read_bytes(), type=_Cache)
        except (OSError, msgspec.DecodeError, UnicodeError):
            return {}
        return content.files if content.version == self._version else {}


def _said(known: _Known | None, kind: type[T]) -> T | None:
    """A memory that somebody spoilt is none."""
    try:
        return None if known is None else msgspec.json.decode(known.said, type=kind)
    except (msgspec.DecodeError, UnicodeError):
        return None


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
