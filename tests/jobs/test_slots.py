"""Slots: one for each run that a backend may be given, the next job begun while the last is saved, lanes, hours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest

from studio.jobs.slot import CONCLUDING
from studio.library.claiming import MOST_OVERTAKEN
from studio.recipe.events import Event, Finished, Picture
from studio.recipe.job import Job, NewJob
from studio.recipe.protocols import Saved
from studio.recipe.queue import Hours, Rules
from studio.recipe.recipe import ModelRef
from tests.jobs.conftest import Desk, eventually
from tests.jobs.scripted_backend import RECIPE, ScriptedBackend

OTHER = ModelRef(id="other", weights="1" * 64)


def pictures(events: list[Event]) -> list[int]:
    return [event.index for event in events if isinstance(event, Picture)]


class Gate:
    """Saving waits behind it."""

    def __init__(self, desk: Desk) -> None:
        self.open = asyncio.Event()
        self.waiting = 0
        self._save = desk.library.pictures.save
        desk.library.pictures.save = self._saved  # type: ignore[method-assign]

    async def _saved(self, job: Job, picture: Picture) -> Saved:
        self.waiting += 1
        await self.open.wait()
        return await self._save(job, picture)


@pytest.fixture
async def gate(desk: Desk) -> AsyncGenerator[Gate]:
    one = Gate(desk)
    yield one
    one.open.set()


async def test_the_next_job_is_made_while_the_last_is_saved(desk: Desk, gate: Gate):
    jobs = [await desk.enqueue(count=1, seed=seed) for seed in range(2)]
    await eventually(lambda: len(desk.backend.runs) == 2)
    assert [await desk.state(job) for job in jobs] == ["running", "running"]
    gate.open.set()
    for job in jobs:
        assert pictures(await desk.followed(job)) == [0]
        assert await desk.state(job) == "done"


async def test_a_disk_that_is_too_slow_holds_the_backend(desk: Desk, gate: Gate):
    jobs = [await desk.enqueue(count=1, seed=seed) for seed in range(CONCLUDING + 3)]
    await eventually(lambda: len(desk.backend.runs) == CONCLUDING + 1)
    await asyncio.sleep(0.3)
    assert len(desk.backend.runs) == CONCLUDING + 1
    gate.open.set()
    for job in jobs:
        assert pictures(await desk.followed(job)) == [0]
    assert len(desk.backend.runs) == len(jobs)


async def test_cancelling_a_job_that_is_being_saved_keeps_its_picture(desk: Desk, gate: Gate):
    job = await desk.enqueue(count=1)
    await eventually(lambda: gate.waiting)
    await desk.queue.cancel([job.id])
    gate.open.set()
    events = await desk.followed(job)
    assert pictures(events) == [0]
    assert len(await desk.assets(job)) == 1
    assert isinstance(events[-1], Finished)


async def test_pausing_and_resuming_a_job_that_is_being_saved_makes_nothing_twice(desk: Desk, gate: Gate):
    job = await desk.enqueue(count=2)
    await eventually(lambda: gate.waiting)
    await desk.queue.pause([job.id])
    await desk.queue.resume([job.id])
    await asyncio.sleep(0.3)
    assert len(desk.backend.runs) == 1
    gate.open.set()
    assert sorted(pictures(await desk.followed(job))) == [0, 1]
    asked = [index for run in desk.backend.runs for index in run.indexes]
    assert sorted(asked) == [0, 1]


async def test_closing_saves_what_is_made_of_every_run(home: Path):
    desk = Desk(home, ScriptedBackend(permits=2))
    await desk.dispatch.start()
    jobs = [await desk.enqueue(count=1, seed=seed) for seed in range(3)]
    await eventually(lambda: len(desk.backend.runs) == 3)
    await desk.dispatch.close()
    assert [await desk.state(job) for job in jobs] == ["done", "done", "waiting"]
    assert [len(await desk.assets(job)) for job in jobs] == [1, 1, 0]
    desk.ownership.release()
    desk.library.close()


@pytest.fixture
async def both(home: Path) -> AsyncGenerator[tuple[Desk, ScriptedBackend]]:
    """A home with the local backend and a remote one that takes three runs at once."""
    remote = ScriptedBackend(permits=0, concurrency=3)
    desk = Desk(home, ScriptedBackend(), remote=remote)
    await desk.dispatch.start()
    yield desk, remote
    await desk.close()


async def test_backends_work_beside_each_other_each_up_to_what_it_takes(both: tuple[Desk, ScriptedBackend]):
    desk, remote = both
    far = [await desk.enqueue(count=1, seed=seed, backend="remote") for seed in range(5)]
    await eventually(lambda: len(remote.runs) == 3)
    near = await desk.enqueue(count=2)
    assert pictures(await desk.followed(near)) == [0, 1]
    assert remote.at_once == 3
    remote.permits = 100
    for job in far:
        assert pictures(await desk.followed(job)) == [0]
    assert remote.at_once == 3
    assert desk.backend.at_once == 1
    assert {run.recipe.seed for run in remote.runs} == set(range(5))


async def test_urgent_work_takes_one_place_of_its_own_backend(both: tuple[Desk, ScriptedBackend]):
    desk, remote = both
    desk.backend.permits = 0
    far = [await desk.enqueue(count=1, lane="batch", seed=seed, backend="remote") for seed in range(3)]
    near = await desk.enqueue(count=1, lane="batch")
    await eventually(lambda: len(remote.runs) == 3 and desk.backend.runs)
    urgent = await desk.enqueue(count=1, seed=99, backend="remote")
    await eventually(lambda: len(remote.runs) == 4)
    assert remote.runs[-1].recipe.seed == 99
    assert len(desk.backend.runs) == 1
    while sorted([await desk.state(job) for job in far]) != ["running", "running", "waiting"]:
        await asyncio.sleep(0.01)
    remote.permits = desk.backend.permits = 100
    for job in (urgent, near, *far):
        assert pictures(await desk.followed(job)) == [0]


async def test_urgent_work_that_finds_a_free_place_stops_nothing(both: tuple[Desk, ScriptedBackend]):
    desk, remote = both
    far = [await desk.enqueue(count=1, lane="batch", seed=seed, backend="remote") for seed in range(2)]
    await eventually(lambda: len(remote.runs) == 2)
    await desk.enqueue(count=1, seed=99, backend="remote")
    await eventually(lambda: len(remote.runs) == 3)
    assert [await desk.state(job) for job in far] == ["running", "running"]
    remote.permits = 100


async def test_jobs_for_the_model_in_memory_go_together_and_nobody_starves(desk: Desk):
    desk.backend.permits = 0
    await desk.enqueue(count=1, lane="batch", seed=0)
    await eventually(lambda: desk.backend.runs)
    mine = msgspec.structs.replace(RECIPE, seed=1)
    orders = [
        NewJob(recipe=msgspec.structs.replace(mine, model=OTHER), count=1, lane="batch"),
        *[NewJob(recipe=msgspec.structs.replace(mine, seed=10 + n), count=1, lane="batch") for n in range(20)],
    ]
    jobs, _ = await desk.library.jobs.enqueue(orders)
    desk.backend.permits = 100
    await desk.reaches(jobs[0], "done")
    for job in jobs:
        await desk.reaches(job, "done")
    models = [run.recipe.model.id for run in desk.backend.runs]
    assert models.index("other") == MOST_OVERTAKEN + 1
    assert len(models) == 22


async def test_one_after_the_other_where_the_rules_say_so(desk: Desk):
    await desk.queue.set_rules(Rules(together=False))
    desk.backend.permits = 0
    await desk.enqueue(count=1, lane="batch", seed=0)
    await eventually(lambda: desk.backend.runs)
    other = msgspec.structs.replace(RECIPE, seed=1, model=OTHER)
    orders = [NewJob(recipe=other, count=1, lane="batch"), NewJob(recipe=RECIPE, count=1, lane="batch")]
    jobs, _ = await desk.library.jobs.enqueue(orders)
    desk.backend.permits = 100
    await desk.reaches(jobs[1], "done")
    assert [run.recipe.model.id for run in desk.backend.runs] == ["scripted", "other", "scripted"]


class Clock:
    """Unix time as the test sets it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def timed(home: Path) -> AsyncGenerator[tuple[Desk, Clock]]:
    clock = Clock()
    desk = Desk(home, ScriptedBackend(), clock=clock)
    await desk.dispatch.start()
    yield desk, clock
    await desk.close()


async def test_a_job_waits_for_its_time_and_then_begins_by_itself(home: Path):
    began = time.time()
    desk = Desk(home, ScriptedBackend())
    await desk.dispatch.start()
    later = await desk.enqueue(count=1, seed=1, start_at=time.time() + 1.5)
    now = await desk.enqueue(count=1, seed=2)
    assert pictures(await desk.followed(now)) == [0]
    assert pictures(await desk.followed(later)) == [0]
    assert time.time() - began > 1.4
    assert [run.recipe.seed for run in desk.backend.runs] == [2, 1]
    await desk.close()


async def test_a_time_may_be_given_and_taken_back(desk: Desk):
    desk.backend.permits = 0
    first, second = await desk.enqueue(count=1, seed=1), await desk.enqueue(count=1, seed=2)
    await eventually(lambda: desk.backend.runs)
    await desk.queue.start_at([second.id], time.time() + 3600)
    desk.backend.permits = 100
    await desk.followed(first)
    await asyncio.sleep(0.3)
    assert await desk.state(second) == "waiting"
    await desk.queue.start_at([second.id], 0.0)
    assert pictures(await desk.followed(second)) == [0]


async def test_a_clock_that_is_set_back_stalls_nothing_and_doubles_nothing(timed: tuple[Desk, Clock]):
    desk, clock = timed
    desk.backend.permits = 1
    running = await desk.enqueue(count=3, lane="batch")
    later = await desk.enqueue(count=1, lane="batch", seed=99, start_at=clock.now + 10)
    await eventually(lambda: desk.backend.permits == 0)
    clock.now -= 86_400.0
    desk.backend.permits = 100
    assert pictures(await desk.followed(running)) == [0, 1, 2]
    assert pictures(await desk.followed(await desk.enqueue(count=1, seed=50))) == [0]
    assert await desk.state(later) == "waiting"
    clock.now += 2 * 86_400.0
    desk.dispatch.runner.poke()
    assert pictures(await desk.followed(later)) == [0]
    made = [(run.recipe.seed, index) for run in desk.backend.runs for index in run.indexes]
    assert len(made) == len(set(made)) == 5


def minute_of(now: float) -> int:
    local = time.localtime(now)
    return local.tm_hour * 60 + local.tm_min


async def test_batch_work_begins_within_its_hours_only(timed: tuple[Desk, Clock]):
    desk, clock = timed
    begin = (minute_of(clock.now) + 60) % 1440
    await desk.queue.set_rules(Rules(hours=Hours(begin=begin, end=(begin + 60) % 1440)))
    batch, urgent = await desk.enqueue(count=1, lane="batch", seed=1), await desk.enqueue(count=1, seed=2)
    assert pictures(await desk.followed(urgent)) == [0]
    await asyncio.sleep(0.3)
    assert await desk.state(batch) == "waiting"
    clock.now += 3600.0
    desk.dispatch.runner.poke()
    assert pictures(await desk.followed(batch)) == [0]
    clock.now += 3600.0
    after = await desk.enqueue(count=1, lane="batch", seed=3)
    await asyncio.sleep(0.3)
    assert await desk.state(after) == "waiting"
    await desk.queue.set_rules(Rules())
    assert pictures(await desk.followed(after)) == [0]


async def test_hours_begin_by_themselves(home: Path):
    """At a full minute of the clock, which here is two seconds away."""
    ahead = 60.0 - time.time() % 60.0 - 2.0
    desk = Desk(home, ScriptedBackend(), clock=lambda: time.time() + ahead)
    await desk.dispatch.start()
    begin = (minute_of(time.time() + ahead) + 1) % 1440
    await desk.queue.set_rules(Rules(hours=Hours(begin=begin, end=(begin + 5) % 1440)))
    batch = await desk.enqueue(count=1, lane="batch")
    assert pictures(await desk.followed(batch)) == [0]
    await desk.close()
