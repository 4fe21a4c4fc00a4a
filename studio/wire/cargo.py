"""The pictures that travel with a run: which they must be, and what they are."""

from __future__ import annotations

from typing import NamedTuple

from studio.recipe.recipe import Recipe, StartImage
from studio.wire.messages import REFERENCE_SIDE, Attached, Role

Size = tuple[int, int]
"""(width, height) in pixels"""


class Cargo(NamedTuple):
    """Descriptions and rows, in one order."""

    told: tuple[Attached, ...] = ()
    data: tuple[bytes, ...] = ()


class Wanted(NamedTuple):
    """One picture that a run must bring along."""

    role: Role
    size: Size | None
    """None for a product, which has its own"""
    sha256: str
    """of the file in the blob store that it is made from"""


def wanted(recipe: Recipe) -> tuple[Wanted, ...]:
    """In the order of the attachments."""
    own, finished = (recipe.width, recipe.height), recipe.size
    start, product = recipe.start, recipe.product
    square = REFERENCE_SIDE, REFERENCE_SIDE
    found: list[Wanted] = []
    if isinstance(start, StartImage):
        found.append(Wanted("start", own, start.sha256))
        if start.mask:
            found.append(Wanted("mask", own, start.mask))
            if recipe.fit is not None:
                found += [Wanted("kept", finished, start.sha256), Wanted("kept mask", finished, start.mask)]
    if product is not None:
        found.append(Wanted("product", None, product.sha256))
    found += [Wanted("control", own, control.sha256) for control in recipe.controls]
    found += [Wanted("reference", square, reference.sha256) for reference in recipe.references]
    return tuple(found)
