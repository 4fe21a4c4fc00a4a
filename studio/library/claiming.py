"""Which job comes next: lanes, holds, hours, and jobs for one model together."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from studio.library import job_states, queue_state
from studio.library.assets import AMONG, among
from studio.library.job_rows import find
from studio.recipe.job import Job, Lane
from studio.recipe.queue import QueueState, Rules

MOST_OVERTAKEN = 8
"""how often jobs for the model in memory may go before another that was there first"""

_AHEAD = 256
"""how many jobs are looked at for one of the model in memory"""

READY = """SELECT position, id, state, weights, overtaken FROM jobs
    WHERE state = 'waiting' AND lane = ? AND backend = ? AND start_at <= ?
    AND batch NOT IN (SELECT id FROM batches WHERE paused = 1) ORDER BY rank LIMIT ?"""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a runner is free for."""

    lanes: Sequence[Lane]
    """the first that has something ready is taken"""
    backend: str
    model: str | None
    """weights hash of the model in memory"""
    now: float
    """Unix time, seconds"""
    minute: int | None
    """of the local day; None leaves the hours aside"""


def claim(connection: sqlite3.Connection, wish: Wish) -> Job | None:
    """The next job, made running."""
    state = queue_state.read(connection)
    for lane in wish.lanes:
        if _open(state, lane, wish.minute) and (row := _next(connection, wish, lane, state.rules)):
            job_states.put(connection, [row], "running")
            connection.execute("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?", (row["id"],))
            return find(connection, row["id"])
    return None


def _open(state: QueueState, lane: Lane, minute: int | None) -> bool:
    if lane in state.holds:
        return False
    hours = state.rules.hours if lane == "batch" else None
    return hours is None or minute is None or hours.include(minute)


def _next(connection: sqlite3.Connection, wish: Wish, lane: Lane, rules: Rules) -> sqlite3.Row | None:
    together = lane == "batch" and rules.together and wish.model is not None
    limit = _AHEAD if together else 1
    rows = connection.execute(READY, (lane, wish.backend, wish.now, limit)).fetchall()
    place = _place(rows, wish.model) if together else 0
    overtaken = [row["position"] for row in rows[:place]]
    connection.execute(f"UPDATE jobs SET overtaken = overtaken + 1 WHERE position IN {AMONG}", (among(overtaken),))
    return rows[place] if rows else None


def _place(rows: Sequence[sqlite3.Row], model: str | None) -> int:
    """Of the first job for `model` that overtakes nobody once too often; 0 if there is none."""
    for place, row in enumerate(rows):
        if row["weights"] == model:
            return place
        if row["overtaken"] >= MOST_OVERTAKEN:
            break
    return 0


def next_start(connection: sqlite3.Connection, now: float) -> float | None:
    """The earliest time after `now` that a waiting job waits for."""
    sql = "SELECT min(start_at) FROM jobs WHERE state = 'waiting' AND start_at > 0 AND start_at > ?"
    return connection.execute(sql, (now,)).fetchone()[0]
