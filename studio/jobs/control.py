"""What may be asked of the queue, whoever runs it: edit, order, pause, cancel, retry; lanes, rules and batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from studio.recipe.asset import Change
from studio.recipe.job import Job, Lane, NewJob
from studio.recipe.protocols import JobStore
from studio.recipe.queue import BatchState, Hold, QueueState, Rules
from studio.recipe.speed import Speed

DURABLE: tuple[Lane, ...] = ("interactive", "batch")

_HELD = "The queue is paused. What waits begins when you let it go on."


class Owner(Protocol):
    """This process's part in running the queue."""

    def stop(self, jobs: Sequence[str]) -> None:
        """End the runs of those of `jobs` that run here, now."""
        ...

    async def tell_cancelled(self, jobs: Sequence[str]) -> None:
        """Whoever follows one of `jobs` that has ended learns it now."""
        ...

    def nudge(self) -> None:
        """The queue has changed: look at it soon."""
        ...


class QueueControl:
    """Every change is written, announced and heeded by whoever runs the queue.

    Ids of jobs that are gone, and jobs whose state does not allow what is asked, are left out where several are
    given; single ones raise JobError. Everything may raise StorageError.
    """

    def __init__(self, store: JobStore, owner: Owner, announce: Callable[[Change], None]) -> None:
        self._store = store
        self._owner = owner
        self._announce = announce

    async def cancel(self, jobs: Sequence[str]) -> None:
        """Waiting and paused ones end now, running ones within moments; pictures that are made stay."""
        self._owner.stop(jobs)
        self._tell(await self._store.cancel_many(jobs))
        await self._owner.tell_cancelled(jobs)

    async def cancel_waiting(self) -> None:
        """The rest: whatever does not run."""
        await self.cancel([job.id for job in await self._store.queued() if job.state in ("waiting", "paused")])

    async def cancel_all(self) -> None:
        """In one step, so that nothing new begins meanwhile."""
        await self.cancel([job.id for job in await self._store.queued() if job.state != "failed"])

    async def pause(self, jobs: Sequence[str]) -> None:
        """A running one is put back: the picture at work is begun again after `resume`."""
        self._tell(await self._store.set_states(jobs, "paused"))

    async def resume(self, jobs: Sequence[str]) -> None:
        """Paused ones only: what somebody else has cancelled meanwhile stays cancelled."""
        self._tell(await self._store.set_states(jobs, "waiting", {"paused"}))

    async def retry(self, jobs: Sequence[str]) -> None:
        """Make what is missing of failed or cancelled jobs."""
        self._tell(await self._store.set_states(jobs, "waiting", {"failed", "cancelled"}))

    async def add(self, order: NewJob) -> Job:
        """A new job at the end of its lane. Raises JobError for what can never be queued."""
        (job,), change = await self._store.enqueue([order])
        self._tell(change)
        return job

    async def duplicate(self, jobs: Sequence[str]) -> tuple[Job, ...]:
        """A waiting copy of each."""
        copies, change = await self._store.duplicate(jobs)
        self._tell(change)
        return copies

    async def dismiss(self, jobs: Sequence[str], dismissed: bool = True) -> None:
        """Do not show these failures any more; with False, show them again."""
        self._tell(await self._store.dismiss(jobs, dismissed))

    async def edit(self, job: str, order: NewJob, revision: int) -> None:
        """Replace the order of a waiting or paused job; `revision` is the one that the editor saw.

        Raises JobError, with nothing changed, if the job runs or has ended, or was edited meanwhile.
        """
        self._tell(await self._store.edit(job, order, revision))

    async def move(self, jobs: Sequence[str], before: str | None) -> None:
        """Put `jobs`, in this order, before another of their lane, or at its end. Raises JobError."""
        self._tell(await self._store.move(jobs, before))

    async def start_at(self, jobs: Sequence[str], when: float) -> None:
        """Let waiting or paused `jobs` wait until `when` (Unix time, seconds; 0: no longer)."""
        self._tell(await self._store.start_at(jobs, when))

    async def hold(self) -> None:
        """Nothing begins until `go_on`; what runs is put back."""
        for lane in DURABLE:
            self._tell(await self._store.hold(lane, Hold(cause="user", message=_HELD, since=time.time())))

    async def go_on(self) -> None:
        """Let every lane go on, whatever held it."""
        for lane in (await self._store.state()).holds:
            self._tell(await self._store.hold(lane, None))

    async def state(self) -> QueueState:
        """What holds or blocks the queue, and its rules."""
        return await self._store.state()

    async def set_rules(self, rules: Rules) -> None:
        self._tell(await self._store.set_rules(rules))

    async def batches(self, *, unfinished: bool = False) -> tuple[BatchState, ...]:
        """Newest first."""
        return await self._store.batches(unfinished=unfinished)

    async def pause_batch(self, batch: str) -> None:
        """None of its jobs begins; what runs of it is put back."""
        self._tell(await self._store.pause_batch(batch, True))

    async def resume_batch(self, batch: str) -> None:
        self._tell(await self._store.pause_batch(batch, False))

    async def cancel_batch(self, batch: str) -> None:
        """What it has made stays."""
        await self.cancel([job.id for job in await self._store.jobs_of(batch)])

    async def retry_batch(self, batch: str) -> None:
        """Make what is missing of its failed and cancelled jobs."""
        ended = [job.id for job in await self._store.jobs_of(batch) if job.state in ("failed", "cancelled")]
        await self.retry(ended)

    async def speeds(self) -> Mapping[str, Speed]:
        """What was learned of each model by its id."""
        return await self._store.speeds()

    def _tell(self, change: Change) -> None:
        self._announce(change)
        self._owner.nudge()
