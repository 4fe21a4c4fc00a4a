"""The pictures that travel with a run: which they must be, and what they are."""

from __future__ import annotations

from typing import NamedTuple

from studio.recipe.recipe import Recipe, StartImage
from studio.wire.messages import Attached, Role

Size = tuple[int, int]
"""(width, height) in pixels"""


class Cargo(NamedTuple):
    """Descriptions and rows, in one order."""

    told: tuple[Attached, ...] = ()
    data: tuple[bytes, ...] = ()


def wanted(recipe: Recipe) -> dict[Role, Size | None]:
    """Role to size, in the order of the attachments; None for a product, which has its own."""
    roles: dict[Role, Size | None] = {}
    if isinstance(recipe.start, StartImage):
        roles["start"] = recipe.width, recipe.height
        if recipe.start.mask:
            roles["mask"] = recipe.width, recipe.height
            if recipe.fit is not None:
                roles |= {"kept": recipe.size, "kept mask": recipe.size}
    if recipe.product is not None:
        roles["product"] = None
    return roles
