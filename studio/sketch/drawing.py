"""The one way from a recipe to its drawing: for whoever draws pictures, starts diffusion from them, or shows them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.recipe.emphasis import plain
from studio.recipe.recipe import Recipe, Sketched
from studio.sketch.about import CAPABILITIES, MODEL
from studio.sketch.render import draw
from studio.sketch.words.reading import understand
from studio.sketch.words.understanding import Understanding

__all__ = ["CAPABILITIES", "MODEL", "drawn", "picture", "reading", "seed_of"]


def reading(recipe: Recipe) -> Understanding:
    """What the recipe's prompt is taken for, laid out for its shape: of the picture itself, or of its start.

    Weights are for the model that paints over it: the sketch reads the words alone.
    """
    prompt = plain(recipe.prompt) if recipe.text == "weighted" else recipe.prompt
    return understand(prompt, seed_of(recipe), recipe.width / recipe.height)


def drawn(recipe: Recipe) -> NDArray[np.uint8]:
    """The drawing at the size of the recipe's picture before it is fitted: (height, width, 3), sRGB, 0..255."""
    return picture(reading(recipe), recipe)


def picture(read: Understanding, recipe: Recipe) -> NDArray[np.uint8]:
    """As `drawn`, for whoever has the recipe's reading already."""
    return draw(read.scene, recipe.width, recipe.height)


def seed_of(recipe: Recipe) -> int:
    """The seed that decides what the words leave open: near the picture of another seed it is that one's."""
    start, near = recipe.start, recipe.near
    if isinstance(start, Sketched) and start.layout is not None:
        return start.layout
    return recipe.seed if near is None or near.amount >= 1 else near.seed
