"""The draft announces what changes, freezes to a value, and takes a recipe back exactly."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from studio.recipe.draft import DraftSketch, DraftStart
from studio.recipe.recipe import (
    MAX_SEED,
    SKETCH,
    SKETCH_EDITION,
    Blank,
    Fit,
    Product,
    Recipe,
    Sketched,
    StartImage,
)
from studio.recipe.resolve import resolve
from studio.workspace.draft import PARTS, DraftState, Part, SavedDraft, StartPicture, asked_product
from tests.recipe.strategies import recipes
from tests.workspace.scripted_core import CAN, REF, a_recipe


def test_a_change_is_announced_once() -> None:
    draft, seen = DraftState(), list[object]()
    draft.events.prompt.connect(lambda new: seen.append(new))
    draft.prompt = "a red circle"
    draft.prompt = "a red circle"
    assert seen == ["a red circle"]


def test_an_unlocked_seed_is_a_blank() -> None:
    draft = DraftState(seed=7)
    assert draft.frozen().seed is None
    draft.seed_locked = True
    assert draft.frozen().seed == 7


def test_the_dice_stays_in_range() -> None:
    draft = DraftState()
    rolled = {draft.seed for _ in range(50) if draft.roll() is None}
    assert len(rolled) > 40
    assert all(0 <= seed <= MAX_SEED for seed in rolled)


@given(recipes)
def test_a_recipe_comes_back_exactly(recipe: Recipe) -> None:
    draft = DraftState(count=9)
    draft.take(recipe)
    frozen = draft.frozen()
    assert (frozen.prompt, frozen.negative) == (recipe.prompt, recipe.negative)
    assert (frozen.width, frozen.height, frozen.seed) == (recipe.width, recipe.height, recipe.seed)
    assert frozen.fit == recipe.fit
    assert frozen.product == asked_product(recipe.product)
    assert (frozen.steps, frozen.guidance, frozen.model) == (recipe.steps, recipe.guidance, recipe.model.id)
    match recipe.start:
        case StartImage(sha256=sha256, strength=strength, mask=mask):
            assert frozen.start == DraftStart(sha256=sha256, strength=strength, mask=mask)
        case Sketched(strength=strength, layout=layout):
            assert frozen.start == DraftSketch(strength=strength, layout=layout)
        case Blank():
            assert frozen.start is None
    assert frozen.count == 9


SKETCHED = Sketched(strength=0.4, layout=9, edition=SKETCH_EDITION)
FINISHED = msgspec.structs.replace(
    a_recipe(), fit=Fit(width=1080, height=1080), product=Product(sha256="c" * 64, x=1000, y=60)
)


@pytest.mark.parametrize("recipe", [a_recipe(), FINISHED, msgspec.structs.replace(a_recipe(), start=SKETCHED)])
def test_a_taken_recipe_resolves_to_itself(recipe: Recipe) -> None:
    draft = DraftState()
    draft.take(recipe)
    assert resolve(draft.frozen(), REF, CAN).recipe == recipe


def test_saved_and_restored() -> None:
    draft = DraftState(prompt="שלום 🎈", seed=3, seed_locked=True, start=StartPicture(sha256="f" * 64, name="a.png"))
    other = DraftState()
    other.restore(draft.saved())
    assert other == draft
    assert SavedDraft() == DraftState().saved()


FIELDS: dict[Part, set[str]] = {
    "prompt": {"prompt"},
    "negative": {"negative"},
    "size": {"width", "height", "fit", "channel"},
    "seed": {"seed", "seed_locked"},
    "sampling": {"steps", "guidance"},
    "model": {"model"},
    "start": {"start", "strength", "product"},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_recipe_moves_nothing_else(part: Part) -> None:
    draft = DraftState(strength=0.2, channel="story")
    before = draft.saved()
    start, fit = StartImage(sha256="a" * 64, strength=0.9, mask="b" * 64), Fit(width=1080, height=1920)
    product = Product(sha256="c" * 64, x=40, y=60)
    draft.take(
        msgspec.structs.replace(a_recipe(), negative="grey", start=start, fit=fit, product=product), frozenset({part})
    )
    after = draft.saved()
    moved = {name for name in SavedDraft.__struct_fields__ if getattr(after, name) != getattr(before, name)}
    assert moved == FIELDS[part]


@pytest.mark.parametrize("aside", [None, StartPicture(sha256="f" * 64, name="a.png")])
@pytest.mark.parametrize("start", [None, StartPicture(sha256="e" * 64, name="b.png"), DraftSketch(layout=7)])
def test_whatever_it_begins_with_is_saved(start: StartPicture | DraftSketch | None, aside: StartPicture | None) -> None:
    draft, other = DraftState(start=start, aside=aside), DraftState(start=DraftSketch(strength=0.1))
    other.restore(msgspec.json.decode(msgspec.json.encode(draft.saved()), type=SavedDraft))
    assert other == draft


def test_a_drawing_is_asked_for_without_what_only_a_model_takes_notice_of() -> None:
    draft = DraftState(prompt="p", negative="n", steps=50, guidance=7.0, model=SKETCH, start=DraftSketch(layout=7))
    asked = draft.frozen()
    assert (asked.negative, asked.steps, asked.guidance, asked.start) == ("", None, None, None)
    draft.model = "starter"
    asked = draft.frozen()
    assert (asked.negative, asked.steps, asked.guidance, asked.start) == ("n", 50, 7.0, DraftSketch(layout=7))


def test_steps_are_not_taken_from_a_drawing() -> None:
    draft = DraftState(steps=9)
    recipe = msgspec.structs.replace(a_recipe(), model=msgspec.structs.replace(REF, id=SKETCH), steps=1, guidance=1.0)
    draft.take(recipe)
    assert (draft.steps, draft.guidance, draft.model) == (None, None, SKETCH)
