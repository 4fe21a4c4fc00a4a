"""The queue's control over jobs in memory: the seam of QueueControl, with its transitions and its refusals."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from studio.errors import JobError, StudioError
from studio.recipe.asset import Change
from studio.recipe.job import Job, NewJob, State
from studio.recipe.queue import Batch, BatchState, Hold, QueueState, Rules, Tally
from studio.recipe.speed import Speed

if TYPE_CHECKING:
    from tests.workspace.scripted_core import ScriptedJobs

GAP = 1000


class ScriptedQueue:
    """`refusal` is raised by the next act; `acts` are the calls that were made."""

    def __init__(self, jobs: ScriptedJobs, announce: Callable[[Change], None]) -> None:
        self._jobs = jobs
        self._announce = announce
        self.acts: list[tuple[str, tuple[str, ...]]] = []
        self.refusal: StudioError | None = None
        self.known = QueueState()
        self.kept: dict[str, BatchState] = {}
        self.learned: dict[str, Speed] = {}
        self._copies = itertools.count(1)

    def add_batch(self, name: str) -> Batch:
        batch = Batch(id=f"{len(self.kept):b>32}", name=name, plan="", folder="", project="Sketches", created=1.0)
        self.kept[batch.id] = BatchState(batch=batch, paused=False, tally=Tally(), written=False)
        return batch

    def tell_state(self, state: QueueState) -> None:
        """As the owner does when something holds or blocks it."""
        self.known = state
        self._announce(Change(queue=True))

    async def cancel(self, jobs: Sequence[str]) -> None:
        self._act("cancel", jobs)
        running = [job for job in jobs if self._jobs.known[job].state == "running"]
        for job in running:
            self._put(job, cancel_requested=True)
        self._turn([job for job in jobs if job not in running], {"waiting", "paused"}, "cancelled", also=running)

    async def pause(self, jobs: Sequence[str]) -> None:
        self._act("pause", jobs)
        self._turn(jobs, {"waiting", "running"}, "paused")

    async def resume(self, jobs: Sequence[str]) -> None:
        self._act("resume", jobs)
        self._turn(jobs, {"paused"}, "waiting")

    async def retry(self, jobs: Sequence[str]) -> None:
        self._act("retry", jobs)
        self._turn(jobs, {"failed", "cancelled"}, "waiting")

    async def add(self, order: NewJob) -> Job:
        self._act("add", ())
        known = self._jobs.known
        rank = max((job.rank for job in known.values()), default=0) + GAP
        new = Job(
            id=f"{next(self._copies):d>32}", order=order, state="waiting", made=(), attempts=0, created=0.0, rank=rank
        )
        known[new.id] = new
        self._announce(Change(jobs=frozenset({new.id})))
        return new

    async def duplicate(self, jobs: Sequence[str]) -> tuple[Job, ...]:
        self._act("duplicate", jobs)
        made: list[Job] = []
        for job in jobs:
            old = self._jobs.known[job]
            order = msgspec.structs.replace(old.order, batch="")
            copy = msgspec.structs.replace(
                old,
                id=f"{next(self._copies):c>32}",
                order=order,
                state="waiting",
                made=(),
                rank=old.rank + 1,
                revision=0,
            )
            self._jobs.known[copy.id] = copy
            made.append(copy)
        self._announce(Change(jobs=frozenset(job.id for job in made)))
        return tuple(made)

    async def dismiss(self, jobs: Sequence[str], dismissed: bool = True) -> None:
        self._act("dismiss", jobs)
        for job in jobs:
            self._put(job, dismissed=dismissed)
        self._announce(Change(jobs=frozenset(jobs)))

    async def edit(self, job: str, order: NewJob, revision: int) -> None:
        self._act("edit", (job,))
        known = self._jobs.known[job]
        if known.state not in ("waiting", "paused") or known.revision != revision:
            raise JobError("This job has changed meanwhile.", remedy="Look at it again.")
        self._put(job, order=order, revision=revision + 1)
        self._announce(Change(jobs=frozenset({job})))

    async def move(self, jobs: Sequence[str], before: str | None) -> None:
        self._act("move", jobs)
        lane = self._jobs.known[jobs[0]].order.lane
        others = sorted(
            (job for job in self._jobs.known.values() if job.order.lane == lane and job.id not in jobs),
            key=lambda job: job.rank,
        )
        at = len(others) if before is None else [job.id for job in others].index(before)
        order = [*(job.id for job in others[:at]), *jobs, *(job.id for job in others[at:])]
        for number, job in enumerate(order):
            self._put(job, rank=number * GAP)
        self._announce(Change(jobs=frozenset(order)))

    async def start_at(self, jobs: Sequence[str], when: float) -> None:
        self._act("start_at", jobs)
        for job in jobs:
            self._put(job, order=msgspec.structs.replace(self._jobs.known[job].order, start_at=when))
        self._announce(Change(jobs=frozenset(jobs)))

    async def hold(self) -> None:
        self._act("hold", ())
        hold = Hold(cause="user", message="The queue is paused.", since=1.0)
        self.tell_state(msgspec.structs.replace(self.known, holds={"interactive": hold, "batch": hold}))

    async def go_on(self) -> None:
        self._act("go_on", ())
        self.tell_state(msgspec.structs.replace(self.known, holds={}))

    async def state(self) -> QueueState:
        return self.known

    async def set_rules(self, rules: Rules) -> None:
        self._act("set_rules", ())
        self.tell_state(msgspec.structs.replace(self.known, rules=rules))

    async def batches(self, *, unfinished: bool = False) -> tuple[BatchState, ...]:
        counted = [self._counted(one) for one in self.kept.values()]
        return tuple(one for one in counted if one.tally.unfinished or not unfinished)

    async def pause_batch(self, batch: str) -> None:
        self._pause_batch(batch, True)

    async def resume_batch(self, batch: str) -> None:
        self._pause_batch(batch, False)

    async def cancel_batch(self, batch: str) -> None:
        await self.cancel([job.id for job in self._of(batch)])

    async def retry_batch(self, batch: str) -> None:
        await self.retry([job.id for job in self._of(batch)])

    async def speeds(self) -> Mapping[str, Speed]:
        return self.learned

    def _act(self, name: str, jobs: Sequence[str]) -> None:
        self.acts.append((name, tuple(jobs)))
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal

    def _put(self, job: str, **fields: object) -> None:
        self._jobs.known[job] = msgspec.structs.replace(self._jobs.known[job], **fields)

    def _turn(self, jobs: Sequence[str], allowed: set[State], state: State, also: Sequence[str] = ()) -> None:
        turned = [job for job in jobs if self._jobs.known[job].state in allowed]
        for job in turned:
            self._put(job, state=state, failure=None)
        self._announce(Change(jobs=frozenset((*turned, *also))))

    def _of(self, batch: str) -> list[Job]:
        return [job for job in self._jobs.known.values() if job.order.batch == batch]

    def _pause_batch(self, batch: str, paused: bool) -> None:
        self._act("pause_batch" if paused else "resume_batch", (batch,))
        self.kept[batch] = msgspec.structs.replace(self.kept[batch], paused=paused)
        self._announce(Change(batches=frozenset({batch})))

    def _counted(self, one: BatchState) -> BatchState:
        jobs = self._of(one.batch.id)
        states = {state: sum(job.state == state for job in jobs) for state in Tally.__struct_fields__[:6]}
        pictures = sum(job.order.count for job in jobs)
        tally = Tally(**states, pictures=pictures, made=sum(len(job.made) for job in jobs))
        return msgspec.structs.replace(one, tally=tally)
