"""Keeping each folder's file of stars and notes as the database is: a moment later, merged, on a thread of its own."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio.errors import FileClash, InputError, StudioError
from studio.library import sidecar_file, unwritten
from studio.library.database import Database
from studio.library.names import TRASH
from studio.library.places import Places
from studio.library.sidecar_file import Entry
from studio.library.turn import Turn

DELAY_SECONDS = 1.0
"""How long changes are gathered before a file is written."""

_log = logging.getLogger(__name__)


class Sidecars:
    """The database is the truth and remembers which files are behind, so a crash loses nothing."""

    def __init__(self, database: Database, places: Places, turn: Turn) -> None:
        self._database = database
        self._places = places
        self._turn = turn
        self._thread = ThreadPoolExecutor(1, "studio-library-sidecars")
        self._lock = threading.Lock()
        self._waiting = False
        self._behind = False
        self._closing = threading.Event()

    def soon(self) -> None:
        """Something changed: write within a second or so. After `close` the next opening does it."""
        with self._lock:
            self._behind = True
            if self._waiting or self._closing.is_set():
                return
            self._waiting = True
            self._thread.submit(self._gather_and_write)

    def close(self) -> None:
        """Write what is waiting, then end the thread. Blocks."""
        with self._lock:
            self._closing.set()
        self._thread.shutdown()
        if self._behind:
            self.write()

    def write(self) -> None:
        """Write every file that is behind, on the calling thread; not within a turn. What fails is tried again."""
        self._behind = False
        try:
            for folder in self._database.read_here(unwritten.every):
                self._try(folder)
        except StudioError as error:
            self._behind = True
            _log.warning("stars and notes: %s (%s)", error, error.detail)

    def _gather_and_write(self) -> None:
        self._closing.wait(DELAY_SECONDS)
        with self._lock:
            self._waiting = False
        self.write()

    def _try(self, folder: str) -> None:
        try:
            with self._turn.taken():
                self._write(folder)
        except (OSError, FileClash) as error:
            _log.warning("stars and notes of %s: %s", folder, error)
            if self._places.path(folder).is_relative_to(self._places.pictures):
                self._behind = True
            else:  # another's folder, where we may never be allowed to write
                self._done(folder, self._database.read_here(unwritten.every).get(folder, 0))

    def _write(self, folder: str) -> None:
        """In one's turn, so that no other process writes an older state over this one."""
        base = self._places.path(folder)
        there = _read_or_set_aside(base) if base.is_dir() else None
        changes, entries = self._database.read_here(
            lambda c: (unwritten.every(c).get(folder, 0), _entries(c, self._places, base, there or ()))
        )
        if changes and base.is_dir() and (entries or there is not None):
            sidecar_file.write(base, entries)
        self._done(folder, changes)

    def _done(self, folder: str, changes: int) -> None:
        self._database.write(lambda connection: unwritten.written(connection, folder, changes)).result()


def _entries(connection: sqlite3.Connection, places: Places, base: Path, there: Sequence[Entry]) -> tuple[Entry, ...]:
    """All that is to be said in the file of `base`, in which `there` stands now."""
    columns = "folder, name, sha256, mark, tags, note, origin"
    where, values = _within(places, base)
    rows = connection.execute(f"SELECT {columns} FROM assets WHERE {where}", values)
    known = [_entry(row, places, base) for row in rows]
    files = {entry.file for entry in known}
    strangers = [entry for entry in there if entry.file not in files and _may_return(connection, base, entry)]
    return (*(entry for entry in known if entry), *strangers)


def _may_return(connection: sqlite3.Connection, base: Path, entry: Entry) -> bool:
    """Whether a picture that the database does not know there may come back, or be found by a rebuild.

    Not one that is known elsewhere, for it was moved there, nor one that was given away from the trash.
    """
    if (base / entry.file).exists():
        return True
    known = connection.execute("SELECT 1 FROM assets WHERE sha256 = ?", (entry.sha256,)).fetchone()
    return known is None and not entry.file.startswith(f"{TRASH}/")


def _within(places: Places, base: Path) -> tuple[str, tuple[str, ...]]:
    """The folders whose pictures belong to `base`, as Places.base has it."""
    text, trash = places.text(base), places.text(base / TRASH)
    if base == places.pictures or not base.is_relative_to(places.pictures):
        return "folder IN (?, ?)", (text, trash)
    return "folder = ? OR (folder > ? AND folder < ?)", (text, f"{text}/", f"{text}0")  # 0 comes after the slash


def _entry(row: sqlite3.Row, places: Places, base: Path) -> Entry:
    origin = places.path(row["origin"]) if row["origin"] else None
    return Entry(
        file=places.path(row["folder"], row["name"]).relative_to(base).as_posix(),
        sha256=row["sha256"],
        mark=row["mark"],
        tags=tuple(row["tags"].split("\n")) if row["tags"] else (),
        note=row["note"],
        origin=origin.relative_to(base).as_posix() if origin and origin.is_relative_to(base) else "",
    )


def _read_or_set_aside(base: Path) -> tuple[Entry, ...] | None:
    try:
        return sidecar_file.read(base)
    except InputError as error:
        _log.warning("%s %s", error, error.detail)
        sidecar_file.set_aside(base)
        return None
