"""The durable queue: jobs and how they are to run in SQLite, safe among several processes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from studio.library import (
    batches,
    changes,
    claiming,
    job_lists,
    job_orders,
    job_rows,
    job_states,
    queue_state,
    ranks,
    running,
    speeds,
)
from studio.library.claiming import Wish
from studio.library.database import Database
from studio.library.job_lists import Page
from studio.recipe.asset import Change
from studio.recipe.events import Failed, Progress
from studio.recipe.job import Job, Lane, NewJob, State
from studio.recipe.queue import Batch, BatchState, Blocked, Hold, QueueState, Rules
from studio.recipe.speed import Speed

T = TypeVar("T")


class Jobs:
    """JobStore over SQLite. Every change is one transaction that looks before it writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue(self, orders: Sequence[NewJob], batch: Batch | None = None) -> tuple[tuple[Job, ...], Change]:
        """All of `orders` or none.

        Raises JobError for live work, which is never stored, for an empty count, and for a batch that is unknown or
        has another's name.
        """
        for order in orders:
            job_orders.require_order(order)
        return await self._seen(lambda c: job_orders.enqueue(c, orders, batch))

    async def claim(
        self,
        lanes: Sequence[Lane],
        *,
        backend: str = "local",
        model: str | None = None,
        now: float | None = None,
        minute: int | None = None,
    ) -> tuple[Job | None, Change]:
        now = time.time() if now is None else now
        wish = Wish(lanes=lanes, backend=backend, model=model, now=now, minute=minute)
        return await self._seen(lambda c: claiming.claim(c, wish))

    async def next_start(self, now: float) -> float | None:
        return await self._database.read(lambda c: claiming.next_start(c, now))

    async def release(self, job: str) -> Change:
        """A job whose cancel was asked for meanwhile is cancelled instead of waiting again.

        Raises JobError for a job that is not running: one that the user paused meanwhile stays paused.
        """
        return await self._changed(lambda c: job_states.change(c, job, job_states.released))

    async def finish(self, job: str) -> Change:
        return await self._changed(lambda c: job_states.change(c, job, lambda _: "done"))

    async def fail(self, job: str, failure: Failed) -> Change:
        return await self._changed(lambda c: job_states.change(c, job, lambda _: "failed", failure))

    async def cancelled(self, job: str) -> Change:
        return await self._changed(lambda c: job_states.change(c, job, lambda _: "cancelled"))

    async def cancel(self, job: str) -> Change:
        return await self._changed(lambda c: job_states.cancel(c, job))

    async def cancel_many(self, jobs: Sequence[str]) -> Change:
        return await self._changed(lambda c: job_states.cancel_all(c, jobs))

    async def set_state(self, job: str, state: State) -> Change:
        return await self._changed(lambda c: job_states.change(c, job, job_states.by_hand(state)))

    async def set_states(self, jobs: Sequence[str], state: State, before: Collection[State] | None = None) -> Change:
        return await self._changed(lambda c: job_states.set_all(c, jobs, state, before))

    async def edit(self, job: str, order: NewJob, revision: int) -> Change:
        job_orders.require_order(order)
        return await self._changed(lambda c: job_orders.edit(c, job, order, revision))

    async def start_at(self, jobs: Sequence[str], when: float) -> Change:
        return await self._changed(lambda c: job_orders.start_at(c, jobs, when))

    async def move(self, jobs: Sequence[str], before: str | None) -> Change:
        """Jobs that have ended or are gone are left out."""
        return await self._changed(lambda c: ranks.move(c, jobs, before))

    async def duplicate(self, jobs: Sequence[str]) -> tuple[tuple[Job, ...], Change]:
        return await self._seen(lambda c: job_orders.duplicate(c, jobs))

    async def dismiss(self, jobs: Sequence[str], dismissed: bool = True) -> Change:
        return await self._changed(lambda c: job_states.dismiss(c, jobs, dismissed))

    async def recover(self) -> tuple[tuple[Job, ...], Change]:
        """Nothing is held if the last owner left no job running: then it did not crash."""
        return await self._seen(job_states.recover)

    async def state(self) -> QueueState:
        return await self._database.read(queue_state.read)

    async def set_rules(self, rules: Rules) -> Change:
        """Raises InputError for hours or counts that make no sense."""
        queue_state.require_rules(rules)
        return await self._changed(lambda c: queue_state.set_rules(c, rules))

    async def hold(self, lane: Lane, hold: Hold | None) -> Change:
        return await self._changed(lambda c: queue_state.hold(c, lane, hold))

    async def block(self, blocked: Blocked | None) -> Change:
        return await self._changed(lambda c: queue_state.block(c, blocked))

    async def batches(self, *, unfinished: bool = False) -> tuple[BatchState, ...]:
        return await self._database.read(lambda c: batches.every(c, unfinished))

    async def pause_batch(self, batch: str, paused: bool) -> Change:
        return await self._changed(lambda c: batches.pause(c, batch, paused))

    async def written(self, batch: str) -> Change:
        return await self._changed(lambda c: batches.written(c, batch))

    async def jobs_of(self, batch: str) -> tuple[Job, ...]:
        return await self._database.read(lambda c: job_lists.of_batch(c, batch))

    async def ended_since(self, when: float) -> tuple[Job, ...]:
        return await self._database.read(lambda c: job_lists.ended_since(c, when))

    async def speeds(self) -> Mapping[str, Speed]:
        return await self._database.read(speeds.every)

    async def learn(self, model: str, speed: Speed) -> None:
        await self._database.written(lambda c: speeds.learn(c, model, speed), durable=False)

    async def changed_since(self, change: int | None) -> tuple[int, Change]:
        return await self._database.read(lambda c: changes.up_to_now(c, change))

    async def report(self, job: str, progress: Progress) -> None:
        await self._database.written(lambda c: running.report(c, job, progress), durable=False)

    async def progress(self, job: str) -> Progress | None:
        return await self._database.read(lambda c: running.progress(c, job))

    async def job(self, job: str) -> Job | None:
        return await self._database.read(lambda c: job_rows.find(c, job))

    async def jobs(
        self,
        states: Sequence[State] | None = None,
        limit: int = 1000,
        *,
        project: str | None = None,
        before: str | None = None,
    ) -> tuple[Job, ...]:
        """Raises JobError if there is no job `before`."""
        page = Page(states=states, limit=limit, project=project, before=before)
        return await self._database.read(lambda c: job_lists.newest(c, page))

    async def these(self, jobs: Sequence[str]) -> tuple[Job, ...]:
        return await self._database.read(lambda c: job_lists.these(c, jobs))

    async def queued(self) -> tuple[Job, ...]:
        return await self._database.read(job_lists.queued)

    async def version(self) -> int:
        """Changes with every commit of another process, and of this one's writer too: it has its own connection."""
        return await self._database.data_version()

    async def _seen(self, work: Callable[[sqlite3.Connection], T]) -> tuple[T, Change]:
        """(what `work` returned, what its transaction changed)."""
        return await self._database.written(lambda c: changes.seen(c, work))

    async def _changed(self, work: Callable[[sqlite3.Connection], None]) -> Change:
        return (await self._seen(work))[1]
