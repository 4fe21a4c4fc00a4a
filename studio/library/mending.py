"""Opening a database that may be damaged or lost: set aside, replaced by the newest good copy, never thrown away."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

import filelock
import msgspec

from studio.errors import DatabaseDamaged, DatabaseLocked
from studio.library import backup
from studio.library.database import open_for_writing, suspicion, translated
from studio.library.disk import part_name, storage_error, sync_folder
from studio.paths import Home

ALWAYS_CHECKED_BYTES = 4 << 20
"""Up to this size every opening checks the whole file (about 15 ms); larger ones when something looked wrong, and
hourly when they are copied."""

_COMPANIONS = ("", "-wal", "-shm")


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """What was done about a damaged or lost database."""

    aside: Path | None
    """where the damaged one lies now; None if there was none"""
    copy: Path | None
    """the copy that took its place; None if there was no good one"""

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for the user."""
        lost = "The library's database was " + (f"damaged; it is kept as {self.aside}." if self.aside else "gone.")
        if self.copy is None:
            return (lost, "There was no good copy of it: jobs that were queued are lost; pictures are found again.")
        time = backup.made_at(self.copy).astimezone()
        return (lost, f"The copy of {_readable(time)} took its place: jobs queued after that are lost.")


def open_or_mend(home: Home, patience: float) -> tuple[sqlite3.Connection, Mended | None]:
    """The writer's connection, and what had to be mended for it.

    Raises DatabaseLocked, DatabaseNewer, DiskFull, FolderUnusable or StorageError.
    """
    if not _is_lost(home):
        try:
            return _open_checked(home, patience), None
        except DatabaseDamaged:
            pass
    try:
        with filelock.FileLock(home.data / "studio.db.mend.lock", timeout=max(patience, 1.0)):
            return _mend(home, patience)
    except filelock.Timeout as error:
        raise DatabaseLocked(
            "Another Blink Studio is restoring the library.", remedy="Wait a moment, then try again."
        ) from error


def _is_lost(home: Home) -> bool:
    """No database where copies of one lie: a new library has none."""
    try:
        gone = home.database.stat().st_size == 0
    except FileNotFoundError:
        gone = True
    return gone and bool(backup.newest_first(home.backups))


def _open_checked(home: Home, patience: float) -> sqlite3.Connection:
    connection = open_for_writing(home.database, patience)
    try:
        with translated(home.database):
            if _check_is_due(home) and not backup.is_whole(connection):
                raise DatabaseDamaged("The library's database is damaged.", remedy="Restart Blink Studio.")
    except BaseException:
        connection.close()
        raise
    suspicion(home.database).unlink(missing_ok=True)
    return connection


def _check_is_due(home: Home) -> bool:
    return home.database.stat().st_size <= ALWAYS_CHECKED_BYTES or suspicion(home.database).exists()


def _mend(home: Home, patience: float) -> tuple[sqlite3.Connection, Mended | None]:
    """Under the lock: another process may have mended it meanwhile."""
    if not _is_lost(home):
        try:
            return _open_checked(home, patience), None
        except DatabaseDamaged:
            pass
    try:
        aside = _set_aside(home.database)
        copy = backup.newest_good(home.backups)
        if copy is not None:
            _put_in_place(copy, home.database)
    except OSError as error:
        raise storage_error(error, home.data) from error
    suspicion(home.database).unlink(missing_ok=True)
    return open_for_writing(home.database, patience), Mended(aside=aside, copy=copy)


def _set_aside(database: Path) -> Path | None:
    """Rename the database and its log to the first free `studio.db.damaged-N`; None if it is gone."""
    number = 1
    while (aside := database.with_name(f"{database.name}.damaged-{number}")).exists():
        number += 1
    there = database.exists()
    for suffix in _COMPANIONS:
        file = database.with_name(database.name + suffix)
        if file.exists():
            file.rename(aside.with_name(aside.name + suffix))
    return aside if there else None


def _put_in_place(copy: Path, database: Path) -> None:
    part = database.with_name(part_name())
    try:
        shutil.copyfile(copy, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(database)
        sync_folder(database.parent)
    finally:
        part.unlink(missing_ok=True)


def _readable(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M")
