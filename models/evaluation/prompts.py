"""Owns the prompts: fixed scenes and one caption each, by category; those with held-out pairs apart."""

from __future__ import annotations

import random
from dataclasses import dataclass

import msgspec

from studio.sketch.captions import caption
from studio.sketch.palette import contrast
from studio.sketch.sample import sample
from studio.sketch.scene import Gradient, Pattern, Scene

READABLE = 60.0
"""Smallest CIE76 difference of a gradient's ends, below which its direction cannot be read off a picture."""


@dataclass(frozen=True)
class Category:
    """What a row of the table is about; `side` is the picture's side as a multiple of the model's own; a `tile` is made
    with circular padding, as the studio makes tiles."""

    name: str
    kind: str
    held_out: bool = False
    side: int = 1
    tile: bool = False
    share: float = 1.0
    """how many of the asked prompts it takes"""


@dataclass(frozen=True)
class Prompt:
    scene: Scene
    text: str


CATEGORIES: tuple[Category, ...] = (
    Category("single", "single"),
    Category("single, held out", "single", held_out=True),
    Category("count", "count"),
    Category("count, held out", "count", held_out=True),
    Category("two", "two"),
    Category("two, held out", "two", held_out=True),
    Category("stripes", "stripes"),
    Category("stripes as tiles", "stripes", tile=True, share=0.5),
    Category("pattern", "pattern"),
    Category("pattern as tiles", "pattern", tile=True, share=0.5),
    Category("gradient", "gradient"),
    Category("landscape", "landscape", share=0.5),
    Category("single, twice the size", "single", side=2, share=0.25),
)


def prompts(category: Category, count: int, seed: int) -> list[Prompt]:
    """The first `count` prompts of a category; more of them begin with the same ones."""
    rng = random.Random(f"{category.kind} {category.held_out} {seed}")
    wanted = max(1, round(count * category.share))
    made: list[Prompt] = []
    while len(made) < wanted:
        scene = _scene(rng, category)
        if scene is not None:
            made.append(Prompt(scene, caption(scene, rng)))
    return made


def _scene(rng: random.Random, category: Category) -> Scene | None:
    scene = sample(rng, "pattern" if category.kind == "stripes" else category.kind, category.held_out)
    ground = scene.ground
    if isinstance(ground, Gradient) and contrast(ground.first, ground.second) < READABLE:
        return None
    if category.kind == "stripes" and isinstance(ground, Pattern) and not ground.motif.endswith("stripes"):
        return None
    return scene


def altered(scene: Scene, **changes: str) -> Scene:
    """The same drawing with another colour or shape of its only group."""
    (group,) = scene.groups
    return msgspec.structs.replace(scene, groups=(msgspec.structs.replace(group, **changes),))
