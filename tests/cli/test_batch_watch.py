"""Following a batch in the process that runs it: a real studio, a scripted backend."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.cli.batch_shown import Moment
from studio.cli.batch_watch import BatchWatch, End
from studio.cli.interrupt import Interrupt
from studio.core import Studio
from studio.paths import home_at
from studio.recipe.events import Failed
from studio.recipe.queue import Batch, Hold, Hours, Rules
from tests.jobs.batches import batch_in, orders
from tests.jobs.scripted_backend import ScriptedBackend
from tests.workspace.waiting import until


class Following:
    """A batch in the queue of a studio, and what its watch showed."""

    def __init__(self, studio: Studio, backend: ScriptedBackend, folder: Path) -> None:
        self.studio = studio
        self.backend = backend
        self.batch: Batch = batch_in(folder)
        self.moments: list[Moment] = []
        self.interrupt = Interrupt()

    async def begin(self, *names: str) -> asyncio.Task[End]:
        _, change = await self.studio.library.jobs.enqueue(orders(self.batch, names), self.batch)
        self.studio.announce(change)
        watch = BatchWatch(self.studio, self.batch, self.moments.append)
        return asyncio.create_task(watch.follow(self.interrupt))

    @property
    def doing(self) -> str:
        return self.moments[-1].doing if self.moments else ""


@pytest.fixture
async def following(home: Path, tmp_path: Path) -> AsyncIterator[Following]:
    backend = ScriptedBackend()
    studio = Studio(home_at(home), backend=backend)
    await studio.start()
    yield Following(studio, backend, tmp_path / "out")
    await studio.close()


async def ended(task: asyncio.Task[End]) -> End:
    async with asyncio.timeout(20):
        return await task


async def test_it_ends_when_everything_is_made_and_listed(following: Following) -> None:
    assert await ended(await following.begin("fox", "moon", "sun")) == "ended"
    last = following.moments[-1]
    assert (last.pictures, last.done, last.failed) == (3, 3, 0)
    assert [moment.done for moment in following.moments] == sorted(moment.done for moment in following.moments)
    manifest = json.loads((Path(following.batch.folder) / "manifest.json").read_text())
    assert len(manifest["pictures"]) == 3


async def test_lists_that_were_removed_are_written_again(following: Following) -> None:
    assert await ended(await following.begin("fox")) == "ended"
    manifest = Path(following.batch.folder) / "manifest.json"
    manifest.unlink()
    again = BatchWatch(following.studio, following.batch, following.moments.append)
    assert await ended(asyncio.create_task(again.follow(following.interrupt))) == "ended"
    assert manifest.is_file()


async def test_it_says_what_is_made_now(following: Following) -> None:
    following.backend.permits = 1
    task = await following.begin("fox", "moon")
    await until(lambda: following.doing == "a moon")
    assert following.moments[-1].done == pytest.approx(1, abs=0.99)
    following.backend.permits = 1
    assert await ended(task) == "ended"


async def test_it_is_interrupted(following: Following) -> None:
    following.backend.permits = 1
    following.interrupt.listen()
    task = await following.begin("fox", "moon")
    await until(lambda: following.doing == "a moon")
    signal.raise_signal(signal.SIGINT)
    assert await ended(task) == "interrupted"


async def test_too_many_failures_stop_it(following: Following) -> None:
    await following.studio.queue.set_rules(Rules(stop_after=2))
    broken = Failed(kind="ModelError", message="The model is broken.", remedy="Repair it.")
    following.backend.before = lambda request, index: broken
    assert await ended(await following.begin(*(f"fox {number}" for number in range(12)))) == "stopped"
    assert "The model is broken." in following.doing
    assert (following.moments[-1].pictures, following.moments[-1].done) == (12, 0)
    assert 2 <= following.moments[-1].failed < 12


async def test_what_waits_after_a_crash_goes_on_here(following: Following, capsys: pytest.CaptureFixture[str]) -> None:
    hold = Hold(cause="crash", message="Blink Studio ended unexpectedly.", since=1.0)
    await following.studio.library.jobs.hold("batch", hold)
    assert await ended(await following.begin("fox")) == "ended"
    assert "This command lets it go on." in capsys.readouterr().err


async def test_what_the_user_held_is_waited_for(following: Following) -> None:
    await following.studio.queue.hold()
    task = await following.begin("fox")
    await until(lambda: "To go on: studio batch resume" in following.doing)
    await following.studio.queue.go_on()
    assert await ended(task) == "ended"


async def test_a_pause_from_elsewhere_is_waited_for(following: Following) -> None:
    following.backend.permits = 0
    task = await following.begin("fox", "moon")
    await until(lambda: following.doing == "a fox")
    await following.studio.queue.pause_batch(following.batch.id)
    await until(lambda: following.doing == "It is paused. To go on: studio batch resume Autumn")
    following.backend.permits = 2
    await following.studio.queue.resume_batch(following.batch.id)
    assert await ended(task) == "ended"


async def test_hours_are_waited_for(following: Following) -> None:
    now = time.localtime()
    later = now.tm_hour * 60 + now.tm_min + 120
    await following.studio.queue.set_rules(Rules(hours=Hours(begin=later % 1440, end=(later + 60) % 1440)))
    task = await following.begin("fox")
    await until(lambda: following.doing.startswith("Batches begin between "))
    await following.studio.queue.set_rules(Rules())
    assert await ended(task) == "ended"


async def test_jobs_that_come_to_the_batch_are_waited_for_too(following: Following) -> None:
    following.backend.permits = 0
    task = await following.begin("fox")
    await until(lambda: following.doing == "a fox")
    more = orders(following.batch, ["fox", "moon"])[1:]
    _, change = await following.studio.library.jobs.enqueue(more)
    following.studio.announce(change)
    await until(lambda: following.moments[-1].pictures == 2)
    following.backend.permits = 2
    assert await ended(task) == "ended"
    assert following.moments[-1].done == 2
