"""From one state to the next: what a job forgets on its way, and who may send it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Sequence

import msgspec

from studio.errors import JobError
from studio.library import queue_state
from studio.library.assets import AMONG, among
from studio.library.changes import next_number
from studio.library.job_rows import UNFINISHED, gone, select
from studio.recipe.events import Failed
from studio.recipe.job import ENDED, Job, State, may_become, require_transition
from studio.recipe.queue import Hold

Target = Callable[[sqlite3.Row], State]
"""the state that a job, seen as it is now, is to go to; raises JobError where it may not"""

_ASKED = "cancel_requested"
_SEEN = "SELECT position, id, state, lane, cancel_requested FROM jobs"


def put(
    connection: sqlite3.Connection, rows: Sequence[sqlite3.Row], state: State, failure: Failed | None = None
) -> None:
    """All of `rows` (position, state) go to `state`, or JobError is raised.

    A new state forgets the failure, the wish to cancel and the progress of the one before.
    """
    if not rows:
        return
    for row in rows:
        require_transition(row["state"], state)
    positions = among(row["position"] for row in rows)
    text = None if failure is None else msgspec.json.encode(failure).decode()
    ended = time.time() if state in ENDED else None
    connection.execute(
        "UPDATE jobs SET state = ?, failure = ?, ended = ?, changed = ?, cancel_requested = 0, dismissed = 0"
        f" WHERE position IN {AMONG}",
        (state, text, ended, next_number(connection), positions),
    )
    sql = f"DELETE FROM progress WHERE job IN (SELECT id FROM jobs WHERE position IN {AMONG})"
    connection.execute(sql, (positions,))


def change(connection: sqlite3.Connection, job: str, target: Target, failure: Failed | None = None) -> None:
    """Raises JobError if the job is gone or `target` refuses."""
    row = _existing(connection, job)
    put(connection, [row], target(row), failure)


def released(row: sqlite3.Row) -> State:
    """Where a job goes that its owner lets go."""
    if row["state"] != "running":
        raise JobError(f"A job that is {row['state']} cannot be released.", remedy="Look at the queue again.")
    return "cancelled" if row["cancel_requested"] else "waiting"


def by_hand(state: State) -> Target:
    """Pause, resume or retry; a running job leaves its owner through `released`, never through here."""

    def target(row: sqlite3.Row) -> State:
        if not _may_by_hand(row, state):
            raise JobError(
                f"A job that is {row['state']} cannot be made {state} by hand.",
                remedy="Pause, resume, retry or cancel the job.",
            )
        return state

    return target


def _may_by_hand(row: sqlite3.Row, after: State) -> bool:
    """One that is to be cancelled stays so."""
    return after in ("waiting", "paused") and (row["state"], after) != ("running", "waiting") and not row[_ASKED]


def set_all(
    connection: sqlite3.Connection, jobs: Sequence[str], state: State, before: Collection[State] | None = None
) -> None:
    """Those of `jobs` that may go to `state` by hand, and are in one of the states `before`, if it is given."""
    rows = [row for row in _those(connection, jobs) if before is None or row["state"] in before]
    fit = [row for row in rows if _may_by_hand(row, state) and may_become(row["state"], state)]
    put(connection, fit, state)


def cancel(connection: sqlite3.Connection, job: str) -> None:
    """Raises JobError if it is gone."""
    _cancel(connection, [_existing(connection, job)])


def cancel_all(connection: sqlite3.Connection, jobs: Sequence[str]) -> None:
    """Those of `jobs` that are there."""
    _cancel(connection, _those(connection, jobs))


def _cancel(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> None:
    put(connection, [row for row in rows if row["state"] in ("waiting", "paused")], "cancelled")
    running = [row["position"] for row in rows if row["state"] == "running"]
    sql = f"UPDATE jobs SET cancel_requested = 1 WHERE cancel_requested = 0 AND position IN {AMONG}"
    connection.execute(sql, (among(running),))


def dismiss(connection: sqlite3.Connection, jobs: Sequence[str], dismissed: bool) -> None:
    """The failed ones of `jobs`, or show them again."""
    sql = f"UPDATE jobs SET dismissed = ?1, changed = ?2 WHERE state = 'failed' AND dismissed != ?1 AND id IN {AMONG}"
    connection.execute(sql, (dismissed, next_number(connection), among(jobs)))


def recover(connection: sqlite3.Connection) -> tuple[Job, ...]:
    """What a dead owner was running waits again, or is cancelled if that was asked; batch work that is left is held."""
    queue_state.block(connection, None)  # the new owner finds out for itself
    rows = connection.execute(f"{_SEEN} WHERE state = 'running' ORDER BY position").fetchall()
    if not rows:
        return ()
    put(connection, [row for row in rows if row["cancel_requested"]], "cancelled")
    put(connection, [row for row in rows if not row["cancel_requested"]], "waiting")
    if connection.execute(f"SELECT 1 FROM jobs WHERE lane = 'batch' AND {UNFINISHED}").fetchone():
        queue_state.hold(connection, "batch", _crash(len(rows)))
    return select(connection, f"WHERE position IN {AMONG} ORDER BY position", (among(r["position"] for r in rows),))


def _crash(running: int) -> Hold:
    worked = "a job was" if running == 1 else f"{running} jobs were"
    message = f"Blink Studio ended unexpectedly while {worked} running. Nothing is lost: the queue waits to go on."
    return Hold(cause="crash", message=message, since=time.time())


def _existing(connection: sqlite3.Connection, job: str) -> sqlite3.Row:
    row = connection.execute(f"{_SEEN} WHERE id = ?", (job,)).fetchone()
    if row is None:
        raise gone(job)
    return row


def _those(connection: sqlite3.Connection, jobs: Sequence[str]) -> list[sqlite3.Row]:
    return connection.execute(f"{_SEEN} WHERE id IN {AMONG}", (among(jobs),)).fetchall()
