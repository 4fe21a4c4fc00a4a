"""What the user does to the queue: shown at once, then asked of the library, looked at again after it; undoable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from functools import partial

import msgspec

from studio.errors import JobError
from studio.recipe.job import Job, NewJob, State
from studio.recipe.queue import Rules
from studio.workspace.core import Core, QueueControl
from studio.workspace.grid import Grid
from studio.workspace.queue import Queue
from studio.workspace.running_order import WAITING, Place
from studio.workspace.undo import Act, Undo

Back = Sequence[tuple[tuple[str, ...], tuple[str, ...]]]
"""(jobs that stood together, those behind them, nearest first): enough to put them back whatever has gone since"""
_MOST_BEHIND = 50
_OPEN: frozenset[State] = frozenset({"waiting", "paused"})
_UNFINISHED: frozenset[State] = frozenset({"running", "waiting", "paused"})


class QueueActs:
    """Ids of jobs as they are shown; those that an act does not concern are left out."""

    def __init__(self, queue: Queue, grid: Grid, undo: Undo, ready: Callable[[], Awaitable[Core]]) -> None:
        self._queue = queue
        self._grid = grid
        self._undo = undo
        self.ready = ready

    async def cancel(self, jobs: Sequence[str]) -> None:
        """Pictures that are made stay. What ran says at once that it stops; undo has the rest made."""
        ids = self._only(jobs, _UNFINISHED)
        if ids:
            await self._do(f"cancel {_jobs(ids)}", partial(self._cancel, ids), partial(self._retry, ids))

    async def cancel_waiting(self) -> None:
        await self.cancel(self._queue.jobs_in("waiting", "paused"))

    async def cancel_all(self) -> None:
        await self.cancel(self._queue.jobs_in("waiting", "paused", "running"))

    async def cancel_batch(self, batch: str) -> None:
        await self.cancel(self._of(batch))

    async def pause(self, jobs: Sequence[str]) -> None:
        ids = self._only(jobs, {"waiting", "running"})
        if ids:
            await self._do(f"pause {_jobs(ids)}", partial(self._pause, ids), partial(self._resume, ids))

    async def resume(self, jobs: Sequence[str]) -> None:
        ids = self._only(jobs, {"paused"})
        if ids:
            await self._do(f"go on with {_jobs(ids)}", partial(self._resume, ids), partial(self._pause, ids))

    async def retry(self, jobs: Sequence[str]) -> None:
        """What is missing of failed jobs waits again."""
        ids = self._only(jobs, {"failed"})
        if ids:
            await self._retry(ids)

    async def retry_batch(self, batch: str) -> None:
        failed = [job for job in self._queue.jobs_in("failed") if self._batch(job) == batch]
        await self.retry(failed)

    async def dismiss(self, jobs: Sequence[str]) -> None:
        """Failures that need not be shown any more."""
        ids = self._only(jobs, {"failed"})
        if ids:
            await self._do(f"dismiss {_jobs(ids)}", partial(self._dismiss, ids), partial(self._show_again, ids))

    async def duplicate(self, jobs: Sequence[str]) -> tuple[str, ...]:
        """A waiting copy of each, behind them; returns the copies' ids."""
        ids = [job for job in jobs if self._queue.get(job) is not None]
        if not ids:
            return ()
        async with self._undo.doing():
            copies = tuple(job.id for job in await (await self._control()).duplicate(ids))
            self._undo.done(f"duplicate {_jobs(ids)}", partial(self._cancel, copies), partial(self._retry, copies))
        return copies

    async def edit(self, job: str, order: NewJob, revision: int) -> None:
        """Raises JobError if it began, ended or was edited since `revision`."""
        known = self._queue.get(job)
        async with self._undo.doing():
            with self._showing((job,), {"order": order}):
                await (await self._control()).edit(job, order, revision)
            if known is not None:
                back = partial(self._put_back, job, order, known.order)
                self._undo.done("edit a job", back, partial(self._put_back, job, known.order, order))

    async def start_at(self, jobs: Sequence[str], when: float) -> None:
        """Unix time, seconds; 0 for as soon as it is their turn."""
        ids = self._only(jobs, _OPEN)
        before = {job: known.order.start_at for job in ids if (known := self._queue.get(job)) is not None}
        if ids:
            again = partial(self._start_at, dict.fromkeys(ids, when))
            await self._do(f"set when {_jobs(ids)} may begin", again, partial(self._start_at, before))

    async def move(self, jobs: Sequence[str], before: str | None) -> None:
        """Put jobs of one lane, in this order, before another of it; None for its end."""
        ids = self._movable(jobs, before)
        if not ids or self._stands(ids, before):
            return
        back = self._back(ids)
        await self._do(f"move {_jobs(ids)}", partial(self._move, ids, before), partial(self._move_back, back))

    async def step(self, jobs: Sequence[str], by: int) -> None:
        """One place up (-1) or down (1), all together."""
        places = self._places(jobs)
        if not places:
            return
        if by < 0:
            earlier, _ = self._queue.order.beside(places[0])
            if _open(earlier, places[0].lane) and earlier is not None:
                await self.move([place.job for place in places], earlier.job)
            return
        later = [place for place in self._behind(places[-1]) if place.lane == places[-1].lane][:2]
        if later:
            await self.move([place.job for place in places], later[1].job if len(later) > 1 else None)

    async def first(self, jobs: Sequence[str]) -> None:
        """They run next."""
        places = self._places(jobs)
        if places:
            front = next(one for one in self._queue.order if _open(one, places[0].lane))
            moved = {place.job for place in places}
            target = (
                front
                if front.job not in moved
                else next((one for one in self._behind(front) if one.job not in moved and one.lane == front.lane), None)
            )
            if target is not None:
                await self.move([place.job for place in places], target.job)

    async def last(self, jobs: Sequence[str]) -> None:
        await self.move([place.job for place in self._places(jobs)], None)

    async def pause_batch(self, batch: str) -> None:
        control = await self._control()
        back = partial(self._ask, lambda one: one.resume_batch(batch))
        await self._do("pause a batch", lambda: control.pause_batch(batch), back)

    async def resume_batch(self, batch: str) -> None:
        control = await self._control()
        back = partial(self._ask, lambda one: one.pause_batch(batch))
        await self._do("go on with a batch", lambda: control.resume_batch(batch), back)

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
        back = partial(self._ask, lambda one: one.set_rules(before))
        if rules != before:
            await self._do("change the rules", partial(self._ask, lambda one: one.set_rules(rules)), back)

    # The ways there and back

    async def _do(self, label: str, act: Act, back: Act) -> None:
        async with self._undo.doing():
            await act()
            self._undo.done(label, back, act)

    async def _control(self) -> QueueControl:
        return (await self.ready()).queue

    async def _ask(self, act: Callable[[QueueControl], Awaitable[object]]) -> None:
        await act(await self._control())

    async def _cancel(self, jobs: Sequence[str]) -> None:
        running = [job for job in jobs if (known := self._queue.get(job)) is not None and known.state == "running"]
        self._stop_sets(jobs)
        with (
            self._showing([job for job in jobs if job not in running], {"state": "cancelled"}),
            self._showing(running, {"cancel_requested": True}),
        ):
            await (await self._control()).cancel(jobs)

    async def _retry(self, jobs: Sequence[str]) -> None:
        with self._showing(jobs, {"state": "waiting", "failure": None}):
            await (await self._control()).retry(jobs)

    async def _pause(self, jobs: Sequence[str]) -> None:
        with self._showing(jobs, {"state": "paused"}):
            await (await self._control()).pause(jobs)

    async def _resume(self, jobs: Sequence[str]) -> None:
        with self._showing(jobs, {"state": "waiting"}):
            await (await self._control()).resume(jobs)

    async def _dismiss(self, jobs: Sequence[str]) -> None:
        with self._showing(jobs, {"dismissed": True}):
            await (await self._control()).dismiss(jobs)

    async def _show_again(self, jobs: Sequence[str]) -> None:
        await (await self._control()).dismiss(jobs, False)

    async def _start_at(self, times: dict[str, float]) -> None:
        control = await self._control()
        for when in sorted(set(times.values())):
            await control.start_at([job for job, one in times.items() if one == when], when)

    async def _put_back(self, job: str, before: NewJob, after: NewJob) -> None:
        """Only what was edited here is edited back. Raises JobError if somebody else has edited it since."""
        core = await self.ready()
        known = await core.library.jobs.job(job)
        if known is None or known.order != before:
            raise JobError("This job was changed since.", remedy="Everything else can still be undone.", detail=job)
        with self._showing((job,), {"order": after}):
            await core.queue.edit(job, after, known.revision)

    async def _move(self, jobs: Sequence[str], before: str | None) -> None:
        self._queue.hold(jobs)
        try:
            self._queue.show_moved(jobs, before)
            await (await self._control()).move(jobs, before)
        finally:
            self._queue.release(jobs)

    async def _move_back(self, back: Back) -> None:
        for jobs, behind in back:
            still = [job for job in jobs if _is_open(self._queue.order.place(job))]
            if still:
                before = next((one for one in behind if _is_open(self._queue.order.place(one))), None)
                await self._move(still, before)

    @contextmanager
    def _showing(self, jobs: Iterable[str], fields: dict[str, object]) -> Generator[None]:
        """`jobs` with these fields until the library says what became of them."""
        ids = tuple(jobs)
        self._queue.hold(ids)
        try:
            known = [one for job in ids if (one := self._queue.get(job)) is not None]
            self._queue.show_as(_with(one, fields) for one in known)
            yield
        finally:
            self._queue.release(ids)

    # What is meant

    def _only(self, jobs: Iterable[str], states: Iterable[State]) -> tuple[str, ...]:
        wanted = frozenset(states)
        return tuple(job for job in jobs if (known := self._queue.get(job)) is not None and known.state in wanted)

    def _of(self, batch: str) -> tuple[str, ...]:
        return tuple(job for job in self._queue.jobs_in(*_UNFINISHED) if self._batch(job) == batch)

    def _batch(self, job: str) -> str:
        known = self._queue.get(job)
        return "" if known is None else known.order.batch

    def _places(self, jobs: Iterable[str]) -> list[Place]:
        """Of those that can be moved, in the order of running; all of one lane, that of the first."""
        found = sorted(place for job in jobs if _is_open(place := self._queue.order.place(job)) and place is not None)
        return [place for place in found if place.lane == found[0].lane]

    def _movable(self, jobs: Sequence[str], before: str | None) -> tuple[str, ...]:
        places = self._places(jobs)
        target = None if before is None else self._queue.order.place(before)
        if target is not None and places and target.lane != places[0].lane:
            return ()
        return tuple(place.job for place in places)

    def _stands(self, jobs: Sequence[str], before: str | None) -> bool:
        """Whether they stand there already."""
        behind = [place.job for place in self._behind_of(jobs[0], len(jobs))]
        run = [jobs[0], *behind[: len(jobs) - 1]]
        after = behind[len(jobs) - 1] if len(behind) >= len(jobs) else None
        return tuple(run) == tuple(jobs) and (before == after or before in jobs)

    def _behind_of(self, job: str, most: int) -> list[Place]:
        place = self._queue.order.place(job)
        return [] if place is None else [one for one, _ in zip(self._behind(place), range(most), strict=False)]

    def _behind(self, place: Place) -> Iterable[Place]:
        """What waits after `place` in its lane."""
        return (one for one in self._queue.order.following(place) if _open(one, place.lane))

    def _back(self, jobs: Sequence[str]) -> Back:
        """The runs of `jobs` as they stand now, the last first: each goes back before what stood behind it."""
        runs: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
        for place in reversed(self._places(jobs)):
            behind = tuple(one.job for one in self._behind_of_place(place))
            if runs and behind and behind[0] == runs[-1][0][0]:
                runs[-1] = ((place.job, *runs[-1][0]), runs[-1][1])
            else:
                runs.append(((place.job,), behind))
        return runs

    def _behind_of_place(self, place: Place) -> list[Place]:
        return [one for one, _ in zip(self._behind(place), range(_MOST_BEHIND), strict=False)]

    def _stop_sets(self, jobs: Iterable[str]) -> None:
        """The grid says it as well."""
        with self._grid.together():
            for job in jobs:
                if (shown := self._grid.get(job)) is not None:
                    shown.stop()


def _with(job: Job, fields: dict[str, object]) -> Job:
    return msgspec.structs.replace(job, **fields)


def _open(place: Place | None, lane: int) -> bool:
    return _is_open(place) and place is not None and place.lane == lane


def _is_open(place: Place | None) -> bool:
    return place is not None and place.section == WAITING


def _jobs(ids: Sequence[str]) -> str:
    return "1 job" if len(ids) == 1 else f"{len(ids):,} jobs"
