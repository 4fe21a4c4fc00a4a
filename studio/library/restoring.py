"""A copy in the database's place, and what the files of the pictures folder say of a database that was restored."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import msgspec

from studio.errors import StorageError
from studio.library import backup, changes
from studio.library.database import Database, migrate, transaction
from studio.library.places import Places
from studio.library.rebuild import Rebuilt, agree, rebuild, scan
from studio.library.turn import Turn
from studio.paths import Home


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What took the database's place, and what was there before."""

    copy: Path
    before: Path
    rebuilt: Rebuilt


def good_copy(home: Home, wanted: Path | None) -> Path:
    """`wanted`, or the newest good one. Raises StorageError or DatabaseDamaged if there is none."""
    copy = wanted or backup.newest_good(home.backups)
    if copy is None:
        raise StorageError("There is no copy of the library yet.", remedy="Make one: studio library backup.")
    backup.require_good(copy)
    return copy


def restore(home: Home, database: Database, places: Places, turn: Turn, copy: Path) -> Restored:
    """Put `copy` in the database's place, after a copy of what is there now; then rebuild, as after damage."""
    before = backup.back_up(home.database, home.backups, keep=backup.KEEP + 1)
    with turn.taken():
        database.alone(lambda connection: _replace_content(connection, copy)).result()
        rebuilt = agree(database, places, scan(places.pictures), after_damage=True)
    return Restored(copy=copy, before=before, rebuilt=rebuilt)


def reconcile(database: Database, places: Places, turn: Turn) -> tuple[str, ...]:
    """Rebuild a database that is new or was restored; what its user should be told."""
    rebuilt = rebuild(database, places, turn, after_damage=True)
    notices: list[str] = []
    if rebuilt.found:
        notices.append(f"Found in the pictures folder, and new to the library: {_pictures(len(rebuilt.found))}.")
    if rebuilt.missing:
        names = ", ".join(str(path) for path in rebuilt.missing)
        notices.append(f"Missing: {_pictures(len(rebuilt.missing))}: {names}")
    return tuple(notices)


def _replace_content(connection: sqlite3.Connection, copy: Path) -> None:
    """SQLite's backup the other way round: one transaction, and other processes see it like any other."""
    uri = f"{copy.absolute().as_uri()}?immutable=1"
    number = changes.newest(connection)
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as source:
        source.backup(connection)
    migrate(connection)
    with transaction(connection):
        changes.all_again(connection, number)


def _pictures(number: int) -> str:
    return "1 picture" if number == 1 else f"{number} pictures"
