"""Learns from every finished picture how fast its model runs here, and tells the store now and then."""

from __future__ import annotations

import contextlib
import time

from studio.errors import StorageError
from studio.recipe.events import Picture
from studio.recipe.protocols import JobStore
from studio.recipe.speed import Speed

TELL_SECONDS = 3.0
"""between two writes"""


class Learning:
    """What this process saw, on top of what was known when it began to run the queue."""

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._speeds: dict[str, Speed] = {}
        self._fresh: set[str] = set()
        self._told = float("-inf")

    async def begin(self) -> None:
        """Raises StorageError."""
        self._speeds = {**await self._store.speeds(), **self._speeds}

    def see(self, picture: Picture) -> None:
        model = picture.recipe.model.id
        self._speeds[model] = self._speeds.get(model, Speed()).with_receipt(picture.receipt, picture.recipe)
        self._fresh.add(model)

    async def tell(self, *, now: bool = False) -> None:
        """Keep what is new, unless that was done just now. What cannot be kept is learned again."""
        if not self._fresh or (not now and time.monotonic() - self._told < TELL_SECONDS):
            return
        fresh, self._fresh = self._fresh, set()
        self._told = time.monotonic()
        with contextlib.suppress(StorageError):
            for model in fresh:
                await self._store.learn(model, self._speeds[model])
