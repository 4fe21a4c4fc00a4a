"""Work of the catalogue in threads: it ends soon when its task is cancelled, and says on the loop how far it is."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_EVERY = 0.1
"""seconds between two tellings at least"""
_LOOKS_BACK = 5.0
"""seconds that a speed is the mean of"""


async def in_thread(stop: threading.Event, call: Callable[[], T]) -> T:
    """What `call` returns; `stop` is set if whoever waits for it is cancelled."""
    try:
        return await asyncio.to_thread(call)
    except asyncio.CancelledError:
        stop.set()
        raise


class Relay(Generic[T]):
    """Call it from any thread as often as you like: `tell` gets the newest on the loop, ten times a second at most."""

    def __init__(self, tell: Callable[[T], object]) -> None:
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._last = float("-inf")
        self._newest: T | None = None
        self._due = False

    def __call__(self, news: T) -> None:
        self._newest = news
        if not self._due:
            self._due = True
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
                self._loop.call_soon_threadsafe(self._schedule)

    def _schedule(self) -> None:
        self._loop.call_later(max(0.0, self._last + _EVERY - self._loop.time()), self._deliver)

    def _deliver(self) -> None:
        """First open for more, then say the newest: nothing that came meanwhile is left out at the end."""
        self._due = False
        self._last = self._loop.time()
        if self._newest is not None:
            self._tell(self._newest)


class Pace:
    """Bytes a second of late."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` gives seconds of a steady clock."""
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def of(self, fetched: int) -> float:
        """When `fetched` bytes have come altogether; 0 while nobody can tell."""
        now = self._clock()
        self._seen.append((now, fetched))
        while len(self._seen) > 2 and now - self._seen[1][0] >= _LOOKS_BACK:
            self._seen.popleft()
        began, before = self._seen[0]
        return (fetched - before) / (now - began) if now > began else 0.0
