"""What the user does to the queue: shown at once, then asked of the library, looked at again after it; undoable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from studio.recipe.job import NewJob, State
from studio.recipe.queue import Rules
from studio.workspace.core import Core, QueueControl
from studio.workspace.grid import Grid
from studio.workspace.queue import Queue
from studio.workspace.queue_moves import QueueMoves
from studio.workspace.queue_ways import QueueWays
from studio.workspace.undo import Act, Undo

_OPEN: frozenset[State] = frozenset({"waiting", "paused"})
_UNFINISHED: frozenset[State] = frozenset({"running", "waiting", "paused"})


class QueueActs:
    """Ids of jobs as they are shown; those that an act does not concern are left out."""

    def __init__(self, queue: Queue, grid: Grid, undo: Undo, ready: Callable[[], Awaitable[Core]]) -> None:
        self._queue = queue
        self._undo = undo
        self._moves = QueueMoves(queue)
        self._ways = QueueWays(queue, grid, ready)
        self.ready = ready

    async def cancel(self, jobs: Sequence[str]) -> None:
        """Pictures that are made stay. What ran says at once that it stops; undo has the rest made."""
        ids = self._only(jobs, _UNFINISHED)
        back = partial(self._ways.bring_back, ids, self._only(ids, {"paused"}))
        if ids:
            await self._do(f"cancel {_jobs(ids)}", partial(self._ways.cancel, ids), back)

    async def cancel_waiting(self) -> None:
        await self.cancel(self._queue.jobs_in("waiting", "paused"))

    async def cancel_all(self) -> None:
        await self.cancel(self._queue.jobs_in("waiting", "paused", "running"))

    async def cancel_batch(self, batch: str) -> None:
        await self.cancel(self._of(batch, *_UNFINISHED))

    async def pause(self, jobs: Sequence[str]) -> None:
        ids = self._only(jobs, {"waiting", "running"})
        if ids:
            await self._do(f"pause {_jobs(ids)}", partial(self._ways.pause, ids), partial(self._ways.resume, ids))

    async def resume(self, jobs: Sequence[str]) -> None:
        ids = self._only(jobs, {"paused"})
        if ids:
            await self._do(f"go on with {_jobs(ids)}", partial(self._ways.resume, ids), partial(self._ways.pause, ids))

    async def retry(self, jobs: Sequence[str]) -> None:
        """What is missing of failed jobs waits again."""
        ids = self._only(jobs, {"failed"})
        if ids:
            await self._ways.retry(ids)

    async def retry_batch(self, batch: str) -> None:
        await self.retry(self._of(batch, "failed"))

    async def dismiss(self, jobs: Sequence[str]) -> None:
        """Failures that need not be shown any more."""
        ids = self._only(jobs, {"failed"})
        if ids:
            await self._do(
                f"dismiss {_jobs(ids)}", partial(self._ways.dismiss, ids), partial(self._ways.show_again, ids)
            )

    async def duplicate(self, jobs: Sequence[str]) -> tuple[str, ...]:
        """A waiting copy of each, behind them; returns the copies' ids."""
        ids = [job.id for job in self._queue.those(jobs)]
        if not ids:
            return ()
        async with self._undo.doing():
            copies = tuple(job.id for job in await (await self._control()).duplicate(ids))
            self._undo.done(f"duplicate {_jobs(ids)}", *self._without(copies))
        return copies

    async def add(self, order: NewJob) -> str:
        """A new job at the end of its lane; returns its id."""
        async with self._undo.doing():
            added = await (await self._control()).add(order)
            self._undo.done("add a job", *self._without((added.id,)))
        return added.id

    async def edit(self, job: str, order: NewJob, revision: int) -> None:
        """Raises JobError if it began, ended or was edited since `revision`."""
        known = self._queue.get(job)
        async with self._undo.doing():
            await self._ways.edit(job, order, revision)
            if known is not None:
                back = partial(self._ways.put_back, job, order, known.order)
                self._undo.done("edit a job", back, partial(self._ways.put_back, job, known.order, order))

    async def start_at(self, jobs: Sequence[str], when: float) -> None:
        """Unix time, seconds; 0 for as soon as it is their turn."""
        ids = self._only(jobs, _OPEN)
        before = {job.id: job.order.start_at for job in self._queue.those(ids)}
        if ids:
            again = partial(self._ways.start_at, dict.fromkeys(ids, when))
            await self._do(f"set when {_jobs(ids)} may begin", again, partial(self._ways.start_at, before))

    async def move(self, jobs: Sequence[str], before: str | None) -> None:
        """Put jobs of one lane, in the order that they have, before another of it; None for its end."""
        ids = self._moves.movable(jobs, before)
        if ids and not self._moves.stands(ids, before):
            back = partial(self._ways.move_back, self._moves.back(ids))
            await self._do(f"move {_jobs(ids)}", partial(self._ways.move, ids, before), back)

    async def step(self, jobs: Sequence[str], by: int) -> None:
        """One place up (-1) or down (1) among what is shown, all together."""
        target = self._moves.step(jobs, by)
        if target is not None:
            await self.move(self._moves.movable(jobs), next(iter(target), None))

    async def first(self, jobs: Sequence[str]) -> None:
        """They run next."""
        target = self._moves.first(jobs)
        if target is not None:
            await self.move(self._moves.movable(jobs), target)

    async def last(self, jobs: Sequence[str]) -> None:
        await self.move(self._moves.movable(jobs), None)

    async def behind_shown(self, jobs: Sequence[str]) -> None:
        """Put jobs of one lane behind everything of it that is shown."""
        await self.move(jobs, self._moves.behind_shown(jobs))

    async def pause_batch(self, batch: str) -> None:
        await self._do("pause a batch", *self._pausing(batch, True))

    async def resume_batch(self, batch: str) -> None:
        await self._do("go on with a batch", *self._pausing(batch, False))

    async def hold(self) -> None:
        """Nothing begins, and what runs is put back."""
        await (await self._control()).hold()

    async def go_on(self) -> None:
        """Whatever held the queue, and every job that was paused by hand while nothing else is held."""
        control = await self._control()
        if self._queue.held:
            await control.go_on()
        else:
            await self.resume(self._queue.jobs_in("paused"))

    async def set_rules(self, rules: Rules) -> None:
        before = self._queue.state.rules
        if rules != before:
            await self._do("change the rules", partial(self._set_rules, rules), partial(self._set_rules, before))

    # The ways there and back

    async def _do(self, label: str, act: Act, back: Act) -> None:
        async with self._undo.doing():
            await act()
            self._undo.done(label, back, act)

    async def _control(self) -> QueueControl:
        return await self._ways.control()

    async def _set_rules(self, rules: Rules) -> None:
        await (await self._control()).set_rules(rules)

    def _without(self, jobs: Sequence[str]) -> tuple[Act, Act]:
        """(the way to take new jobs back, the way to have them again)."""
        return partial(self._ways.cancel, jobs), partial(self._ways.bring_back, jobs, ())

    def _pausing(self, batch: str, paused: bool) -> tuple[Act, Act]:
        return partial(self._ways.pause_batch, batch, paused), partial(self._ways.pause_batch, batch, not paused)

    # What is meant

    def _only(self, jobs: Iterable[str], states: Iterable[State]) -> tuple[str, ...]:
        wanted = frozenset(states)
        return tuple(job.id for job in self._queue.those(jobs) if job.state in wanted)

    def _of(self, batch: str, *states: State) -> tuple[str, ...]:
        jobs = self._queue.those(self._queue.jobs_in(*states))
        return tuple(job.id for job in jobs if job.order.batch == batch)


def _jobs(ids: Sequence[str]) -> str:
    return "1 job" if len(ids) == 1 else f"{len(ids):,} jobs"
