"""Two parts in one queue: one runs, the other follows, asks, cancels, and takes over."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from studio.recipe.events import Cancelled, Event, Finished, Notice, Picture, Progress
from studio.recipe.job import NewJob
from tests.jobs.conftest import Desk, eventually
from tests.jobs.scripted_backend import RECIPE, ScriptedBackend


@pytest.fixture
async def follower(home: Path, desk: Desk) -> AsyncGenerator[Desk]:
    """A second part in the queue that `desk` runs."""
    one = Desk(home, ScriptedBackend())
    await one.dispatch.start()
    assert not one.ownership.held
    yield one
    await one.close()


def pictures(events: list[Event]) -> list[int]:
    return [event.index for event in events if isinstance(event, Picture)]


async def test_a_follower_is_served_and_runs_nothing_itself(desk: Desk, follower: Desk):
    job = await follower.enqueue(count=3)
    events = await follower.followed(job)
    assert pictures(events) == [0, 1, 2]
    assert isinstance(events[-1], Finished)
    assert len(desk.backend.runs) == 1
    assert follower.backend.runs == []
    assert follower.backend.warmed == []


async def test_a_follower_gets_the_files_and_the_progress(desk: Desk, follower: Desk):
    desk.backend.permits = 1
    job = await follower.enqueue(count=2)
    stream = follower.follow(job)
    seen: list[Event] = []
    async with asyncio.timeout(10):
        while not any(isinstance(event, Progress) and event.phase == "denoising" for event in seen):
            seen.append(await anext(stream))
    desk.backend.permits = 10
    seen += [event async for event in stream]
    for event in seen:
        if isinstance(event, Picture):
            assert event.encoding == "png"
            assert event.data == (await follower.assets(job))[event.index].path.read_bytes()


async def test_events_are_told_once_to_those_who_listen_to_everything(desk: Desk, follower: Desk):
    job = await follower.enqueue(count=4)
    await follower.followed(job)
    for part in (desk, follower):
        told = Counter(event.index for name, event in part.events if name == job.id and isinstance(event, Picture))
        assert told == {0: 1, 1: 1, 2: 1, 3: 1}
        assert sum(isinstance(event, Finished) for _, event in part.events) == 1


async def test_a_follower_cancels_what_the_owner_runs(desk: Desk, follower: Desk):
    desk.backend.permits = 1
    job = await follower.enqueue(count=3)
    await eventually(lambda: desk.backend.permits == 0)
    await follower.queue.cancel([job.id])
    events = await follower.followed(job)
    assert pictures(events) == [0]
    assert isinstance(events[-1], Cancelled)


async def test_an_urgent_job_of_a_follower_makes_room_at_the_owner(desk: Desk, follower: Desk):
    desk.backend.permits = 1
    batch = await desk.enqueue(count=3, lane="batch")
    await eventually(lambda: desk.backend.permits == 0)
    urgent = await follower.enqueue(count=1)
    await eventually(lambda: len(desk.backend.runs) == 2)
    desk.backend.permits = 10
    assert pictures(await follower.followed(urgent)) == [0]
    assert pictures(await desk.followed(batch)) == [0, 1, 2]


async def test_a_follower_announces_what_others_changed(desk: Desk, follower: Desk):
    job = await desk.enqueue(count=2)
    await desk.followed(job)
    wanted = {asset.id for asset in await desk.assets(job)}

    def announced() -> bool:
        jobs = frozenset[str]().union(*(change.jobs for change in follower.changes))
        assets = frozenset[str]().union(*(change.assets for change in follower.changes))
        return job.id in jobs and wanted <= assets

    await eventually(announced)


async def test_a_follower_announces_what_others_said_of_pictures(desk: Desk, follower: Desk):
    job = await desk.enqueue(count=2)
    await desk.followed(job)
    first, second = [asset.id for asset in await desk.assets(job)]
    await eventually(lambda: {first, second} <= frozenset().union(*(change.assets for change in follower.changes)))
    follower.changes.clear()
    await desk.library.mark([second], "rejected")
    await eventually(lambda: any(second in change.assets for change in follower.changes))
    assert not any(first in change.assets for change in follower.changes)


async def test_the_running_job_of_a_long_queue_is_announced(desk: Desk, follower: Desk):
    desk.backend.permits = 0
    running, following = await desk.enqueue(count=1), await desk.enqueue(count=1)
    await eventually(lambda: desk.backend.runs)
    order = NewJob(recipe=RECIPE, count=1, lane="batch")
    await desk.library.jobs.enqueue([order] * 300)
    await eventually(lambda: any(len(change.jobs) >= 300 for change in follower.changes))
    follower.changes.clear()
    desk.backend.permits = 1
    for job in (running, following):
        await eventually(lambda job=job: any(job.id in change.jobs for change in follower.changes))


async def test_when_the_owner_leaves_the_follower_takes_over_and_nothing_is_made_twice(desk: Desk, follower: Desk):
    desk.backend.permits = 2
    job = await follower.enqueue(count=4)
    following = asyncio.create_task(follower.followed(job))
    await eventually(lambda: desk.backend.permits == 0)
    await desk.dispatch.close()
    desk.ownership.release()
    events = await following
    assert pictures(events) == [0, 1, 2, 3]
    assert isinstance(events[-1], Finished)
    assert follower.ownership.held
    assert [run.indexes for run in follower.backend.runs] == [(2, 3)]
    assert follower.sentences == []


async def test_when_the_owner_dies_the_user_is_told_and_the_job_goes_on(home: Path):
    owner, follower = Desk(home, ScriptedBackend(permits=1)), Desk(home, ScriptedBackend())
    await owner.dispatch.start()
    await follower.dispatch.start()
    job = await follower.enqueue(count=3)
    following = asyncio.create_task(follower.followed(job))
    await eventually(lambda: owner.backend.permits == 0 and pictures([event for _, event in follower.events]) == [0])
    owner.ownership.release()  # as death does, while its job still stands as running
    await eventually(lambda: follower.sentences)
    assert pictures(await following) == [0, 1, 2]
    assert "ended unexpectedly" in follower.sentences[0]
    assert [run.indexes for run in follower.backend.runs] == [(1, 2)]
    await follower.close()
    await owner.close()


async def test_a_picture_whose_file_is_gone_is_a_notice(desk: Desk):
    job = await desk.enqueue(count=2)
    await desk.followed(job)
    lost = (await desk.assets(job))[0].path
    lost.unlink()
    events = await desk.followed(job)
    assert pictures(events) == [1]
    assert any(isinstance(event, Notice) and str(lost) in event.message for event in events)


async def test_many_may_follow_one_job_and_leave_when_they_like(desk: Desk):
    desk.backend.permits = 1
    job = await desk.enqueue(count=2)
    others = [asyncio.create_task(desk.followed(job)) for _ in range(3)]
    early = desk.follow(job)
    await anext(early)
    await early.aclose()
    desk.backend.permits = 10
    for events in await asyncio.gather(*others):
        assert pictures(events) == [0, 1]
