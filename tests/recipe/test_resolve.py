"""A draft with blanks becomes a recipe without any, or a clear refusal."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studio.errors import CountError, InputError, ModelUnsupported, PromptError, SizeError, StudioError
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.draft import Draft, DraftStart
from studio.recipe.prompt import MAX_CHARACTERS, tidy
from studio.recipe.recipe import MAX_SEED, Blank, ModelRef, StartImage, variation
from studio.recipe.resolve import resolve

MODEL = ModelRef(id="starter", weights="0" * 64)
RULE = SizeRule(width=256, height=256, multiple=16, smallest=128, largest=768, max_pixels=512 * 512)
CAN = Capabilities(modes=("text", "image"), size=RULE, steps=4, guidance=1.0)

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
