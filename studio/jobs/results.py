"""Puts the lists of a batch into its folder: manifest.json, manifest.csv, contact-sheet.jpg and its further pages.

Each is written beside its place and then put there whole. What lies there already is replaced only where the last
manifest says that the studio wrote exactly that; another file keeps its name, and the list takes the next free one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from studio.errors import FileClash
from studio.jobs import manifest
from studio.jobs.listing import Listed, Listing, Shelves, batch_state, listing
from studio.jobs.manifest import Part
from studio.library.disk import (
    make_folder,
    move,
    part_name,
    sha256_of,
    storage_error,
    sweep,
    sync_folder,
    usable_folder,
)
from studio.library.names import numbered
from studio.recipe.asset import Change
from studio.recipe.queue import Batch

JSON = "manifest.json"
CSV = "manifest.csv"
SHEET = "contact-sheet.jpg"
_SHEETS = Path(SHEET).suffix
"""by which the pages of the sheet are told from the other lists"""

_STALE_SECONDS = 3600.0
_LARGEST = 1 << 28
"""bytes of a file that may still be one of our manifests"""


class Results:
    """Writes the lists of batches, one batch after the other."""

    def __init__(self, library: Shelves) -> None:
        self._library = library
        self._writing = asyncio.Lock()

    async def write(self, batch: str) -> Change:
        """Bring the lists of the batch with this id up to date; nothing is done where they are.

        A cancelled caller stops it between two pictures, with nothing half-written. Where the user removed the folder
        with all that was made, no lists are wanted. Raises JobError for a batch that is gone, FolderUnusable, DiskFull
        or StorageError.
        """
        async with self._writing:
            state = await batch_state(self._library.jobs, batch)
            if state.written and await asyncio.to_thread(manifest_of, state.batch):
                return Change()
            found = await listing(self._library, state.batch)
            await self._write(found)
            return await self._library.jobs.written(batch)

    async def _write(self, found: Listing) -> None:
        stop = threading.Event()
        try:
            await asyncio.to_thread(write_lists, found, stop.is_set)
        finally:
            stop.set()


def manifest_of(batch: Batch) -> Path | None:
    """Where the manifest of `batch`, or of an earlier run of its plan, lies; None where none was written."""
    folder = Path(batch.folder)
    return next((path for path, known in _manifests(folder) if known and _is_of(known, batch, ())), None)


class _Stopped(Exception):
    """Nobody waits for the lists any more."""


class _NoSheet(Exception):
    """There is room for the manifest, but not for the contact sheet."""

    def __init__(self, cause: OSError) -> None:
        super().__init__()
        self.cause = cause


def write_lists(found: Listing, stopped: Callable[[], bool] = lambda: False) -> None:
    """Write what changed; `stopped` is asked between pictures. Blocks for a moment for each picture.

    Raises DiskFull, FolderUnusable or StorageError; where only the contact sheet is refused, the rest is there.
    """
    folder = Path(found.batch.folder)
    if found.gone and not folder.is_dir():
        if not folder.parent.is_dir():
            usable_folder(folder)  # says that its disk is away
        return
    make_folder(folder)
    sweep(folder, _STALE_SECONDS)
    try:
        whole = _with_what_was_listed(found, folder)
        with contextlib.suppress(_Stopped), _Lists(whole, folder) as lists:
            lists.write(stopped)
    except OSError as error:
        raise storage_error(error, folder) from error
    except _NoSheet as refused:
        error = storage_error(refused.cause, folder)
        raise type(error)(
            f"There is a manifest, but no contact sheet. {error.message}", remedy=error.remedy, detail=error.detail
        ) from refused.cause


def with_what_was_listed(found: Listing) -> Listing:
    """`found`, and pictures that only the manifest remembers, since the database was lost. Blocks. Raises OSError."""
    return _with_what_was_listed(found, Path(found.batch.folder))


def _with_what_was_listed(found: Listing, folder: Path) -> Listing:
    """Pictures that only the manifest remembers, since the database was lost: they stay in it while they are there."""
    place, ours = _ours(found, folder)
    if not ours:
        return found
    known = {picture.path for picture in found.pictures}
    listed = manifest.read_pictures(place.read_bytes(), folder)
    there = tuple(picture for picture in listed if picture.path not in known and _unchanged(picture))
    pictures = sorted((*found.pictures, *there), key=lambda picture: (picture.row, picture.index, picture.path))
    return msgspec.structs.replace(found, pictures=tuple(pictures)) if there else found


def _unchanged(picture: Listed) -> bool:
    with contextlib.suppress(OSError):
        return picture.path.is_file() and sha256_of(picture.path) == picture.sha256
    return False


class _Draft(msgspec.Struct, frozen=True):
    """A list that is written, but not in its place."""

    base: str
    """the name it would have in an empty folder"""
    part: Path
    sha256: str


class _Lists:
    """One writing of all lists; leaves no part behind."""

    def __init__(self, found: Listing, folder: Path) -> None:
        self._found = found
        self._folder = folder
        self._parts: list[Path] = []
        self._place, self._ours = _ours(found, folder)

    def __enter__(self) -> _Lists:
        return self

    def __exit__(self, *_: object) -> None:
        _drop(self._parts)

    def write(self, stopped: Callable[[], bool]) -> None:
        """Raises _NoSheet, with everything else written, where only the contact sheet is refused; or OSError."""
        table = self._draft(CSV, _lines(manifest.csv_lines(self._found)))
        before = len(self._parts)
        try:
            sheets = list(self._sheets(stopped))
        except OSError as error:
            _drop(self._parts[before:])  # it may be what there is no room for
            self._write([table], [part for part in self._ours if part.file.endswith(_SHEETS)])
            raise _NoSheet(error) from error
        self._write([table, *sheets])

    def _write(self, drafts: Sequence[_Draft], kept: Sequence[Part] = ()) -> None:
        """First the manifest that owns up to the old lists and the new ones, so that a crash leaves none unowned.

        `kept` are old ones that stay as they are.
        """
        placed = self._placed(drafts)
        lists = [*(Part(file=place.name, sha256=draft.sha256) for draft, place in placed), *kept]
        old = [part for part in self._ours if part not in lists]
        if old or not all(part in self._ours for part in lists):
            self._put_manifest((*lists, *old))
        for draft, place in placed:
            self._put(draft, place)
        for part in old:
            self._remove(part, {place for _, place in placed})
        self._put_manifest(lists)
        sync_folder(self._folder)

    def _sheets(self, stopped: Callable[[], bool]) -> Iterator[_Draft]:
        from studio.jobs.contact_sheet import ContactSheet  # brings the picture libraries: not at start

        sheet = ContactSheet(self._found, stopped)
        for number in range(len(sheet.pages)):
            yield self._draft(SHEET, lambda file, page=number: sheet.save(page, file))
            if stopped():
                raise _Stopped

    def _draft(self, base: str, write: Callable[[BinaryIO], None]) -> _Draft:
        part = self._folder / part_name()
        self._parts.append(part)
        with part.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        return _Draft(base, part, sha256_of(part))

    def _placed(self, drafts: Sequence[_Draft]) -> list[tuple[_Draft, Path]]:
        """Each under the first name of its kind that is free or ours, the pages of the sheet in their order."""
        names = {base: self._names(base) for base in (CSV, SHEET)}
        return [(draft, next(names[draft.base])) for draft in drafts]

    def _names(self, base: str) -> Iterator[Path]:
        for name in numbered(base):
            path = self._folder / name
            if not _taken(path) or self._is_ours(path):
                yield path

    def _is_ours(self, path: Path) -> bool:
        with contextlib.suppress(OSError):
            return any(part.file == path.name for part in self._ours) and (
                Part(file=path.name, sha256=sha256_of(path)) in self._ours
            )
        return False

    def _put(self, draft: _Draft, place: Path) -> None:
        """In the place of what is ours, else without overwriting what came there meanwhile."""
        if Part(file=place.name, sha256=draft.sha256) in self._ours and self._is_ours(place):
            return
        if self._is_ours(place):
            draft.part.replace(place)
        else:
            _put_beside(draft.part, place)

    def _put_manifest(self, lists: Iterable[Part]) -> None:
        draft = self._draft(JSON, _lines(manifest.json_lines(self._found, lists)))
        if not _taken(self._place):
            self._place = _put_beside(draft.part, self._place)
        elif sha256_of(self._place) != draft.sha256:
            draft.part.replace(self._place)

    def _remove(self, part: Part, kept: set[Path]) -> None:
        """A page that the sheet has no more."""
        path = self._folder / part.file
        if path not in kept and self._is_ours(path):
            path.unlink()


def _drop(parts: Iterable[Path]) -> None:
    for part in parts:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _lines(lines: Iterator[bytes]) -> Callable[[BinaryIO], None]:
    return lambda file: file.writelines(lines)


def _taken(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _put_beside(part: Path, place: Path) -> Path:
    """At `place`, or at the next free name where another program was quicker; where it is."""
    try:
        move(part, place)
    except FileClash:
        return _put_beside(part, next(path for path in map(place.with_name, numbered(place.name)) if not _taken(path)))
    return place


def _ours(found: Listing, folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """(where the manifest goes, the lists that the one there owns up to)."""
    for path, known in _manifests(folder):
        if known is not None and _is_of(known, found.batch, found.runs):
            return path, known.lists
    names = (folder / name for name in numbered(JSON))
    return next(path for path in names if not _taken(path)), ()


def _manifests(folder: Path) -> Iterator[tuple[Path, manifest.Known | None]]:
    """What lies under the names of manifests, up to the first that is free."""
    for name in numbered(JSON):
        path = folder / name
        if not _taken(path):
            return
        yield path, _read(path)


def _read(path: Path) -> manifest.Known | None:
    with contextlib.suppress(OSError):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST:
            return manifest.read_known(path.read_bytes())
    return None


def _is_of(known: manifest.Known, batch: Batch, runs: Sequence[str]) -> bool:
    return known.batch.id in (batch.id, *runs) or (bool(batch.plan) and known.plan == batch.plan)
