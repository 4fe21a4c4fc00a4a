"""Hears what changes in the queue and reads it from the library, in one go however much it is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from studio.errors import StudioError
from studio.recipe.asset import Change
from studio.recipe.job import Job
from studio.recipe.queue import QueueState
from studio.workspace.core import Core
from studio.workspace.tasks import Tasks

Look = Callable[[Change, QueueState | None, Sequence[Job]], Coroutine[Any, Any, object]]
"""(what changed, the state of the queue if that did, the jobs that changed as they were read: see `fresh`)"""


class QueueNews:
    """`look` is told in the order of reading: what was read later is shown later."""

    def __init__(self, tasks: Tasks, look: Look) -> None:
        self._tasks = tasks
        self._look = look
        self._core: Core | None = None
        self._news = Change()
        self._reading: asyncio.Task[None] | None = None
        self._held: Counter[str] = Counter()
        """jobs that are being changed here: what the library says of them is looked at afterwards"""
        self._touched: set[str] = set()
        """jobs that were held since reading began: what was read of them may be older than what was done"""
        self.turn = asyncio.Lock()
        """held from reading the library to showing what it said"""

    def listen(self, core: Core) -> None:
        self._core = core
        core.changed.connect(self._heard)

    def end(self) -> None:
        if self._core is not None:
            self._core.changed.disconnect(self._heard)  # pyright: ignore[reportUnknownMemberType]

    def hold(self, jobs: Iterable[str]) -> None:
        """What the library says of these waits for `release`."""
        held = frozenset(jobs)
        self._held.update(held)
        self._touched |= held

    def release(self, jobs: Iterable[str]) -> None:
        """Look at them again."""
        released = frozenset(jobs)
        self._held.subtract(released)
        self._held += Counter()
        self.hear(Change(jobs=released))

    def _heard(self, change: Change) -> None:
        self.hear(change)

    def hear(self, change: Change) -> None:
        self._news |= change
        if self._core is not None and self._reading is None and (change.jobs or change.batches or change.queue):
            self._reading = self._tasks.start(self._catch_up(self._core), "look at the queue")

    async def caught_up(self) -> None:
        """Until what was heard so far is shown, or could not be read."""
        if self._reading is not None:
            await asyncio.wait({self._reading})

    async def _catch_up(self, core: Core) -> None:
        """What comes in a burst is read in one go."""
        news = Change()
        try:
            while self._pending():
                async with self.turn:
                    news = self._pending()
                    self._news = Change(jobs=self._news.jobs - news.jobs)
                    await self._read(core, news)
        except StudioError:
            self._news |= news  # looked at with what comes next
            raise
        finally:
            self._reading = None

    def _pending(self) -> Change:
        """What is to be looked at now: jobs that are being changed here are not."""
        news = self._news
        return Change(jobs=frozenset(news.jobs - self._held.keys()), batches=news.batches, queue=news.queue)

    async def _read(self, core: Core, news: Change) -> None:
        self._touched.clear()
        state = await core.queue.state() if news.queue else None
        jobs = await core.library.jobs.these(sorted(news.jobs)) if news.jobs else ()
        await self._look(news, state, jobs)

    def fresh(self, jobs: Iterable[Job]) -> list[Job]:
        """Those of what was read that nobody has begun to change here since."""
        return [job for job in jobs if job.id not in self._touched]
