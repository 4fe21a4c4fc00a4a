"""Waiting for something to come true on the running loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PATIENCE = 5.0


async def until(condition: Callable[[], object]) -> None:
    """Return when `condition()` is true; fail after five seconds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        await asyncio.sleep(0.005)
