"""Plans with rows that are drawn, and with rows that start from what is drawn."""

from __future__ import annotations

from msgspec.structs import replace

from studio.cli.batch_plan import row_entry
from studio.jobs.plans.earlier import Earlier
from studio.jobs.plans.identity import Identities
from studio.jobs.plans.readings import MOST_CHARACTERS, MOST_PROMPTS
from studio.jobs.plans.starting import work_of
from studio.recipe.draft import Draft, DraftSketch, DraftStart
from studio.recipe.recipe import SKETCH_EDITION, Blank, Recipe, Sketched
from studio.sketch.drawing import MODEL
from tests.jobs.plans.conftest import Desk

PLAN = """prompt,model,start,strength,size
three red circles,sketch,,,640x480
three red circles,starter,sketch,,128x128
three red circles,starter,Sketch,0.4,128x128
three red circles,starter,,,128x128
"""


async def test_rows_that_are_drawn_and_rows_that_begin_so(desk: Desk) -> None:
    started = await desk.run(PLAN)
    orders = [job.order for job in started.jobs]
    assert [order.backend for order in orders] == ["sketch", "local", "local", "local"]
    usual = desk.catalog.get("starter").capabilities.sketch_strength
    assert [order.recipe.start for order in orders] == [
        Blank(),
        Sketched(strength=usual, edition=SKETCH_EDITION),
        Sketched(strength=0.4, edition=SKETCH_EDITION),
        Blank(),
    ]
    assert (orders[0].recipe.model, orders[0].recipe.size, orders[0].recipe.fit) == (MODEL, (640, 480), None)
    assert len({order.key for order in orders}) == 4
    assert len({order.recipe.seed for order in orders}) == 1  # equal words
    assert (await desk.run(PLAN)).jobs == ()


async def test_rows_that_repeat_without_a_seam(desk: Desk) -> None:
    plan = "prompt,model,Tile\npolka dots,sketch,x\npolka dots,starter,yes\npolka dots,starter,\n"
    started = await desk.run(plan)
    assert [job.order.recipe.tile for job in started.jobs] == ["x", "both", ""]
    assert len({job.order.key for job in started.jobs}) == 3
    (error,) = await desk.errors("prompt,model,tile\npolka dots,starter,around\n")
    assert (error.field, error.line) == ("tile", 2)


async def test_both_at_once_for_one_row(desk: Desk) -> None:
    started = await desk.run("prompt,model\na red circle,sketch;starter\n")
    assert [job.order.backend for job in started.jobs] == ["sketch", "local"]


async def test_what_cannot_be_together_is_told_at_its_place(desk: Desk) -> None:
    desk.image("mask.png", mode="L")
    plan = "prompt,model,start,mask,strength\nx,sketch,sketch,,\nx,starter,sketch,mask.png,\nx,starter,sketch,,2\n"
    errors = await desk.errors(plan)
    assert [(problem.line, problem.field) for problem in errors] == [(2, "start"), (3, "mask"), (4, "strength")]
    assert all(problem.remedy for problem in errors)


async def test_words_that_are_not_drawn_are_told_at_their_row(desk: Desk) -> None:
    drawn = "a zorple circle,sketch,,blue\na red circle,sketch,,\n"
    rest = "a zorple circle,starter,sketch,blue\na zorple,starter,,\na zorple circle,sketch,,\n"
    survey = await desk.survey(f"prompt,model,start,negative\n{drawn}{rest}")
    assert survey.ok
    assert [(problem.line, problem.field, problem.message.split(":")[0]) for problem in survey.problems] == [
        (2, "prompt", "The sketch could make nothing of “zorple”."),
        (2, "negative", "The negative prompt means nothing to the sketch"),
        (4, "prompt", "The layout was drawn without “zorple”"),
    ]


async def test_of_many_prompts_the_first_are_read(desk: Desk) -> None:
    rows = "".join(f"zorple number {number},sketch\n" for number in range(MOST_PROMPTS + 50))
    survey = await desk.survey(f"prompt,model\n{rows}")
    read = [problem.line for problem in survey.problems if "zorple" in problem.message]
    [rest] = [problem for problem in survey.problems if "From here on" in problem.message]
    assert read == list(range(2, 2 + MOST_PROMPTS))
    assert rest.line == 2 + MOST_PROMPTS


async def test_of_long_prompts_fewer_are_read(desk: Desk) -> None:
    rows = "".join(f"{number} {'zorple ' * 500},sketch\n" for number in range(10))
    survey = await desk.survey(f"prompt,model\n{rows}")
    read = {problem.line for problem in survey.problems if "zorple" in problem.message}
    assert read == set(range(2, 2 + MOST_CHARACTERS // 3501))


async def test_nothing_is_told_of_pictures_that_are_there(desk: Desk) -> None:
    plan = "prompt,model,start\na red zorple,starter,sketch\n"
    assert (await desk.survey(plan)).problems
    await desk.run(plan)
    await desk.make()
    assert (await desk.survey(plan)).problems == ()


async def test_a_file_named_sketch_is_written_with_its_folder(desk: Desk) -> None:
    desk.image("sketch.png").rename(desk.folder / "sketch")
    survey = await desk.survey("prompt,model,start\nx,starter,./sketch\n")
    assert survey.ok
    assert survey.rows[0].inputs == (desk.folder / "sketch",)


async def test_what_waits_in_an_older_edition_is_drawn_in_this_one(desk: Desk) -> None:
    plan = "prompt,model,start\na red circle,starter,sketch\na red circle,sketch,\n"
    started = await desk.run(plan)
    older = [replace(job, order=replace(job.order, recipe=_older(job.order.recipe))) for job in started.jobs]
    survey = await desk.survey(plan)
    work = work_of(survey, started.batch, Earlier(survey.folder, started.batch, older))
    assert [edit.order.recipe for edit in work.edits] == [job.order.recipe for job in started.jobs]
    assert [edit.order.backend for edit in work.edits] == ["local", "sketch"]
    assert not work.orders


def _older(recipe: Recipe) -> Recipe:
    if isinstance(recipe.start, Sketched):
        return replace(recipe, start=replace(recipe.start, edition=SKETCH_EDITION - 1))
    return replace(recipe, model=replace(recipe.model, weights="0" * 64))


def test_keys_of_plans_that_were_run_before_stay() -> None:
    """Else a plan of last month would be made once more."""
    draft = Draft(prompt="a fox", start=DraftStart(sha256="ab" * 32, strength=0.5, mask="cd" * 32))
    key = Identities().of(draft, "starter", "1", "64x64").key
    assert key == "721b82c6466bb247efc57f8f39b16e9d"
    sketched = replace(draft, start=DraftSketch())
    assert Identities().of(sketched, "starter", "1", "64x64").key != key


async def test_a_dry_run_says_what_each_begins_from(desk: Desk) -> None:
    rows = [row_entry(planned) for planned in (await desk.survey(PLAN)).rows]
    usual = desk.catalog.get("starter").capabilities.sketch_strength
    assert [row["start"] for row in rows] == [None, "sketch", "sketch", None]
    assert [row["strength"] for row in rows] == [None, usual, 0.4, None]
