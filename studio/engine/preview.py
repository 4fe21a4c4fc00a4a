"""When a preview is worth its cost: at most ten a second, and at most a quarter of the time."""

from __future__ import annotations

import time
from collections.abc import Callable

INTERVAL_SECONDS = 0.1
SHARE = 0.25


class PreviewPace:
    """Decides, from what previews have cost so far, whether another one is due. The first always is."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._cost = 0.0
        self._last = float("-inf")

    def due(self) -> bool:
        passed = self._clock() - self._last
        return passed >= INTERVAL_SECONDS and self._cost <= SHARE * passed

    def begin(self) -> None:
        """A preview is being made."""
        self._began = self._clock()

    def end(self) -> None:
        """It is made."""
        self._last = self._clock()
        self._cost = self._last - self._began
