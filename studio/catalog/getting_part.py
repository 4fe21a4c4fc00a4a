"""A file while it comes, and its checksum: what is here of it already, and whether the whole is right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from studio.catalog.shelf import PART, NotedFile

_READ = 2**20


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class Part:
    """A file while it comes: what is here of it, and the checksum so far."""

    def __init__(self, folder: Path, file: NotedFile) -> None:
        self.path = folder / (file.path + PART)
        self._file = file
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self.path.open("a+b", buffering=0)
        self.size = 0
        self._digests = _digests(file)
        self._take_in()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stream.close()

    @property
    def right(self) -> bool:
        """Whether it is what the hub said; the size alone decides where the hub names no checksum."""
        return self.size == self._file.size and all(made.hexdigest() == said for made, said in self._digests)

    def write(self, position: int, piece: bytes) -> None:
        """Bytes that belong at `position`: the end, or 0 where the server began again."""
        if position != self.size:
            self._stream.truncate(position)
            self._digests = _digests(self._file)
            self._take_in()
        written = 0
        while written < len(piece):  # unbuffered files write what fits
            written += self._stream.write(piece[written:])
        self._count(piece)

    def _take_in(self) -> None:
        """Begin with what is here already."""
        self.size = 0
        self._stream.seek(0)
        while piece := self._stream.read(_READ):
            self._count(piece)

    def _count(self, piece: bytes) -> None:
        self.size += len(piece)
        for made, _ in self._digests:
            made.update(piece)


def wrong_of(folder: Path, file: NotedFile, came: Callable[[int], object] | None = None) -> str:
    """What is wrong with a file that was got once, read anew from end to end; empty if nothing is.

    `came` hears how many bytes more were read, and may raise to stop it.
    """
    path = folder / file.path
    try:
        size = path.stat().st_size
        if size != file.size:
            return f"has {size} bytes instead of {file.size}"
        with path.open("rb") as stream:
            digests = _digests(file)
            while piece := stream.read(_READ):
                for made, _ in digests:
                    made.update(piece)
                if came is not None:
                    came(len(piece))
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    return "" if all(made.hexdigest() == said for made, said in digests) else "has changed: its checksum is another"


def _digests(file: NotedFile) -> list[tuple[_Digest, str]]:
    """(running hash, what it must be): the hub's sha256 of large files, git's hash of small ones."""
    if file.sha256:
        return [(hashlib.sha256(), file.sha256)]
    if file.git:
        return [(hashlib.sha1(f"blob {file.size}\0".encode(), usedforsecurity=False), file.git)]
    return []
