"""Window and command line at the same time: whatever order their actions fall in, none of them is lost or doubled."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import msgspec
import pytest

from studio.errors import JobError
from studio.library import Library
from studio.paths import Home
from studio.recipe.events import Failed
from tests.library.samples import order

STEPS = 120
LOST = Failed(kind="EngineLost", message="It ended.")


class Hand:
    """One process; counts what it was told to have done."""

    def __init__(self, library: Library, seed: int, done: Counter[tuple[str, str]]) -> None:
        self._jobs = library.jobs
        self._chance = random.Random(seed)
        self._done = done

    async def work(self) -> None:
        actions = (self.claim, self.claim, self.leave, self.leave, self.edit, self.edit, self.move, self.copy)
        for _ in range(STEPS):
            try:
                await self._chance.choice(actions)()
            except JobError:  # the other hand was quicker
                continue

    async def some(self) -> str:
        return self._chance.choice(await self._jobs.jobs()).id

    async def claim(self) -> None:
        job, _ = await self._jobs.claim(["interactive", "batch"], model="none")
        if job is not None:
            self._done[job.id, "begun"] += 1

    async def leave(self) -> None:
        job = await self.some()
        how = self._chance.choice((self._jobs.release, self._jobs.finish, lambda one: self._jobs.fail(one, LOST)))
        await how(job)
        self._done[job, "left"] += 1

    async def edit(self) -> None:
        seen = await self._jobs.job(await self.some())
        assert seen is not None
        await self._jobs.edit(
            seen.id, msgspec.structs.replace(seen.order, start_at=seen.order.start_at + 1), seen.revision
        )
        self._done[seen.id, "edited"] += 1

    async def move(self) -> None:
        await self._jobs.move([await self.some(), await self.some()], await self.some())

    async def copy(self) -> None:
        copies, _ = await self._jobs.duplicate([await self.some()])
        self._done[copies[0].id, "copied"] += 1
        self._done[copies[0].id, "inherited"] = int(copies[0].order.start_at)


@pytest.mark.parametrize("seed", range(4))
async def test_no_job_runs_twice_and_no_update_is_lost(place: Home, seed: int) -> None:
    done: Counter[tuple[str, str]] = Counter()
    window, line = Library.open(place), Library.open(place)
    try:
        first, _ = await window.jobs.enqueue([order(lane="batch")] * 4)
        hands = [Hand(one, 2 * seed + number, done) for number, one in enumerate((window, line))]
        await asyncio.gather(*(hand.work() for hand in hands))
        jobs = await window.jobs.jobs()
        assert jobs == await line.jobs.jobs()
    finally:
        window.close()
        line.close()
    for job in jobs:
        assert job.attempts == done[job.id, "begun"]
        assert (job.state == "running") == (done[job.id, "begun"] - done[job.id, "left"] == 1)
        assert done[job.id, "begun"] - done[job.id, "left"] in (0, 1)
        assert job.revision == job.order.start_at - done[job.id, "inherited"] == done[job.id, "edited"]
    assert {job.id for job in jobs} - {job.id for job in first} == {job for job, what in done if what == "copied"}
    assert len({job.rank for job in jobs}) == len(jobs)
    assert sum(done[job.id, "begun"] for job in jobs) > 10
