"""A draft with blanks becomes a recipe without any, or a clear refusal."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studio.errors import CountError, InputError, ModelUnsupported, PromptError, SizeError, StudioError
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.draft import Draft, DraftProduct, DraftReference, DraftSketch, DraftStart
from studio.recipe.prompt import MAX_CHARACTERS, tidy
from studio.recipe.recipe import (
    MAX_SEED,
    SKETCH,
    SKETCH_EDITION,
    Blank,
    Fit,
    ModelRef,
    Product,
    Sketched,
    StartImage,
    variation,
)
from studio.recipe.resolve import resolve

MODEL = ModelRef(id="starter", weights="0" * 64)
RULE = SizeRule(width=256, height=256, multiple=16, smallest=128, largest=768, max_pixels=512 * 512)
CAN = Capabilities(modes=("text", "image", "mask"), size=RULE, steps=4, guidance=1.0)

sides = st.integers(-10, 200_000)
size_rules = st.builds(
    lambda multiple, low, high, area: SizeRule(
        width=multiple * low,
        height=multiple * low,
        multiple=multiple,
        smallest=multiple * low,
        largest=multiple * (low + high),
        max_pixels=(multiple * low) ** 2 * area,
    ),
    st.sampled_from([1, 8, 16, 64]),
    st.integers(1, 10),
    st.integers(0, 30),
    st.integers(1, 20),
)


def test_blanks_are_filled_from_the_model() -> None:
    resolved = resolve(Draft(prompt=" a red\ncircle "), MODEL, CAN)
    recipe = resolved.recipe
    assert (recipe.prompt, recipe.width, recipe.height, recipe.steps, recipe.guidance) == (
        "a red circle",
        256,
        256,
        4,
        1.0,
    )
    assert 0 <= recipe.seed <= MAX_SEED
    assert recipe.start == Blank()
    assert resolved.notices == ()


def test_what_is_asked_for_is_kept() -> None:
    draft = Draft(
        prompt="p", negative="n", width=512, height=384, seed=7, count=2, start=DraftStart(sha256="ab", strength=0.3)
    )
    resolved = resolve(draft, MODEL, CAN)
    assert resolved.count == 2
    assert (resolved.recipe.width, resolved.recipe.height, resolved.recipe.seed) == (512, 384, 7)
    assert resolved.recipe.start == StartImage(sha256="ab", strength=0.3)


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (Draft(prompt=" \n\t"), PromptError),
        (Draft(prompt="\x00\x1b"), PromptError),
        (Draft(prompt="p", width=250), SizeError),
        (Draft(prompt="p", width=0, height=-5), SizeError),
        (Draft(prompt="p", count=0), CountError),
        (Draft(prompt="p", count=10**9), CountError),
        (Draft(prompt="p", seed=-1), InputError),
        (Draft(prompt="p", seed=2**32), InputError),
        (Draft(prompt="p", steps=0), InputError),
        (Draft(prompt="p", guidance=float("nan")), InputError),
        (Draft(prompt="p", start=DraftStart(sha256="ab", strength=0.0)), InputError),
        (Draft(prompt="p", start=DraftStart(sha256="", mask="cd")), InputError),
        (Draft(prompt="p", references=(DraftReference(sha256="ab"),)), ModelUnsupported),
        (Draft(prompt="p", fit=Fit(width=0, height=10)), SizeError),
        (Draft(prompt="p", fit=Fit(width=16_385, height=10)), SizeError),
        (Draft(prompt="p", fit=Fit(width=16_384, height=16_384)), SizeError),
        (Draft(prompt="p", width=0, fit=Fit(width=10, height=10)), SizeError),
        (Draft(prompt="p", product=DraftProduct(sha256="ab", width=257, height=2)), InputError),
        (Draft(prompt="p", product=DraftProduct(sha256="ab", width=10, height=2, at=(247, 0))), InputError),
        (Draft(prompt="p", product=DraftProduct(sha256="ab", width=10, height=2, at=(-1, 0))), InputError),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_remedy(draft: Draft, error: type[StudioError]) -> None:
    with pytest.raises(error) as caught:
        resolve(draft, MODEL, CAN)
    assert caught.value.remedy


def test_a_model_without_image_mode_refuses_a_start_picture() -> None:
    text_only = Capabilities(modes=("text",), size=RULE, steps=4, guidance=1.0)
    with pytest.raises(ModelUnsupported):
        resolve(Draft(prompt="p", start=DraftStart(sha256="ab")), MODEL, text_only)


def test_a_model_without_mask_mode_refuses_a_mask() -> None:
    maskless = Capabilities(modes=("text", "image"), size=RULE, steps=4, guidance=1.0)
    with pytest.raises(ModelUnsupported) as caught:
        resolve(Draft(prompt="p", start=DraftStart(sha256="ab", mask="cd")), MODEL, maskless)
    assert "mask" in caught.value.remedy


def test_a_sketch_takes_the_strength_of_its_model_where_none_is_given() -> None:
    can = msgspec.structs.replace(CAN, sketch_strength=0.45)
    blank = resolve(Draft(prompt="p", start=DraftSketch()), MODEL, can).recipe.start
    given = resolve(Draft(prompt="p", start=DraftSketch(strength=0.8, layout=7)), MODEL, can).recipe.start
    assert blank == Sketched(strength=0.45, edition=SKETCH_EDITION)
    assert given == Sketched(strength=0.8, layout=7, edition=SKETCH_EDITION)


def test_a_model_without_image_mode_refuses_a_sketch() -> None:
    text_only = Capabilities(modes=("text",), size=RULE, steps=4, guidance=1.0)
    with pytest.raises(ModelUnsupported, match="sketch"):
        resolve(Draft(prompt="p", start=DraftSketch()), MODEL, text_only)


def test_tiling_reaches_the_recipe_of_a_model_that_can() -> None:
    can = msgspec.structs.replace(CAN, modes=("text", "tile"))
    assert resolve(Draft(prompt="p", tile="x"), MODEL, can).recipe.tile == "x"
    with pytest.raises(ModelUnsupported, match="seam"):
        resolve(Draft(prompt="p", tile="x"), MODEL, CAN)


def test_a_tile_of_another_shape_is_made_in_that_shape_or_refused() -> None:
    can = msgspec.structs.replace(CAN, modes=("text", "tile"))
    made = resolve(Draft(prompt="p", tile="both", fit=Fit(width=1000, height=1000)), MODEL, can).recipe
    assert made.width == made.height
    wide = Draft(prompt="p", tile="both", width=256, height=256, fit=Fit(width=1000, height=500))
    with pytest.raises(SizeError, match="seam") as refused:
        resolve(wide, MODEL, can)
    assert "1000x1000" in refused.value.remedy
    assert resolve(msgspec.structs.replace(wide, tile="x"), MODEL, can).recipe.tile == "x"


def test_mask_fit_and_product_reach_the_recipe() -> None:
    draft = Draft(
        prompt="p",
        start=DraftStart(sha256="ab", strength=1.0, mask="cd"),
        fit=Fit(width=1080, height=1350),
        product=DraftProduct(sha256="ef", width=80, height=50, at="bottom right"),
    )
    recipe = resolve(draft, MODEL, CAN).recipe
    assert recipe.start == StartImage(sha256="ab", strength=1.0, mask="cd")
    assert recipe.fit == Fit(width=1080, height=1350)
    assert recipe.width * 1350 == recipe.height * 1080
    assert recipe.product == Product(sha256="ef", x=1000, y=1300)


def test_a_finished_size_that_the_model_makes_itself_is_no_fit() -> None:
    recipe = resolve(Draft(prompt="p", fit=Fit(width=320, height=256)), MODEL, CAN).recipe
    assert (recipe.width, recipe.height, recipe.fit) == (320, 256, None)


def test_a_size_that_was_chosen_is_kept_under_a_fit() -> None:
    fit = Fit(width=1000, height=500)
    both = resolve(Draft(prompt="p", width=256, height=256, fit=fit), MODEL, CAN).recipe
    one = resolve(Draft(prompt="p", width=320, fit=fit), MODEL, CAN).recipe
    assert (both.width, both.height, both.fit) == (256, 256, fit)
    assert (one.width, one.height, one.fit) == (320, 160, fit)


def test_a_shape_that_no_model_makes_says_how_much_is_cut_away() -> None:
    [notice] = resolve(Draft(prompt="p", fit=Fit(width=900, height=90)), MODEL, CAN).notices
    assert "900x90" in notice
    assert "40%" in notice


def test_a_long_prompt_says_what_was_cut() -> None:
    resolved = resolve(Draft(prompt="a" * MAX_CHARACTERS + "TAIL" + "b" * 100), MODEL, CAN)
    assert len(resolved.recipe.prompt) == MAX_CHARACTERS
    assert "TAIL" in resolved.notices[0]
    assert "104" in resolved.notices[0]


@given(size_rules, sides, sides)
def test_the_nearest_size_can_always_be_made(rule: SizeRule, width: int, height: int) -> None:
    w, h = rule.nearest(width, height)
    assert rule.allows(w, h)
    assert w % rule.multiple == 0
    assert h % rule.multiple == 0
    assert rule.smallest <= min(w, h)
    assert max(w, h) <= rule.largest
    assert w * h <= rule.max_pixels


@given(size_rules)
def test_a_models_own_size_is_allowed(rule: SizeRule) -> None:
    assert rule.allows(rule.width, rule.height)


@given(st.text())
@example("e\x00\u0301")
def test_tidy_text_is_stable_and_encodable(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    tidied.encode("utf-8")


@pytest.mark.parametrize("text", ["👩‍👩‍👧 family", "مرحبا بالعالم", "שלום", "日本語のポスター"])
def test_emoji_and_other_scripts_pass_unharmed(text: str) -> None:
    assert tidy(text) == text


def test_variations_count_seeds_up_and_wrap() -> None:
    recipe = resolve(Draft(prompt="p", seed=MAX_SEED - 1), MODEL, CAN).recipe
    assert [variation(recipe, i).seed for i in range(4)] == [MAX_SEED - 1, MAX_SEED, 0, 1]


@pytest.mark.parametrize(
    "draft",
    [
        Draft(prompt="x", width=1, height=1),
        Draft(prompt="x", start=DraftStart(sha256="ab" * 32)),
        Draft(prompt="x", start=DraftSketch()),
        Draft(prompt="x", references=(DraftReference(sha256="ab" * 32),)),
    ],
)
def test_what_refuses_is_named(draft: Draft) -> None:
    can = msgspec.structs.replace(CAN, modes=("text",))
    for model, name in ((MODEL, "This model"), (ModelRef(id=SKETCH, weights="0" * 64), "The sketch")):
        with pytest.raises(StudioError) as refusal:
            resolve(draft, model, can)
        assert refusal.value.message.startswith(f"{name} cannot ")
        assert refusal.value.remedy
