"""Batches: the runs of plans, with their jobs counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from studio.errors import JobError
from studio.recipe.queue import Batch, BatchState, Tally

COUNTED = """SELECT batch, state, count(*) AS jobs, sum(count) AS pictures, sum(made_count) AS made
    FROM jobs WHERE batch != '' GROUP BY batch, state"""


def add(connection: sqlite3.Connection, batch: Batch) -> None:
    """If it is not there already. Raises JobError if another has its name."""
    sql = "SELECT id FROM batches WHERE id = ? OR name = ?"
    known = {row["id"] for row in connection.execute(sql, (batch.id, batch.name))}
    if batch.id in known:
        return
    if known:
        raise JobError(f"There is a batch named {batch.name} already.", remedy="Give the new one another name.")
    columns = msgspec.structs.asdict(batch)
    values = ", ".join(f":{column}" for column in columns)
    connection.execute(f"INSERT INTO batches ({', '.join(columns)}) VALUES ({values})", columns)


def receive(connection: sqlite3.Connection, batches: Iterable[str]) -> None:
    """New jobs are for these: their lists are to be written again. Raises JobError if one is unknown."""
    for batch in batches:
        _require(connection, batch)
        connection.execute("UPDATE batches SET written = 0 WHERE id = ? AND written = 1", (batch,))


def pause(connection: sqlite3.Connection, batch: str, paused: bool) -> None:
    """Raises JobError if it is unknown."""
    _require(connection, batch)
    connection.execute("UPDATE batches SET paused = ? WHERE id = ? AND paused != ?", (paused, batch, paused))


def written(connection: sqlite3.Connection, batch: str) -> None:
    """Raises JobError if it is unknown."""
    _require(connection, batch)
    connection.execute("UPDATE batches SET written = 1 WHERE id = ? AND written = 0", (batch,))


def _require(connection: sqlite3.Connection, batch: str) -> None:
    if connection.execute("SELECT 1 FROM batches WHERE id = ?", (batch,)).fetchone() is None:
        raise JobError("This batch is not in the queue any more.", remedy="Look at the queue again.", detail=batch)


def every(connection: sqlite3.Connection, unfinished: bool) -> tuple[BatchState, ...]:
    """Newest first."""
    counted: dict[str, list[sqlite3.Row]] = {}
    for row in connection.execute(COUNTED):
        counted.setdefault(row["batch"], []).append(row)
    rows = connection.execute("SELECT * FROM batches ORDER BY position DESC")
    states = (_state(row, counted.get(row["id"], [])) for row in rows)
    return tuple(one for one in states if not unfinished or one.tally.unfinished or not one.written)


def _state(row: sqlite3.Row, counted: list[sqlite3.Row]) -> BatchState:
    batch = Batch(**{field: row[field] for field in Batch.__struct_fields__})
    return BatchState(batch=batch, paused=bool(row["paused"]), tally=_tally(counted), written=bool(row["written"]))


def _tally(counted: list[sqlite3.Row]) -> Tally:
    jobs = {row["state"]: row["jobs"] for row in counted}
    pictures = sum(row["made" if row["state"] == "cancelled" else "pictures"] for row in counted)
    return Tally(**jobs, pictures=pictures, made=sum(row["made"] for row in counted))
