"""Cancel at random moments: the answer is at once, the engine is free again, and nobody else is touched."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from studio.core import Studio
from studio.paths import home_at
from studio.recipe.draft import Draft
from studio.recipe.events import Cancelled, Event, Finished, Picture, Progress
from tests.flow.audit import audit
from tests.flow.command import PROMPT, engines


@pytest.fixture
async def studio(home: Path) -> AsyncIterator[Studio]:
    studio = Studio(home_at(home))
    await studio.start()
    yield studio
    await studio.close()


async def hear(studio: Studio, job: str, told: Callable[[Event], None]) -> None:
    async for event in studio.follow(job):
        told(event)


async def events_of(studio: Studio, job: str) -> list[Event]:
    return [event async for event in studio.follow(job)]


def phase_of(events: list[Event]) -> str:
    """Where a run stands by what it has said last."""
    if events and isinstance(events[-1], (Cancelled, Finished)):
        return "finished"
    return next((event.phase for event in reversed(events) if isinstance(event, Progress)), "waiting")


def draft(seed: int, count: int = 3) -> Draft:
    return Draft(prompt=PROMPT, width=256, height=256, seed=seed, count=count)


@pytest.mark.parametrize("rounds", [8, pytest.param(100, marks=(pytest.mark.soak, pytest.mark.timeout(3600)))])
async def test_cancel_at_random_moments(studio: Studio, home: Path, rounds: int) -> None:
    """Reports the seconds from cancel to the answer, and from cancel to the next run's first denoising step."""
    began = time.monotonic()
    await events_of(studio, (await studio.make(draft(1))).job.id)
    cold = time.monotonic() - began
    began = time.monotonic()
    await events_of(studio, (await studio.make(draft(2))).job.id)
    warm = time.monotonic() - began
    pick = random.Random(3)
    answered: list[float] = []
    free: dict[bool, list[float]] = {False: [], True: []}
    phases: Counter[str] = Counter()
    for round_ in range(rounds):
        starting = round_ % 6 == 5  # now and then the cancel meets an engine that starts or loads
        for engine in engines() if starting else ():
            engine.kill()
        made = await studio.make(draft(100 * round_ + 7))
        events: list[Event] = []
        following = asyncio.create_task(hear(studio, made.job.id, events.append))
        await asyncio.sleep(pick.uniform(0.0, 1.05) * (cold if starting else warm))
        asked = time.monotonic()
        phases[phase_of(events)] += 1
        await studio.cancel(made.job.id)
        await following
        answered.append(time.monotonic() - asked)
        assert isinstance(events[-1], (Cancelled, Finished))
        free[starting].append(await seconds_to_work_again(studio, asked, seed=100 * round_ + 50))
    print(f"\ncancel, {rounds} runs: answered after {spread(answered)}; asked while {dict(phases)}")
    print(f"cancel, next run denoises after {spread(free[False])}; where the engine was starting, {spread(free[True])}")
    await studio.close()
    await audit(home)


def spread(figures: list[float]) -> str:
    return f"median {statistics.median(figures):.3f} s, max {max(figures):.3f} s"


async def seconds_to_work_again(studio: Studio, since: float, seed: int) -> float:
    made = await studio.make(draft(seed, count=1))
    first = 0.0
    async for event in studio.follow(made.job.id):
        if isinstance(event, Progress) and event.phase == "denoising" and not first:
            first = time.monotonic() - since
        last = event
    assert isinstance(last, Finished), f"the run after a cancel did not work: {last}"
    return first


async def test_cancelling_a_waiting_run_never_touches_the_running_one(studio: Studio) -> None:
    running = await studio.make(draft(1, count=4))
    waiting = await studio.make(draft(50, count=2))
    following = asyncio.create_task(events_of(studio, running.job.id))
    await asyncio.sleep(0.5)
    await studio.cancel(waiting.job.id)
    assert isinstance((await events_of(studio, waiting.job.id))[-1], Cancelled)
    events = await following
    assert isinstance(events[-1], Finished)
    assert [event.index for event in events if isinstance(event, Picture)] == [0, 1, 2, 3]
