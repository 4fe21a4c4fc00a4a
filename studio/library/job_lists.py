"""Lists of jobs: the newest, what the queue shows, those of a batch, what ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from studio.library.assets import AMONG, among
from studio.library.job_rows import UNFINISHED, gone, select
from studio.recipe.job import Job, State


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the newest jobs."""

    states: Sequence[State] | None
    limit: int
    project: str | None
    before: str | None
    """only those older than this job"""


def newest(connection: sqlite3.Connection, page: Page) -> tuple[Job, ...]:
    """Newest first. Raises JobError if there is no job `before`."""
    states = page.states
    terms: list[tuple[str, tuple[object, ...]]] = [
        *([(f"state IN ({','.join('?' * len(states))})", tuple(states))] if states is not None else []),
        *([("project = ?", (page.project,))] if page.project is not None else []),
        *([("position < ?", (_position(connection, page.before),))] if page.before is not None else []),
    ]
    where = " AND ".join(term for term, _ in terms) or "1"
    values = [value for _, given in terms for value in given]
    return select(connection, f"WHERE {where} ORDER BY position DESC LIMIT ?", (*values, page.limit))


def _position(connection: sqlite3.Connection, job: str) -> int:
    row = connection.execute("SELECT position FROM jobs WHERE id = ?", (job,)).fetchone()
    if row is None:
        raise gone(job)
    return int(row["position"])


def queued(connection: sqlite3.Connection) -> tuple[Job, ...]:
    """Unfinished jobs in the order of their lanes, then failures that were not dismissed, oldest first."""
    lanes = ("interactive", "batch")
    left = [
        job for lane in lanes for job in select(connection, f"WHERE {UNFINISHED} AND lane = ? ORDER BY rank", (lane,))
    ]
    return (*left, *select(connection, "WHERE state = 'failed' AND dismissed = 0 ORDER BY ended"))


def these(connection: sqlite3.Connection, jobs: Sequence[str]) -> tuple[Job, ...]:
    """Those of `jobs` that are there, oldest first."""
    return select(connection, f"WHERE id IN {AMONG} ORDER BY position", (among(jobs),))


def of_batch(connection: sqlite3.Connection, batch: str) -> tuple[Job, ...]:
    """By row."""
    return select(connection, "WHERE batch = ? AND batch != '' ORDER BY batch_row, position", (batch,))


def ended_since(connection: sqlite3.Connection, when: float) -> tuple[Job, ...]:
    """Done and failed, oldest first; the + keeps SQLite from going through all of them by their state."""
    return select(connection, "WHERE ended > ? AND +state IN ('done', 'failed') ORDER BY ended", (when,))
