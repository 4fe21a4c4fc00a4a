"""Numbers of changes: every job, batch and picture has that of its last one, so that others can ask what came after."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from studio.recipe.asset import Change

T = TypeVar("T")


def newest(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT number FROM changes").fetchone()[0])


def next_number(connection: sqlite3.Connection) -> int:
    """For the `changed` of many rows that one statement changes: the triggers, which number row by row, then rest."""
    connection.execute("UPDATE changes SET number = number + 1")
    return newest(connection)


def since(connection: sqlite3.Connection, number: int) -> Change:
    """What of the queue was added or changed after `number`."""

    def ids(table: str) -> frozenset[str]:
        rows = connection.execute(f"SELECT id FROM {table} WHERE changed > ?", (number,))
        return frozenset(row[0] for row in rows)

    queue = connection.execute("SELECT 1 FROM queue WHERE changed > ?", (number,)).fetchone()
    return Change(jobs=ids("jobs"), batches=ids("batches"), queue=queue is not None)


def up_to_now(connection: sqlite3.Connection, number: int | None) -> tuple[int, Change]:
    """(the newest number, what came after `number`); after None is nothing."""
    now = newest(connection)
    return now, Change() if number is None else since(connection, number)


def seen(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> tuple[T, Change]:
    """Do `work`; (what it returned, what of the queue it changed). Inside a transaction."""
    before = newest(connection)
    return work(connection), since(connection, before)


def all_again(connection: sqlite3.Connection, after: int) -> None:
    """After a copy took the database's place: numbers go on from `after`, and everything counts as changed."""
    connection.execute("UPDATE changes SET number = max(number, ?) + 1", (after,))
    for table in ("assets", "jobs", "batches", "queue"):
        connection.execute(f"UPDATE {table} SET changed = (SELECT number FROM changes)")
