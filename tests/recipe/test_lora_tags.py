"""LoRAs inside prompts: taken out, read, and told where they cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import InputError
from studio.recipe.draft import Draft, DraftAddon
from studio.recipe.lora_tags import misread_notice, tag, untagged, with_addons_of
from studio.recipe.recipe import Addon, ModelRef, Recipe

names = st.text(st.characters(blacklist_characters="<>:", blacklist_categories=("Cc", "Cs")), min_size=1).filter(
    lambda name: name == name.strip() and name
)


@pytest.mark.parametrize(
    ("prompt", "left", "addons"),
    [
        ("a cat", "a cat", {}),
        ("a cat <lora:ink:0.8>", "a cat", {"ink": 0.8}),
        ("<lora:ink>a cat", "a cat", {"ink": 1.0}),
        ("a <LoRA: my ink v2 : -.5 > cat", "a cat", {"my ink v2": -0.5}),
        ("a <lyco:ink:1:1> cat <lora:b:2>, red", "a cat , red", {"ink": 1.0, "b": 2.0}),
        ("a <lora:ink:te=0.5:unet=0.5> cat", "a cat", {"ink": 0.5}),
        ("a < lora:ink> b, 3 <4> 5, <hypernet:x:1>", "a < lora:ink> b, 3 <4> 5, <hypernet:x:1>", {}),
    ],
)
def test_they_are_taken_out(prompt: str, left: str, addons: dict[str, float]) -> None:
    draft = untagged(Draft(prompt=prompt))
    assert draft.prompt == left
    assert {one.id: one.weight for one in draft.addons} == addons


@given(names, st.floats(-4, 4), st.text("abc ,()", max_size=8))
def test_what_is_written_is_read(name: str, weight: float, around: str) -> None:
    [addon] = untagged(Draft(prompt=around + tag(name, weight) + around)).addons
    assert addon.id == name
    assert addon.weight == pytest.approx(weight, rel=1e-5, abs=1e-12)


def test_they_join_those_of_the_draft() -> None:
    draft = Draft(prompt="x <lora:b>", addons=(DraftAddon(id="a", weight=0.1),))
    assert [one.id for one in untagged(draft).addons] == ["a", "b"]


@pytest.mark.parametrize("prompt", ["<lora:>", "<lora::1>", "<lora:a:b>", "<lora:a:nan>", "<lora:a:x=1>", "<lora:a:>"])
def test_what_cannot_be_read_is_told(prompt: str) -> None:
    with pytest.raises(InputError) as refusal:
        untagged(Draft(prompt=prompt))
    assert "<lora:name:0.8>" in refusal.value.remedy


def test_two_weights_and_a_place_among_what_is_avoided_are_refused() -> None:
    for draft in (Draft(prompt="<lora:a:0.5:1>"), Draft(prompt="x", negative="<lora:a>")):
        with pytest.raises(InputError) as refusal:
            untagged(draft)
        assert refusal.value.remedy


def test_an_edited_prompt_adds_to_the_loras_of_its_recipe() -> None:
    ref = ModelRef(id="m", weights="0" * 64)
    recipe = Recipe(
        prompt="x",
        width=8,
        height=8,
        seed=1,
        steps=1,
        guidance=1.0,
        scheduler="default",
        model=ref,
        addons=(Addon(model=ref, weight=0.5),),
    )
    assert with_addons_of(recipe, Draft(prompt="y")).addons == ()
    kept = DraftAddon(id="m", weights=ref.weights, weight=0.5)
    assert with_addons_of(recipe, Draft(prompt="y <lora:b>")).addons == (kept,)


@pytest.mark.parametrize(
    "tag", ["<loar:ink:1>", "<lora ink:1>", "<lora:ink:1", "lora:ink:1>", "< lora:ink>", "<hypernet:x:1>"]
)
def test_what_looks_like_one_and_is_none_is_said(tag: str) -> None:
    [said] = misread_notice(untagged(Draft(prompt=f"a cat, {tag}")).prompt)
    assert tag in said
    assert "<lora:name:0.8>" in said


def test_nothing_is_said_of_other_prompts() -> None:
    for prompt in ("a cat <lora:ink:1>", "3 <4> 5", "<b>bold</b>", "flora: a book of flowers", "a: b <3 c:1"):
        assert misread_notice(untagged(Draft(prompt=prompt)).prompt) == ()
