"""How far running jobs are, for followers in other processes."""

from __future__ import annotations

import sqlite3

import msgspec

from studio.recipe.events import Progress


def report(connection: sqlite3.Connection, job: str, progress: Progress) -> None:
    """Only for a running job: a report that comes late must not outlive it."""
    connection.execute(
        "INSERT OR REPLACE INTO progress (job, progress) SELECT id, ? FROM jobs WHERE id = ? AND state = 'running'",
        (msgspec.json.encode(progress).decode(), job),
    )


def progress(connection: sqlite3.Connection, job: str) -> Progress | None:
    row = connection.execute("SELECT progress FROM progress WHERE job = ?", (job,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=Progress)
