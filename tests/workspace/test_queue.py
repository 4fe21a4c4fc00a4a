"""The queue shows what runs, waits and failed, of any project and whoever runs it, and moves with store and events."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from studio.errors import EngineLost
from studio.jobs import estimate
from studio.recipe.asset import Change
from studio.recipe.events import Accepted, Failed, Finished
from studio.recipe.job import Job
from studio.recipe.queue import Blocked, Hold, QueueState, Rules
from studio.recipe.recipe import ModelRef
from studio.recipe.speed import Speed
from studio.workspace.queue import Queue
from studio.workspace.queue_entry import QueueFilter
from studio.workspace.queue_rows import FAILURES, RowRef
from studio.workspace.tasks import Tasks
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe, picture, progress
from tests.workspace.waiting import until

LOST = Failed.of(EngineLost("The engine ended.", remedy="Try again."))


def jobs_of(queue: Queue) -> list[str]:
    return [ref.id for ref in queue.rows.between(0, len(queue.rows)) if ref.kind == "job"]


def told(queue: Queue) -> list[str]:
    """The rows as words: headings by kind, jobs by prompt."""
    rows = queue.rows.between(0, len(queue.rows))
    return [ref.kind if ref.kind != "job" else _prompt(queue, ref.id) for ref in rows]


def _prompt(queue: Queue, job: str) -> str:
    entry = queue.entry(job)
    assert entry is not None
    return entry.prompt


def say(core: ScriptedCore, *jobs: Job) -> None:
    for job in jobs:
        core.announce_job(job.id)


async def test_nothing_is_said_of_nothing(workspace: Workspace) -> None:
    queue = workspace.queue
    assert (len(queue), queue.sentence(), len(queue.rows), queue.fraction()) == (0, "", 0, 0.0)
    assert not queue.busy
    assert not queue.paused
    assert queue.selection.at(0) is None


async def test_in_the_order_of_running(workspace: Workspace, core: ScriptedCore) -> None:
    paused = core.add_job(a_recipe("p"), 2, state="paused")
    batch = core.add_job(a_recipe("b"), 2, lane="batch")
    first = core.add_job(a_recipe("w"), 2)
    running = core.add_job(a_recipe("r"), 2, state="running", project="Another")
    failed = core.add_job(a_recipe("f"), 2)
    core.set_state(failed.id, "failed", LOST)
    say(core, paused, batch, first, running)
    queue = workspace.queue
    await until(lambda: len(queue) == 4 and queue.count("failed"))
    assert told(queue) == ["r", "p", "w", "b", "failures", "f"]
    assert queue.running[0].project == "Another"
    assert queue.sentence() == "1 running, 2 waiting, 1 paused, 1 set aside"
    assert queue.paused
    entry = queue.entry(failed.id)
    assert entry is not None
    assert (entry.reason, entry.remedy) == ("The engine ended.", "Try again.")


async def test_progress_of_what_runs(workspace: Workspace, core: ScriptedCore) -> None:
    job = core.add_job(a_recipe(), 2, state="running")
    core.announce_job(job.id)
    queue = workspace.queue
    await until(lambda: len(queue) == 1)
    core.say(job.id, Accepted())
    core.say(job.id, progress(0, 2))
    await until(lambda: queue.running[0].fraction > 0)
    halfway = queue.running[0].fraction
    assert queue.fraction() == pytest.approx(halfway)
    core.say(job.id, picture(0, a_recipe()))
    await until(lambda: queue.running[0].made == 1)
    assert queue.running[0].fraction > halfway
    core.say(job.id, Finished())
    core.set_state(job.id, "done")
    await until(lambda: len(queue) == 0)
    assert queue.fraction() == 0.0


async def test_an_answer_that_comes_late_does_not_bring_back_what_has_ended(core: ScriptedCore) -> None:
    tasks = Tasks(lambda _: None)
    queue = Queue(tasks, {})
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
    jobs = [core.add_job(a_recipe(), 2, state=state) for state in ("waiting", "waiting", "paused")]
    say(core, *jobs)
    queue = workspace.queue
    await until(lambda: len(queue) == 3)
    assert queue.seconds_left() is None
    workspace.speeds["starter"] = Speed(step=1000.0, rest=0.0)
    each = 1000.0 * 4 * 2 * 64 * 64 / 1e6
    assert queue.seconds_left() == pytest.approx(2 * each)
    entry = queue.entry(jobs[0].id)
    assert entry is not None
    assert entry.seconds == pytest.approx(each)
    assert queue.sentence() == "2 waiting, 1 paused, about 1 min left"


async def test_models_that_must_be_loaded_take_their_time(workspace: Workspace, core: ScriptedCore) -> None:
    other = msgspec.structs.replace(a_recipe().model, id="other")
    recipes = [a_recipe(), msgspec.structs.replace(a_recipe(), model=other), a_recipe()]
    say(core, *[core.add_job(recipe, 1) for recipe in recipes])
    queue = workspace.queue
    await until(lambda: len(queue) == 3)
    for model, load in (("starter", 5.0), ("other", 7.0)):
        workspace.speeds[model] = Speed(step=0.0, rest=0.0, load=load)
    assert queue.seconds_left() == pytest.approx(5.0 + 7.0)
    core.queue.tell_state(QueueState(rules=msgspec.structs.replace(QueueState().rules, together=False)))
    await until(lambda: not queue.state.rules.together)
    assert queue.seconds_left() == pytest.approx(5.0 + 7.0 + 5.0)


async def test_sums_are_what_adding_job_by_job_gives(workspace: Workspace, core: ScriptedCore) -> None:
    """However jobs were moved, edited and cancelled before."""
    chance, queue = random.Random(5), workspace.queue
    core.queue.known = QueueState(rules=Rules(together=False))
    for model in ("one", "two", "three"):
        workspace.speeds[model] = Speed(load=chance.uniform(1, 9), step=chance.uniform(0.1, 1), rest=0.5)
    recipes = [
        msgspec.structs.replace(a_recipe(), model=ModelRef(id=model, weights=model), steps=chance.randint(1, 30))
        for model in chance.choices(("one", "two", "three"), k=40)
    ]
    jobs = [core.add_job(recipe, chance.randint(1, 9)) for recipe in recipes]
    say(core, *jobs)
    core.queue.tell_state(core.queue.known)
    await until(lambda: len(queue) == 40 and not queue.state.rules.together)
    for _ in range(20):
        job, before = chance.sample([place.job for place in queue.order], 2)
        await workspace.queue_acts.move((job,), before)
    await workspace.queue_acts.cancel([place.job for place in queue.order][::7])
    await until(lambda: len(queue) == 34)
    waiting = [core.library.jobs.known[place.job] for place in queue.order]
    assert queue.seconds_left() == pytest.approx(estimate.seconds_left(waiting, workspace.speeds))


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
    """Another process filled the queue, and learned how fast the model is."""
    for number in range(3):
        core.add_job(a_recipe(f"prompt {number}"), 2)
    core.queue.learned["starter"] = Speed(step=1.0, rest=0.0)
    queue = Queue(workspace.tasks, workspace.speeds)
    await queue.begin(core)
    assert told(queue) == ["prompt 0", "prompt 1", "prompt 2"]
    assert queue.seconds_left() is not None
    queue.end()


async def test_many_that_come_and_go_at_once_are_read_in_one_go(workspace: Workspace, core: ScriptedCore) -> None:
    queue, ended = workspace.queue, list[str]()
    queue.ended.connect(lambda job: ended.append(job.id))
    jobs = [core.add_job(a_recipe(f"prompt {number}"), 1) for number in range(200)]
    core.announce(_change(jobs))
    await until(lambda: len(queue) == 200 and len(workspace.grid) == 200)
    assert jobs_of(queue) == [job.id for job in jobs]
    for job in jobs[:150]:
        core.library.jobs.known[job.id] = msgspec.structs.replace(job, state="done" if job is jobs[3] else "cancelled")
    core.announce(_change(jobs[:150]))
    await until(lambda: len(queue) == 50)
    assert ended == [job.id for job in jobs[:150]]
    await until(lambda: sum(shown.ended for shown in workspace.grid.every) == 150)
    assert jobs_of(queue) == [job.id for job in jobs[150:]]


def _change(jobs: list[Job]) -> Change:
    return Change(jobs=frozenset(job.id for job in jobs))


async def test_a_batch_has_a_heading_with_its_tally(workspace: Workspace, core: ScriptedCore, tmp_path: Path) -> None:
    batch = core.queue.add_batch("Spring")
    jobs = [core.add_job(a_recipe(f"s{number}"), 2, batch=batch.id, lane="batch") for number in range(3)]
    loose = core.add_job(a_recipe("loose"), 1, lane="batch")
    say(core, *jobs, loose)
    queue = workspace.queue
    await until(lambda: queue.batch(batch.id) is not None and len(queue) == 4)
    assert told(queue) == ["batch", "s0", "s1", "s2", "loose"]
    heading = RowRef("batch", batch.id)
    assert queue.rows.position(heading) == 0
    group = queue.group(heading, 0)
    assert (group.name, group.jobs, group.sentence) == ("Spring", 3, "3 jobs, 0 of 6 made")
    core.set_state(jobs[0].id, "running")
    await until(lambda: told(queue) == ["s0", "batch", "s1", "s2", "loose"])
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 8)).save(path)
    core.save(jobs[0].id, 0, path)
    core.set_state(jobs[1].id, "failed", LOST)
    await until(lambda: told(queue) == ["s0", "batch", "s2", "loose", "failures", "s1"])
    await until(lambda: queue.group(heading, 1).sentence == "1 job, 1 set aside, 1 of 6 made")
    await workspace.queue_acts.pause_batch(batch.id)
    await until(lambda: queue.group(heading, 1).paused)
    entry = queue.entry(jobs[2].id)
    assert entry is not None
    assert (entry.state, entry.batch_name) == ("paused", "Spring")
    await workspace.undo.undo()
    await until(lambda: not queue.group(heading, 1).paused)


async def test_a_folded_batch_keeps_its_heading(workspace: Workspace, core: ScriptedCore) -> None:
    batch = core.queue.add_batch("Spring")
    jobs = [core.add_job(a_recipe(f"s{number}"), 2, batch=batch.id) for number in range(3)]
    say(core, *jobs)
    queue = workspace.queue
    await until(lambda: len(queue) == 3)
    queue.rows.fold(batch.id, True)
    assert told(queue) == ["batch"]
    assert queue.rows.under(0) == tuple(job.id for job in jobs)
    core.set_state(jobs[0].id, "cancelled")
    await until(lambda: len(queue) == 2)
    assert told(queue) == ["batch"]
    core.set_state(jobs[1].id, "failed", LOST)
    await until(lambda: queue.count("failed") == 1)
    queue.rows.fold(FAILURES, True)
    assert told(queue) == ["batch", "failures"]
    queue.rows.fold(batch.id, False)
    assert told(queue) == ["batch", "s2", "failures"]


async def test_only_what_the_filter_lets_through(workspace: Workspace, core: ScriptedCore) -> None:
    batch = core.queue.add_batch("Spring")
    first = core.add_job(a_recipe("a red moon"), 1, batch=batch.id)
    second = core.add_job(a_recipe("a blue moon"), 1, project="Harbour")
    third = core.add_job(a_recipe("a dog"), 1, state="paused")
    say(core, first, second, third)
    queue = workspace.queue
    await until(lambda: len(queue) == 3)
    queue.filter = QueueFilter(words="MOON")
    assert told(queue) == ["batch", "a red moon", "a blue moon"]
    queue.filter = QueueFilter(words="moon harbour")
    assert told(queue) == ["a blue moon"]
    queue.filter = QueueFilter(words="spring")
    await until(lambda: told(queue) == ["batch", "a red moon"])
    queue.filter = QueueFilter(kept="paused")
    assert told(queue) == ["a dog"]
    core.set_state(third.id, "waiting")
    await until(lambda: told(queue) == [])
    core.set_state(second.id, "paused")
    await until(lambda: told(queue) == ["a blue moon"])
    assert len(queue) == 3


async def test_a_model_can_follow_the_rows_without_a_reset(workspace: Workspace, core: ScriptedCore) -> None:
    """A list that does what `spliced` says holds what the rows hold, whatever comes, goes and moves."""
    queue = workspace.queue
    batches = [core.queue.add_batch(name) for name in ("one", "two")]
    jobs = [core.add_job(a_recipe(f"p{number}"), 1, batch=batches[number % 2].id) for number in range(8)]
    mirror: list[RowRef] = []

    def splice(first: int, gone: int, come: int) -> None:
        mirror[first : first + gone] = [RowRef("job", "?")] * come

    def settle() -> None:
        mirror[:] = [queue.rows[at] if ref == RowRef("job", "?") else ref for at, ref in enumerate(mirror)]

    resets: list[int] = []
    queue.rows.spliced.connect(splice)
    queue.rows.settled.connect(settle)
    queue.rows.reset.connect(lambda: resets.append(1))
    say(core, *jobs)
    await until(lambda: len(queue) == 8)
    await workspace.queue_acts.move((jobs[6].id, jobs[2].id), jobs[1].id)
    core.set_state(jobs[0].id, "running")
    core.set_state(jobs[4].id, "failed", LOST)
    core.set_state(jobs[7].id, "cancelled")
    await until(lambda: len(queue) == 6 and queue.count("running"))
    assert mirror == list(queue.rows.between(0, len(queue.rows)))
    assert resets == []


async def test_the_last_picture_and_what_it_all_cost(workspace: Workspace, core: ScriptedCore, tmp_path: Path) -> None:
    job = core.add_job(a_recipe(), 3)
    core.announce_job(job.id)
    queue = workspace.queue
    await until(lambda: len(queue) == 1)
    for index in range(2):
        path = tmp_path / f"{index}.png"
        Image.new("RGB", (8, 8)).save(path)
        core.save(job.id, index, path)
    assets = core.library.pictures.assets[job.id]
    receipt = picture(0, a_recipe()).receipt
    assets[:] = [msgspec.structs.replace(one, receipt=msgspec.structs.replace(receipt, cost=0.02)) for one in assets]
    await until(lambda: queue.entry(job.id).made == 2)  # type: ignore[union-attr]
    queue.want((job.id,))
    queue.want((job.id,))
    await until(lambda: queue.entry(job.id).picture is not None)  # type: ignore[union-attr]
    entry = queue.entry(job.id)
    assert entry is not None
    assert entry.picture == tmp_path / "1.png"
    assert entry.cost == pytest.approx(0.04)


async def test_what_holds_and_blocks_is_known(workspace: Workspace, core: ScriptedCore) -> None:
    queue, heard = workspace.queue, list[str]()
    queue.state_changed.connect(lambda: heard.append("state"))
    hold = Hold(cause="crash", message="The studio ended unexpectedly.", since=1.0)
    blocked = Blocked(kind="DiskFull", message="The disk is full.", remedy="Make room.", since=1.0)
    core.queue.tell_state(QueueState(holds={"batch": hold}, blocked=blocked))
    await until(lambda: queue.held)
    assert queue.state.blocked == blocked
    assert heard == ["state"]
    await workspace.queue_acts.go_on()
    await until(lambda: not queue.held)


async def test_a_row_that_is_edited_stays_when_its_job_ends(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = [core.add_job(a_recipe(f"p{number}"), 1) for number in range(3)]
    say(core, *jobs)
    queue = workspace.queue
    await until(lambda: len(queue) == 3)
    queue.pin(jobs[1].id)
    core.set_state(jobs[1].id, "done")
    await until(lambda: queue.count("done"))
    assert told(queue) == ["p0", "p1", "p2"]
    assert len(queue) == 2
    queue.pin(None)
    assert told(queue) == ["p0", "p2"]
