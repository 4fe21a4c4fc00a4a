"""Owns the prompts that are measured, each with what its picture must show."""

from __future__ import annotations

import random
from typing import Literal

import msgspec

from studio.sketch.captions import with_article
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import CONTRAST, NAMES, contrast

Relation = Literal["left of", "right of", "above", "below", "between", "inside", "around", "on"]

_THINGS = """
    circle square triangle star heart diamond hexagon cross ring moon drop flower arrow cloud tree pine cactus tulip
    mushroom leaf planet snowflake lightning flame sunflower daisy apple pear cherry lemon strawberry cake cupcake
    watermelon carrot pizza banana boat car bus balloon rocket train anchor tent globe umbrella bottle vase
    candle gift bell sofa key bulb flag crown envelope phone pencil lock gear trophy gem guitar target fish whale
    bird butterfly cat rabbit fox bear panda owl bee ladybird snail turtle duck oval rectangle semicircle
    pentagon octagon arch spiral burst ribbon pin note tick shield badge kite
"""
THINGS = tuple(_THINGS.split())
"""Objects that hang together and show their own colour most, so that a detector can count and name them."""
SIMPLE = ("circle", "square", "star", "heart", "diamond", "hexagon", "triangle", "cross", "oval", "pentagon", "octagon")
"""Objects of one colour."""
HOSTS = ("circle", "square", "hexagon", "octagon")
"""What has room for another within."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
PLACES = {
    "in the middle": (0.5, 0.5),
    "on the left": (0.0, 0.5),
    "on the right": (1.0, 0.5),
    "at the top": (0.5, 0.0),
    "at the bottom": (0.5, 1.0),
    "in the top left corner": (0.0, 0.0),
    "in the top right corner": (1.0, 0.0),
    "in the bottom left corner": (0.0, 1.0),
    "in the bottom right corner": (1.0, 1.0),
}
"""Phrases and the ninth of the picture that each means: its left, middle or right third, and so downwards."""
_TURNS: dict[str, Relation] = {
    "to the left of": "left of",
    "to the right of": "right of",
    "above": "above",
    "below": "below",
    "under": "below",
    "over": "above",
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A prompt, how many objects of which colour it asks for, and where: `place` is of the one object there is,
    `relation` of those of the first colour to those of the second. `said` is whether it names the colours."""

    prompt: str
    counts: tuple[tuple[str, int], ...]
    place: tuple[float, float] | None = None
    relation: Relation | None = None
    said: bool = True

    @property
    def total(self) -> int:
        return sum(number for _, number in self.counts)


def counted() -> list[Asked]:
    """One to twelve of one thing, loose, in rows, in rings or scattered."""
    rng = random.Random(1)
    made: list[Asked] = []
    for k in range(84):
        number = k % 12 + 1
        tails = ["", "", " in a circle", " scattered", " in two rows"] if number > 3 else [""]
        colour, ground = _inks(rng, 2)
        prompt = f"{_some(rng.choice(THINGS), colour, number)}{rng.choice(tails)} on {with_article(ground)} background"
        made.append(Asked(prompt=prompt, counts=((colour, number),)))
    return made


def coloured() -> list[Asked]:
    """Two or three things of different colours."""
    rng = random.Random(2)
    made: list[Asked] = []
    for k in range(60):
        *inks, ground = _inks(rng, 3 + k % 2)
        numbers = [rng.randint(1, 3) for _ in inks]
        things = rng.sample(THINGS, len(inks))
        parts = [_some(thing, ink, n) for thing, ink, n in zip(things, inks, numbers, strict=True)]
        listed = ", ".join(parts[:-1]) + f" and {parts[-1]}"
        prompt = rng.choice((f"{listed} on {ground}", f"{ground} background, {listed}"))
        made.append(Asked(prompt=prompt, counts=tuple(zip(inks, numbers, strict=True))))
    return made


def placed() -> list[Asked]:
    """One thing at a place."""
    rng = random.Random(3)
    made: list[Asked] = []
    for k in range(54):
        phrase = list(PLACES)[k % 9]
        colour, ground = _inks(rng, 2)
        size = rng.choice(("", "small ", ""))
        prompt = f"{with_article(f'{size}{colour} {_word(rng.choice(THINGS))}')} {phrase} on {ground}"
        made.append(Asked(prompt=prompt, counts=((colour, 1),), place=PLACES[phrase]))
    return made


def related() -> list[Asked]:
    """Things that stand beside, between, inside, around and on others."""
    rng = random.Random(4)
    return [make(rng) for k in range(13) for make in (_turned, _turned, _between, _inside, _around, _on)]


def unsaid() -> list[Asked]:
    """Things whose colour was left open, on grounds of every colour: they must be seen all the same."""
    rng = random.Random(5)
    made: list[Asked] = []
    for k in range(104):
        number = rng.randint(1, 4)
        ground = NAMES[k % len(NAMES)]
        some = f"{NUMBERS[number]} {_word(rng.choice(THINGS), number)}"
        made.append(Asked(prompt=f"{some} on {with_article(ground)} background", counts=(("", number),), said=False))
    return made


def _turned(rng: random.Random) -> Asked:
    first, second, ground = _inks(rng, 3)
    phrase = rng.choice(list(_TURNS))
    things = rng.sample(THINGS, 2)
    prompt = f"{_some(things[0], first, 1)} {phrase} {_some(things[1], second, 1)} on {ground}"
    return Asked(prompt=prompt, counts=((first, 1), (second, 1)), relation=_TURNS[phrase])


def _between(rng: random.Random) -> Asked:
    first, second, ground = _inks(rng, 3)
    things = rng.sample(THINGS, 2)
    prompt = f"{_some(things[0], first, 1)} between two {second} {_word(things[1], 2)} on {ground}"
    return Asked(prompt=prompt, counts=((first, 1), (second, 2)), relation="between")


def _inside(rng: random.Random) -> Asked:
    first, second, ground = _inks(rng, 3)
    prompt = f"{_some(rng.choice(SIMPLE), first, 1)} inside {_some(rng.choice(HOSTS), second, 1)} on {ground}"
    return Asked(prompt=prompt, counts=((first, 1), (second, 1)), relation="inside")


def _around(rng: random.Random) -> Asked:
    first, second, ground = _inks(rng, 3)
    number = rng.randint(4, 10)
    things = rng.sample(THINGS, 2)
    prompt = f"{_some(things[0], first, number)} around {_some(things[1], second, 1)} on {ground}"
    return Asked(prompt=prompt, counts=((first, number), (second, 1)), relation="around")


def _on(rng: random.Random) -> Asked:
    first, second, ground = _inks(rng, 3)
    thing = rng.choice(("cat", "bird", "owl", "apple", "crown", "candle", "cup", "snail", "duck"))
    host = rng.choice(("sofa", "gift", "book", "cake", "car", "mushroom", "tree"))
    prompt = f"{_some(thing, first, 1)} sitting on {_some(host, second, 1)} on a {ground} background"
    return Asked(prompt=prompt, counts=((first, 1), (second, 1)), relation="on")


def _inks(rng: random.Random, number: int) -> list[str]:
    """So many names that can all be told from one another."""
    while True:
        inks = rng.sample(NAMES, number)
        if all(contrast(a, b) >= CONTRAST for k, a in enumerate(inks) for b in inks[:k]):
            return inks


def _some(thing: str, colour: str, number: int) -> str:
    if number == 1:
        return with_article(f"{colour} {_word(thing)}")
    return f"{NUMBERS[number]} {colour} {_word(thing, number)}"


def _word(thing: str, number: int = 1) -> str:
    own = next((pair for pair in OBJECTS[thing].words if pair[0] == thing), OBJECTS[thing].words[0])
    return own[number > 1]
