"""The file in a project's folder that keeps stars, rejects, tags and notes beside the pictures themselves.

`Stars and notes.studio.json`, in plain sight, so that it is copied and moved along with the pictures. It is made from
the database and says nothing that the database does not know; a rebuild reads it where the database was lost.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable
from pathlib import Path

import msgspec

from studio.errors import InputError
from studio.library.disk import move, part_name, sync_folder, write_synced
from studio.recipe.asset import Mark

NAME = "Stars and notes.studio.json"
VERSION = 1

_KIND = "blink-studio/stars-and-notes"
_ABOUT = "What Blink Studio knows of the pictures in this folder beside their recipes. Keep it with them."


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One picture, and what the user says of it."""

    file: str
    """relative to the file of stars and notes, with slashes"""
    sha256: str
    mark: Mark = "none"
    tags: tuple[str, ...] = ()
    note: str = ""
    origin: str = msgspec.field(default="", name="from")
    """where a picture in the trash came from, named as `file` is"""

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return self.mark != "none" or bool(self.tags or self.note or self.origin)


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    version: int
    about: str = _ABOUT
    pictures: tuple[Entry, ...] = ()


_decoder = msgspec.json.Decoder(_Document)


def read(folder: Path) -> tuple[Entry, ...] | None:
    """What the file in `folder` says; None if there is none.

    Raises InputError for one that is damaged or from a newer studio, OSError where it cannot be read.
    """
    try:
        data = (folder / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        document = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _unreadable(folder, str(error)) from error
    if (document.kind, document.version) != (_KIND, VERSION):
        raise _unreadable(folder, f"{document.kind} of version {document.version}")
    return document.pictures


def write(folder: Path, entries: Iterable[Entry]) -> None:
    """Replace the file in `folder`, whole or not at all. Raises OSError."""
    document = _Document(kind=_KIND, version=VERSION, pictures=tuple(sorted(entries, key=lambda entry: entry.file)))
    part = folder / part_name()
    try:
        write_synced(part, msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
        part.replace(folder / NAME)
        sync_folder(folder)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def set_aside(folder: Path) -> None:
    """Keep a file that cannot be read under another name. Raises FileClash or OSError."""
    names = (f"{NAME}.damaged-{number}" for number in itertools.count(1))
    move(folder / NAME, next(folder / name for name in names if not (folder / name).exists()))


def _unreadable(folder: Path, detail: str) -> InputError:
    return InputError(
        "The stars, tags and notes in this file cannot be read.",
        remedy="Put back an older copy of the file, or go on without it: it is kept aside.",
        detail=f"{folder / NAME}: {detail}",
    )
