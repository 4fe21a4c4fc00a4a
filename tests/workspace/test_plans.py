"""The plan that is looked at: surveyed, kept in step with its file, put into the queue, followed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from studio.errors import DiskFull, PlanError, Problem
from studio.recipe.asset import Change
from studio.recipe.queue import BatchState, Tally
from studio.workspace.plans import MOST_RECENT, Plans, may_be_plan
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.scripted_plans import a_planned, a_survey, batch_of
from tests.workspace.waiting import until

PLAN = Path("/plans/week 12.csv").absolute()
WRONG = Problem(line=3, column=7, field="seed", message="“x” is no seed.")


@pytest.fixture
def plans(workspace: Workspace, core: ScriptedCore) -> Plans:
    """Of an open workspace; two rows, of which one is there."""
    core.plans.answer = a_survey([a_planned(1, count=4, there=4), a_planned(2, count=2)])
    return workspace.plans


async def read(plans: Plans, path: Path = PLAN) -> None:
    plans.open(path)
    await until(lambda: plans.stage != "reading")


async def test_a_plan_is_surveyed_as_it_is_opened(plans: Plans, core: ScriptedCore) -> None:
    stages: list[str] = []
    plans.changed.connect(lambda: stages.append(plans.stage))
    await read(plans)
    assert stages == ["reading", "read"]
    assert plans.survey is not None
    assert (plans.survey.path, plans.missing, plans.why_not) == (PLAN, 2, "")
    assert core.plans.ran == []


@pytest.mark.parametrize(
    ("name", "plan"),
    [
        ("a.csv", True),
        ("a.YAML", True),
        ("a.yml", True),
        ("a.json", True),
        ("a.png", False),
        ("a.png.studio.json", False),
    ],
)
def test_plans_are_known_by_their_names(name: str, plan: bool) -> None:
    assert may_be_plan(Path("/plans") / name) is plan


async def test_a_file_that_cannot_be_read_is_told_with_its_remedy(plans: Plans, core: ScriptedCore) -> None:
    core.plans.answer = PlanError("It is no text.", remedy="Save it as UTF-8.")
    await read(plans)
    assert (plans.stage, plans.survey) == ("unreadable", None)
    assert plans.error is core.plans.answer
    core.plans.answer = a_survey([a_planned(1)])
    plans.look_again()
    await until(lambda: plans.stage == "read")
    assert plans.error is None


async def test_what_was_read_stays_while_it_is_read_again(plans: Plans, core: ScriptedCore) -> None:
    await read(plans)
    before = plans.survey
    core.plans.held = asyncio.Event()
    plans.look_again()
    assert (plans.stage, plans.survey) == ("reading", before)
    assert plans.why_not == "The plan is being read."
    plans.cancel()
    assert (plans.stage, plans.survey) == ("read", before)


async def test_reading_can_be_cancelled(plans: Plans, core: ScriptedCore) -> None:
    core.plans.held = asyncio.Event()
    plans.open(PLAN)
    await until(lambda: core.plans.asked)
    plans.cancel()
    core.plans.held.set()
    await asyncio.sleep(0)
    assert (plans.stage, plans.survey) == ("stopped", None)


async def test_the_answer_of_a_plan_that_was_left_is_not_shown(plans: Plans, core: ScriptedCore) -> None:
    core.plans.held = asyncio.Event()
    plans.open(PLAN)
    await until(lambda: core.plans.asked)
    plans.open(PLAN.with_name("other.csv"))
    await until(lambda: len(core.plans.asked) == 2)
    core.plans.held.set()
    await until(lambda: plans.stage == "read")
    assert plans.survey is not None
    assert plans.survey.name == "other"


async def test_errors_keep_it_from_running(plans: Plans, core: ScriptedCore) -> None:
    core.plans.answer = a_survey([], [WRONG, WRONG])
    await read(plans)
    assert plans.why_not == "Mend the 2 errors first."
    await plans.run()
    assert core.plans.ran == []


async def test_nothing_missing_is_nothing_to_run(plans: Plans, core: ScriptedCore) -> None:
    core.plans.answer = a_survey([a_planned(1, there=1)])
    await read(plans)
    assert plans.why_not == "Everything it asks for is there already."


async def test_what_waits_can_be_changed_to_what_the_plan_says_now(plans: Plans, core: ScriptedCore) -> None:
    core.plans.answer = a_survey([a_planned(1, there=1), a_planned(2, queued=True)])
    await read(plans)
    assert (plans.missing, plans.why_not) == (0, "")
    await plans.run()
    plans.prune = True
    await until(lambda: plans.stage == "read")
    await plans.run()
    assert core.plans.pruned == [False, True]
    await read(plans, PLAN.with_name("other.csv"))
    assert not plans.prune


async def test_a_plan_that_lost_its_rows_can_still_be_run_while_its_batch_goes_on(
    plans: Plans, core: ScriptedCore
) -> None:
    batch = batch_of(PLAN)
    core.queue.kept[batch.id] = BatchState(batch=batch, paused=False, tally=Tally(), written=False)
    job = core.add_job(a_recipe(), 2)
    order = msgspec.structs.replace(job.order, batch=batch.id)
    core.library.jobs.known[job.id] = msgspec.structs.replace(job, order=order)
    core.plans.answer = a_survey([a_planned(1, there=1)])
    await read(plans)
    assert plans.unfinished
    assert plans.why_not == ""


async def test_a_warning_does_not_keep_it_from_running(plans: Plans, core: ScriptedCore) -> None:
    warning = Problem(line=2, column=1, message="Nobody uses this column.", severity="warning")
    core.plans.answer = a_survey([a_planned(1)], [warning])
    await read(plans)
    assert plans.why_not == ""


async def test_it_is_put_into_the_queue(plans: Plans, core: ScriptedCore) -> None:
    started: list[bool] = []
    plans.started.connect(lambda: started.append(True))
    await read(plans)
    core.queue.kept["b"] = BatchState(batch=batch_of(PLAN), paused=False, tally=Tally(), written=False)
    before = plans.survey
    core.plans.answer = a_survey([a_planned(1, count=4, there=4), a_planned(2, count=2, queued=True)])
    await plans.run()
    assert core.plans.ran == [before]
    assert started == [True]
    await until(lambda: plans.stage == "read")
    assert plans.missing == 0
    assert plans.batch is not None
    assert plans.batch.batch == batch_of(PLAN)


async def test_a_refusal_is_told_and_it_can_be_tried_again(plans: Plans, core: ScriptedCore) -> None:
    await read(plans)
    core.plans.refusal = DiskFull("The disk is full.", remedy="Free some space.")
    await plans.run()
    assert plans.error is not None
    assert (plans.stage, plans.error.message) == ("read", "The disk is full.")
    await plans.run()
    assert len(core.plans.ran) == 1
    await until(lambda: plans.stage == "read")


async def test_another_project_is_surveyed_anew(plans: Plans, core: ScriptedCore) -> None:
    await read(plans)
    plans.choose_project("  Autumn ")
    await until(lambda: plans.stage == "read")
    assert plans.survey is not None
    assert plans.survey.project == "Autumn"
    plans.choose_project("Autumn")
    assert plans.stage == "read"
    assert [options.project for _, options in core.plans.asked] == [None, "Autumn"]


async def test_the_batch_is_followed(plans: Plans, core: ScriptedCore) -> None:
    batch = batch_of(PLAN)
    core.queue.kept[batch.id] = BatchState(batch=batch, paused=False, tally=Tally(), written=False)
    job = core.add_job(a_recipe(), 2)
    order = msgspec.structs.replace(job.order, batch=batch.id)
    core.library.jobs.known[job.id] = msgspec.structs.replace(job, order=order)
    await read(plans)
    assert plans.batch is not None
    assert plans.batch.tally.waiting == 1
    await plans.pause_batch()
    await until(lambda: plans.batch is not None and plans.batch.paused)
    await plans.resume_batch()
    await until(lambda: plans.batch is not None and not plans.batch.paused)
    surveyed = len(core.plans.asked)
    await plans.cancel_batch()
    await until(lambda: plans.batch is not None and plans.batch.tally.cancelled == 1)
    await until(lambda: len(core.plans.asked) == surveyed + 1)  # what was made is there now
    await until(lambda: plans.stage == "read")
    await plans.retry_batch()
    await until(lambda: plans.batch is not None and plans.batch.tally.waiting == 1)


async def test_news_of_other_batches_change_nothing(plans: Plans, core: ScriptedCore) -> None:
    other = batch_of(PLAN.with_name("other.csv"), 2)
    core.queue.kept[other.id] = BatchState(batch=other, paused=False, tally=Tally(), written=False)
    await read(plans)
    changes: list[bool] = []
    plans.changed.connect(lambda: changes.append(True))
    core.announce(Change(batches=frozenset({other.id})))
    for _ in range(5):
        await asyncio.sleep(0)
    assert plans.batch is None
    assert changes == []


async def test_recent_plans_are_kept_the_last_one_first(plans: Plans, workspace: Workspace) -> None:
    for number in range(MOST_RECENT + 2):
        await read(plans, PLAN.with_name(f"{number}.csv"))
    await read(plans, PLAN.with_name("5.csv"))
    names = [Path(path).name for path in workspace.session().plans]
    assert names[:3] == ["5.csv", "9.csv", "8.csv"]
    assert len(names) == MOST_RECENT
    plans.forget(plans.recent[0])
    assert Path(plans.recent[0]).name == "9.csv"


async def test_a_plan_can_be_put_away(plans: Plans) -> None:
    await read(plans)
    plans.close()
    assert (plans.path, plans.survey, plans.stage) == (None, None, "none")
    plans.look_again()
    assert plans.stage == "none"


async def test_it_goes_where_it_went_before_unless_somebody_says_otherwise(plans: Plans, core: ScriptedCore) -> None:
    """Run from the command line with a project of its own, it is not made once more elsewhere."""
    batch = batch_of(PLAN)
    core.queue.kept[batch.id] = BatchState(batch=batch, paused=False, tally=Tally(), written=False)
    for project, asked in (("week 12", [None, batch.project]), ("Autumn", [None])):
        core.plans.answer = msgspec.structs.replace(a_survey([a_planned(1)]), project=project)
        core.plans.asked.clear()
        await read(plans)
        assert [options.project for _, options in core.plans.asked] == asked
