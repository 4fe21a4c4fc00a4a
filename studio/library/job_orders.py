"""What is asked of the queue: put in, edited, asked once more."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Sequence

import msgspec

from studio.errors import JobError
from studio.library import batches, ranks
from studio.library.assets import AMONG, among
from studio.library.changes import next_number
from studio.library.job_rows import existing, insert, order_columns, select
from studio.recipe.job import Job, Lane, NewJob
from studio.recipe.queue import Batch


def require_order(order: NewJob) -> None:
    """Raise JobError for what can never be queued."""
    if order.lane == "live":
        raise JobError("Live work is never queued.", remedy="Keep the picture, or make it in the interactive lane.")
    if order.count < 1:
        raise JobError("A job needs at least one picture.", remedy="Give a count of 1 or more.")


def enqueue(connection: sqlite3.Connection, orders: Sequence[NewJob], batch: Batch | None) -> tuple[Job, ...]:
    """At the end of their lanes. Raises JobError for a batch that is unknown, or whose name another has."""
    if batch is not None:
        batches.add(connection, batch)
    batches.receive(connection, {order.batch for order in orders if order.batch})
    free: dict[Lane, int] = {}
    jobs: list[Job] = []
    for order in orders:
        rank = free[order.lane] if order.lane in free else ranks.after_last(connection, order.lane)
        free[order.lane] = rank + ranks.GAP
        jobs.append(_new(order, rank))
    insert(connection, jobs, next_number(connection))
    return tuple(jobs)


def _new(order: NewJob, rank: int) -> Job:
    id, now = uuid.uuid4().hex, time.time()
    return Job(id=id, order=order, state="waiting", made=(), attempts=0, created=now, rank=rank)


def edit(connection: sqlite3.Connection, job: str, order: NewJob, revision: int) -> None:
    """Raises JobError if the job may not be edited, or not so."""
    before = existing(connection, job)
    _require_editable(connection, before, order, revision)
    columns = order_columns(order) | {"revision": revision + 1}
    if order.lane != before.order.lane:
        columns["rank"] = ranks.after_last(connection, order.lane)
    setting = ", ".join(f"{column} = ?" for column in columns)
    connection.execute(f"UPDATE jobs SET {setting} WHERE id = ?", (*columns.values(), job))


def start_at(connection: sqlite3.Connection, jobs: Sequence[str], when: float) -> None:
    """For those of `jobs` that wait or are paused."""
    connection.execute(
        "UPDATE jobs SET start_at = ?1, revision = revision + 1, changed = ?2"
        f" WHERE state IN ('waiting', 'paused') AND start_at != ?1 AND id IN {AMONG}",
        (when, next_number(connection), among(jobs)),
    )


def _require_editable(connection: sqlite3.Connection, job: Job, order: NewJob, revision: int) -> None:
    if job.state not in ("waiting", "paused"):
        raise JobError(
            f"A job that is {job.state} cannot be edited.", remedy="Duplicate it, and edit the copy before it begins."
        )
    if job.revision != revision:
        raise JobError("This job was edited elsewhere meanwhile.", remedy="Look at it again, then edit it.")
    if not _begun(connection, job):
        return
    if (job.order.recipe, job.order.plan) != (order.recipe, order.plan):
        raise JobError(
            "Some pictures of this job are made already, so its recipe stays.",
            remedy="Duplicate the job, and edit the copy.",
        )
    if order.count <= max(job.made, default=0):
        raise JobError(
            f"Picture {max(job.made) + 1} of this job is made already.", remedy="Give a count that includes it."
        )


def _begun(connection: sqlite3.Connection, job: Job) -> bool:
    """Whether a picture of it is made, or is being saved."""
    reserved = connection.execute("SELECT 1 FROM reservations WHERE job = ?", (job.id,)).fetchone()
    return bool(job.made) or reserved is not None


def duplicate(connection: sqlite3.Connection, jobs: Sequence[str]) -> tuple[Job, ...]:
    """A copy of each, in this order, right after the last of them in its lane; ids that are gone are left out."""
    found = {job.id: job for job in select(connection, f"WHERE id IN {AMONG}", (among(jobs),))}
    originals = [found[job] for job in dict.fromkeys(jobs) if job in found]
    lanes: set[Lane] = {job.order.lane for job in originals}
    free = {lane: _after(connection, lane, originals) for lane in lanes}
    copies = tuple(_new(_loose(job.order), free[job.order.lane].pop(0)) for job in originals)
    insert(connection, copies, next_number(connection))
    return copies


def _after(connection: sqlite3.Connection, lane: Lane, originals: Sequence[Job]) -> list[int]:
    there = [job.rank for job in originals if job.order.lane == lane]
    return ranks.after(connection, lane, max(there), len(there))


def _loose(order: NewJob) -> NewJob:
    return msgspec.structs.replace(order, batch="", row=0, key="")
