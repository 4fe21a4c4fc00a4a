"""Recipe to text and back: versioned JSON. Every older version still decodes, for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import msgspec

from studio.errors import NewerRecipe, RecipeError
from studio.recipe.recipe import Recipe

VERSION = 4
_KIND = "blink-studio/recipe"

Fields = dict[str, Any]

_UPGRADES: dict[int, Callable[[Fields], Fields]] = {
    1: lambda fields: fields,  # version 2 added start.mask, fit and product; what was made before has none of them
    2: lambda fields: fields,  # version 3 added a start that is drawn, and tile
    3: lambda fields: fields,  # version 4 added near, text (all before was read plain), addons, controls, references
}
"""Version n to the function that turns its fields into those of version n + 1."""

_READ_AS_THEY_ARE = frozenset({1, 2, 3, VERSION})
"""versions whose fields are this version's, or some of them"""


class _Current(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope as this version writes it."""

    kind: str
    version: int
    recipe: Recipe


_current = msgspec.json.Decoder(_Current)


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """A recipe, and the paths of fields in its text that this studio does not know."""

    recipe: Recipe
    unknown: tuple[str, ...] = ()


def encode(recipe: Recipe) -> str:
    """One line of JSON with keys in a fixed order: equal recipes give equal text."""
    return msgspec.json.encode({"kind": _KIND, "version": VERSION, "recipe": recipe}, order="deterministic").decode()


def decode(text: str | bytes) -> Decoded:
    """Read a recipe of this or any older version.

    Raises NewerRecipe for a newer version and RecipeError for anything that is no recipe.
    """
    envelope = _envelope(text)
    version = envelope.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _not_a_recipe("no version number")
    if version > VERSION:
        raise NewerRecipe(
            f"This recipe was written by a newer Blink Studio (version {version}; this one reads up to {VERSION}).",
            remedy="Update Blink Studio, then open the picture again.",
        )
    fields = envelope.get("recipe")
    if not isinstance(fields, dict):
        raise _not_a_recipe("no recipe inside")
    return _convert(_upgraded(cast(Fields, fields), version))


def decode_own(text: str | bytes) -> Recipe:
    """As `decode`, many times faster, for text that the studio itself keeps: unknown fields are passed over."""
    try:
        current = _current.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return decode(text).recipe  # an older version, or the error that says what is wrong
    ours = current.kind == _KIND and current.version in _READ_AS_THEY_ARE
    return current.recipe if ours else decode(text).recipe


def _upgraded(fields: Fields, version: int) -> Fields:
    for step in range(version, VERSION):
        fields = _UPGRADES[step](fields)
    return fields


def _envelope(text: str | bytes) -> Fields:
    try:
        envelope: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _not_a_recipe(str(error)) from error
    if not isinstance(envelope, dict) or cast(Fields, envelope).get("kind") != _KIND:
        raise _not_a_recipe("another kind of document")
    return cast(Fields, envelope)


def _convert(fields: Fields) -> Decoded:
    try:
        recipe = msgspec.convert(fields, Recipe)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _not_a_recipe(str(error)) from error
    known = cast(Fields, msgspec.to_builtins(recipe))
    return Decoded(recipe=recipe, unknown=tuple(_unknown(fields, known, "")))


def _unknown(given: Fields, known: Fields, prefix: str) -> list[str]:
    paths: list[str] = []
    for key, value in given.items():
        if key not in known:
            paths.append(prefix + key)
        elif isinstance(value, dict) and isinstance(known[key], dict):
            paths.extend(_unknown(cast(Fields, value), cast(Fields, known[key]), f"{prefix}{key}."))
    return paths


def _not_a_recipe(detail: str) -> RecipeError:
    return RecipeError(
        "This text is not a Blink Studio recipe.",
        remedy="Use a picture or a recipe that Blink Studio saved.",
        detail=detail,
    )
