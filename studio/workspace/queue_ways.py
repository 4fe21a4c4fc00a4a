"""The ways there and back of what is done to the queue: shown at once, asked of the library, then looked at again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

import msgspec

from studio.errors import JobError
from studio.recipe.job import Job, NewJob
from studio.workspace.core import Core, QueueControl
from studio.workspace.grid import Grid
from studio.workspace.pieces import in_pieces
from studio.workspace.queue import Queue
from studio.workspace.queue_moves import Back, is_open
from studio.workspace.sets import SetState

_AT_ONCE = 1000
"""sets that say at once that they stop"""
_PATIENCE = 10.0
"""seconds in which a job that is asked to stop does so"""


class QueueWays:
    """Ids of jobs; those that have ended meanwhile are left out. What is refused is shown as it was, and raised."""

    def __init__(self, queue: Queue, grid: Grid, ready: Callable[[], Awaitable[Core]]) -> None:
        self._queue = queue
        self._grid = grid
        self._ready = ready

    async def control(self) -> QueueControl:
        return (await self._ready()).queue

    async def cancel(self, jobs: Sequence[str]) -> None:
        async with self._stopping(jobs), self._showing(jobs, _cancelled):
            await (await self.control()).cancel(jobs)

    async def bring_back(self, jobs: Sequence[str], paused: Sequence[str]) -> None:
        """What was cancelled waits again, as it did; `paused` are those of them that were paused."""
        await self._stopped(jobs)
        await self.retry(jobs)
        if paused:
            await self.pause(paused)
        await self._queue.caught_up()  # what is undone next may be about the same jobs

    async def retry(self, jobs: Sequence[str]) -> None:
        async with self._showing(jobs, lambda job: msgspec.structs.replace(job, state="waiting", failure=None)):
            await (await self.control()).retry(jobs)

    async def pause(self, jobs: Sequence[str]) -> None:
        async with self._showing(jobs, lambda job: msgspec.structs.replace(job, state="paused")):
            await (await self.control()).pause(jobs)

    async def resume(self, jobs: Sequence[str]) -> None:
        async with self._showing(jobs, lambda job: msgspec.structs.replace(job, state="waiting")):
            await (await self.control()).resume(jobs)

    async def dismiss(self, jobs: Sequence[str]) -> None:
        async with self._showing(jobs, lambda job: msgspec.structs.replace(job, dismissed=True)):
            await (await self.control()).dismiss(jobs)

    async def show_again(self, jobs: Sequence[str]) -> None:
        await (await self.control()).dismiss(jobs, False)

    async def start_at(self, times: dict[str, float]) -> None:
        """Job to the time before which it does not begin: Unix time in seconds, or 0."""
        for when in sorted(set(times.values())):
            jobs = [job for job, one in times.items() if one == when]
            async with self._showing(jobs, lambda job, when=when: _ordered(job, start_at=when)):
                await (await self.control()).start_at(jobs, when)

    async def edit(self, job: str, order: NewJob, revision: int) -> None:
        async with self._showing((job,), lambda known: msgspec.structs.replace(known, order=order)):
            await (await self.control()).edit(job, order, revision)

    async def put_back(self, job: str, before: NewJob, after: NewJob) -> None:
        """Only what was edited here is edited back. Raises JobError if somebody else has edited it since."""
        known = await (await self._ready()).library.jobs.job(job)
        if known is None or known.order != before:
            raise JobError("This job was changed since.", remedy="Everything else can still be undone.", detail=job)
        await self.edit(job, after, known.revision)

    async def move(self, jobs: Sequence[str], before: str | None) -> None:
        async with self._holding(jobs):
            self._queue.show_moved(jobs, before)
            await (await self.control()).move(jobs, before)

    async def move_back(self, back: Back) -> None:
        for jobs, behind in back:
            still = [job for job in jobs if is_open(self._queue.order.place(job))]
            if still:
                before = next((one for one in behind if is_open(self._queue.order.place(one))), None)
                await self.move(still, before)

    async def pause_batch(self, batch: str, paused: bool) -> None:
        self._queue.show_paused(batch, paused)
        control = await self.control()
        try:
            await (control.pause_batch if paused else control.resume_batch)(batch)
        except Exception:
            self._queue.show_paused(batch, not paused)
            raise

    @asynccontextmanager
    async def _showing(self, jobs: Sequence[str], become: Callable[[Job], Job]) -> AsyncGenerator[None]:
        async with self._holding(jobs) as known:
            await self._queue.show_as([become(job) for job in known])
            yield

    @asynccontextmanager
    async def _holding(self, jobs: Iterable[str]) -> AsyncGenerator[list[Job]]:
        """Whatever is shown of `jobs` inside stays until the library says what became of them."""
        ids = tuple(jobs)
        self._queue.hold(ids)
        known = self._queue.those(ids)
        try:
            yield known
        except Exception:
            await self._queue.show_as(known)
            raise
        finally:
            self._queue.release(ids)

    @asynccontextmanager
    async def _stopping(self, jobs: Sequence[str]) -> AsyncGenerator[None]:
        """The grid says it as well."""
        before: dict[str, SetState] = {job: shown.state for job in jobs if (shown := self._grid.get(job)) is not None}
        async for some in in_pieces(tuple(before), _AT_ONCE):
            with self._grid.together():
                for job in some:
                    if (shown := self._grid.get(job)) is not None:
                        shown.stop()
        try:
            yield
        except Exception:
            with self._grid.together():
                for job, state in before.items():
                    if (shown := self._grid.get(job)) is not None:
                        shown.go_on(state)
            raise

    async def _stopped(self, jobs: Iterable[str]) -> None:
        """Until none of these stops any more: before that it cannot be asked for again. Raises JobError."""
        stopping = {job.id for job in self._queue.those(jobs) if job.state == "running" and job.cancel_requested}
        ended = asyncio.Event()

        def look() -> None:
            left = self._queue.those(stopping)
            if not any(job.state == "running" for job in left):
                ended.set()

        self._queue.changed.connect(look)
        try:
            look()
            await asyncio.wait_for(ended.wait(), _PATIENCE)
        except TimeoutError as error:
            raise JobError("What runs has not stopped yet.", remedy="Try it again when it has.") from error
        finally:
            self._queue.changed.disconnect(look)  # pyright: ignore[reportUnknownMemberType]


def _cancelled(job: Job) -> Job:
    """What runs says that it stops, and ends when it has."""
    if job.state == "running":
        return msgspec.structs.replace(job, cancel_requested=True)
    return msgspec.structs.replace(job, state="cancelled")


def _ordered(job: Job, **fields: object) -> Job:
    return msgspec.structs.replace(job, order=msgspec.structs.replace(job.order, **fields))
