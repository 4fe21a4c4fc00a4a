"""What guided or changed the model, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from studio.recipe.emphasis import read
from studio.recipe.recipe import Addon, Control, Recipe, Reference, ReferenceRole

_ROLES: dict[ReferenceRole, str] = {
    "whole": "everything that it shows",
    "style": "its style",
    "layout": "its layout",
}


def numbered(label: str, place: int) -> str:
    """`Control`, `Control 2`, …"""
    return label if place == 0 else f"{label} {place + 1}"


def loras_said(addons: Iterable[Addon], names: Mapping[str, str]) -> str:
    """`Ink, weight 0.8  ·  Oil 2, weight 1`: names may end in numbers of their own"""
    return "  ·  ".join(f"{names.get(one.model.id, one.model.id)}, weight {one.weight:g}" for one in addons)


def control_said(one: Control, names: Mapping[str, str]) -> str:
    """`edges, weight 0.7, from 0% to 80% of the steps, with Canny`"""
    span = f"from {one.begin:.0%} to {one.end:.0%} of the steps" if (one.begin, one.end) != (0.0, 1.0) else ""
    parts = (one.kind, f"weight {one.weight:g}", span, f"with {names.get(one.model.id, one.model.id)}")
    return ", ".join(part for part in parts if part)


def reference_said(one: Reference, names: Mapping[str, str]) -> str:
    """`its style, weight 0.6, with IP-Adapter`"""
    return f"{_ROLES[one.role]}, weight {one.weight:g}, with {names.get(one.model.id, one.model.id)}"


def brackets(recipe: Recipe) -> str:
    """How they are read, where there are some that could be weights; empty where there are none."""
    texts = (recipe.prompt, recipe.negative)
    if not any(span.weight != 1.0 for text in texts for part in read(text).parts for span in part):
        return ""
    return "read as weights" if recipe.text == "weighted" else "read as they stand"
