"""What may be asked of the queue: by its owner and by another process, alike."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest

from studio.errors import JobError
from studio.jobs.estimate import seconds_of
from studio.recipe.asset import Change
from studio.recipe.events import Cancelled, Event, Failed, Picture
from studio.recipe.job import Job
from studio.recipe.queue import Hold, Rules
from studio.recipe.receipt import Seconds
from studio.recipe.recipe import Recipe
from tests.jobs.conftest import Desk, eventually
from tests.jobs.scripted_backend import RECIPE, ScriptedBackend, picture


def pictures(events: list[Event]) -> list[int]:
    return [event.index for event in events if isinstance(event, Picture)]


@pytest.fixture
async def follower(home: Path, desk: Desk) -> AsyncGenerator[Desk]:
    one = Desk(home, ScriptedBackend())
    await one.dispatch.start()
    yield one
    await one.close()


@pytest.fixture(params=["owner", "follower"])
def hand(request: pytest.FixtureRequest, desk: Desk, follower: Desk) -> Desk:
    """Who asks."""
    return desk if request.param == "owner" else follower


def changes(desk: Desk) -> Change:
    told = Change()
    for change in desk.changes:
        told |= change
    return told


async def running(desk: Desk, count: int = 3, **more: object) -> Job:
    """A job of which one picture is made, and the next is at work."""
    desk.backend.permits = 1
    job = await desk.enqueue(count=count, **more)  # type: ignore[arg-type]
    await eventually(lambda: desk.backend.permits == 0)
    async with asyncio.timeout(10):
        while not await desk.assets(job):
            await asyncio.sleep(0.01)
    return job


async def test_pausing_puts_back_what_runs_and_resuming_goes_on(desk: Desk, hand: Desk):
    job = await running(desk)
    await hand.queue.pause([job.id])
    await eventually(lambda: not desk.dispatch.runner.busy)
    assert await desk.state(job) == "paused"
    desk.backend.permits = 100
    await hand.queue.resume([job.id])
    assert pictures(await desk.followed(job)) == [0, 1, 2]
    assert [run.indexes for run in desk.backend.runs] == [(0, 1, 2), (1, 2)]


async def test_the_whole_queue_is_held_and_goes_on(desk: Desk, hand: Desk):
    job = await running(desk, lane="batch")
    urgent_waits = await desk.enqueue(count=1, seed=50, start_at=time.time() + 3600)
    await hand.queue.hold()
    await eventually(lambda: not desk.dispatch.runner.busy)
    assert await desk.state(job) == "waiting"
    desk.backend.permits = 100
    another = await hand.enqueue(count=1, seed=60)
    await asyncio.sleep(0.5)
    assert await desk.state(another) == "waiting"
    assert set((await hand.queue.state()).holds) == {"interactive", "batch"}
    await hand.queue.go_on()
    assert pictures(await hand.followed(another)) == [0]
    assert pictures(await desk.followed(job)) == [0, 1, 2]
    assert await desk.state(urgent_waits) == "waiting"
    await eventually(lambda: changes(hand).queue)


async def test_cancelling_this_one_the_rest_and_all(desk: Desk, hand: Desk):
    job = await running(desk)
    rest = [await desk.enqueue(count=1, seed=seed) for seed in range(10, 15)]
    await hand.queue.pause([rest[0].id])
    await hand.queue.cancel([rest[1].id, "0" * 32])
    assert await desk.state(rest[1]) == "cancelled"
    await hand.queue.cancel_waiting()
    assert {await desk.state(one) for one in rest} == {"cancelled"}
    assert await desk.state(job) == "running"
    more = await desk.enqueue(count=1, seed=20)
    await hand.queue.cancel_all()
    assert isinstance((await desk.followed(job))[-1], Cancelled)
    assert await desk.state(more) == "cancelled"
    assert len(desk.backend.runs) == 1
    assert len(await desk.assets(job)) == 1


async def test_order_edits_copies_and_what_was_seen(desk: Desk, hand: Desk):
    await running(desk)
    one, two, three = [await desk.enqueue(count=1, seed=seed) for seed in (11, 12, 13)]
    await hand.queue.move([three.id], one.id)
    seen = await desk.job(two)
    edited = msgspec.structs.replace(seen.order, recipe=msgspec.structs.replace(RECIPE, seed=99))
    await hand.queue.edit(two.id, edited, seen.revision)
    with pytest.raises(JobError):
        await hand.queue.edit(two.id, seen.order, seen.revision)
    (copy,) = await hand.queue.duplicate([two.id])
    await eventually(lambda: {one.id, two.id, three.id, copy.id} <= changes(hand).jobs)
    desk.backend.permits = 100
    await desk.reaches(copy, "done")
    assert [run.recipe.seed for run in desk.backend.runs[1:]] == [13, 11, 99, 99]


async def test_a_batch_is_paused_resumed_cancelled_and_tried_again(desk: Desk, hand: Desk, tmp_path: Path):
    desk.backend.permits = 0
    orders = [(await desk.job(await desk.enqueue(count=1, seed=seed, start_at=9e9))).order for seed in range(3)]
    orders = [msgspec.structs.replace(order, start_at=0.0) for order in orders]
    jobs = await desk.enqueue_batch("spring", orders, tmp_path / "spring")
    (state,) = await hand.queue.batches()
    batch = state.batch.id
    await eventually(lambda: desk.backend.runs)
    await hand.queue.pause_batch(batch)
    await eventually(lambda: not desk.dispatch.runner.busy)
    assert (await hand.queue.batches())[0].paused
    assert [await desk.state(job) for job in jobs] == ["waiting"] * 3
    await hand.queue.cancel_batch(batch)
    assert [await desk.state(job) for job in jobs] == ["cancelled"] * 3
    await hand.queue.resume_batch(batch)
    desk.backend.permits = 100
    await hand.queue.retry_batch(batch)
    for job in jobs:
        await desk.reaches(job, "done")
    await eventually(lambda: batch in changes(hand).batches)


async def test_failures_are_dismissed(desk: Desk, hand: Desk):
    desk.backend.failure = Failed(kind="ModelDamaged", message="No.")
    job = await desk.enqueue(count=1)
    await desk.followed(job)
    assert job.id in {one.id for one in await hand.library.jobs.queued()}
    await hand.queue.dismiss([job.id])
    assert job.id not in {one.id for one in await hand.library.jobs.queued()}


async def test_rules(desk: Desk, hand: Desk):
    await hand.queue.set_rules(Rules(stop_after=3))
    assert (await desk.queue.state()).rules.stop_after == 3


async def test_speeds_are_learned_from_pictures_and_kept(desk: Desk, hand: Desk):
    def measured(recipe: Recipe, index: int) -> Picture:
        made = picture(recipe, index)
        seconds = Seconds(encode=0.5, denoise=3.0, decode=0.5, total=4.0)
        return msgspec.structs.replace(made, receipt=msgspec.structs.replace(made.receipt, seconds=seconds))

    desk.backend.paint = measured
    job = await desk.enqueue(count=2)
    await desk.followed(job)
    async with asyncio.timeout(10):
        while "scripted" not in (speeds := await hand.queue.speeds()):
            await asyncio.sleep(0.02)
    assert seconds_of(msgspec.structs.replace(job, made=()), speeds) == pytest.approx(8.0)


async def test_a_time_for_what_waits_and_for_nothing_else(desk: Desk):
    await desk.queue.hold()
    waits, paused, cancelled = [await desk.enqueue() for _ in range(3)]
    await desk.queue.pause([paused.id])
    await desk.queue.cancel([cancelled.id])
    await desk.queue.start_at(["0" * 32, waits.id, paused.id, cancelled.id], 9e9)
    now = await desk.library.jobs.these([waits.id, paused.id, cancelled.id])
    assert [(job.order.start_at, job.revision) for job in now] == [(9e9, 1), (9e9, 1), (0.0, 0)]


async def test_a_new_job_is_told(desk: Desk, hand: Desk):
    await desk.queue.hold()
    waits = await desk.enqueue()
    added = await hand.queue.add(waits.order)
    assert [job.id for job in await desk.library.jobs.queued()] == [waits.id, added.id]


async def test_what_held_the_queue_is_told_to_followers_too(desk: Desk, follower: Desk):
    hold = Hold(cause="failures", message="Three jobs in a row failed.", since=1.0)
    await desk.library.jobs.hold("batch", hold)
    desk.dispatch.nudge()
    for part in (desk, follower):
        await eventually(lambda part=part: part.sentences == [hold.message])
