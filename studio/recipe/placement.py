"""Where a cut-out lies in a picture: a corner, a side, the middle, or a pixel."""

from __future__ import annotations

import re
from typing import get_args

from studio.errors import InputError
from studio.recipe.draft import Anchor, DraftProduct
from studio.recipe.recipe import Product

ANCHORS: tuple[Anchor, ...] = get_args(Anchor)

_MIDDLE = frozenset({"centre", "center", "middle"})
_BY_WORDS: dict[frozenset[str], Anchor] = {frozenset(anchor.split(" ")) - _MIDDLE: anchor for anchor in ANCHORS}


def read_place(text: str) -> Anchor | tuple[int, int]:
    """ "bottom right", "Top-Center" or "40,60", as people write them. Raises InputError."""
    pixel = re.fullmatch(r"\s*([0-9]{1,6})\s*,\s*([0-9]{1,6})\s*", text)
    if pixel:
        return int(pixel[1]), int(pixel[2])
    words = frozenset(re.split(r"[\s_-]+", text.strip().casefold()))
    anchor = _BY_WORDS.get(words - _MIDDLE)
    if anchor is not None and words:
        return anchor
    raise InputError(
        f"“{text[:40]}” is not a place in a picture.",
        remedy=f"Write x and y of the top left corner in pixels, like 40,60, or one of: {', '.join(ANCHORS)}.",
    )


def placed(product: DraftProduct, width: int, height: int) -> Product:
    """The product in a finished picture of width x height. Raises InputError unless it lies wholly inside."""
    if product.width > width or product.height > height:
        raise InputError(
            f"The product is {product.width}x{product.height} pixels, larger than the picture of {width}x{height}.",
            remedy=f"Make the product smaller, or ask for a picture of at least {product.width}x{product.height}.",
        )
    right, bottom = width - product.width, height - product.height
    x, y = product.at if isinstance(product.at, tuple) else _corner(product.at, right, bottom)
    if not (0 <= x <= right and 0 <= y <= bottom):
        raise InputError(
            f"The product would lie outside the picture: {product.width}x{product.height} at {x},{y} "
            f"in {width}x{height}.",
            remedy=f"Give an x from 0 to {right} and a y from 0 to {bottom}.",
        )
    return Product(sha256=product.sha256, x=x, y=y)


def _corner(anchor: Anchor, right: int, bottom: int) -> tuple[int, int]:
    """Of the top left corner, where `right` and `bottom` are the farthest that there are."""
    words = anchor.split(" ")
    x = 0 if "left" in words else right if "right" in words else right // 2
    y = 0 if "top" in words else bottom if "bottom" in words else bottom // 2
    return x, y
