"""What exactly a model file is: its sha256, remembered by size and time, taken only of files that are sound."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from safetensors import SafetensorError, safe_open

from studio.catalog.anatomy import GET_AGAIN, WEIGHTS
from studio.catalog.remembered import Remembered
from studio.errors import ModelDamaged

_VERSION = 1
_PIECE = 4 * 2**20
"""bytes that are read at once: how soon a stop is heard"""


class Fingerprints:
    """File hashes, cached in one JSON file that may be deleted at any time. Safe to use from several threads."""

    def __init__(self, cache: Path) -> None:
        self._remembered = Remembered(cache, _VERSION)

    def sha256(self, path: Path, *, fresh: bool = False, came: Callable[[int], object] | None = None) -> str:
        """Of the file's bytes, lower-case hex; `fresh` reads it again in any case. Raises ModelDamaged.

        `came` hears how many bytes more were read, and may raise to stop it.
        """
        try:
            stat = path.stat()
            known = None if fresh else self._remembered.of(path, stat, str)
            if known is not None:
                return known
            digest = _digest_of_sound(path, came or _unheard)
        except OSError as error:
            raise _unreadable(path, error) from error
        self._remembered.learn(path, stat, digest)
        return digest

    def known(self, path: Path) -> str:
        """As `sha256`, without reading anything; empty where it is not known."""
        try:
            return self._remembered.of(path, path.stat(), str) or ""
        except OSError:
            return ""

    def learn(self, path: Path, sha256: str) -> None:
        """Remember the hash of a file as it is now; an unsound or unreadable one is left to be looked at later."""
        try:
            if path.suffix == WEIGHTS:
                _require_sound(path)
            stat = path.stat()
        except (ModelDamaged, OSError):
            return
        self._remembered.learn(path, stat, sha256)

    def keep(self) -> None:
        """Write what was learnt; a cache that cannot be written only costs time."""
        self._remembered.keep()


def weights_of(files: Iterable[tuple[str, str]]) -> str:
    """The hash that names a model: over (relative path, sha256) of its files, wherever the folder lies."""
    total = hashlib.sha256()
    for name, digest in sorted(files):
        total.update(f"{name}\0{digest}\n".encode())
    return total.hexdigest()


def _unheard(_count: int) -> None:
    """Nobody asked how far it is."""


def _digest_of_sound(path: Path, came: Callable[[int], object]) -> str:
    if path.suffix == WEIGHTS:
        _require_sound(path)
    total = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            total.update(piece)
            came(len(piece))
    return total.hexdigest()


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
