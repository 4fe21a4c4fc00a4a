"""A time limit that counts only while this process is alive: sleep of the computer brings it no nearer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

LATE_SECONDS = 1.0
"""A tick that comes so much too late does not count: this process stood still, and others may have too."""


class AliveTimer:
    """Calls `due` once, after `seconds` of ticks that came in time, on the running loop."""

    def __init__(self, seconds: float, due: Callable[[], object]) -> None:
        self._left = seconds
        self._due = due
        self._tick = max(0.05, min(1.0, seconds / 8))
        self._loop = asyncio.get_running_loop()
        self._schedule()

    def cancel(self) -> None:
        """Harmless when it has gone off."""
        self._handle.cancel()

    def _schedule(self) -> None:
        self._expected = self._loop.time() + self._tick
        self._handle = self._loop.call_at(self._expected, self._ticked)

    def _ticked(self) -> None:
        if self._loop.time() - self._expected < LATE_SECONDS:
            self._left -= self._tick
        if self._left > 1e-6:
            self._schedule()
        else:
            self._due()
