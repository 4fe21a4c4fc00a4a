"""Storage that refuses, for real: full disks, folders in the way, a database that another program holds."""

from __future__ import annotations

import asyncio
import contextlib
import random
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from studio.errors import StorageError
from studio.jobs.attempt import UNSAVED
from studio.recipe.events import Cancelled, Event, Finished, Picture
from studio.recipe.job import Job, Lane
from studio.recipe.queue import QueueState
from studio.recipe.recipe import Recipe
from tests.jobs.conftest import Desk, eventually
from tests.jobs.scripted_backend import RECIPE, ScriptedBackend, picture
from tests.library.disks import KINDS, SmallDisk, SmallTmpfs, small_disk

SIDE = 512

HOLDS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def pictures(events: list[Event]) -> list[int]:
    return [event.index for event in events if isinstance(event, Picture)]


def noisy(recipe: Recipe, index: int) -> Picture:
    """About 800 kB that compress to no less: more than the small disks hold free."""
    made = picture(recipe, index)
    data = random.Random(made.recipe.seed).randbytes(SIDE * SIDE * 3)
    return msgspec.structs.replace(made, width=SIDE, height=SIDE, data=data)


@pytest.fixture(params=KINDS)
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(request.param, tmp_path / "small") as found:
        yield found


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Another program writes to the database and does not let go."""
    command = [sys.executable, "-c", HOLDS, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            other.communicate()


async def state_that(desk: Desk, blocked: bool) -> QueueState:
    async with asyncio.timeout(20):
        while ((state := await desk.library.jobs.state()).blocked is not None) != blocked:
            await asyncio.sleep(0.02)
    return state


def waits(desk: Desk) -> list[str]:
    """What was said of waiting."""
    return [sentence for sentence in desk.sentences if "goes on by itself" in sentence]


@pytest.fixture
async def follower(home: Path, desk: Desk) -> AsyncGenerator[Desk]:
    one = Desk(home, ScriptedBackend())
    await one.dispatch.start()
    yield one
    await one.close()


async def blocked_by(desk: Desk, small: SmallDisk, job: Job) -> None:
    """Let the backend make pictures of `job` while the disk is full, until the first is refused."""
    desk.backend.paint = noisy
    await eventually(lambda: any(run.recipe == job.order.recipe for run in desk.backend.runs))
    small.fill()
    desk.backend.permits = 1000
    await eventually(lambda: waits(desk), seconds=20)


def on(small: SmallDisk, desk: Desk) -> None:
    """The home's pictures lie on the small disk, its database does not."""
    desk.library.home.pictures.symlink_to(small.folder)


@pytest.mark.parametrize("lane", ["batch", "interactive"])
async def test_a_full_disk_makes_the_queue_wait_and_go_on_by_itself(
    desk: Desk, follower: Desk, small: SmallDisk, lane: Lane
):
    on(small, desk)
    desk.backend.permits = 0
    job = await desk.enqueue(count=2, lane=lane)
    await blocked_by(desk, small, job)
    if isinstance(small, SmallTmpfs):  # a limit of the process keeps the database from saying so
        state = await state_that(desk, blocked=True)
        assert state.blocked is not None
        assert state.blocked.kind == "DiskFull"
        assert "full" in state.blocked.message
        await eventually(lambda: waits(follower))
        assert len(waits(desk)) == 1
    assert await desk.state(job) == "running"
    small.free()
    events = await desk.followed(job)
    assert sorted(pictures(events)) == [0, 1]
    assert isinstance(events[-1], Finished)
    assert len(desk.backend.runs) == 1
    await state_that(desk, blocked=False)
    for asset in await desk.assets(job):
        assert asset.path.stat().st_size > 700_000


async def test_a_backend_waits_for_a_full_disk(desk: Desk, small: SmallDisk):
    on(small, desk)
    desk.backend.permits = 0
    job = await desk.enqueue(count=50)
    await blocked_by(desk, small, job)
    await eventually(lambda: desk.backend.permits <= 1000 - UNSAVED - 1)
    await asyncio.sleep(0.5)
    assert 1000 - desk.backend.permits <= UNSAVED + 2
    small.free()


async def test_cancelling_while_the_disk_is_full_is_answered_at_once(desk: Desk, small: SmallDisk):
    on(small, desk)
    desk.backend.permits = 0
    job = await desk.enqueue(count=6)
    following = asyncio.create_task(desk.followed(job))
    await blocked_by(desk, small, job)
    with contextlib.suppress(StorageError):  # where the database is refused too
        await desk.queue.cancel([job.id])
    assert isinstance((await following)[-1], Cancelled)
    assert any("could not be kept" in sentence for sentence in desk.sentences)
    small.free()
    await desk.reaches(job, "cancelled")
    await state_that(desk, blocked=False)
    assert pictures(await desk.followed(await desk.enqueue(count=1))) == [0]


async def test_closing_while_the_disk_is_full_loses_only_what_cannot_be_written(home: Path, small: SmallDisk):
    desk = Desk(home, ScriptedBackend(permits=0))
    on(small, desk)
    await desk.dispatch.start()
    job = await desk.enqueue(count=3)
    await blocked_by(desk, small, job)
    await desk.dispatch.close()
    assert any("could not be kept" in sentence for sentence in desk.sentences)
    small.free()
    desk.ownership.release()
    desk.library.close()
    again = Desk(home, ScriptedBackend())
    await again.dispatch.start()
    assert pictures(await again.followed(job)) == [0, 1, 2]
    assert (await again.library.jobs.state()).blocked is None
    await again.close()


@pytest.mark.parametrize("trouble", ["missing", "file"])
async def test_a_batch_folder_that_is_in_trouble_is_waited_for(desk: Desk, tmp_path: Path, trouble: str):
    parent = tmp_path / "usb"
    if trouble == "file":
        parent.mkdir()
        (parent / "out").write_text("in its place")
    job = await desk.enqueue(count=2, lane="batch", folder=parent / "out")
    state = await state_that(desk, blocked=True)
    assert state.blocked is not None
    assert state.blocked.kind == "FolderUnusable"
    assert state.blocked.remedy
    if trouble == "file":
        (parent / "out").unlink()
    else:
        parent.mkdir()
    assert sorted(pictures(await desk.followed(job))) == [0, 1]
    assert [asset.path.parent for asset in await desk.assets(job)] == [parent / "out"] * 2
    await state_that(desk, blocked=False)


async def test_a_database_that_another_program_holds_is_waited_for(desk: Desk):
    desk.backend.permits = 0
    jobs = [await desk.enqueue(count=1, seed=seed) for seed in range(3)]
    await eventually(lambda: desk.backend.runs)
    with held(desk.library.home.database):
        desk.backend.permits = 100
        await eventually(lambda: waits(desk))
        await asyncio.sleep(1.5)
        assert desk.dispatch.runner.busy
    for job in jobs:
        assert pictures(await desk.followed(job)) == [0]
    assert len(waits(desk)) == 1
    await state_that(desk, blocked=False)
    assert [run.recipe.seed for run in desk.backend.runs] == [0, 1, 2]


async def test_cancelling_while_the_database_is_held_stops_the_backend_and_tells_at_once(desk: Desk):
    desk.backend.permits = 0
    job = await desk.enqueue(count=3)
    following = asyncio.create_task(desk.followed(job))
    await eventually(lambda: desk.backend.runs)
    with held(desk.library.home.database):
        desk.backend.permits = 1
        await eventually(lambda: waits(desk))
        desk.dispatch.stop([job.id])
        assert isinstance((await following)[-1], Cancelled)
    await desk.reaches(job, "cancelled")


async def test_closing_while_the_database_is_held_ends_and_the_next_owner_goes_on(home: Path):
    desk = Desk(home, ScriptedBackend(permits=0))
    await desk.dispatch.start()
    job = await desk.enqueue(count=2, lane="batch")
    await eventually(lambda: desk.backend.runs)
    with held(desk.library.home.database):
        desk.backend.permits = 2
        await eventually(lambda: waits(desk))
        await desk.dispatch.close()
    desk.ownership.release()
    desk.library.close()
    again = Desk(home, ScriptedBackend())
    await again.dispatch.start()
    await again.queue.go_on()
    assert sorted(pictures(await again.followed(job))) == [0, 1]
    assert {asset.index for asset in await again.assets(job)} == {0, 1}
    await again.close()


async def test_a_job_that_was_edited_while_it_ran_is_made_as_edited(desk: Desk):
    desk.backend.permits = 0
    job = await desk.enqueue(count=2, lane="batch")
    await eventually(lambda: desk.backend.runs)
    await desk.queue.pause([job.id])
    seen = await desk.job(job)
    order = msgspec.structs.replace(seen.order, recipe=msgspec.structs.replace(RECIPE, seed=77))
    desk.backend.permits = 100
    await desk.queue.edit(job.id, order, seen.revision)
    await desk.queue.resume([job.id])
    await desk.reaches(job, "done")
    recipes = [asset.recipe for asset in await desk.assets(job)]
    assert [recipe.seed for recipe in recipes if recipe is not None] == [77, 78]
