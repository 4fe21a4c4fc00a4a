"""The runner over a real library: lanes, saving, cancels, refusals of the disk; with a scripted backend."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.backends.backend import Request
from studio.errors import JobError
from studio.jobs.attempt import LARGE_BYTES
from studio.jobs.follow import follow
from studio.provenance.pictures import read_recipe
from studio.recipe.events import Cancelled, Event, Failed, Finished, Notice, Picture, Progress
from studio.recipe.recipe import Recipe, variation
from tests.jobs.conftest import Desk, eventually
from tests.jobs.scripted_backend import RECIPE, ScriptedBackend, picture


def pictures(events: list[Event]) -> list[int]:
    return [event.index for event in events if isinstance(event, Picture)]


async def test_a_job_becomes_files_and_is_done(desk: Desk):
    job = await desk.enqueue(count=3)
    events = await desk.followed(job)
    assert pictures(events) == [0, 1, 2]
    assert isinstance(events[-1], Finished)
    assert await desk.state(job) == "done"
    assets = await desk.assets(job)
    assert [asset.index for asset in assets] == [0, 1, 2]
    for asset in assets:
        read = read_recipe(asset.path)
        assert read is not None
        assert read.recipe == variation(RECIPE, asset.index)
    touched = frozenset[str]().union(*(change.assets for change in desk.changes))
    assert touched == {asset.id for asset in assets}


async def test_a_picture_that_is_told_is_already_saved(desk: Desk):
    job = await desk.enqueue(count=4)
    async for event in desk.follow(job):
        if isinstance(event, Picture):
            assert event.index in {asset.index for asset in await desk.assets(job)}
            assert event.receipt.seconds.save > 0


async def test_a_large_picture_is_saved_before_the_next_is_taken(desk: Desk, tmp_path: Path):
    """Several at once would fill the memory."""
    size = {"width": 4096, "height": LARGE_BYTES // 4096 // 3 + 1}
    there: list[int] = []

    def paint(recipe: Recipe, index: int) -> Picture:
        there.append(len(list((tmp_path / "out").glob("*.png"))))
        return picture(replace(recipe, **size), index)

    desk.backend.paint = paint
    (tmp_path / "out").mkdir()
    await desk.followed(await desk.enqueue(count=3, folder=tmp_path / "out"))
    assert there == [0, 1, 2]


async def test_jobs_run_oldest_first_interactive_before_batch(desk: Desk):
    desk.backend.permits = 0
    first = await desk.enqueue(seed=1)
    await eventually(lambda: desk.backend.runs)
    orders = [await desk.enqueue(lane="batch", seed=2), await desk.enqueue(seed=3), await desk.enqueue(seed=4)]
    desk.backend.permits = 100
    for job in (first, *orders):
        await desk.followed(job)
    assert [run.recipe.seed for run in desk.backend.runs] == [1, 3, 4, 2]


async def test_interactive_work_makes_batch_work_wait_and_loses_nothing_of_it(desk: Desk):
    desk.backend.permits = 2
    batch = await desk.enqueue(count=4, lane="batch")
    await eventually(lambda: desk.backend.permits == 0)
    urgent = await desk.enqueue(count=1, seed=99)
    await eventually(lambda: len(desk.backend.runs) == 2)
    desk.backend.permits = 100
    assert pictures(await desk.followed(urgent)) == [0]
    events = await desk.followed(batch)
    assert pictures(events) == [0, 1, 2, 3]
    assert [run.indexes for run in desk.backend.runs] == [(0, 1, 2, 3), (0,), (2, 3)]
    told = [event for job, event in desk.events if job == batch.id]
    assert any(isinstance(event, Notice) and "makes room" in event.message for event in told)
    assert not any(isinstance(event, Cancelled) for event in told)


async def test_batch_work_does_not_stop_batch_work(desk: Desk):
    desk.backend.permits = 1
    one = await desk.enqueue(lane="batch")
    await eventually(lambda: desk.backend.permits == 0)
    two = await desk.enqueue(lane="batch")
    desk.backend.permits = 100
    await desk.followed(one)
    await desk.followed(two)
    assert [run.indexes for run in desk.backend.runs] == [(0, 1), (0, 1)]


async def test_cancelling_keeps_what_is_made(desk: Desk):
    desk.backend.permits = 1
    job = await desk.enqueue(count=4)
    following = asyncio.create_task(desk.followed(job))
    await eventually(lambda: desk.backend.permits == 0)
    await desk.queue.cancel([job.id])
    events = await following
    assert pictures(events) == [0]
    assert isinstance(events[-1], Cancelled)
    assert await desk.state(job) == "cancelled"
    assert len(await desk.assets(job)) == 1


async def test_cancelling_a_waiting_job_never_touches_the_running_one(desk: Desk):
    desk.backend.permits = 0
    running, waiting = await desk.enqueue(), await desk.enqueue()
    await eventually(lambda: desk.backend.runs)
    following = asyncio.create_task(desk.followed(waiting))
    await desk.queue.cancel([waiting.id])
    assert [type(event) for event in await following] == [Cancelled]
    desk.backend.permits = 100
    assert pictures(await desk.followed(running)) == [0, 1]
    assert len(desk.backend.runs) == 1


async def test_a_failure_is_kept_with_its_remedy_and_the_queue_goes_on(desk: Desk):
    desk.backend.failure = Failed(kind="ModelDamaged", message="Not whole.", remedy="Get it again.")
    failed = await desk.enqueue()
    events = await desk.followed(failed)
    assert events[-1] == desk.backend.failure
    assert pictures(events) == [0, 1]
    assert await desk.state(failed) == "failed"
    desk.backend.failure = None
    assert isinstance((await desk.followed(await desk.enqueue()))[-1], Finished)


async def test_following_an_ended_job_tells_it_again(desk: Desk):
    job = await desk.enqueue()
    await desk.followed(job)
    events = await desk.followed(job)
    assert [type(event) for event in events] == [Picture, Picture, Finished]
    saved = events[0]
    assert isinstance(saved, Picture)
    assert saved.encoding == "png"
    assert saved.data == (await desk.assets(job))[0].path.read_bytes()


async def test_following_a_job_that_is_not_there(desk: Desk):
    with pytest.raises(JobError):
        await anext(follow("0" * 32, desk.library, desk.dispatch.streams))
    assert desk.dispatch.streams.expected == frozenset()


async def test_a_broken_target_folder_fails_the_job_and_the_picture_is_kept_elsewhere(desk: Desk, tmp_path: Path):
    target = tmp_path / "out"
    target.mkdir()
    desk.backend.permits = 1
    job = await desk.enqueue(count=4, folder=target)
    await eventually(lambda: len(list(target.glob("*.png"))) == 1)
    (target / "kept.txt").touch()
    target.rename(tmp_path / "moved")
    target.write_text("a file in its place")
    desk.backend.permits = 1000
    events = await desk.followed(job)
    failure = events[-1]
    assert isinstance(failure, Failed)
    assert failure.kind == "FolderUnusable"
    assert failure.remedy
    elsewhere = [asset.path for asset in await desk.assets(job) if asset.path.parent != target]
    assert elsewhere
    for path in elsewhere:
        assert path.is_file()
        assert any(isinstance(event, Notice) and str(path) in event.message for event in events)


async def test_a_locked_database_makes_the_queue_wait_and_say_so(desk: Desk):
    desk.backend.permits = 0
    job = await desk.enqueue(count=2)
    await eventually(lambda: desk.backend.runs)
    with sqlite3.connect(desk.library.home.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.backend.permits = 100
        await asyncio.sleep(2.0)
        other.execute("ROLLBACK")
    other.close()
    events = await desk.followed(job)
    assert pictures(events) == [0, 1]
    assert isinstance(events[-1], Finished)
    assert len([sentence for sentence in desk.sentences if "goes on by itself" in sentence]) == 1


async def test_progress_reaches_the_store(desk: Desk):
    desk.backend.permits = 0
    job = await desk.enqueue()
    async with asyncio.timeout(5):
        while (progress := await desk.library.jobs.progress(job.id)) is None:
            await asyncio.sleep(0.02)
    assert progress == Progress(index=0, phase="denoising", step=1, steps=3)
    desk.backend.permits = 10
    await desk.followed(job)


async def test_closing_puts_the_running_job_back(home: Path):
    desk = Desk(home, ScriptedBackend(permits=1))
    await desk.dispatch.start()
    job = await desk.enqueue(count=3)
    await eventually(lambda: desk.backend.permits == 0)
    await desk.close()
    again = Desk(home, ScriptedBackend())
    assert await again.state(job) == "waiting"
    await again.dispatch.start()
    assert pictures(await again.followed(job)) == [0, 1, 2]
    assert [run.indexes for run in again.backend.runs] == [(1, 2)]
    assert again.sentences == ["Work that was left waiting goes on now (one job)."]
    await again.close()


async def test_a_new_owner_goes_on_with_what_a_crash_left_and_batch_work_waits(home: Path):
    dead = Desk(home, ScriptedBackend(permits=0))
    left = await dead.enqueue(count=2)
    batch = await dead.enqueue(count=2, lane="batch")
    await dead.library.jobs.claim(("interactive",))
    await dead.library.pictures.save(left, picture(RECIPE, 0))
    dead.ownership.release()
    dead.library.close()

    owner = Desk(home, ScriptedBackend())
    await owner.dispatch.start()
    assert pictures(await owner.followed(left)) == [0, 1]
    assert [run.indexes for run in owner.backend.runs] == [(1,)]
    assert await owner.state(batch) == "waiting"
    assert any("goes on now" in sentence for sentence in owner.sentences)
    assert any("the queue waits to go on" in sentence for sentence in owner.sentences)
    await owner.queue.go_on()
    assert pictures(await owner.followed(batch)) == [0, 1]
    await owner.close()


async def test_live_work_goes_first_and_the_newest_wins(desk: Desk):
    desk.backend.permits = 1
    job = await desk.enqueue(count=3)
    await eventually(lambda: desk.backend.permits == 0)
    runner = desk.dispatch.runner
    older = runner.live(Request(run="live-1", recipe=RECIPE, indexes=(0,)))
    newer = runner.live(Request(run="live-2", recipe=RECIPE, indexes=(0,)))
    desk.backend.permits = 100
    assert [type(event) async for event in older] == [Cancelled]
    assert [type(event) async for event in newer] == [Progress, Picture, Finished]
    assert pictures(await desk.followed(job)) == [0, 1, 2]
    assert [run.indexes for run in desk.backend.runs] == [(0, 1, 2), (0,), (1, 2)]
    assert len(await desk.library.assets()) == 3
