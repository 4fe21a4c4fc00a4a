"""One dial from the same picture to any; variations of a picture stay near it, with its recipe otherwise."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from studio.recipe.recipe import SKETCH, Addon, ModelRef, Near, Recipe, Sketched
from studio.workspace.manner import near_words, spoken_distance
from studio.workspace.nearness import A_LITTLE, A_LOT, nearest
from studio.workspace.sets import CellRef
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import REF, ScriptedCore, a_lora, a_recipe
from tests.workspace.test_loras import listed
from tests.workspace.waiting import until


async def a_picture(workspace: Workspace, core: ScriptedCore, recipe: Recipe) -> CellRef:
    job = core.add_job(recipe, 2, state="done")
    for index in range(2):
        core.save(job.id, index, core.folder / f"{index}.png")
    await until(lambda: (shown := workspace.grid.get(job.id)) is not None and shown.made == 2 and shown.loaded)
    return CellRef(job=job.id, index=1)


async def test_the_dial_holds_a_seed_lets_it_go_and_stays_near(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core)
    draft, nearness = workspace.draft, workspace.nearness
    assert (nearness.base, nearness.amount, nearness.can) == (None, 1.0, True)
    nearness.dial(0.3)
    assert draft.near is None
    draft.seed, draft.seed_locked = 7, True
    assert (nearness.base, nearness.amount) == (7, 0.0)
    nearness.dial(0.3)
    assert (draft.near, draft.seed_locked) == (Near(seed=7, amount=0.3), False)
    draft.seed = 99
    nearness.dial(0.5)
    assert (draft.near, nearness.base) == (Near(seed=7, amount=0.5), 7)
    nearness.dial(1.0)
    assert (draft.near, draft.seed_locked, nearness.base, nearness.amount) == (None, False, 7, 1.0)
    nearness.dial(0.2)
    assert draft.near == Near(seed=7, amount=0.2)
    nearness.dial(0.0)
    assert (draft.near, draft.seed, draft.seed_locked) == (None, 7, True)
    nearness.dial(0.4)
    nearness.let_go()
    assert (draft.near, draft.seed_locked, nearness.base) == (None, False, None)


async def test_a_direction_that_is_locked_stays_while_the_dial_moves(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core)
    recipe = msgspec.structs.replace(a_recipe(), near=Near(seed=3, amount=0.2), seed=50)
    workspace.draft.take(recipe)
    workspace.nearness.dial(0.35)
    asked = workspace.draft.frozen()
    assert (asked.seed, asked.near) == (50, Near(seed=3, amount=0.35))


async def test_a_chosen_picture_is_what_the_dial_goes_by(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core)
    ref = await a_picture(workspace, core, a_recipe(seed=40))
    news: list[object] = []
    workspace.nearness.changed.connect(lambda: news.append(None))
    workspace.selection.choose(ref)
    assert (workspace.nearness.base, workspace.nearness.amount) == (41, 1.0)
    assert news
    workspace.nearness.dial(0.25)
    workspace.draft.prompt = "a"
    await workspace.make()
    assert core.drafts[-1].near == Near(seed=41, amount=0.25)
    assert core.drafts[-1].seed is None


@pytest.mark.parametrize("amount", [A_LITTLE, A_LOT])
async def test_a_variation_has_the_recipe_of_its_picture(
    workspace: Workspace, core: ScriptedCore, amount: float
) -> None:
    ink = a_lora("ink")
    await listed(workspace, core, ink)
    recipe = msgspec.structs.replace(
        a_recipe("a house", seed=40), addons=(Addon(model=ink.addition.ref, weight=0.7),), text="weighted"
    )
    ref = await a_picture(workspace, core, recipe)
    workspace.draft.count = 5
    await workspace.picks.vary(ref, amount)
    made = list(core.library.jobs.known.values())[-1].order
    assert made.count == 5
    assert made.recipe.near == Near(seed=41, amount=amount)
    assert msgspec.structs.replace(made.recipe, near=None, seed=40) == recipe


async def test_what_was_made_near_another_is_varied_about_the_nearer_end() -> None:
    assert nearest(5, None) == 5
    assert nearest(5, Near(seed=1, amount=0.15)) == 1
    assert nearest(5, Near(seed=1, amount=0.8)) == 5


async def test_a_layout_of_its_own_seed_stays_while_it_is_varied(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core)
    recipe = msgspec.structs.replace(a_recipe(seed=8), start=Sketched(strength=0.5, edition=1))
    ref = await a_picture(workspace, core, recipe)
    await workspace.picks.vary(ref, A_LITTLE)
    start = list(core.library.jobs.known.values())[-1].order.recipe.start
    assert isinstance(start, Sketched)
    assert start.layout == 9


async def test_a_drawing_is_not_varied_and_that_is_said(workspace: Workspace, core: ScriptedCore) -> None:
    drawn = msgspec.structs.replace(a_recipe(), model=ModelRef(id=SKETCH, weights=REF.weights))
    ref = await a_picture(workspace, core, drawn)
    await workspace.picks.vary(ref, A_LITTLE)
    assert workspace.problems.at("window")[-1].message == (
        "This picture cannot be varied: the sketch draws every seed anew."
    )
    workspace.selection.choose(ref)
    assert workspace.nearness.base is None


async def test_another_seed_keeps_what_guided_the_picture(workspace: Workspace, core: ScriptedCore) -> None:
    ink = a_lora("ink")
    await listed(workspace, core, ink)
    near = Near(seed=2, amount=0.3)
    recipe = msgspec.structs.replace(a_recipe(), addons=(Addon(model=ink.addition.ref, weight=0.7),), near=near)
    ref = await a_picture(workspace, core, recipe)
    await workspace.picks.another_seed(ref)
    made = list(core.library.jobs.known.values())[-1].order.recipe
    assert (made.addons, made.near, made.text) == (recipe.addons, near, "plain")


async def test_a_prompt_that_is_written_anew_is_read_as_usual(workspace: Workspace) -> None:
    workspace.draft.take(a_recipe("a (cat)"))
    assert workspace.draft.frozen().text == "plain"
    workspace.draft.prompt = "a (cat) sat"
    await asyncio.sleep(0)
    assert workspace.draft.frozen().text is None


def test_distances_have_words() -> None:
    assert near_words(Near(seed=123, amount=0.15)) == "near seed 123, 15%"
    assert [spoken_distance(amount) for amount in (0.0, A_LITTLE, A_LOT, 1.0)] == [
        "The same picture",
        "A little different",
        "Rather different",
        "Any picture",
    ]
