"""What failed is tried again, then set aside with its reason while the rest goes on; failures in a row are a halt."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from studio.backends.backend import FRUGAL, Request
from studio.recipe.events import Event, Failed, Finished, Notice, Picture
from studio.recipe.queue import Hold, Rules
from tests.jobs.conftest import Desk, eventually
from tests.jobs.scripted_backend import ScriptedBackend

MEMORY = Failed(kind="OutOfMemory", message="There is not enough memory.", remedy="Make it smaller.")
LOST = Failed(kind="EngineLost", message="The engine ended unexpectedly.", remedy="Close other programs.")
BROKEN = Failed(kind="ModelDamaged", message="The model is damaged.", remedy="Get it again.")
UNSTARTED = Failed(kind="EngineStartFailed", message="The engine could not be started.", remedy="Run the doctor.")


def pictures(events: list[Event]) -> list[int]:
    return [event.index for event in events if isinstance(event, Picture)]


async def held_by_failures(desk: Desk) -> Hold:
    async with asyncio.timeout(20):
        while (hold := (await desk.library.jobs.state()).holds.get("batch")) is None:
            await asyncio.sleep(0.01)
    assert hold.cause == "failures"
    return hold


async def test_memory_is_saved_step_by_step_for_what_is_missing(desk: Desk):
    def too_large(request: Request, index: int) -> Failed | None:
        return MEMORY if index >= 1 and request.frugal < FRUGAL else None

    desk.backend.before = too_large
    job = await desk.enqueue(count=3, lane="batch")
    events = await desk.followed(job)
    assert pictures(events) == [0, 1, 2]
    assert isinstance(events[-1], Finished)
    assert [run.frugal for run in desk.backend.runs] == [0, 1, 2]
    assert [run.indexes for run in desk.backend.runs] == [(0, 1, 2), (1, 2), (1, 2)]
    assert sum(isinstance(event, Notice) and "memory" in event.message for event in events) == FRUGAL


async def test_what_does_not_fit_at_all_is_set_aside_and_the_rest_goes_on(desk: Desk):
    desk.backend.before = lambda request, index: MEMORY if request.recipe.seed == 1 else None
    large = await desk.enqueue(count=2, lane="batch", seed=1)
    small = await desk.enqueue(count=2, lane="batch", seed=2)
    assert (await desk.followed(large))[-1] == MEMORY
    assert pictures(await desk.followed(small)) == [0, 1]
    assert (await desk.job(large)).failure == MEMORY
    assert await desk.state(large) == "failed"


async def test_the_next_of_the_kind_begins_where_the_last_one_fitted(desk: Desk):
    desk.backend.before = lambda request, index: MEMORY if request.frugal < 1 else None
    for seed in range(3):
        await desk.followed(await desk.enqueue(count=1, lane="batch", seed=seed))
    assert [run.frugal for run in desk.backend.runs] == [0, 1, 1, 1]


@pytest.mark.parametrize("kind", ["EngineLost", "EngineHung"])
async def test_a_lost_engine_gives_a_job_one_more_try(desk: Desk, kind: str):
    lost = msgspec.structs.replace(LOST, kind=kind)
    desk.backend.before = lambda request, index: lost if len(desk.backend.runs) == 1 else None
    job = await desk.enqueue(count=2)
    assert pictures(await desk.followed(job)) == [0, 1]
    assert [run.again for run in desk.backend.runs] == [False, True]


async def test_a_job_that_takes_its_engines_along_is_set_aside(desk: Desk):
    desk.backend.before = lambda request, index: LOST if request.recipe.seed == 1 else None
    bad, good = await desk.enqueue(seed=1), await desk.enqueue(seed=2)
    assert (await desk.followed(bad))[-1] == LOST
    assert pictures(await desk.followed(good)) == [0, 1]
    assert len([run for run in desk.backend.runs if run.recipe.seed == 1]) == 2


async def test_a_cancel_in_the_middle_of_tries_is_the_end(desk: Desk):
    desk.backend.permits = 0
    desk.backend.failure = MEMORY
    job = await desk.enqueue(count=1)
    await eventually(lambda: desk.backend.runs)
    await desk.queue.cancel([job.id])
    await desk.followed(job)
    assert await desk.state(job) == "cancelled"
    assert len(desk.backend.runs) == 1


async def test_retry_makes_what_is_missing(desk: Desk):
    desk.backend.before = lambda request, index: BROKEN if index == 1 and len(desk.backend.runs) == 1 else None
    job = await desk.enqueue(count=3)
    assert (await desk.followed(job))[-1] == BROKEN
    await desk.queue.retry([job.id])
    await desk.reaches(job, "done")
    assert [run.indexes for run in desk.backend.runs] == [(0, 1, 2), (1, 2)]


async def test_failures_in_a_row_hold_the_batch_lane(desk: Desk):
    await desk.queue.set_rules(Rules(stop_after=2))
    desk.backend.before = lambda request, index: BROKEN if request.recipe.seed in (1, 3, 4) else None
    jobs = [await desk.enqueue(count=1, lane="batch", seed=seed) for seed in (1, 2, 3, 4, 5)]
    hold = await held_by_failures(desk)
    assert "2 jobs in a row" in hold.message
    assert BROKEN.message in hold.message
    await eventually(lambda: hold.message in desk.sentences)
    for job, state in zip(jobs, ("failed", "done", "failed", "failed", "waiting"), strict=True):
        await desk.reaches(job, state)
    assert pictures(await desk.followed(await desk.enqueue(count=1, seed=50))) == [0]
    await desk.queue.go_on()
    assert pictures(await desk.followed(jobs[-1])) == [0]
    assert (await desk.queue.state()).holds == {}


async def test_without_the_rule_everything_is_tried(desk: Desk):
    desk.backend.before = lambda request, index: BROKEN
    jobs = [await desk.enqueue(count=1, lane="batch", seed=seed) for seed in range(6)]
    for job in jobs:
        assert (await desk.followed(job))[-1] == BROKEN
    assert (await desk.queue.state()).holds == {}


async def test_an_engine_that_cannot_start_fails_no_plan(desk: Desk):
    desk.backend.before = lambda request, index: UNSTARTED
    jobs = [await desk.enqueue(count=1, lane="batch", seed=seed) for seed in range(3)]
    hold = await held_by_failures(desk)
    assert hold.message == f"{UNSTARTED.message} {UNSTARTED.remedy}"
    for job in jobs:
        await desk.reaches(job, "waiting")
    desk.backend.before = lambda request, index: None
    await desk.queue.go_on()
    for job in jobs:
        assert pictures(await desk.followed(job)) == [0]


async def test_an_engine_that_cannot_start_tells_who_waits_for_a_picture(desk: Desk):
    desk.backend.before = lambda request, index: UNSTARTED
    assert (await desk.followed(await desk.enqueue(count=1)))[-1] == UNSTARTED


async def test_a_plan_with_a_bad_row_is_made_and_listed_whatever_befalls_that_row(desk: Desk, tmp_path: Path):
    desk.backend.before = lambda request, index: BROKEN if request.recipe.seed == 2 else None
    orders = [(await desk.job(await desk.enqueue(count=1, seed=seed))).order for seed in (1, 2, 3)]
    jobs = await desk.enqueue_batch("spring", orders, tmp_path / "spring")
    for job, state in zip(jobs, ("done", "failed", "done"), strict=True):
        await desk.reaches(job, state)
    await eventually(lambda: (tmp_path / "spring" / "manifest.json").exists())
    async with asyncio.timeout(20):
        while await desk.queue.batches(unfinished=True):
            await asyncio.sleep(0.02)


async def test_lists_that_a_dead_owner_did_not_write_are_written_by_the_next(home: Path, tmp_path: Path):
    dead = Desk(home, ScriptedBackend())
    order = (await dead.job(await dead.enqueue(count=1))).order
    (job,) = await dead.enqueue_batch("spring", [order], tmp_path / "spring")
    await dead.library.jobs.cancel(job.id)
    assert await dead.queue.batches(unfinished=True)
    dead.ownership.release()
    dead.library.close()
    owner = Desk(home, ScriptedBackend())
    await owner.dispatch.start()
    async with asyncio.timeout(20):
        while await owner.queue.batches(unfinished=True):
            await asyncio.sleep(0.02)
    await owner.close()
