"""Which folders' files of stars and notes are older than the database: kept in it, so that no crash forgets one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from studio.library.places import Places


def touch(connection: sqlite3.Connection, places: Places, pictures: Iterable[Path]) -> None:
    """In the transaction that changes what the user said of `pictures`, or where they lie."""
    connection.executemany(
        "INSERT INTO unwritten (folder, changes) VALUES (?, 1)"
        " ON CONFLICT (folder) DO UPDATE SET changes = changes + 1",
        ((folder,) for folder in sorted({places.text(places.base(path)) for path in pictures})),
    )


def every(connection: sqlite3.Connection) -> dict[str, int]:
    """Folder to the number of changes that its file does not have."""
    return {row["folder"]: row["changes"] for row in connection.execute("SELECT folder, changes FROM unwritten")}


def written(connection: sqlite3.Connection, folder: str, changes: int) -> None:
    """Its file has so many changes; with more of them meanwhile it is written again."""
    connection.execute("DELETE FROM unwritten WHERE folder = ? AND changes = ?", (folder, changes))


def forget(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM unwritten")
