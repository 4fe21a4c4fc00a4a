"""Owns what a scene is called: many natural wordings of the same drawing."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

from studio.sketch.palette import COLOUR_WORDS
from studio.sketch.scene import Flat, Gradient, Ground, Group, Landscape, Pattern, Place, Relation, Scene
from studio.sketch.shapes import SHAPE_WORDS

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")
_USUAL = 0.75
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LEADS = ("a picture of", "an illustration of", "a drawing of", "a simple", "a flat", "a minimal")
_TAILS = ("flat design", "minimal", "vector art", "simple", "clean")
_PLACES: dict[Place, tuple[str, ...]] = {
    "centre": ("in the centre", "in the middle", "in the center", "centred"),
    "left": ("on the left", "on the left side"),
    "right": ("on the right", "on the right side"),
    "top": ("at the top", "in the upper part"),
    "bottom": ("at the bottom", "in the lower part"),
    "top left": ("in the top left corner", "at the top left", "in the upper left"),
    "top right": ("in the top right corner", "at the top right", "in the upper right"),
    "bottom left": ("in the bottom left corner", "at the bottom left", "in the lower left"),
    "bottom right": ("in the bottom right corner", "at the bottom right", "in the lower right"),
    "scattered": ("",),
}
_RELATIONS: dict[Relation, tuple[str, ...]] = {
    "left of": ("to the left of", "left of"),
    "right of": ("to the right of", "right of"),
    "above": ("above", "over", "on top of"),
    "below": ("below", "under", "beneath"),
}
_SIZES = {"small": ("small", "little", "tiny"), "medium": ("",), "large": ("large", "big", "huge")}
_EVEN = ("vertical stripes", "horizontal stripes", "diagonal stripes", "checkerboard", "diamonds", "zigzag", "waves")
_MOTIFS: dict[str, tuple[str, ...]] = {
    "vertical stripes": ("vertical stripes", "vertical stripes", "upright stripes"),
    "horizontal stripes": ("horizontal stripes", "horizontal stripes", "level stripes"),
    "diagonal stripes": ("diagonal stripes", "diagonal stripes", "slanted stripes"),
    "polka dots": ("polka dots", "dots"),
    "checkerboard": ("checkerboard", "checkered pattern", "chessboard"),
    "grid": ("grid", "grid lines"),
    "zigzag": ("zigzag", "chevrons", "zigzag stripes"),
    "waves": ("waves", "wavy stripes", "wavy lines"),
    "triangles": ("triangle pattern", "pattern of triangles"),
    "stars": ("star pattern", "pattern of stars"),
    "hearts": ("heart pattern", "pattern of hearts"),
    "diamonds": ("diamond pattern", "argyle", "harlequin pattern"),
}
_TIMES = {
    "dawn": ("at dawn", "at sunrise", "in the early morning"),
    "day": ("by day", "on a sunny day", "under a blue sky"),
    "sunset": ("at sunset", "at dusk", "in the evening"),
    "night": ("at night", "by night", "in moonlight"),
}
_LANDS = {
    "hills": ("hills", "green hills", "rolling hills"),
    "mountains": ("mountains", "a mountain range", "mountain peaks"),
    "sea": ("the sea", "a calm sea", "the ocean"),
    "desert": ("a desert", "sand dunes", "the desert"),
}


def caption(scene: Scene, rng: random.Random) -> str:
    """One natural wording of the scene, lower case, without a full stop."""
    text = _core(scene, rng)
    if rng.random() < 0.12:
        text = _led(text, rng)
    if rng.random() < 0.15:
        text = f"{text}, {rng.choice(_TAILS)}"
    return " ".join(text.split())


def usual(scene: Scene) -> str:
    """The plain wording: first synonyms, first order, no ornament."""
    return " ".join(_core(scene, _First()).split())


class _First(random.Random):
    """Takes the first of everything."""

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        return seq[0]

    def random(self) -> float:
        return 0.0


def with_article(phrase: str) -> str:
    """`phrase` after "a" or "an", whichever its first sound takes."""
    return f"{'an' if phrase[:1] in 'aeiou' and not phrase.startswith('one') else 'a'} {phrase}"


def _led(text: str, rng: random.Random) -> str:
    lead = rng.choice(_LEADS)
    if lead.endswith(" of"):
        return f"{lead} {text}"
    for article in ("a ", "an "):
        if text.startswith(article):
            return f"{lead} {text.removeprefix(article)}"
    return f"{lead.split()[-1]} {text}"


def _core(scene: Scene, rng: random.Random) -> str:
    if not scene.groups:
        return _ground_text(scene.ground, rng)
    text = _objects(scene, rng)
    assert isinstance(scene.ground, Flat)
    if scene.ground.colour == "white" and rng.random() > 0.5:
        return text
    return _on(text, _colour(scene.ground.colour, rng), rng)


def _on(text: str, colour: str, rng: random.Random) -> str:
    """The objects and their plain background, in one of several orders."""
    full = f"{text} on {with_article(colour)} background"
    return rng.choice(
        (full, full, f"{text} on {colour}", f"{text}, {colour} background", f"{colour} background, {text}")
    )


def _objects(scene: Scene, rng: random.Random) -> str:
    if scene.relation is None:
        return _group_text(scene.groups[0], rng)
    first, second = (with_article(_noun(group, rng)) for group in scene.groups)
    return f"{first} {rng.choice(_RELATIONS[scene.relation])} {second}"


def _group_text(group: Group, rng: random.Random) -> str:
    noun = _noun(group, rng)
    if group.count > 1:
        number = _NUMBERS[group.count] if rng.random() < _USUAL else str(group.count)
        return f"{number} {noun}"
    centred = group.place == "centre" and rng.random() < 0.7
    return f"{with_article(noun)} {'' if centred else rng.choice(_PLACES[group.place])}".strip()


def _noun(group: Group, rng: random.Random) -> str:
    words = SHAPE_WORDS[group.shape]
    word = words[0] if rng.random() < _USUAL else rng.choice(words)
    return f"{rng.choice(_SIZES[group.size])} {_colour(group.colour, rng)} {word[group.count > 1]}".strip()


def _colour(name: str, rng: random.Random) -> str:
    words = COLOUR_WORDS[name]
    return words[0] if rng.random() < _USUAL else rng.choice(words)


def _ground_text(ground: Ground, rng: random.Random) -> str:
    match ground:
        case Flat():
            colour = _colour(ground.colour, rng)
            return rng.choice((f"plain {colour} background", with_article(f"{colour} background"), f"solid {colour}"))
        case Gradient():
            return _gradient_text(ground, rng)
        case Pattern():
            return _pattern_text(ground, rng)
        case Landscape():
            land, time = rng.choice(_LANDS[ground.land]), rng.choice(_TIMES[ground.time])
            return rng.choice((f"{land} {time}", f"{land} {time}", f"landscape with {land} {time}"))
        case _:
            raise ValueError(f"Captions are written for training scenes; a {type(ground).__name__} ground is none.")


def _gradient_text(ground: Gradient, rng: random.Random) -> str:
    first, second = _colour(ground.first, rng), _colour(ground.second, rng)
    if ground.kind == "radial":
        tail = rng.choice((f"from {first} to {second}", f"{first} in the centre and {second} outside"))
        return f"a radial gradient {tail}"
    way = {"down": "top to bottom", "right": "left to right", "diagonal": "top left to bottom right"}[ground.direction]
    kind = {"down": "vertical", "right": "horizontal", "diagonal": "diagonal"}[ground.direction]
    body = f"{kind} gradient from {first} to {second}"
    plain = f"gradient from {first} to {second}, {way}"
    return rng.choice((with_article(body), body, with_article(plain)))


def _pattern_text(ground: Pattern, rng: random.Random) -> str:
    ink, paper = _colour(ground.ink, rng), _colour(ground.paper, rng)
    motif = rng.choice(_MOTIFS[ground.motif])
    if ground.motif in _EVEN and rng.random() < 0.5:
        ink, paper = paper, ink
    if ground.motif in _EVEN and rng.random() < 0.7:
        return f"{ink} and {paper} {motif}"
    on = f"{ink} {motif} on {with_article(paper)} background"
    return rng.choice(
        (on, f"{ink} {motif} on {paper}", f"{motif}, {ink} on {paper}", f"seamless {ink} {motif} on {paper}")
    )
