"""The draft announces what changes, freezes to a value, and takes a recipe back exactly."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from studio.recipe.additions import Addition
from studio.recipe.draft import DraftAddon, DraftSketch, DraftStart
from studio.recipe.recipe import (
    MAX_SEED,
    SKETCH,
    SKETCH_EDITION,
    Addon,
    Blank,
    Control,
    Fit,
    ModelRef,
    Near,
    Product,
    Recipe,
    Reference,
    Sketched,
    StartImage,
)
from studio.recipe.resolve import resolve
from studio.workspace.draft import PARTS, DraftState, Part, SavedDraft, StartPicture, asked_product
from studio.workspace.draft_additions import FROM_RECIPE, ChosenLora, ControlPicture, ReferencePicture
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
    if recipe.drawn:
        return
    assert (frozen.near, frozen.text) == (recipe.near, "plain" if recipe.text == "plain" else None)
    assert [(one.id, one.weight) for one in frozen.addons] == [
        (one.model.id, one.weight) for one in recipe.addons if one.weight
    ]
    assert [(one.model, one.sha256, one.kind, one.weight, one.begin, one.end) for one in frozen.controls] == [
        (one.model.id, one.sha256, one.kind, one.weight, one.begin, one.end) for one in recipe.controls
    ]
    assert [(one.model, one.sha256, one.role, one.weight) for one in frozen.references] == [
        (one.model.id, one.sha256, one.role, one.weight) for one in recipe.references
    ]


LORA = ModelRef(id="ink", weights="1" * 64)
NET = ModelRef(id="canny", weights="2" * 64)
LOOK = ModelRef(id="look", weights="3" * 64)
GUIDED = msgspec.structs.replace(
    a_recipe(),
    near=Near(seed=9, amount=0.15),
    text="weighted",
    addons=(Addon(model=LORA, weight=0.8),),
    controls=(Control(kind="edges", model=NET, sha256="d" * 64, weight=0.7, begin=0.1, end=0.9),),
    references=(Reference(model=LOOK, sha256="e" * 64, weight=0.5, role="style"),),
)
INSTALLED = (
    Addition(ref=LORA, kind="lora", family=""),
    Addition(ref=NET, kind="control", family=""),
    Addition(ref=LOOK, kind="adapter", family=""),
)
ABLE = msgspec.structs.replace(CAN, modes=(*CAN.modes, "near", "weighted", "addon", "control", "reference"))
SKETCHED = Sketched(strength=0.4, layout=9, edition=SKETCH_EDITION)
FINISHED = msgspec.structs.replace(
    a_recipe(), fit=Fit(width=1080, height=1080), product=Product(sha256="c" * 64, x=1000, y=60)
)


@pytest.mark.parametrize("recipe", [a_recipe(), FINISHED, msgspec.structs.replace(a_recipe(), start=SKETCHED)])
def test_a_taken_recipe_resolves_to_itself(recipe: Recipe) -> None:
    draft = DraftState()
    draft.take(recipe)
    assert resolve(draft.frozen(), REF, CAN).recipe == recipe


@pytest.mark.parametrize("recipe", [a_recipe(), GUIDED])
def test_what_guides_it_resolves_to_itself(recipe: Recipe) -> None:
    draft = DraftState()
    draft.take(recipe)
    assert resolve(draft.frozen(), REF, ABLE, INSTALLED).recipe == recipe


def test_what_is_off_stays_on_the_canvas() -> None:
    draft, other = DraftState(), DraftState()
    draft.addons = ChosenLora(id="ink", name="Ink", weight=0.5, on=False), ChosenLora(id="oil", name="Oil")
    draft.controls = (ControlPicture(kind="edges", sha256="d" * 64, name="house.png", on=False),)
    draft.references = (ReferencePicture(sha256="e" * 64, name="look.png", on=False),)
    asked = draft.frozen()
    assert (asked.addons, asked.controls, asked.references) == ((DraftAddon(id="oil"),), (), ())
    other.restore(msgspec.json.decode(msgspec.json.encode(draft.saved()), type=SavedDraft))
    assert other == draft


def test_a_taken_addition_keeps_the_name_it_has_here() -> None:
    draft = DraftState(
        addons=(ChosenLora(id="ink", name="Ink"),),
        controls=(ControlPicture(kind="edges", sha256="d" * 64, name="house.png"),),
    )
    draft.take(GUIDED, frozenset({"additions"}))
    assert [(one.name, one.weight) for one in draft.addons] == [("Ink", 0.8)]
    assert [one.name for one in draft.controls] == ["house.png"]
    assert [one.name for one in draft.references] == [FROM_RECIPE]


def test_a_session_of_before_loads() -> None:
    old = b'{"prompt": "a", "seed": 5, "seed_locked": true, "start": {"sha256": "f", "name": "a.png"}}'
    draft = DraftState(addons=(ChosenLora(id="ink", name="Ink"),))
    draft.restore(msgspec.json.decode(old, type=SavedDraft))
    assert (draft.prompt, draft.addons, draft.near, draft.text) == ("a", (), None, None)


def test_saved_and_restored() -> None:
    draft = DraftState(prompt="שלום 🎈", seed=3, seed_locked=True, start=StartPicture(sha256="f" * 64, name="a.png"))
    other = DraftState()
    other.restore(draft.saved())
    assert other == draft
    assert SavedDraft() == DraftState().saved()


FIELDS: dict[Part, set[str]] = {
    "prompt": {"prompt", "text"},
    "negative": {"negative"},
    "size": {"width", "height", "fit", "channel"},
    "seed": {"seed", "seed_locked", "near"},
    "sampling": {"steps", "guidance"},
    "model": {"model"},
    "additions": {"addons", "controls", "references"},
    "start": {"start", "strength", "product"},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_recipe_moves_nothing_else(part: Part) -> None:
    draft = DraftState(strength=0.2, channel="story")
    before = draft.saved()
    start, fit = StartImage(sha256="a" * 64, strength=0.9, mask="b" * 64), Fit(width=1080, height=1920)
    product = Product(sha256="c" * 64, x=40, y=60)
    recipe = msgspec.structs.replace(GUIDED, text="plain", negative="grey", start=start, fit=fit, product=product)
    draft.take(recipe, frozenset({part}))
    after = draft.saved()
    moved = {name for name in SavedDraft.__struct_fields__ if getattr(after, name) != getattr(before, name)}
    assert moved == FIELDS[part]


@pytest.mark.parametrize("aside", [None, StartPicture(sha256="f" * 64, name="a.png")])
@pytest.mark.parametrize("start", [None, StartPicture(sha256="e" * 64, name="b.png"), DraftSketch(layout=7)])
def test_whatever_it_begins_with_is_saved(start: StartPicture | DraftSketch | None, aside: StartPicture | None) -> None:
    draft, other = DraftState(start=start, aside=aside), DraftState(start=DraftSketch(strength=0.1))
    other.restore(msgspec.json.decode(msgspec.json.encode(draft.saved()), type=SavedDraft))
    assert other == draft


def test_a_drawing_takes_no_notice_of_what_guides_a_model() -> None:
    draft = DraftState()
    draft.take(GUIDED)
    draft.model = SKETCH
    asked = draft.frozen()
    assert (asked.near, asked.text, asked.addons, asked.controls, asked.references) == (None, None, (), (), ())
    assert draft.addons


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
