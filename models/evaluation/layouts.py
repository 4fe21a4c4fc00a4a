"""Owns the prompts of sketch first: what a designer might type, with the scene that the sketch lays out for it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import get_args

from models.evaluation.detect import Found, see, see_over
from models.evaluation.judges import Picture
from studio.sketch.captions import with_article
from studio.sketch.palette import CONTRAST, NAMES, contrast
from studio.sketch.render import draw
from studio.sketch.sample import HELD_OUT, PLACES
from studio.sketch.scene import Flat, Land, Scene, Time
from studio.sketch.shapes import SHAPE_WORDS, SHAPES
from studio.sketch.words.reading import understand

NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SIDE = 256
"""of the drawings that are read"""
_PLACED = {
    "centre": "in the centre",
    "left": "on the left",
    "right": "on the right",
    "top": "at the top",
    "bottom": "at the bottom",
    **{name: f"in the {name} corner" for name in PLACES if " " in name},
}
_LANDS = {"hills": "rolling hills", "mountains": "mountains", "sea": "the sea", "desert": "the desert"}
_TIMES = {"dawn": "at dawn", "day": "by day", "sunset": "at sunset", "night": "at night"}
_RELATIONS = ("to the left of", "to the right of", "above", "below")


@dataclass(frozen=True)
class Sketch:
    """A prompt, what is drawn for it, and what the detectors read off the drawing."""

    text: str
    scene: Scene
    objects: tuple[Found, ...]


@cache
def sketches(ground: str, count: int, seed: int, held_out: bool) -> tuple[Sketch, ...]:
    """The first `count` prompts on a `ground` of GROUNDS whose drawings the detectors read right; more of them begin
    with the same ones. Every object is a held-out pair of colour and shape, or none is."""
    made: list[Sketch] = []
    number = 0
    while len(made) < count:
        sketch = candidate(ground, number, seed, held_out)
        number += 1
        if readable(sketch):
            made.append(sketch)
    return tuple(made)


def candidate(ground: str, number: int, seed: int, held_out: bool) -> Sketch:
    """Prompt `number` before anything was read off its drawing."""
    rng = random.Random(f"{ground} {held_out} {seed} {number}")
    text = GROUNDS[ground](rng, held_out)
    scene = understand(text, rng.getrandbits(32)).scene
    return Sketch(text, scene, objects_of(scene, draw(scene, SIDE, SIDE)))


def readable(sketch: Sketch) -> bool:
    """Whether the detectors find every object of the drawing, each in its colour."""
    wanted = sorted(group.colour for group in sketch.scene.groups for _ in group.spots)
    return sorted(found.colour for found in sketch.objects) == wanted


def objects_of(scene: Scene, picture: Picture) -> tuple[Found, ...]:
    """The objects of a picture that was made over the drawing of `scene`, SIDE x SIDE."""
    if isinstance(scene.ground, Flat):
        return see(picture).objects
    return see_over(picture, draw(Scene(ground=scene.ground, seed=scene.seed), SIDE, SIDE))


def _on_plain(rng: random.Random, held_out: bool) -> str:
    ground = rng.choice(NAMES)
    where = f" on {with_article(ground)} background"
    kind = rng.choices(("count", "two", "placed"), (0.6, 0.25, 0.15))[0]
    if kind == "count":
        return _several(rng, rng.choice(NUMBERS), ground, held_out) + where
    if kind == "placed":
        return f"{_one(rng, ground, held_out)} {_PLACED[rng.choice(list(PLACES))]}{where}"
    first = _pair(rng, held_out, ground)
    second = _pair(rng, held_out, ground, first[0])
    return f"{_named(rng, *first)} {rng.choice(_RELATIONS)} {_named(rng, *second)}{where}"


def _over_landscape(rng: random.Random, held_out: bool) -> str:
    land, time = rng.choice(get_args(Land)), rng.choice(get_args(Time))
    return f"{_several(rng, rng.choice(NUMBERS), '', held_out)} above {_LANDS[land]} {_TIMES[time]}"


GROUNDS: dict[str, Callable[[random.Random, bool], str]] = {"plain": _on_plain, "landscape": _over_landscape}


def _several(rng: random.Random, number: str, ground: str, held_out: bool) -> str:
    colour, shape = _pair(rng, held_out, ground)
    return f"{number} {colour} {SHAPE_WORDS[shape][0][1]}"


def _one(rng: random.Random, ground: str, held_out: bool) -> str:
    colour, shape = _pair(rng, held_out, ground)
    return with_article(f"{colour} {SHAPE_WORDS[shape][0][0]}")


def _named(rng: random.Random, colour: str, shape: str) -> str:
    """One to four of a kind."""
    count = rng.randint(1, 4)
    one, many = SHAPE_WORDS[shape][0]
    return with_article(f"{colour} {one}") if count == 1 else f"{NUMBERS[count - 2]} {colour} {many}"


def _pair(rng: random.Random, held_out: bool, *others: str) -> tuple[str, str]:
    """A colour that can be told from the others, and a shape."""
    fit = [name for name in NAMES if all(contrast(name, other) >= CONTRAST for other in others if other)]
    return rng.choice([(c, s) for c in fit for s in SHAPES if ((c, s) in HELD_OUT) == held_out])
