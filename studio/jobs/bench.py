"""What every run works with: one of each for all slots of a runner."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from studio.jobs.ladder import Ladder
from studio.jobs.learning import Learning
from studio.jobs.patience import Patience
from studio.jobs.streams import Streams
from studio.recipe.asset import Change
from studio.recipe.job import Job, Lane
from studio.recipe.protocols import JobStore, PictureStore

if TYPE_CHECKING:
    from studio.jobs.attempt import Attempt


class Shelves(Protocol):
    """Where jobs come from and pictures go to."""

    @property
    def jobs(self) -> JobStore: ...

    @property
    def pictures(self) -> PictureStore: ...


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Shared by slots, attempts and conclusions."""

    library: Shelves
    streams: Streams
    patience: Patience
    learning: Learning
    changed: Callable[[Change], None]
    noticed: Callable[[str], None]
    previews: Callable[[], bool] = lambda: True
    clock: Callable[[], float] = time.time
    """Unix time, seconds; it may be set back"""
    ladder: Ladder = field(default_factory=Ladder)
    attempts: set[Attempt] = field(default_factory=set["Attempt"])
    """from their beginning until their jobs have the state that they led to"""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """nothing new is begun, and storage that refuses is not waited for"""

    async def claim(self, lanes: Sequence[Lane], backend: str, weights: str | None = None) -> tuple[Job | None, Change]:
        """The next job for `backend` by the clock as it is now. Raises StorageError."""
        now = self.clock()
        local = time.localtime(now)
        minute = local.tm_hour * 60 + local.tm_min
        return await self.library.jobs.claim(lanes, backend=backend, model=weights, now=now, minute=minute)
