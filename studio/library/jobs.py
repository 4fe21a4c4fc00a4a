"""The durable queue: jobs and their states in SQLite, safe among several processes."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable, Sequence

import msgspec

from studio.errors import JobError
from studio.library.database import Database
from studio.recipe.asset import Change
from studio.recipe.codec import decode_own, encode
from studio.recipe.events import Failed, Progress
from studio.recipe.job import ENDED, Job, Lane, NewJob, State, require_transition

_SELECT = "SELECT jobs.*, (SELECT group_concat(picture) FROM made WHERE made.job = jobs.id) AS made FROM jobs"
_NOTHING = Change()

_Target = Callable[[sqlite3.Row], State]
"""The state that a job, seen as it is now, is to go to."""


class Jobs:
    """JobStore over SQLite. Every change of state is one transaction that looks before it writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue(self, orders: Sequence[NewJob]) -> tuple[tuple[Job, ...], Change]:
        """All of `orders` or none. Raises JobError for live work, which is never stored, and for an empty count."""
        jobs = tuple(_new(order) for order in orders)
        await self._database.written(lambda connection: _insert(connection, jobs))
        return jobs, Change(jobs=frozenset(job.id for job in jobs))

    async def claim(self, lanes: Sequence[Lane]) -> tuple[Job | None, Change]:
        job = await self._database.written(lambda connection: _claim(connection, lanes))
        return job, _NOTHING if job is None else Change(jobs=frozenset({job.id}))

    async def release(self, job: str) -> Change:
        """A job whose cancel was asked for meanwhile is cancelled instead of waiting again.

        Raises JobError for a job that is not running: one that the user paused meanwhile stays paused.
        """
        return await self._change(job, _released)

    async def finish(self, job: str) -> Change:
        return await self._change(job, lambda row: "done")

    async def fail(self, job: str, failure: Failed) -> Change:
        return await self._change(job, lambda row: "failed", failure)

    async def cancelled(self, job: str) -> Change:
        return await self._change(job, lambda row: "cancelled")

    async def cancel(self, job: str) -> Change:
        return await self._database.written(lambda connection: _cancel(connection, job))

    async def set_state(self, job: str, state: State) -> Change:
        """Pause, resume or retry; a running job leaves its owner through `release`, never through here."""

        def target(row: sqlite3.Row) -> State:
            if state not in ("waiting", "paused") or (row["state"], state) == ("running", "waiting"):
                raise JobError(
                    f"A job that is {row['state']} cannot be made {state} by hand.",
                    remedy="Pause, resume, retry or cancel the job.",
                )
            return state

        return await self._change(job, target)

    async def recover(self) -> tuple[tuple[Job, ...], Change]:
        """Nothing is changed if the last owner left no job running: then it did not crash."""
        jobs = await self._database.written(_recover)
        return jobs, Change(jobs=frozenset(job.id for job in jobs))

    async def report(self, job: str, progress: Progress) -> None:
        text = msgspec.json.encode(progress).decode()
        await self._database.written(lambda connection: _report(connection, job, text), durable=False)

    async def progress(self, job: str) -> Progress | None:
        sql = "SELECT progress FROM progress WHERE job = ?"
        row = await self._database.read(lambda connection: connection.execute(sql, (job,)).fetchone())
        return None if row is None else msgspec.json.decode(row[0], type=Progress)

    async def job(self, job: str) -> Job | None:
        return await self._database.read(lambda connection: find(connection, job))

    async def jobs(
        self,
        states: Sequence[State] | None = None,
        limit: int = 1000,
        *,
        project: str | None = None,
        before: str | None = None,
    ) -> tuple[Job, ...]:
        """Raises JobError if there is no job `before`."""
        return await self._database.read(lambda connection: _newest(connection, states, limit, project, before))

    async def version(self) -> int:
        """Changes with every commit of another process, and of this one's writer too: it has its own connection."""
        return await self._database.data_version()

    async def _change(self, job: str, target: _Target, failure: Failed | None = None) -> Change:
        return await self._database.written(lambda connection: _move(connection, job, target, failure))


def find(connection: sqlite3.Connection, job: str) -> Job | None:
    row = connection.execute(f"{_SELECT} WHERE id = ?", (job,)).fetchone()
    return None if row is None else _job(row)


def unfinished(connection: sqlite3.Connection) -> tuple[Job, ...]:
    """Jobs that may still run without being asked again, oldest first."""
    rows = connection.execute(f"{_SELECT} WHERE state IN ('waiting', 'running', 'paused') ORDER BY position")
    return tuple(_job(row) for row in rows)


def _released(row: sqlite3.Row) -> State:
    if row["state"] != "running":
        raise JobError(f"A job that is {row['state']} cannot be released.", remedy="Look at the queue again.")
    return "cancelled" if row["cancel_requested"] else "waiting"


def _new(order: NewJob) -> Job:
    if order.lane == "live":
        raise JobError("Live work is never queued.", remedy="Keep the picture, or make it in the interactive lane.")
    if order.count < 1:
        raise JobError("A job needs at least one picture.", remedy="Give a count of 1 or more.")
    return Job(id=uuid.uuid4().hex, order=order, state="waiting", made=(), attempts=0, created=time.time())


def _insert(connection: sqlite3.Connection, jobs: Sequence[Job]) -> None:
    connection.executemany(
        "INSERT INTO jobs (id, recipe, count, lane, plan, project, folder, state, created) VALUES (?,?,?,?,?,?,?,?,?)",
        (_row(job) for job in jobs),
    )


def _row(job: Job) -> tuple[object, ...]:
    order = job.order
    text = encode(order.recipe)
    return job.id, text, order.count, order.lane, order.plan, order.project, order.folder, job.state, job.created


def _job(row: sqlite3.Row) -> Job:
    order = NewJob(
        recipe=decode_own(row["recipe"]),
        count=row["count"],
        lane=row["lane"],
        plan=row["plan"],
        project=row["project"],
        folder=row["folder"],
    )
    return Job(
        id=row["id"],
        order=order,
        state=row["state"],
        made=tuple(sorted(int(index) for index in (row["made"] or "").split(",") if index)),
        attempts=row["attempts"],
        cancel_requested=bool(row["cancel_requested"]),
        failure=None if row["failure"] is None else msgspec.json.decode(row["failure"], type=Failed),
        created=row["created"],
    )


def _existing(connection: sqlite3.Connection, job: str) -> sqlite3.Row:
    row = connection.execute("SELECT * FROM jobs WHERE id = ?", (job,)).fetchone()
    if row is None:
        raise JobError("This job is not in the queue any more.", remedy="Look at the queue again.", detail=job)
    return row


def _claim(connection: sqlite3.Connection, lanes: Sequence[Lane]) -> Job | None:
    for lane in lanes:
        row = connection.execute(
            "SELECT id, state FROM jobs WHERE state = 'waiting' AND lane = ? ORDER BY position LIMIT 1", (lane,)
        ).fetchone()
        if row is not None:
            _set(connection, row, "running")
            connection.execute("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?", (row["id"],))
            return find(connection, row["id"])
    return None


def _move(connection: sqlite3.Connection, job: str, target: _Target, failure: Failed | None) -> Change:
    row = _existing(connection, job)
    _set(connection, row, target(row), failure)
    return Change(jobs=frozenset({job}))


def _set(connection: sqlite3.Connection, row: sqlite3.Row, state: State, failure: Failed | None = None) -> None:
    """A new state forgets the failure, the wish to cancel and the progress of the one before."""
    require_transition(row["state"], state)
    text = None if failure is None else msgspec.json.encode(failure).decode()
    connection.execute(
        "UPDATE jobs SET state = ?, failure = ?, cancel_requested = 0 WHERE id = ?", (state, text, row["id"])
    )
    connection.execute("DELETE FROM progress WHERE job = ?", (row["id"],))


def _cancel(connection: sqlite3.Connection, job: str) -> Change:
    row = _existing(connection, job)
    if row["state"] in ENDED or (row["state"] == "running" and row["cancel_requested"]):
        return _NOTHING
    if row["state"] == "running":
        connection.execute("UPDATE jobs SET cancel_requested = 1 WHERE id = ?", (job,))
    else:
        _set(connection, row, "cancelled")
    return Change(jobs=frozenset({job}))


def _recover(connection: sqlite3.Connection) -> tuple[Job, ...]:
    rows = connection.execute("SELECT * FROM jobs WHERE state = 'running' ORDER BY position").fetchall()
    if not rows:
        return ()
    rows += connection.execute("SELECT * FROM jobs WHERE state = 'waiting' AND lane = 'batch'").fetchall()
    for row in rows:
        _set(connection, row, _after_crash(row))
    found = (find(connection, row["id"]) for row in rows)
    return tuple(job for job in found if job is not None)


def _after_crash(row: sqlite3.Row) -> State:
    if row["cancel_requested"]:
        return "cancelled"
    return "paused" if row["lane"] == "batch" else "waiting"


def _report(connection: sqlite3.Connection, job: str, text: str) -> None:
    """Only for a running job: a report that comes late must not outlive it."""
    connection.execute(
        "INSERT OR REPLACE INTO progress (job, progress) SELECT id, ? FROM jobs WHERE id = ? AND state = 'running'",
        (text, job),
    )


def _newest(
    connection: sqlite3.Connection,
    states: Sequence[State] | None,
    limit: int,
    project: str | None,
    before: str | None,
) -> tuple[Job, ...]:
    terms: list[tuple[str, tuple[object, ...]]] = [
        *([(f"state IN ({','.join('?' * len(states))})", tuple(states))] if states is not None else []),
        *([("project = ?", (project,))] if project is not None else []),
        *([("position < ?", (_existing(connection, before)["position"],))] if before is not None else []),
    ]
    where = " AND ".join(term for term, _ in terms) or "1"
    values = [value for _, given in terms for value in given]
    rows = connection.execute(f"{_SELECT} WHERE {where} ORDER BY position DESC LIMIT ?", (*values, limit))
    return tuple(_job(row) for row in rows)
