"""Says what came to hold or to block the queue: once, in every process that watches it."""

from __future__ import annotations

from collections.abc import Callable

from studio.recipe.protocols import JobStore
from studio.recipe.queue import QueueState


class HoldNews:
    """What the user did on purpose is no news; nor is what stood there before this process came."""

    def __init__(self, store: JobStore, noticed: Callable[[str], None]) -> None:
        self._store = store
        self._noticed = noticed
        self._known = QueueState()

    async def begin(self) -> None:
        """Raises StorageError."""
        self._known = await self._store.state()

    async def look(self, *, owner: bool) -> None:
        """After a change of the queue's state. The owner knows by itself what it waits for. Raises StorageError."""
        before, self._known = self._known, await self._store.state()
        for lane, hold in self._known.holds.items():
            if hold.cause != "user" and hold != before.holds.get(lane):
                self._noticed(hold.message)
        blocked = self._known.blocked
        if blocked is not None and blocked != before.blocked and not owner:
            self._noticed(f"{blocked.message} {blocked.remedy} The queue goes on by itself when that is mended.")
