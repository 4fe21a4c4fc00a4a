"""Waiting for facts: whoever changes one tells, whoever waits looks again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class News:
    """On one event loop; never blocks, keeps nothing."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def tell(self) -> None:
        """Some fact has changed."""
        self._event.set()  # wakes all who wait now
        self._event.clear()

    async def until(self, done: Callable[[], bool]) -> None:
        """Return when `done()`; it is asked now and after every piece of news."""
        while not done():
            await self._event.wait()
