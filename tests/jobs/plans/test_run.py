"""Running a plan: what is missing goes into the queue, and run again nothing is made twice."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from studio.errors import DatabaseLocked, FolderUnusable, PlanError
from studio.jobs.plans.plans import Plans
from studio.recipe.events import Failed
from studio.recipe.job import Job
from studio.recipe.recipe import Recipe, StartImage
from tests.jobs.plans.conftest import Desk
from tests.jobs.scripted_backend import picture

PLAN = "prompt,seed,count\na cat,1,2\na {red|blue} dog,2,1\n"


def orders(jobs: tuple[Job, ...]) -> list[tuple[str, str, int]]:
    return [(job.order.name, job.order.recipe.prompt, job.order.count) for job in jobs]


async def test_a_run_enqueues_a_job_for_each_set(desk: Desk) -> None:
    started = await desk.run(PLAN)
    assert orders(started.jobs) == [
        ("1-a-cat", "a cat", 2),
        ("2-a-red-dog", "a red dog", 1),
        ("2-a-blue-dog", "a blue dog", 1),
    ]
    assert {(job.order.lane, job.order.project, job.order.batch, job.order.folder) for job in started.jobs} == {
        ("batch", "plan", started.batch.id, str(desk.home.pictures / "plan" / "plan"))
    }
    assert [job.order.row for job in started.jobs] == [0, 1, 2]
    assert (started.kept, started.notices) == (0, ())
    assert started.batch.plan == str(desk.folder / "plan.csv")
    assert {job for change in desk.changes for job in change.jobs} == {job.id for job in started.jobs}
    assert desk.nudges


async def test_pictures_lie_where_the_plan_says(desk: Desk) -> None:
    await desk.run("prompt,name,count\na cat,{plan}/{prompt},2\nb,x,1\n")
    files = [asset.path.relative_to(desk.home.pictures / "plan" / "plan").as_posix() for asset in await desk.make()]
    assert files == ["plan/a-cat-1.png", "plan/a-cat-2.png", "x.png"]


async def test_run_again_nothing_is_made_twice(desk: Desk) -> None:
    first = await desk.run(PLAN)
    again = await desk.run(PLAN)
    assert (again.batch, again.jobs) == (first.batch, ())
    assert "waits in the queue" in again.notices[0]
    assert len(await desk.make()) == 4
    survey = await desk.survey(PLAN)
    assert (survey.have, survey.queued, survey.seconds) == (4, 0, 0)
    done = await desk.plans.run(survey)
    assert (done.jobs, done.kept) == ((), 4)


async def test_only_what_is_missing_is_made(desk: Desk) -> None:
    await desk.run(PLAN)
    made = await desk.make()
    made[1].path.unlink()
    await desk.library.trash([made[3].id])
    survey = await desk.survey(PLAN)
    assert [one.missing for one in survey.rows] == [(1,), (), (0,)]
    started = await desk.plans.run(survey)
    assert orders(started.jobs) == [("1-a-cat-2", "a cat", 1), ("2-a-blue-dog", "a blue dog", 1)]
    assert started.jobs[0].order.recipe == made[1].recipe
    assert started.kept == 2
    again = await desk.make()
    assert [asset.path.stem for asset in again] == ["1-a-cat-2-2", "2-a-blue-dog"]  # a lost picture keeps its name
    assert (await desk.survey(PLAN)).have == 4


async def test_an_edited_plan_adds_and_tells_and_prunes(desk: Desk) -> None:
    await desk.run(PLAN)
    await desk.make(2)
    edited = "prompt,seed,count\nnew,9,1\na cat,1,2\na blue dog,2,1\n"
    started = await desk.run(edited)
    assert orders(started.jobs) == [("1-new", "new", 1), ("3-a-blue-dog", "a blue dog", 1)]
    assert started.kept == 2
    assert any("1 job that waits is not in the plan any more" in notice for notice in started.notices)
    assert [job.state for job in await desk.jobs()].count("cancelled") == 0
    pruned = await desk.run(edited, prune=True)
    assert pruned.jobs == ()
    (gone,) = [job for job in await desk.jobs() if job.state == "cancelled"]
    assert gone.order.recipe.prompt == "a red dog"


async def test_waiting_jobs_get_new_names_and_counts_and_made_ones_stay(desk: Desk) -> None:
    await desk.run("prompt,seed,count\na,1,2\nb,2,1\n")
    await desk.make(2)
    survey = await desk.survey("prompt,seed,count,name\na,1,3,new/{prompt}\nb,2,2,new/{prompt}\n")
    assert (survey.pictures, survey.have) == (5, 2)
    started = await desk.plans.run(survey)
    assert orders(started.jobs) == [("a-3", "a", 1), ("b", "b", 2)]
    made = await desk.make()
    assert sorted(asset.path.relative_to(survey.folder).as_posix() for asset in made) == [
        "new/a-3.png",
        "new/b-1.png",
        "new/b-2.png",
    ]
    assert (await desk.survey("prompt,seed,count\na,1,3\nb,2,2\n")).have == 5


async def test_what_the_user_changed_in_the_queue_stays(desk: Desk) -> None:
    (job, *_) = (await desk.run(PLAN)).jobs
    mine = msgspec.structs.replace(job.order, recipe=msgspec.structs.replace(job.order.recipe, steps=3))
    await desk.library.jobs.edit(job.id, mine, job.revision)
    assert (await desk.run(PLAN)).jobs == ()
    (job, *_) = await desk.jobs()
    assert job.order.recipe.steps == 3


async def test_failed_and_cancelled_jobs_wait_again(desk: Desk) -> None:
    started = await desk.run(PLAN)
    failed, _ = await desk.library.jobs.claim(["batch"])
    assert failed is not None
    await desk.library.jobs.fail(failed.id, Failed(kind="OutOfMemory", message="Too large.", remedy="", billed=False))
    await desk.library.jobs.cancel(started.jobs[1].id)
    again = await desk.run(PLAN)
    assert {job.id for job in again.jobs} == {failed.id, started.jobs[1].id}
    assert {job.state for job in await desk.jobs()} == {"waiting"}
    assert len(await desk.make()) == 4


async def test_what_waits_again_gets_its_new_name_at_once(desk: Desk) -> None:
    await desk.run("prompt,seed\na,1\n")
    await desk.library.jobs.cancel_many([job.id for job in await desk.jobs()])
    started = await desk.run("prompt,seed,count,name\na,1,2,new\n")
    assert [(job.state, job.order.name, job.order.count) for job in started.jobs] == [("waiting", "new", 2)]
    assert (await desk.run("prompt,seed,count,name\na,1,2,new\n")).jobs == ()


async def test_random_seeds_are_drawn_once(desk: Desk) -> None:
    plan = "prompt,seed,count\na,random,2\n"
    (job,) = (await desk.run(plan)).jobs
    assert (await desk.survey(plan)).rows[0].recipe.seed == job.order.recipe.seed
    made = await desk.make(1)
    assert (await desk.run(plan)).jobs == ()
    made += await desk.make()
    assert [asset.recipe and asset.recipe.seed for asset in made] == [job.order.recipe.seed, job.order.recipe.seed + 1]
    assert (await desk.survey(plan)).have == 2


async def test_equal_rows_are_pictures_of_their_own(desk: Desk) -> None:
    plan = "prompt,seed\na,1\na,1\na,1\n"
    await desk.run(plan)
    assert len({asset.path for asset in await desk.make(2)}) == 2
    survey = await desk.survey(plan)
    assert (survey.have, survey.queued) == (2, 1)
    assert (await desk.plans.run(survey)).jobs == ()


async def test_without_the_database_the_files_are_enough(desk: Desk) -> None:
    await desk.run(PLAN)
    made = await desk.make(3)
    desk.library.close()
    for path in desk.home.data.glob("studio.db*"):
        path.unlink()
    desk.open()
    survey = await desk.survey(PLAN)
    assert survey.have == 3
    started = await desk.plans.run(survey)
    assert orders(started.jobs) == [("2-a-blue-dog", "a blue dog", 1)]
    await desk.make()
    again = await desk.run(PLAN)
    assert (again.jobs, again.kept) == ((), 4)
    made[0].path.unlink()
    assert (await desk.survey(PLAN)).have == 3


async def test_a_job_that_has_everything_but_its_end_is_still_of_the_plan(desk: Desk) -> None:
    await desk.run("prompt\na\n")
    job, _ = await desk.library.jobs.claim(["batch"])
    assert job is not None
    await desk.library.pictures.save(job, picture(job.order.recipe, 0))
    survey = await desk.survey("prompt\na\n")
    assert (survey.have, survey.queued) == (1, 0)
    started = await desk.plans.run(survey, prune=True)
    assert (started.jobs, started.kept) == ((), 1)
    assert "not in the plan" not in started.notices[0]
    await desk.library.jobs.finish(job.id)


async def test_inputs_are_kept_as_blobs_and_a_changed_file_is_noticed(desk: Desk) -> None:
    path = desk.image("a.png")
    survey = await desk.survey("prompt,start\na,a.png\nb,a.png\n")
    Image.new("RGB", (8, 8), "green").save(path)
    with pytest.raises(PlanError, match="changed since"):
        await desk.plans.run(survey)
    assert await desk.library.jobs.batches() == ()
    (job, _) = (await desk.run("prompt,start\na,a.png\nb,a.png\n")).jobs
    recipe: Recipe = job.order.recipe
    assert isinstance(recipe.start, StartImage)
    assert desk.library.blobs.verified(recipe.start.sha256).read_bytes() == path.read_bytes()


async def test_a_plan_with_errors_is_not_run(desk: Desk) -> None:
    survey = await desk.survey("prompt,steps\na,0\nb,1\n")
    with pytest.raises(PlanError, match=r"plan\.csv, line 2, column 3") as caught:
        await desk.plans.run(survey)
    assert len(caught.value.problems) == 1
    assert await desk.library.jobs.batches() == ()


async def test_two_plans_of_one_name_in_two_folders(desk: Desk) -> None:
    one = await desk.run("prompt\na\n", out=desk.folder / "one")
    two = await desk.run("prompt\na\n", out=desk.folder / "two")
    assert (one.batch.name, two.batch.name) == ("plan", "plan 2")
    assert (await desk.run("prompt\na\n", out=desk.folder / "two")).batch == two.batch
    assert (await desk.run("prompt\na\n", out=desk.folder / "one")).batch == one.batch


async def test_a_folder_that_went_away_is_told_before_anything_is_queued(desk: Desk) -> None:
    survey = await desk.survey("prompt\na\n", out=desk.folder / "x" / "out")
    desk.write("x", "in the way")
    with pytest.raises(FolderUnusable):
        await desk.plans.run(survey)
    assert await desk.library.jobs.batches() == ()


async def test_two_runs_at_once_queue_everything_once(desk: Desk) -> None:
    other = Plans(desk.home, desk.library, desk.catalog, desk.changes.append, lambda: None)
    survey = await desk.survey(PLAN)
    started = await asyncio.gather(desk.plans.run(survey), other.run(survey))
    assert sorted(len(one.jobs) for one in started) == [0, 3]
    assert len(await desk.jobs()) == 3


async def test_who_waits_too_long_for_another_run_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr("studio.jobs.plans.plans.PATIENCE_SECONDS", 0.05)
    survey = await desk.survey(PLAN)
    with FileLock(desk.home.data / "plans.lock"), pytest.raises(DatabaseLocked, match="Another plan"):
        await desk.plans.run(survey)


async def test_a_plan_that_moved_with_its_pictures_still_knows_them(desk: Desk) -> None:
    await desk.run(PLAN)
    await desk.make()
    elsewhere = desk.folder / "elsewhere" / "plan.csv"
    elsewhere.parent.mkdir()
    shutil.move(desk.folder / "plan.csv", elsewhere)
    assert (await desk.survey(Path(elsewhere))).have == 4


async def test_what_is_being_cancelled_is_asked_for_again_when_it_has_ended(desk: Desk) -> None:
    await desk.run("prompt\na\n")
    job, _ = await desk.library.jobs.claim(["batch"])
    assert job is not None
    await desk.library.jobs.cancel(job.id)
    again = asyncio.create_task(desk.run("prompt\na\n"))
    await asyncio.sleep(0.05)
    await desk.library.jobs.cancelled(job.id)
    assert [(one.id, one.state) for one in (await again).jobs] == [(job.id, "waiting")]
