"""The queue shows every unfinished job, of any project and whoever runs it, and moves with the store and the events."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PIL import Image

from studio.recipe.events import Accepted, Finished
from studio.recipe.job import Job
from studio.recipe.speed import Speed
from studio.workspace.queue import Queue
from studio.workspace.tasks import Tasks
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe, picture, progress
from tests.workspace.waiting import until


def jobs_of(queue: Queue) -> list[str]:
    return [entry.job for entry in queue.first(100)]


async def test_nothing_is_said_of_nothing(workspace: Workspace) -> None:
    assert (len(workspace.queue), workspace.queue.sentence(), workspace.queue.first(9)) == (0, "", ())
    assert not workspace.queue.busy
    assert not workspace.queue.paused


async def test_in_the_order_of_running(workspace: Workspace, core: ScriptedCore) -> None:
    paused = core.add_job(a_recipe("p"), 2, state="paused")
    first = core.add_job(a_recipe("w"), 2)
    running = core.add_job(a_recipe("r"), 2, state="running", project="Another")
    last = core.add_job(a_recipe("z"), 2)
    for job in (paused, first, running, last):
        core.announce_job(job.id)
    await until(lambda: len(workspace.queue) == 4)
    assert jobs_of(workspace.queue) == [running.id, first.id, last.id, paused.id]
    assert workspace.queue.first(1)[0].project == "Another"
    assert workspace.queue.sentence() == "1 running, 2 waiting, 1 paused"
    assert workspace.queue.paused


async def test_progress_of_what_runs(workspace: Workspace, core: ScriptedCore) -> None:
    job = core.add_job(a_recipe(), 2, state="running")
    core.announce_job(job.id)
    await until(lambda: len(workspace.queue) == 1)
    core.say(job.id, Accepted())
    core.say(job.id, progress(0, 2))
    await until(lambda: workspace.queue.running[0].fraction > 0)
    halfway = workspace.queue.running[0].fraction
    core.say(job.id, picture(0, a_recipe()))
    await until(lambda: workspace.queue.running[0].made == 1)
    assert workspace.queue.running[0].fraction > halfway
    core.say(job.id, Finished())
    core.set_state(job.id, "done")
    await until(lambda: len(workspace.queue) == 0)


async def test_an_answer_that_comes_late_does_not_bring_back_what_has_ended(core: ScriptedCore) -> None:
    tasks = Tasks(lambda _: None)
    queue = Queue(tasks, {}, core.cancel)
    await queue.begin(core)
    job = core.add_job(a_recipe(), 1, state="running")
    late = asyncio.Event()
    core.library.jobs.late.append(late)
    core.announce_job(job.id)
    await until(lambda: not core.library.jobs.late)
    core.set_state(job.id, "done")
    core.announce_job(job.id)
    await asyncio.sleep(0)
    late.set()
    ended: list[Job] = []
    queue.ended.connect(ended.append)
    await until(lambda: ended)
    assert len(queue) == 0
    queue.end()
    await tasks.close()


async def test_seconds_are_those_of_all_that_runs_and_waits(workspace: Workspace, core: ScriptedCore) -> None:
    for state in ("waiting", "waiting", "paused"):
        core.announce_job(core.add_job(a_recipe(), 2, state=state).id)
    await until(lambda: len(workspace.queue) == 3)
    assert workspace.queue.seconds_left() is None
    workspace.speeds["starter"] = Speed(step=1000.0, rest=0.0)
    each = 1000.0 * 4 * 2 * 64 * 64 / 1e6
    assert workspace.queue.seconds_left() == pytest.approx(2 * each)
    assert workspace.queue.first(1)[0].seconds == pytest.approx(each)
    assert workspace.queue.sentence() == "2 waiting, 1 paused, about 1 min"


async def test_cancel_says_so_at_once(workspace: Workspace, core: ScriptedCore) -> None:
    running = core.add_job(a_recipe(), 1, state="running")
    waiting = core.add_job(a_recipe(), 1)
    for job in (running, waiting):
        core.announce_job(job.id)
    await until(lambda: len(workspace.queue) == 2)
    await workspace.queue.cancel_all()
    assert core.cancelled == [waiting.id, running.id]
    assert workspace.queue.running[0].state == "stopping"


async def test_what_is_paused_goes_on(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = [core.add_job(a_recipe(), 1, state="paused") for _ in range(3)]
    for job in jobs:
        core.announce_job(job.id)
    await until(lambda: len(workspace.queue) == 3)
    await workspace.queue.resume((jobs[1].id,))
    await until(lambda: workspace.queue.first(1)[0].state == "waiting")
    assert jobs_of(workspace.queue)[0] == jobs[1].id
    await workspace.queue.resume()
    await until(lambda: not workspace.queue.paused)


async def test_an_ending_is_told_once(workspace: Workspace, core: ScriptedCore, tmp_path: Path) -> None:
    ended = list[Job]()
    workspace.queue.ended.connect(lambda job: ended.append(job))
    job = core.add_job(a_recipe(), 1, state="running")
    core.announce_job(job.id)
    await until(lambda: len(workspace.queue) == 1)
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 8)).save(path)
    core.save(job.id, 0, path)
    core.set_state(job.id, "done")
    core.announce_job(job.id)
    await until(lambda: ended)
    assert [(one.id, one.state, one.made) for one in ended] == [(job.id, "done", (0,))]


async def test_what_was_there_before_the_window(workspace: Workspace, core: ScriptedCore) -> None:
    """Another process filled the queue."""
    for number in range(3):
        core.add_job(a_recipe(f"prompt {number}"), 2)
    queue = Queue(workspace.tasks, workspace.speeds, workspace.cancel)
    await queue.begin(core)
    assert [entry.prompt for entry in queue.first(9)] == ["prompt 0", "prompt 1", "prompt 2"]
    queue.end()
