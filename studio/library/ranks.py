"""The order of a lane: ranks with gaps between them, so that moving a job changes that job alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from studio.errors import JobError
from studio.library.assets import AMONG, among
from studio.library.changes import next_number
from studio.recipe.job import ENDED, Lane

GAP = 1 << 32
"""between neighbours: it can be halved 32 times before others have to make room"""


def after_last(connection: sqlite3.Connection, lane: Lane) -> int:
    """A rank behind every job of `lane`; further ones follow in steps of GAP."""
    last = connection.execute("SELECT max(rank) FROM jobs WHERE lane = ?", (lane,)).fetchone()[0]
    return GAP if last is None else int(last) + GAP


def after(connection: sqlite3.Connection, lane: Lane, rank: int, number: int) -> list[int]:
    """`number` free ranks right after `rank`."""
    sql = "SELECT rank FROM jobs WHERE lane = ? AND rank > ? ORDER BY rank LIMIT 1"
    found = connection.execute(sql, (lane, rank)).fetchone()
    return _between(connection, lane, rank, None if found is None else int(found[0]), number)


def move(connection: sqlite3.Connection, jobs: Sequence[str], before: str | None) -> None:
    """Put the unfinished ones of `jobs` before another of their lane, or at its end.

    Raises JobError if their lanes differ, or if `before` is gone or in another lane.
    """
    sql = f"SELECT id, lane, position, state FROM jobs WHERE id IN {AMONG}"
    rows = {row["id"]: row for row in connection.execute(sql, (among(jobs),)) if row["state"] not in ENDED}
    moving = [rows[job] for job in dict.fromkeys(jobs) if job in rows]
    if not moving:
        return
    lane = moving[0]["lane"]
    if any(row["lane"] != lane for row in moving):
        raise _other_lane()
    positions = [int(row["position"]) for row in moving]
    ranks = _free(connection, lane, positions, _anchor(connection, lane, positions, before))
    _write(connection, dict(zip(positions, ranks, strict=True)))


def _anchor(connection: sqlite3.Connection, lane: Lane, moving: Sequence[int], before: str | None) -> int | None:
    """The rank that the moved jobs go before: that of `before`, or of the next that stays; None for the end."""
    if before is None:
        return None
    row = connection.execute("SELECT lane, rank FROM jobs WHERE id = ?", (before,)).fetchone()
    if row is None:
        raise JobError("The job to move before is not in the queue any more.", remedy="Look at the queue again.")
    if row["lane"] != lane:
        raise _other_lane()
    return _neighbour(connection, "rank >= ? ORDER BY rank", lane, row["rank"], moving)


def _free(connection: sqlite3.Connection, lane: Lane, moving: Sequence[int], anchor: int | None) -> list[int]:
    if anchor is None:
        first = after_last(connection, lane)
        return [first + GAP * place for place in range(len(moving))]
    below = _neighbour(connection, "rank < ? ORDER BY rank DESC", lane, anchor, moving)
    if below is None:
        return [anchor - GAP * place for place in range(len(moving), 0, -1)]
    return _between(connection, lane, below, anchor, len(moving))


def _neighbour(connection: sqlite3.Connection, where: str, lane: Lane, rank: int, moving: Sequence[int]) -> int | None:
    sql = f"SELECT rank FROM jobs WHERE lane = ? AND position NOT IN {AMONG} AND {where} LIMIT 1"
    row = connection.execute(sql, (lane, among(moving), rank)).fetchone()
    return None if row is None else int(row[0])


def _between(connection: sqlite3.Connection, lane: Lane, low: int, high: int | None, number: int) -> list[int]:
    """`number` ranks after `low` and before `high`; where the gap is used up, everything from `high` on moves away."""
    if high is None:
        return [low + GAP * place for place in range(1, number + 1)]
    if high - low <= number:
        room = GAP * (number + 1)
        sql = "UPDATE jobs SET rank = rank + ?, changed = ? WHERE lane = ? AND rank >= ?"
        connection.execute(sql, (room, next_number(connection), lane, high))
        high += room
    step = (high - low) // (number + 1)
    return [low + step * place for place in range(1, number + 1)]


def _write(connection: sqlite3.Connection, ranks: dict[int, int]) -> None:
    change = next_number(connection)
    sql = "UPDATE jobs SET rank = ?, changed = ? WHERE position = ? AND rank != ?"
    connection.executemany(sql, ((rank, change, position, rank) for position, rank in ranks.items()))


def _other_lane() -> JobError:
    return JobError("These jobs are not in the same lane.", remedy="Move the jobs of one lane at a time.")
