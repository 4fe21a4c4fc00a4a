"""Time limits: they come when they should, and not because this process stood still."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

from studio.backends.alive import AliveTimer

COUNTS = """
import asyncio, sys, time
from studio.backends.alive import AliveTimer

async def main():
    due = asyncio.Event()
    AliveTimer(1.5, due.set)
    print("begun", flush=True)
    await due.wait()
    print("due", flush=True)

asyncio.run(main())
"""


async def test_it_goes_off_once_after_its_time():
    times: list[float] = []
    began = time.monotonic()
    timer = AliveTimer(0.5, lambda: times.append(time.monotonic() - began))
    await asyncio.sleep(1.2)
    assert len(times) == 1
    assert times[0] >= 0.45
    timer.cancel()


async def test_it_can_be_cancelled():
    times: list[int] = []
    AliveTimer(0.2, lambda: times.append(1)).cancel()
    await asyncio.sleep(0.5)
    assert times == []


async def test_a_tick_that_comes_seconds_late_does_not_count():
    times: list[float] = []
    AliveTimer(0.4, lambda: times.append(time.monotonic()))
    time.sleep(2.0)  # the whole process stands still
    stood = time.monotonic()
    await asyncio.sleep(1.5)
    assert len(times) == 1
    assert times[0] - stood >= 0.3


def test_a_process_that_was_stopped_still_has_its_time():
    with subprocess.Popen([sys.executable, "-c", COUNTS], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        began = time.monotonic()
        os.kill(child.pid, signal.SIGSTOP)
        time.sleep(4.0)
        os.kill(child.pid, signal.SIGCONT)
        assert child.stdout.readline() == "due\n"
        assert time.monotonic() - began >= 4.0 + 0.9
