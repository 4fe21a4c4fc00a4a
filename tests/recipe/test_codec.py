"""A recipe survives its text; newer, older and foreign text is told apart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import NewerRecipe, RecipeError
from studio.recipe.codec import VERSION, decode, decode_own, encode
from studio.recipe.recipe import Fit, Near, Product, Recipe, Sketched, StartImage
from tests.recipe.strategies import recipes

# Text that version 1 wrote on 2026-11-21. It must decode for ever: never edit it, add one for each new version.
V1 = (
    '{"kind":"blink-studio/recipe","recipe":{"prompt":"рыжий fox 🦊","negative":"","width":256,"height":384,'
    '"seed":4294967295,"steps":4,"guidance":1.0,"scheduler":"default","model":{"id":"starter","weights":"ab"},'
    '"decoder":"full","start":{"type":"image","sha256":"cd","strength":0.6}},"version":1}'
)

# Text that version 2 wrote on 2026-11-21.
V2 = (
    '{"kind":"blink-studio/recipe","recipe":{"prompt":"рыжий fox 🦊","negative":"","width":448,"height":560,'
    '"seed":4294967295,"steps":4,"guidance":1.0,"scheduler":"default","model":{"id":"starter","weights":"ab"},'
    '"decoder":"full","start":{"type":"image","sha256":"cd","strength":0.6,"mask":"ef"},'
    '"fit":{"width":1080,"height":1350},"product":{"sha256":"12","x":40,"y":0}},"version":2}'
)

# Text that version 4 wrote on 2026-11-21.
V4 = (
    '{"kind":"blink-studio/recipe","recipe":{"prompt":"рыжий (fox:1.2) 🦊","negative":"","width":512,"heig'
    'ht":512,"seed":4294967295,"steps":4,"guidance":1.0,"scheduler":"LCMScheduler","model":{"id":"starter'
    '","weights":"ab"},"decoder":"full","start":{"type":"blank"},"near":{"seed":3,"amount":0.25},"text":"'
    'weighted","addons":[{"model":{"id":"ink","weights":"01"},"weight":-0.5}],"controls":[{"kind":"edges"'
    ',"model":{"id":"canny","weights":"02"},"sha256":"cd","weight":1.0,"begin":0.0,"end":0.8}],"reference'
    's":[{"model":{"id":"look","weights":"03"},"sha256":"ef","weight":0.6,"role":"style"}],"tile":"both",'
    '"fit":null,"product":null},"version":4}'
)

# Text that version 3 wrote on 2026-11-21.
V3 = (
    '{"kind":"blink-studio/recipe","recipe":{"prompt":"рыжий fox 🦊","negative":"","width":448,"height":560,'
    '"seed":4294967295,"steps":4,"guidance":1.0,"scheduler":"default","model":{"id":"starter","weights":"ab"},'
    '"decoder":"full","start":{"type":"sketch","strength":0.6,"layout":7,"edition":1},"tile":"x",'
    '"fit":null,"product":null},"version":3}'
)


def fields_of(text: str) -> dict[str, Any]:
    return json.loads(text)


@given(recipes)
def test_round_trip_keeps_every_field_and_reports_nothing_unknown(recipe: Recipe) -> None:
    decoded = decode(encode(recipe))
    assert decoded.recipe == recipe
    assert decoded.unknown == ()


@given(recipes, recipes)
def test_equal_recipes_give_equal_text_and_only_they(a: Recipe, b: Recipe) -> None:
    assert (encode(a) == encode(b)) == (a == b)


@given(recipes)
def test_the_studios_own_text_is_read_to_the_same(recipe: Recipe) -> None:
    assert decode_own(encode(recipe)) == recipe


@pytest.mark.parametrize("text", [V1, V2, V3])
def test_every_version_still_decodes_in_both_ways(text: str) -> None:
    decoded = decode(text)
    assert (decoded.recipe.prompt, decoded.recipe.seed, decoded.recipe.model.id) == (
        "рыжий fox 🦊",
        2**32 - 1,
        "starter",
    )
    assert decoded.unknown == ()
    assert decode_own(text) == decoded.recipe


def test_version_1_knew_neither_mask_nor_fit_nor_product() -> None:
    recipe = decode(V1).recipe
    assert recipe.start == StartImage(sha256="cd", strength=0.6)
    assert (recipe.fit, recipe.product, recipe.size) == (None, None, (256, 384))


def test_version_3_knew_no_additions() -> None:
    recipe = decode(V3).recipe
    assert recipe.start == Sketched(strength=0.6, layout=7, edition=1)
    assert recipe.tile == "x"
    assert (recipe.near, recipe.text, recipe.additions) == (None, "plain", ())


def test_version_4_is_written_as_it_was() -> None:
    recipe = decode(V4).recipe
    assert recipe.near == Near(seed=3, amount=0.25)
    assert recipe.text == "weighted"
    assert [one.id for one in recipe.additions] == ["ink", "canny", "look"]
    assert encode(recipe) == V4


def test_version_2_knew_no_start_that_is_drawn() -> None:
    recipe = decode(V2).recipe
    assert recipe.start == StartImage(sha256="cd", strength=0.6, mask="ef")
    assert (recipe.fit, recipe.product) == (Fit(width=1080, height=1350), Product(sha256="12", x=40, y=0))
    assert recipe.size == (1080, 1350)


@given(recipes, st.integers(VERSION + 1, 10**9))
def test_a_newer_version_is_refused_by_name_with_a_remedy(recipe: Recipe, version: int) -> None:
    text = json.dumps(fields_of(encode(recipe)) | {"version": version})
    with pytest.raises(NewerRecipe, match=f"version {version}") as caught:
        decode(text)
    assert "Update" in caught.value.remedy


@given(recipes, st.text(alphabet="abcxyz", min_size=1).map(lambda name: "later_" + name))
def test_unknown_fields_are_reported_at_any_depth(recipe: Recipe, name: str) -> None:
    envelope = fields_of(encode(recipe))
    envelope["recipe"][name] = 1
    envelope["recipe"]["model"][name] = [2]
    decoded = decode(json.dumps(envelope))
    assert decoded.recipe == recipe
    assert set(decoded.unknown) == {name, f"model.{name}"}


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_anything_else_is_a_recipe_error(text: str | bytes) -> None:
    with pytest.raises(RecipeError):
        decode(text)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"version": True},
        {"version": "1"},
        {"recipe": []},
        {"recipe": {"prompt": 1}},
        {"kind": "another"},
    ],
)
def test_wrong_types_are_a_recipe_error(change: dict[str, Any]) -> None:
    with pytest.raises(RecipeError):
        decode(json.dumps(fields_of(V1) | change))


def test_deep_nesting_is_refused_rather_than_crashing() -> None:
    with pytest.raises(RecipeError):
        decode("[" * 100_000)
