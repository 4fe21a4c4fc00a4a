"""The dry run: what rows become, what is told of them, and that nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.errors import PlanError
from studio.jobs.plans.survey import Planned, Survey
from studio.recipe.recipe import Product, StartImage
from studio.recipe.speed import Speed
from tests.jobs.plans.conftest import Desk


def prompts(survey: Survey) -> list[str]:
    return [one.recipe.prompt for one in survey.rows]


def names(survey: Survey) -> list[str]:
    return [(one.folder / one.name).relative_to(survey.folder).as_posix() for one in survey.rows]


def sizes(survey: Survey) -> list[tuple[int, int]]:
    return [one.recipe.size for one in survey.rows]


async def test_a_row_becomes_a_set_for_each_prompt_size_and_seed(desk: Desk) -> None:
    survey = await desk.survey("prompt,thing,size,seed,count\na {red|blue} {thing},cat,256;128x256,1-2;9,3\n")
    assert survey.ok
    assert survey.pictures == 2 * 2 * 3 * 3
    assert len(survey.rows) == 12
    assert prompts(survey)[:7] == ["a red cat"] * 6 + ["a blue cat"]
    assert [one.recipe.seed for one in survey.rows[:3]] == [1, 2, 9]
    assert sizes(survey)[:4] == [(256, 256)] * 3 + [(128, 256)]
    assert {(one.row, one.line, one.count, one.missing) for one in survey.rows} == {(1, 2, 3, (0, 1, 2))}


async def test_columns_become_the_recipe(desk: Desk) -> None:
    survey = await desk.survey("Prompt;Negative;Steps;Guidance;Model;Seed\na cat;no {dog|cow};7;3,5;starter;42\n")
    first, second = (one.recipe for one in survey.rows)
    assert (first.negative, second.negative) == ("no dog", "no cow")
    assert (first.steps, first.guidance, first.seed, first.model.id) == (7, 3.5, 42, "starter")


async def test_a_blank_seed_follows_from_the_row_alone(desk: Desk) -> None:
    plan = "prompt,size\na cat,256;128x256\na cat,\na dog,\n"
    seeds = [one.recipe.seed for one in (await desk.survey(plan)).rows]
    assert seeds == [one.recipe.seed for one in (await desk.survey(plan)).rows]
    assert seeds[0] == seeds[1]
    assert len(set(seeds)) == 2  # the second cat is of another size: the same words, the same seed
    twice = await desk.survey("prompt\na cat\na cat\n")
    assert twice.rows[0].recipe.seed == seeds[0]
    assert twice.rows[1].recipe.seed != seeds[0]
    other = desk.write("other.yaml", "seed: 5\nrows: [a cat]\n")
    assert (await desk.survey(other)).rows[0].recipe.seed not in seeds


async def test_a_random_seed_is_another_one_each_time(desk: Desk) -> None:
    plan = "prompt,seed\na cat,random\n"
    (first,), (second,) = (await desk.survey(plan)).rows, (await desk.survey(plan)).rows
    assert first.recipe.seed != second.recipe.seed
    assert first.key == second.key


async def test_defaults_fill_blanks_but_sizes_are_not_mixed(desk: Desk) -> None:
    plan = desk.write(
        "a.yaml",
        "defaults: {size: 256, steps: 5, place: Rome}\nrows:\n"
        "- prompt: a {place}\n- {prompt: b, width: 128, height: 256, steps: 6}\n- {prompt: c, channel: pin}\n",
    )
    desk.write("../home/channels.json", '{"channels": [{"id": "pin", "name": "Pin", "width": 128, "height": 192}]}')
    survey = await desk.survey(plan)
    assert sizes(survey) == [(256, 256), (128, 256), (128, 192)]
    assert [one.recipe.steps for one in survey.rows] == [5, 6, 5]
    assert prompts(survey)[0] == "a Rome"


async def test_a_size_that_the_model_cannot_make_is_fitted(desk: Desk) -> None:
    survey = await desk.survey("prompt,size\na,1000x500\n")
    assert survey.ok
    assert sizes(survey) == [(1000, 500)]
    assert survey.rows[0].recipe.fit is not None


async def test_wildcards_from_the_plan_and_from_files_beside_it(desk: Desk) -> None:
    desk.write("wildcards/Animal.txt", "# mammals\ncat\n\n  {big|small} dog # kept\n")
    plan = desk.write("a.yaml", "wildcards: {colour: [red, blue]}\nrows: ['a __colour__ __animal__']\n")
    assert prompts(await desk.survey(plan)) == [
        f"a {colour} {animal}" for colour in ("red", "blue") for animal in ("cat", "big dog # kept", "small dog # kept")
    ]


async def test_pick_chooses_some_prompts_by_the_seed(desk: Desk) -> None:
    plan = "prompt,pick\nthe {a|b|c|d|e|f|g|h|i|j} {1|2|3|4|5|6|7|8|9},4\n"
    survey = await desk.survey(plan)
    assert len(set(prompts(survey))) == 4
    assert prompts(survey) == prompts(await desk.survey(plan))
    few = await desk.survey("prompt,pick\n{a|b},5\n")
    assert few.ok
    assert [(one.severity, one.field) for one in few.problems] == [("warning", "pick")]


async def test_ten_million_are_counted_and_refused_at_once(desk: Desk) -> None:
    survey = await desk.survey("prompt,steps\nx,9999\n" + "{a|b|c|d|e|f|g|h|i|j}" * 7 + ",4\n")
    assert survey.pictures == 10_000_001
    assert survey.rows == ()
    assert [(one.line, one.field) for one in survey.problems] == [(2, "steps"), (3, "prompt")]
    assert "10,000,001 pictures; the limit is 10,000" in survey.problems[1].message
    assert "pick" in survey.problems[1].remedy


async def test_the_limit_is_the_users(desk: Desk) -> None:
    plan = "prompt,count\n{a|b},2\n"
    assert (await desk.survey(plan, limit=4)).ok
    assert not (await desk.survey(plan, limit=3)).ok


async def test_where_pictures_go(desk: Desk) -> None:
    pictures = desk.home.pictures
    survey = await desk.survey("prompt\na\n")
    assert (survey.name, survey.project, survey.folder) == ("plan", "plan", pictures / "plan" / "plan")
    plan = desk.write("a.yaml", "name: Week 12\nproject: Acme/Inc\nfolder: '{name}/final'\nrows: [a]\n")
    survey = await desk.survey(plan)
    assert (survey.name, survey.project) == ("Week 12", "Acme/Inc")
    assert survey.folder == pictures / "Acme Inc" / "Week 12" / "final"
    survey = await desk.survey(plan, name="Two", project="Other", out=desk.folder / "out")
    assert (survey.name, survey.project, survey.folder) == ("Two", "Other", desk.folder / "out")
    assert (await desk.survey("prompt,project\na,One\nb,One\n")).project == "One"
    (problem,) = await desk.errors("prompt,project\na,One\nb,Two\n")
    assert (problem.line, problem.field) == (3, "project")


@pytest.mark.parametrize("folder", ["../out", "/out", "a/../../b", "C:\\x", "~"])
async def test_the_folder_of_a_plan_stays_in_its_project(desk: Desk, folder: str) -> None:
    plan = desk.write("a.json", json.dumps({"folder": folder, "rows": ["a"]}))
    (problem,) = await desk.errors(plan)
    assert problem.field == "folder"
    assert (await desk.survey(plan)).folder.is_relative_to(desk.home.pictures)


async def test_names_hold_what_the_row_has_several_of(desk: Desk) -> None:
    assert names(await desk.survey("prompt\na red cat\nb\n")) == ["1-a-red-cat", "2-b"]
    assert names(await desk.survey("prompt,size,seed\na,256;128x256,1;2\n")) == [
        "1-a-256x256-1",
        "1-a-256x256-2",
        "1-a-128x256-1",
        "1-a-128x256-2",
    ]
    assert names(await desk.survey("prompt\n" + "a\n" * 10))[0] == "01-a"


async def test_names_by_template_with_folders_from_the_template_only(desk: Desk) -> None:
    plan = "prompt,name,client,seed\na cat,{client}/{row} {prompt} {seed},Big/Small,4\nb,{client}\\x,..,5\n"
    assert names(await desk.survey(plan)) == ["Big Small/1 a-cat 4", "untitled/x"]


async def test_equal_names_stay_apart_whatever_their_case(desk: Desk) -> None:
    plan = "prompt,name,count\na,X,1\nb,x,1\nc,x,2\nd,x-1,1\ne,Y/x,1\nf,y/x,1\n"
    survey = await desk.survey(plan)
    assert names(survey) == ["X", "x-2", "x-3", "x-1", "Y/x", "Y/x-2"]
    assert names(await desk.survey(plan)) == names(survey)


@pytest.mark.parametrize("name", ["../x", "/x", "a/../b", "C:/x", "a//b", "a/", "..", "a/b/c/d/e/f/g"])
async def test_names_that_lead_out_are_told(desk: Desk, name: str) -> None:
    (problem,) = await desk.errors(f"prompt,name\na,{name}\n")
    assert (problem.line, problem.column, problem.field) == (2, 3, "name")


async def test_inputs_are_found_beside_the_plan_and_looked_at(desk: Desk) -> None:
    start, mask = desk.image("in/a.png", (64, 64)), desk.image("in/m.png", (64, 64), "L")
    product = desk.image("cut out.png", (10, 20), "RGBA")
    survey = await desk.survey(
        "prompt,sku,start,mask,strength,product,product_at,size\n"
        f'x,a,in/{{sku}}.png,in\\m.png,0.5,{product},"5,6",256\n'
    )
    assert survey.ok, survey.problems
    (one,) = survey.rows
    assert one.inputs == (start, mask, product)
    assert isinstance(one.recipe.start, StartImage)
    assert one.recipe.start.strength == 0.5
    assert one.recipe.start.mask
    assert one.recipe.product is not None
    assert (one.recipe.product.x, one.recipe.product.y) == (5, 6)
    assert isinstance(one.recipe.product, Product)


async def test_every_bad_input_is_told_at_its_place(desk: Desk) -> None:
    desk.write("text.png", "no picture")
    desk.image("wide.png", (64, 32))
    desk.image("m.png", (64, 64), "L")
    desk.image("big.png", (400, 400), "RGBA")
    problems = await desk.errors(
        "prompt,start,mask,reference,product\n"
        "a,none.png,,,\n"
        "b,text.png,,,\n"
        "c,,m.png,,\n"
        "d,wide.png,m.png,,\n"
        "e,,,none.png;text.png,\n"
        "f,,,,big.png\n"
        "g,.,,,\n"
        f"h,~nobody-at-all/x.png,,,{'x' * 300}.png\n"
    )
    assert [(one.line, one.field) for one in problems] == [
        (2, "start"),
        (3, "start"),
        (4, "mask"),
        (5, "mask"),
        (6, "reference"),
        (6, "reference"),
        (6, "reference"),
        (7, "product"),
        (8, "start"),
        (9, "start"),
        (9, "product"),
    ]
    assert all(one.message and one.remedy for one in problems)


async def test_all_problems_of_a_row_are_told_at_once(desk: Desk) -> None:
    problems = await desk.errors(
        "prompt,steps,guidance,count,seed,size,start,strength,product_at,model,channel,pick\n"
        "a {nope} __none__ {,0,x,-1,4-2,12,no.png,much,nowhere,what,story,0\n"
    )
    assert [one.field for one in problems] == [
        "prompt",
        "prompt",
        "prompt",
        "steps",
        "guidance",
        "count",
        "seed",
        "start",
        "strength",
        "product_at",
        "model",
        "channel",
        "pick",
    ]
    assert all(one.line == 2 and one.remedy for one in problems)


async def test_what_the_model_refuses_is_told_column_by_column(desk: Desk) -> None:
    desk.image("a.png")
    problems = await desk.errors("prompt,steps,guidance,start,strength\na,9999,99,a.png,7\nb,1,1,,\nc,9999,1,,\n")
    assert [(one.line, one.field) for one in problems] == [
        (2, "steps"),
        (2, "guidance"),
        (2, "strength"),
        (4, "steps"),
    ]


async def test_columns_that_are_nearly_known_and_columns_that_nobody_uses(desk: Desk) -> None:
    survey = await desk.survey("prompt,promt,widht,note,client\n{client},,,hello,x\n")
    assert [(one.severity, one.field, one.column) for one in survey.problems] == [
        ("error", "promt", 8),
        ("error", "widht", 14),
        ("warning", "note", 20),
    ]
    assert survey.problems[0].remedy == "Did you mean “prompt”?"
    assert (await desk.survey("prompt,promt\n{promt},x\n")).ok


async def test_variables_that_are_blank_unknown_or_settings(desk: Desk) -> None:
    survey = await desk.survey("prompt,thing\na {thing},\n")
    assert [(one.severity, one.field) for one in survey.problems] == [("warning", "prompt")]
    problems = await desk.errors("prompt,thing,steps\na {thng},x,\nb {thing} {steps},x,4\n")
    assert [(one.line, one.column) for one in problems] == [(2, 3), (3, 11)]
    assert problems[0].remedy == "Did you mean “thing”?"
    assert "setting" in problems[1].message


async def test_mistakes_in_wildcards_stand_in_their_file(desk: Desk) -> None:
    path = desk.write("wildcards/a.txt", "x\n  see __b__\n")
    desk.write("wildcards/b.txt", "__a__\n")
    (problem,) = await desk.errors("prompt\nthe __a__\n")
    assert (Path(problem.file).name, problem.line, problem.column) == ("b.txt", 1, 1)
    assert "__a__ → __b__ → __a__" in problem.message
    path.write_bytes(b"ok\n\xff\n")
    problems = await desk.errors("prompt\nthe __a__\n")
    assert [(Path(one.file).name, one.line) for one in problems] == [("", 2), ("a.txt", 2)]
    path.unlink()
    path.mkdir()
    problems = await desk.errors("prompt\nthe __a__\n")
    assert [(Path(one.file).name, one.line) for one in problems] == [("", 2), ("a.txt", 1)]


async def test_wrong_channels_of_the_user_are_told_and_the_others_still_there(desk: Desk) -> None:
    desk.write("../home/channels.json", '{"channels": [{"id": "mine", "name": "Mine", "width": 0, "height": 4}]}')
    problems = await desk.errors("prompt,channel\na,mine\n")
    assert [(Path(one.file).name, one.field) for one in problems] == [("", "channel"), ("channels.json", "width")]


async def test_an_output_folder_that_cannot_be_is_told(desk: Desk) -> None:
    desk.write("file", "x")
    (problem,) = await desk.errors("prompt\na\n", out=desk.folder / "file" / "below")
    assert "file, not a folder" in problem.message


async def test_links_in_the_output_folder_lead_nowhere_else(desk: Desk) -> None:
    out = desk.folder / "out"
    out.mkdir()
    (out / "away").symlink_to(desk.home.data)
    (out / "beside").symlink_to(out)
    (problem,) = await desk.errors("prompt,name\na,away/{prompt}\nb,beside/x\nc,x\n", out=out)
    assert (problem.line, problem.field) == (2, "name")


async def test_a_home_that_is_not_known_is_told(desk: Desk) -> None:
    (problem,) = await desk.errors("prompt\na\n", out=Path("~nobody-at-all/x"))
    assert "home folder" in problem.message


async def test_time_is_known_once_the_model_was_measured(desk: Desk) -> None:
    plan = "prompt,count,steps,size\na,3,10,256\n"
    survey = await desk.survey(plan)
    assert (survey.seconds, survey.cost) == (None, 0)
    await desk.library.jobs.learn("starter", Speed(load=5, step=2, rest=10))
    survey = await desk.survey(plan)
    megapixels = 256 * 256 / 1e6
    assert survey.load_seconds == 5
    assert survey.seconds == pytest.approx(5 + 3 * (10 * 2 + 10) * megapixels)


async def test_a_plan_that_cannot_be_read_raises(desk: Desk) -> None:
    with pytest.raises(PlanError):
        await desk.plans.survey(desk.folder / "none.csv")
    with pytest.raises(PlanError):
        await desk.survey(desk.write("a.json", "{"))


async def test_surveying_writes_nothing(desk: Desk) -> None:
    desk.catalog.get()  # what it remembers of weights is not the plan's
    desk.image("a.png")
    await desk.survey("prompt\nx\n")
    before = desk.files()
    survey = await desk.survey("prompt,start\n{a|b},a.png\n", out=desk.folder / "out" / "deep")
    assert survey.pictures == 2
    assert desk.files() == before
    assert not desk.changes
    assert await desk.library.jobs.batches() == ()


async def test_more_pictures_than_a_model_makes_in_one_set(desk: Desk) -> None:
    survey = await desk.survey("prompt,count,seed\na,100,7\n")
    assert survey.pictures == 100
    ones: tuple[Planned, ...] = survey.rows
    assert [one.recipe.seed for one in ones] == list(range(7, 107))
    assert [one.name for one in ones[:2]] == ["1-a-1", "1-a-2"]
    assert len({one.key for one in ones}) == 100
