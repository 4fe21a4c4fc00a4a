"""Job rows: written, read and found."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from studio.errors import JobError
from studio.recipe.codec import decode_own, encode
from studio.recipe.events import Failed
from studio.recipe.job import Job, NewJob

_SELECT = "SELECT jobs.*, (SELECT group_concat(picture) FROM made WHERE made.job = jobs.id) AS made FROM jobs"

UNFINISHED = "state IN ('waiting', 'running', 'paused')"


def insert(connection: sqlite3.Connection, jobs: Sequence[Job], change: int) -> None:
    """`change` is the number they all get."""
    rows = [_row(job, change) for job in jobs]
    if rows:
        values = ", ".join(f":{column}" for column in rows[0])
        connection.executemany(f"INSERT INTO jobs ({', '.join(rows[0])}) VALUES ({values})", rows)


def order_columns(order: NewJob) -> dict[str, Any]:
    """The columns that an edit replaces."""
    return {
        "recipe": encode(order.recipe),
        "weights": order.recipe.model.weights,
        "count": order.count,
        "lane": order.lane,
        "plan": order.plan,
        "project": order.project,
        "folder": order.folder,
        "backend": order.backend,
        "start_at": order.start_at,
        "name": order.name,
    }


def _row(job: Job, change: int) -> dict[str, Any]:
    order = job.order
    kept = {"id": job.id, "state": job.state, "created": job.created, "rank": job.rank, "changed": change}
    return kept | order_columns(order) | {"batch": order.batch, "batch_row": order.row, "batch_key": order.key}


def job_of(row: sqlite3.Row) -> Job:
    return Job(
        id=row["id"],
        order=_order(row),
        state=row["state"],
        made=tuple(sorted(int(index) for index in (row["made"] or "").split(",") if index)),
        attempts=row["attempts"],
        cancel_requested=bool(row["cancel_requested"]),
        failure=None if row["failure"] is None else msgspec.json.decode(row["failure"], type=Failed),
        created=row["created"],
        ended=row["ended"],
        rank=row["rank"],
        revision=row["revision"],
        dismissed=bool(row["dismissed"]),
    )


def _order(row: sqlite3.Row) -> NewJob:
    return NewJob(
        recipe=decode_own(row["recipe"]),
        count=row["count"],
        lane=row["lane"],
        plan=row["plan"],
        project=row["project"],
        folder=row["folder"],
        backend=row["backend"],
        start_at=row["start_at"],
        batch=row["batch"],
        row=row["batch_row"],
        key=row["batch_key"],
        name=row["name"],
    )


def select(connection: sqlite3.Connection, tail: str, values: Sequence[object] = ()) -> tuple[Job, ...]:
    """The jobs that `tail` leaves: everything of the statement from WHERE on."""
    return tuple(job_of(row) for row in connection.execute(f"{_SELECT} {tail}", tuple(values)))


def find(connection: sqlite3.Connection, job: str) -> Job | None:
    found = select(connection, "WHERE id = ?", (job,))
    return found[0] if found else None


def existing(connection: sqlite3.Connection, job: str) -> Job:
    """Raises JobError if it is gone."""
    found = find(connection, job)
    if found is None:
        raise gone(job)
    return found


def gone(job: str) -> JobError:
    return JobError("This job is not in the queue any more.", remedy="Look at the queue again.", detail=job)


def unfinished(connection: sqlite3.Connection) -> tuple[Job, ...]:
    """Jobs that may still run without being asked again, oldest first."""
    return select(connection, f"WHERE {UNFINISHED} ORDER BY position")
