"""When a preview is worth its cost: at most ten a second, and at most a quarter of the time; and how large it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from studio.pixels.compositing import Rows, covering

LARGEST = 512
"""pixels, longer side"""
INTERVAL_SECONDS = 0.1
SHARE = 0.25


def small(picture: Rows) -> Rows:
    """A picture as a preview shows it; itself where it is small enough."""
    height, width = picture.shape[:2]
    scale = min(1.0, LARGEST / max(height, width))
    return covering(picture, max(1, round(width * scale)), max(1, round(height * scale)))


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
