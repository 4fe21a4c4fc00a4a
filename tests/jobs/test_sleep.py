"""A process that stood still notices it by the clock that runs on."""

from __future__ import annotations

import asyncio

from studio.jobs.sleep import SLEPT_SECONDS, TICK_SECONDS, awake_or_asleep, watch_sleep


async def seen(steps: list[float]) -> list[float]:
    """What is told while the clock goes on by `steps` between two looks."""
    lost: list[float] = []
    times, left = [0.0], iter(steps)

    def clock() -> float:
        """Asked before and after each tick."""
        times.append(times[-1] + next(left, 0.0))
        return times[-1]

    watching = asyncio.create_task(watch_sleep(lost.append, clock))
    await asyncio.sleep(2.5 * TICK_SECONDS)
    watching.cancel()
    return lost


async def test_a_late_tick_is_told_once():
    assert await seen([0.0, TICK_SECONDS + 600.0]) == [600.0]


async def test_a_busy_machine_is_no_sleep():
    assert await seen([0.0, TICK_SECONDS + SLEPT_SECONDS - 0.1, 0.0, TICK_SECONDS + 1.0]) == []


def test_the_clock_cannot_be_set():
    first = awake_or_asleep()
    assert 0.0 <= awake_or_asleep() - first < 60.0
