"""What exactly a model file is: its sha256, remembered by size and time, taken only of files that are sound."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec
from safetensors import SafetensorError, safe_open

from studio.catalog.anatomy import GET_AGAIN, WEIGHTS
from studio.errors import ModelDamaged


class _Known(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    size: int
    mtime_ns: int
    sha256: str


class _Cache(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    files: dict[str, _Known]


msgspec.json.Decoder(_Cache)  # before any thread decodes it: see recipe/recipe.py


_VERSION = 1


class Fingerprints:
    """File hashes, cached in one JSON file that may be deleted at any time. Safe to use from several threads."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._known: dict[str, _Known] = {}
        self._stamp: int | None = None
        """the cache's time when it was read: a window and a command may learn at once"""
        self._changed = False
        self._lock = threading.Lock()

    def sha256(self, path: Path, *, fresh: bool = False) -> str:
        """Of the file's bytes, lower-case hex; `fresh` reads it again in any case. Raises ModelDamaged."""
        try:
            stat = path.stat()
            with self._lock:
                known = self._load().get(str(path))
            if not fresh and known and (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
                return known.sha256
            digest = _digest_of_sound(path)
        except OSError as error:
            raise _unreadable(path, error) from error
        with self._lock:
            self._load()[str(path)] = _Known(size=stat.st_size, mtime_ns=stat.st_mtime_ns, sha256=digest)
            self._changed = True
        return digest

    def learn(self, path: Path, sha256: str) -> None:
        """Remember the hash of a file as it is now; an unsound or unreadable one is left to be looked at later."""
        try:
            if path.suffix == WEIGHTS:
                _require_sound(path)
            stat = path.stat()
        except (ModelDamaged, OSError):
            return
        with self._lock:
            self._load()[str(path)] = _Known(size=stat.st_size, mtime_ns=stat.st_mtime_ns, sha256=sha256)
            self._changed = True

    def keep(self) -> None:
        """Write what was learnt; a cache that cannot be written only costs time."""
        with self._lock:
            if not self._changed:
                return
            self._changed = False
            files = {path: known for path, known in self._load().items() if Path(path).exists()}
            content = msgspec.json.encode(_Cache(version=_VERSION, files=files))
        try:
            _write(self._cache, content)
        except OSError:
            return

    def _load(self) -> dict[str, _Known]:
        stamp = _stamp(self._cache)
        if stamp != self._stamp:
            self._stamp = stamp
            for path, known in _read(self._cache).items():
                mine = self._known.get(path)
                if mine is None or mine.mtime_ns < known.mtime_ns:
                    self._known[path] = known
        return self._known


def weights_of(files: Iterable[tuple[str, str]]) -> str:
    """The hash that names a model: over (relative path, sha256) of its files, wherever the folder lies."""
    total = hashlib.sha256()
    for name, digest in sorted(files):
        total.update(f"{name}\0{digest}\n".encode())
    return total.hexdigest()


def _digest_of_sound(path: Path) -> str:
    if path.suffix == WEIGHTS:
        _require_sound(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_sound(path: Path) -> None:
    """The library's own check: a readable header, and tensors that cover the rest of the file exactly."""
    try:
        with safe_open(path, framework="numpy"):
            return
    except SafetensorError as error:
        raise ModelDamaged(
            f"{path.parent.name}/{path.name} is damaged, cut short, or no safetensors file.",
            remedy=GET_AGAIN,
            detail=str(error),
        ) from error


def _unreadable(path: Path, error: OSError) -> ModelDamaged:
    message = f"{path.parent.name}/{path.name} cannot be read ({error.strerror or error})."
    return ModelDamaged(message, remedy=GET_AGAIN, detail=str(error))


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def _read(cache: Path) -> dict[str, _Known]:
    try:
        content = msgspec.json.decode(cache.read_bytes(), type=_Cache)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return {}
    return content.files if content.version == _VERSION else {}


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
