"""The owner's slots: one for each run that a backend may be given at once, and what stops and wakes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping

from studio.backends.backend import Backend, Request
from studio.jobs.attempt import Attempt
from studio.jobs.bench import Bench
from studio.jobs.conclusion import Conclusion
from studio.jobs.live import LiveLane
from studio.jobs.slot import Slot
from studio.recipe.asset import Change
from studio.recipe.events import Event
from studio.recipe.job import LOCAL, Lane


class Runner:
    """Runs the jobs of a home from `start` to `close`; each backend works on its own, beside the others."""

    def __init__(self, backends: Mapping[str, Backend], bench: Bench) -> None:
        """`backends` by name; the local one is among them, and serves the live lane."""
        self._bench = bench
        self._live = LiveLane(backends[LOCAL], self._make_room_for_live)
        conclusion = Conclusion(bench)
        self._slots = {
            name: [
                Slot(name, backend, bench, conclusion, self._heed, self._live if (name, number) == (LOCAL, 0) else None)
                for number in range(backend.concurrency)
            ]
            for name, backend in backends.items()
        }
        self._held: frozenset[Lane] = frozenset()
        self._paused: frozenset[str] = frozenset()
        """batches"""
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def started(self) -> bool:
        return bool(self._tasks)

    @property
    def busy(self) -> bool:
        return bool(self._bench.attempts)

    @property
    def busy_with_batches(self) -> bool:
        return any(attempt.job.order.lane == "batch" for attempt in self._bench.attempts)

    async def start(self) -> None:
        """Raises StorageError, and then nothing was begun."""
        await self._bench.learning.begin()
        await self._look_at_holds()
        await self._look_at_batches()
        self._tasks = [asyncio.create_task(slot.run(), name="slot") for slots in self._slots.values() for slot in slots]

    async def close(self) -> None:
        """Put what runs back into the queue and stop. What is finished is saved, unless the storage refuses it."""
        self._bench.closing.set()
        self._live.stop()
        for attempt in self._bench.attempts:
            attempt.stop("hold")
            attempt.give_up()
        self.poke()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._bench.learning.tell(now=True)
        await self._bench.patience.close()

    def live(self, request: Request) -> AsyncGenerator[Event]:
        """Make this now, keep nothing; a newer call supersedes it."""
        return self._live.ask(request)

    def poke(self) -> None:
        """There may be work."""
        for slots in self._slots.values():
            for slot in slots:
                slot.poke()

    def stop(self, job: str) -> None:
        """Cancel `job` if it runs here."""
        for attempt in self._bench.attempts:
            if attempt.job.id == job:
                attempt.stop("cancel")

    async def look(self, change: Change) -> None:
        """The queue has changed, by whomever: see what has to stop, to make room or to begin. Raises StorageError."""
        if change.queue:
            await self._look_at_holds()
        if change.batches:
            await self._look_at_batches()
        for attempt in tuple(self._bench.attempts):
            if attempt.job.id in change.jobs or self._is_held(attempt):
                await self._heed(attempt)
        if change:
            await self._make_room()
            self.poke()

    async def _look_at_holds(self) -> None:
        self._held = frozenset((await self._bench.library.jobs.state()).holds)

    async def _look_at_batches(self) -> None:
        unfinished = await self._bench.library.jobs.batches(unfinished=True)
        self._paused = frozenset(state.batch.id for state in unfinished if state.paused)

    def _is_held(self, attempt: Attempt) -> bool:
        order = attempt.job.order
        return order.lane in self._held or order.batch in self._paused

    async def _is_still_held(self, attempt: Attempt) -> bool:
        """It may have been let go since that was looked at, and hence have begun."""
        await self._look_at_holds()
        await self._look_at_batches()
        return self._is_held(attempt)

    async def _heed(self, attempt: Attempt) -> None:
        """Stop what was cancelled, paused or held, here or elsewhere."""
        if self._bench.closing.is_set() or (self._is_held(attempt) and await self._is_still_held(attempt)):
            attempt.stop("hold")
        job = await self._bench.library.jobs.job(attempt.job.id)
        if job is None or job.cancel_requested:
            attempt.stop("cancel")
        elif job.state == "paused":
            attempt.stop("hold")

    async def _make_room(self) -> None:
        """Interactive work goes before batch work at once, at each backend that has no place left for it."""
        for name, slots in self._slots.items():
            while not any(slot.idle for slot in slots) and any(slot.makes_room for slot in slots):
                job, change = await self._bench.claim(("interactive",), name)
                if job is None:
                    break
                self._bench.changed(change)
                next((slot for slot in slots if slot.makes_room), slots[0]).take_next(job)

    def _make_room_for_live(self) -> None:
        slot = self._slots[LOCAL][0]
        if slot.attempt is not None and slot.attempt.stopped is None:
            slot.attempt.stop("yield")
        slot.poke()
