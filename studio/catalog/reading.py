"""Files that are read from end to end for the first time, since what they are is told by all their bytes: how far."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from studio.catalog.fingerprints import Fingerprints
from studio.catalog.shelf import in_bytes
from studio.errors import ModelDamaged

WORTH_SAYING = 500_000_000
"""bytes: below a second or so"""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is."""

    done: int
    total: int
    """bytes"""
    file: str
    """the name of the one that is read"""

    @property
    def percent(self) -> int:
        return 100 * self.done // max(self.total, 1)


class Stopped(Exception):
    """Whoever asked for it does not want it any more. What was read whole until then is remembered."""


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """Files of which nobody knows yet what exactly they are."""

    files: tuple[Path, ...] = ()
    bytes: int = 0


Watch = Callable[[Reading], object]


def unheard(_: Reading) -> None:
    """A watch for those who do not watch."""


def telling(tell: Callable[[str], object], *, worth: int = WORTH_SAYING) -> Watch:
    """A watch that tells once, in the thread that reads, that it takes a while: of `worth` bytes and more."""
    told = False

    def see(reading: Reading) -> None:
        nonlocal told
        if not told and reading.total >= worth:
            told = True
            tell(f"Reading {in_bytes(reading.total)} of weights for the first time, to know exactly what they are …")

    return see


def unread(files: Iterable[Path], fingerprints: Fingerprints) -> Unread:
    """Those of `files` that are there and not known, each once."""
    found = tuple(path for path in dict.fromkeys(files) if path.is_file() and not fingerprints.known(path))
    return Unread(files=found, bytes=sum(_size(path) for path in found))


def read(wanted: Unread, fingerprints: Fingerprints, watch: Watch, stop: threading.Event | None = None) -> None:
    """Read them. Damaged ones are passed over: whoever lists them says what is wrong. Raises Stopped."""
    done = 0
    try:
        for path in wanted.files:
            before = done

            def came(count: int, name: str = path.name) -> None:
                nonlocal done
                done += count
                if stop is not None and stop.is_set():
                    raise Stopped
                watch(Reading(done=min(done, wanted.bytes), total=wanted.bytes, file=name))

            try:
                fingerprints.sha256(path, came=came)
            except ModelDamaged:
                done = before + _size(path)
    finally:
        fingerprints.keep()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
