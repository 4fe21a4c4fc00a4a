"""The batches of the queue: their names, whether they are paused, and how far they are, as the library counts them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import msgspec

from studio.recipe.queue import BatchState
from studio.workspace.core import Core
from studio.workspace.tasks import Tasks

_PAUSE = 0.5
"""seconds between two countings"""


class Batches:
    """`changed(before, now)` hears of each that is new or different; `before` is None for a new one."""

    def __init__(self, tasks: Tasks, changed: Callable[[BatchState | None, BatchState], object]) -> None:
        self._tasks = tasks
        self._changed = changed
        self._known: dict[str, BatchState] = {}
        self._counting = False
        self._stale = False

    def get(self, batch: str) -> BatchState | None:
        return self._known.get(batch)

    def name(self, batch: str) -> str:
        """Blank for none, and for one that is not known yet."""
        known = self._known.get(batch)
        return "" if known is None else known.batch.name

    def every(self) -> Iterable[BatchState]:
        return self._known.values()

    def knows(self, batches: Iterable[str]) -> bool:
        return all(batch in self._known for batch in batches)

    async def read(self, core: Core, *, unfinished: bool = True) -> None:
        for one in await core.queue.batches(unfinished=unfinished):
            self._put(one)

    def show_paused(self, batch: str, paused: bool) -> None:
        """Until the library is read again."""
        if (known := self._known.get(batch)) is not None:
            self._put(msgspec.structs.replace(known, paused=paused))

    def _put(self, one: BatchState) -> None:
        before = self._known.get(one.batch.id)
        self._known[one.batch.id] = one
        if before != one:
            self._changed(before, one)

    def count_later(self, core: Core) -> None:
        """Soon, and at most twice a second."""
        self._stale = True
        if not self._counting:
            self._counting = True
            self._tasks.start(self._count(core), "count the batches")

    async def _count(self, core: Core) -> None:
        try:
            while self._stale:
                self._stale = False
                await self.read(core)
                await asyncio.sleep(_PAUSE)
        finally:
            self._counting = False
