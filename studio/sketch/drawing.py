"""The one way from a recipe to its drawing: for whoever draws pictures, starts diffusion from them, or shows them."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.recipe import SKETCH, SKETCH_EDITION, ModelRef, Recipe, Sketched
from studio.sketch.render import draw
from studio.sketch.words.reading import understand
from studio.sketch.words.understanding import Understanding

_NAME = f"Blink Studio sketch, edition {SKETCH_EDITION}"

MODEL = ModelRef(id=SKETCH, weights=hashlib.sha256(_NAME.encode()).hexdigest())
"""what draws, as recipes name it"""

CAPABILITIES = Capabilities(
    modes=("text",),
    size=SizeRule(width=1024, height=1024, multiple=1, smallest=16, largest=16_384, max_pixels=100_000_000),
    scalable=True,
    steps=1,
    max_steps=1,
    guidance=1.0,
    max_guidance=1.0,
    negative=False,
)


def reading(recipe: Recipe) -> Understanding:
    """What the recipe's prompt is taken for, laid out for its shape: of the picture itself, or of its start."""
    return understand(recipe.prompt, seed_of(recipe), recipe.width / recipe.height)


def drawn(recipe: Recipe) -> NDArray[np.uint8]:
    """The drawing at the size of the recipe's picture before it is fitted: (height, width, 3), sRGB, 0..255."""
    return draw(reading(recipe).scene, recipe.width, recipe.height)


def seed_of(recipe: Recipe) -> int:
    """The seed that decides what the words leave open."""
    start = recipe.start
    return start.layout if isinstance(start, Sketched) and start.layout is not None else recipe.seed
