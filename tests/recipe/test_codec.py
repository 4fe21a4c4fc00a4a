"""A recipe survives its text; newer, older and foreign text is told apart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import NewerRecipe, RecipeError
from studio.recipe.codec import VERSION, decode, encode
from studio.recipe.recipe import Recipe
from tests.recipe.strategies import recipes

# Text that version 1 wrote on 2026-11-21. It must decode for ever: never edit it, add one for each new version.
V1 = (
    '{"kind":"blink-studio/recipe","recipe":{"prompt":"рыжий fox 🦊","negative":"","width":256,"height":384,'
    '"seed":4294967295,"steps":4,"guidance":1.0,"scheduler":"default","model":{"id":"starter","weights":"ab"},'
    '"decoder":"full","start":{"type":"image","sha256":"cd","strength":0.6}},"version":1}'
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


def test_version_1_still_decodes() -> None:
    recipe = decode(V1).recipe
    assert (recipe.prompt, recipe.seed, recipe.model.id) == ("рыжий fox 🦊", 2**32 - 1, "starter")
    assert encode(recipe) == V1


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
