"""The whole spine without a window: a home, a queue, the real engine process with a tiny model."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from io import BytesIO
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from PIL import Image

from studio.core import Studio
from studio.errors import FolderUnusable, ImageError, ModelMissing, OtherVersion, PromptError, SizeError, StorageError
from studio.jobs.owner import Ownership
from studio.paths import home_at
from studio.provenance.pictures import read_recipe
from studio.recipe.draft import Draft
from studio.recipe.events import Cancelled, Event, Finished, Notice, Picture, Progress
from studio.recipe.recipe import StartImage, variation
from tests.conftest import Survivors
from tests.flow.command import engines
from tests.jobs.scripted_backend import ScriptedBackend
from tests.studio_process import studio_at

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one model, made by a process that may import torch."""
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, "-m", "tests.tiny_models", str(folder / "tiny")], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module", autouse=True)
def threads_of_the_module(survivors: Survivors) -> None:
    """Of the studio below, and of the event loop that all tests here share."""
    for threads in ("engine-", "studio-library", "asyncio_", "stay-awake"):
        survivors.allow_threads(threads)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio(models: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Studio]:
    """One studio for the tests that leave it usable; closed, and then nothing of it is left."""
    one = studio_at(tmp_path_factory.mktemp("home"), models)
    await one.start()
    yield one
    await one.close()
    assert not engines()


@pytest.fixture(autouse=True)
def engine_outlives_the_test(survivors: Survivors, no_leaked_processes: None) -> Generator[None]:
    """The studio above keeps its engine; this fixture is after the leak check, hence its end comes before it."""
    yield
    for engine in engines():
        survivors.allow_process(engine.pid)


def draft(seed: int = 7, count: int = 2, steps: int = 3, **more: object) -> Draft:
    return Draft(prompt="a red circle", seed=seed, count=count, steps=steps, **more)  # type: ignore[arg-type]


async def made(studio: Studio, what: Draft) -> list[Event]:
    job = (await studio.make(what)).job
    async with asyncio.timeout(60):
        return [event async for event in studio.follow(job.id)]


def pictures(events: list[Event]) -> list[int]:
    return [event.index for event in events if isinstance(event, Picture)]


async def sums(studio: Studio, what: Draft) -> list[str]:
    job = (await studio.make(what)).job
    async for _ in studio.follow(job.id):
        pass
    return [asset.sha256 for asset in await studio.library.pictures.assets_of(job.id)]


async def test_a_prompt_becomes_files_that_say_how_they_were_made(studio: Studio):
    told: list[tuple[str, Event]] = []
    studio.happened.connect(lambda job, event: told.append((job, event)))
    job = (await studio.make(draft())).job
    events = [event async for event in studio.follow(job.id)]
    assert pictures(events) == [0, 1]
    assert isinstance(events[-1], Finished)
    assert [event for name, event in told if name == job.id][-len(events) :] == events
    for asset in await studio.library.pictures.assets_of(job.id):
        read = read_recipe(asset.path)
        assert read is not None
        assert read.recipe == variation(job.order.recipe, asset.index)
        assert asset.receipt is not None
        assert asset.receipt.device == "cpu"


async def test_the_same_draft_gives_the_same_files_and_one_of_them_alone_too(studio: Studio):
    four = await sums(studio, draft(count=4))
    assert len(set(four)) == 4
    assert await sums(studio, draft(count=4)) == four
    assert await sums(studio, draft(seed=9, count=1)) == [four[2]]


async def test_a_start_picture_is_kept_and_used(studio: Studio):
    file = BytesIO()
    Image.new("RGB", (100, 80), "blue").save(file, "PNG")
    start, _ = await studio.add_start(file.getvalue())
    job = (await studio.make(draft(start=start))).job
    assert job.order.recipe.start == StartImage(sha256=start.sha256, strength=start.strength)
    events = [event async for event in studio.follow(job.id)]
    assert pictures(events) == [0, 1]


async def test_what_cannot_be_made_is_refused_with_the_next_step(studio: Studio, tmp_path: Path):
    for what, error in (
        (Draft(prompt=" "), PromptError),
        (draft(width=63, height=64), SizeError),
        (draft(model="nobody"), ModelMissing),
    ):
        with pytest.raises(error) as refusal:
            await studio.make(what)
        assert refusal.value.remedy
    with pytest.raises(ImageError):
        await studio.add_start(b"no picture")
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable):
        await studio.make(draft(), folder=tmp_path / "file")
    assert not await studio.library.jobs.jobs(("waiting", "running"))


async def test_cancel_while_it_denoises(studio: Studio):
    job = (await studio.make(draft(steps=150))).job
    events: list[Event] = []
    async for event in studio.follow(job.id):
        events.append(event)
        if event == Progress(index=0, phase="denoising", step=2, steps=150):
            asked = time.monotonic()
            await studio.cancel(job.id)
    assert isinstance(events[-1], Cancelled)
    assert time.monotonic() - asked < 2.0
    assert pictures(await made(studio, draft())) == [0, 1]


async def test_cancelling_a_waiting_job_leaves_the_running_one_alone(studio: Studio):
    running = (await studio.make(draft(steps=6))).job
    waiting = (await studio.make(draft(seed=99))).job
    await studio.cancel(waiting.id)
    assert [type(event) async for event in studio.follow(waiting.id)] == [Cancelled]
    events = [event async for event in studio.follow(running.id)]
    assert pictures(events) == [0, 1]


async def test_cancel_all_empties_the_queue(studio: Studio):
    jobs = [(await studio.make(draft(seed=seed, steps=150))).job for seed in range(5)]
    await studio.cancel_all()
    for job in jobs:
        assert [event async for event in studio.follow(job.id)][-1] == Cancelled()


async def test_the_engine_is_killed_and_the_job_finishes(studio: Studio):
    expected = await sums(studio, draft(seed=50, count=3))
    job = (await studio.make(draft(seed=50, count=3))).job
    events: list[Event] = []
    async for event in studio.follow(job.id):
        events.append(event)
        if isinstance(event, Picture) and event.index == 0:
            (engine,) = engines()
            engine.kill()
    assert pictures(events) == [0, 1, 2]
    assert isinstance(events[-1], Finished)
    assert [asset.sha256 for asset in await studio.library.pictures.assets_of(job.id)] == expected


async def test_batch_jobs_of_one_picture_are_the_files_of_a_set(studio: Studio):
    expected = await sums(studio, draft(seed=60, count=3))
    jobs = [(await studio.make(draft(seed=seed, count=1), lane="batch")).job for seed in (60, 61, 62)]
    for job in jobs:
        assert pictures(await _all(studio, job.id)) == [0]
    found = [(await studio.library.pictures.assets_of(job.id))[0].sha256 for job in jobs]
    assert found == expected


async def test_a_batch_job_outlives_many_engines(studio: Studio):
    """Each dies after one more picture: that is nobody's fault but theirs."""
    expected = await sums(studio, draft(seed=70, count=4))
    job = (await studio.make(draft(seed=70, count=4), lane="batch")).job
    events: list[Event] = []
    killed = {0}
    async for event in studio.follow(job.id):
        events.append(event)
        if isinstance(event, Progress) and event.phase == "denoising" and event.index not in killed:
            killed.add(event.index)
            for engine in engines():
                engine.kill()
    assert sorted(pictures(events)) == [0, 1, 2, 3]
    assert isinstance(events[-1], Finished)
    assert [asset.sha256 for asset in await studio.library.pictures.assets_of(job.id)] == expected


async def test_the_queue_is_held_and_goes_on_with_the_same_bits(studio: Studio):
    expected = await sums(studio, draft(seed=80, count=2, steps=20))
    job = (await studio.make(draft(seed=80, count=2, steps=20), lane="batch")).job
    held = False
    events: list[Event] = []
    async for event in studio.follow(job.id):
        events.append(event)
        if isinstance(event, Progress) and event.index == 1 and event.phase == "denoising" and not held:
            held = True
            await studio.queue.hold()
        if isinstance(event, Progress) and event.phase == "waiting":
            assert set((await studio.queue.state()).holds) == {"interactive", "batch"}
            await studio.queue.go_on()
    assert held
    assert pictures(events) == [0, 1]
    assert [asset.sha256 for asset in await studio.library.pictures.assets_of(job.id)] == expected


async def test_an_engine_that_hangs_is_ended_and_the_next_job_works(studio: Studio):
    job = (await studio.make(draft(steps=150))).job
    events: list[Event] = []
    async for event in studio.follow(job.id):
        events.append(event)
        if event == Progress(index=0, phase="denoising", step=1, steps=150):
            (engine,) = engines()
            os.kill(engine.pid, signal.SIGSTOP)
            asked = time.monotonic()
            await studio.cancel(job.id)
    assert isinstance(events[-1], Cancelled)
    assert time.monotonic() - asked < 2.0
    assert any(isinstance(event, Notice) and "loaded again" in event.message for event in events)
    assert pictures(await made(studio, draft())) == [0, 1]


async def test_a_second_process_is_served_by_the_first_and_takes_over_when_it_dies(models: Path, tmp_path: Path):
    home, before = tmp_path / "shared", set(engines())
    command = [sys.executable, "-m", "tests.studio_process", str(home), str(models), "7", "8"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        role, theirs = owner.stdout.readline().split()
        assert role == "owner"
        follower = studio_at(home, models)
        await follower.start()
        assert not follower.owner
        follower.warm(None)
        mine = (await follower.make(draft(seed=99))).job
        told = asyncio.create_task(_all(follower, theirs))
        while owner.stdout.readline() != "picture 1\n":
            pass
        (engine,) = engines(owner.pid)
        assert set(engines()) - before == {engine}
        owner.kill()
        engine.wait(10)
    events = await told
    assert sorted(pictures(events)) == list(range(8))
    assert pictures(await _all(follower, mine.id)) == [0, 1]
    assert follower.owner
    found = await follower.library.verify()
    assert found.ok
    assert found.files == 10
    await follower.close()
    assert set(engines()) == before
    assert not list((home / "Pictures").rglob(".studio-*"))


async def test_an_owner_serves_a_follower_and_leaves_the_rest_to_it(models: Path, tmp_path: Path):
    home = tmp_path / "shared"
    owner = studio_at(home, models, ScriptedBackend(permits=1))  # one picture, so that the rest is left for certain
    await owner.start()
    command = [sys.executable, "-m", "tests.studio_process", str(home), str(models), "7", "4"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        told = [await asyncio.to_thread(other.stdout.readline) for _ in range(2)]
        assert told[0].startswith("follower")
        assert told[1] == "picture 0\n"
        await owner.close()
        rest = await asyncio.to_thread(other.stdout.read)
    assert rest.splitlines() == ["picture 1", "picture 2", "picture 3", "Finished"]


async def _all(studio: Studio, job: str) -> list[Event]:
    async with asyncio.timeout(90):
        return [event async for event in studio.follow(job)]


async def test_the_library_is_backed_up_once_an_hour(studio: Studio):
    async with asyncio.timeout(20):
        while not (copies := list(studio.home.backups.glob("studio-*.db"))):
            await asyncio.sleep(0.1)
    assert await studio.library.backup(if_older_than=3600) is None
    assert len(copies) == 1


async def test_a_studio_of_another_version_is_refused_before_it_touches_anything(models: Path, tmp_path: Path):
    other = Ownership(home_at(tmp_path / "home"), "99.0")
    assert other.take()
    newcomer = studio_at(tmp_path / "home", models)
    with pytest.raises(OtherVersion):
        await newcomer.start()
    await newcomer.close()
    other.release()
    assert not newcomer.home.database.exists()


async def test_opening_and_closing_starts_no_engine_and_leaves_no_descriptor(models: Path, tmp_path: Path):
    async def once() -> None:
        one = studio_at(tmp_path / "home", models)
        await one.start()
        assert not set(engines()) - before
        await one.close()
        await one.close()

    before = set(engines())
    await once()
    descriptors = psutil.Process().num_fds()
    await once()
    assert psutil.Process().num_fds() <= descriptors


async def test_a_listener_that_fails_does_not_stop_the_queue(studio: Studio):
    def fail(*_: object) -> None:
        raise ValueError("a bug in a view")

    studio.happened.connect(fail)
    try:
        assert pictures(await made(studio, draft())) == [0, 1]
    finally:
        studio.happened.disconnect(fail)


async def test_importing_core_brings_neither_torch_nor_qt():
    code = "import sys, studio.core; print(sorted({'torch', 'diffusers', 'PySide6', 'httpx'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


async def test_a_library_that_cannot_be_opened_lets_go_of_the_lock(models: Path, tmp_path: Path):
    home = home_at(tmp_path / "home")
    home.database.mkdir(parents=True)
    one = studio_at(tmp_path / "home", models)
    with pytest.raises(StorageError):
        await one.start()
    assert not one.owner
