"""Notices that this process stood still: the computer slept, or somebody stopped it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

TICK_SECONDS = 1.0
SLEPT_SECONDS = 5.0
"""A tick that comes so much too late was not held up by work."""


def awake_or_asleep() -> float:
    """Seconds of a clock that also runs while the computer sleeps and that nobody can set."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


async def watch_sleep(slept: Callable[[float], None], clock: Callable[[], float] = awake_or_asleep) -> None:
    """Call `slept` with the seconds that were lost, each time some were; until cancelled."""
    while True:
        before = clock()
        await asyncio.sleep(TICK_SECONDS)
        lost = clock() - before - TICK_SECONDS
        if lost > SLEPT_SECONDS:
            slept(lost)
