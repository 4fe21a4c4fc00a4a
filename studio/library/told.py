"""What the files of stars and notes say of the pictures that lie in the pictures folder now."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from studio.errors import InputError
from studio.library import sidecar_file
from studio.library.assets import folded
from studio.library.marks import MAX_NOTE, MAX_TAGS, tag_of
from studio.library.places import Places
from studio.library.sidecar_file import Entry
from studio.recipe.asset import Mark


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Of one picture."""

    mark: Mark = "none"
    note: str = ""
    tags: tuple[str, ...] = ()
    origin: Path | None = None
    """where it came from, if it lies in a trash"""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Of all pictures."""

    pictures: dict[Path, Said]
    """those of which there is something to say"""
    bases: frozenset[Path]
    """folders that have a file which could be read: of their other pictures there is nothing to say"""
    unreadable: tuple[str, ...]
    """files that could not be read, each with the reason"""


def told(places: Places, files: dict[Path, str]) -> Told:
    """Read every file of stars and notes; `files` is each picture with its sha256.

    An entry belongs to the picture of its name and content; failing that to one of its content, which was renamed or
    moved; failing that to the one of its name, which was edited.
    """
    entries: dict[Path, tuple[Path, Entry]] = {}
    bases: set[Path] = set()
    unreadable: list[str] = []
    for base in _bases(places):
        try:
            found = sidecar_file.read(base)
        except (InputError, OSError) as error:
            unreadable.append(f"{base / sidecar_file.NAME}: {error}")
        else:
            bases |= {base} if found is not None else set()
            entries |= {base / entry.file: (base, entry) for entry in found or ()}
    belonging = _belonging(
        {place: (base, entry.sha256) for place, (base, entry) in entries.items()},
        {path: (places.base(path), sha256) for path, sha256 in files.items()},
    )
    pictures = {path: _said(*entries[place]) for path, place in belonging.items()}
    return Told(pictures=pictures, bases=frozenset(bases), unreadable=tuple(unreadable))


def _bases(places: Places) -> Iterator[Path]:
    yield places.pictures
    with contextlib.suppress(OSError):
        yield from sorted(entry for entry in places.pictures.iterdir() if entry.is_dir())


def _belonging(entries: dict[Path, _Traits], files: dict[Path, _Traits]) -> dict[Path, Path]:
    """Picture to the place of its entry; no entry belongs to two."""
    belonging: dict[Path, Path] = {}
    for alike in _ALIKE:
        taken = set(belonging.values())
        left: dict[object, list[Path]] = {}
        for place, traits in entries.items():
            if place not in taken:
                left.setdefault(alike(place, *traits), []).append(place)
        for path, traits in files.items():
            if path not in belonging and (same := left.get(alike(path, *traits))):
                belonging[path] = same.pop(0)
    return belonging


_Traits = tuple[Path, str]
"""the folder that has the file of stars and notes, and the sha256"""

_ALIKE: tuple[Callable[[Path, Path, str], object], ...] = (
    lambda path, base, sha256: (path, sha256),
    lambda path, base, sha256: (base, sha256),  # renamed; before those of other folders, which may be its twins
    lambda path, base, sha256: sha256,
    lambda path, base, sha256: path,  # edited
)
"""When an entry and a picture belong together, the surest first."""


def _said(base: Path, entry: Entry) -> Said:
    return Said(
        mark=entry.mark,
        note=entry.note[:MAX_NOTE],
        tags=_tags(entry.tags),
        origin=_inside(base, entry.origin),
    )


def _tags(given: Iterable[str]) -> tuple[str, ...]:
    """Those that could have been written in the studio; the file may have been edited by hand."""
    kept: dict[str, str] = {}
    for text in given:
        with contextlib.suppress(InputError):
            tag = tag_of(text)
            kept.setdefault(folded(tag), tag)
    return tuple(kept.values())[:MAX_TAGS]


def _inside(base: Path, origin: str) -> Path | None:
    parts = PurePosixPath(origin).parts
    return base.joinpath(*parts) if parts and ".." not in parts and not PurePosixPath(origin).is_absolute() else None
