"""Owns the objects of a scene: how many, in which colour and size, and what the layout is asked for."""

from __future__ import annotations

import random
from functools import cache
from typing import Any, cast

import msgspec

from studio.sketch.layout import Wish
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import NAMES, contrast
from studio.sketch.scene import Flat, Gradient, Ground, Landscape, Mesh, Pattern, Texture
from studio.sketch.shapes import SHAPES
from studio.sketch.words.draft import Draft, Named
from studio.sketch.words.moods import MOODS

MOST = 200
"""Objects in one picture."""
_PLURAL = 5
_RING = 8
_CORNERS = ("top left", "top right", "bottom right", "bottom left")
_SKY = frozenset(
    ("star", "moon", "sun", "cloud", "bird", "plane", "balloon", "hot-air balloon", "kite", "rainbow", "planet",
     "rain cloud", "lightning", "snowflake", "rocket", "butterfly", "bee", "sparkle", "bunting")
)  # fmt: skip
_FACES = frozenset(("circle", "square", "diamond", "hexagon", "heart", "triangle", "ring", "rectangle", "oval",
                    "octagon", "pentagon", "rounded square", "shield", "badge", "flag", "speech bubble", "plate",
                    "cloud", "moon", "pill"))  # fmt: skip
"""Flat shapes: what is set on one lies upon it."""
_MANY_COLOURED = ("playful", "rainbow", "candy", "tropical", "memphis")
"""Palettes of which several equal objects take a colour each."""
_INNER: dict[str, tuple[float, float, float]] = {
    "circle": (0.0, 0.0, 0.74),
    "square": (0.0, 0.0, 0.66),
    "triangle": (0.0, 0.28, 0.38),
    "star": (0.0, 0.08, 0.34),
    "heart": (0.0, -0.12, 0.48),
    "diamond": (0.0, 0.0, 0.44),
    "hexagon": (0.0, 0.0, 0.7),
    "ring": (0.0, 0.0, 0.48),
    "moon": (-0.62, 0.0, 0.26),
    "drop": (0.0, 0.3, 0.5),
    "cloud": (0.0, 0.1, 0.36),
    "cross": (0.0, 0.0, 0.28),
    "oval": (0.0, 0.0, 0.5),
    "rectangle": (0.0, 0.0, 0.46),
    "octagon": (0.0, 0.0, 0.74),
}


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One group to be laid out: what it shows and what is wished of it; `thing` is its place in the draft."""

    thing: int
    shape: str
    colour: str
    accent: str
    wish: Wish


def inks_of(draft: Draft) -> list[str]:
    """The colours that objects are asked to have, or have by nature."""
    made: list[str] = []
    for thing in draft.things:
        if thing.kind == "object":
            made += thing.colours or ([] if draft.mood else [OBJECTS[thing.value].colour])
    return made


def kinds_of(draft: Draft, ground: Ground, rng: random.Random) -> list[Kind]:
    """The groups to draw, before they have their spots."""
    made: list[Kind] = []
    left = MOST
    for index, thing in enumerate(draft.things):
        if thing.kind != "object" or _in_landscape(thing, ground):
            continue
        count = _count(index, thing, draft)
        if count > left:
            draft.note(f"At most {MOST} objects can be drawn in one picture.")
            count = left
        left -= count
        if count:
            made += _parted(index, thing, count, draft, ground, [kind.colour for kind in made], rng)
    return made


def _in_landscape(thing: Named, ground: Ground) -> bool:
    """The sun by day and the moon by night are in the landscape already."""
    return isinstance(ground, Landscape) and is_light(thing, ground.time)


def is_light(thing: Named, time: str) -> bool:
    """Whether the thing is the one sun, or at night the one moon, in a colour of its own."""
    single = thing.kind == "object" and not thing.plural and thing.number in (None, 1)
    own = all(contrast(colour, "yellow") < 60 or contrast(colour, "white") < 25 for colour in thing.colours)
    return single and own and thing.value == ("moon" if time == "night" else "sun")


def _count(index: int, thing: Named, draft: Draft) -> int:
    full = thing.rows * thing.columns if thing.rows and thing.columns else 0
    if thing.number is not None and thing.exact and full and thing.number != full:
        rows, held, asked = (_spoken(number) for number in (thing.rows, full, thing.number))
        draft.note(
            f"{rows.capitalize()} rows of {_spoken(thing.columns)} hold {held}, and {asked} were asked for: "
            f"{asked} are drawn in {rows} rows."
        )
        thing.columns = 0
    if thing.number is not None:
        return max(1, thing.number)
    if thing.place == "corners":
        return len(_CORNERS)
    if full:
        return full
    if not thing.plural:
        return max(1, thing.rows, thing.columns)
    if any(first == index and relation == "around" for first, relation, _ in draft.bonds):
        return _RING
    if any(second == index and relation == "between" for _, relation, second in draft.bonds):
        return 2
    if thing.rows or thing.columns:
        lines = max(thing.rows, thing.columns)
        return lines * max(2, -(-_PLURAL // lines))
    return max(2 * max(1, len(thing.colours)), _PLURAL if len(thing.colours) < 2 else 0)


def _spoken(number: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if number < len(words) else str(number)


def _parted(
    index: int, thing: Named, count: int, draft: Draft, ground: Ground, taken: list[str], rng: random.Random
) -> list[Kind]:
    """One group, or one for each of several colours or corners."""
    colours, accent = _colours(thing, count, draft, ground, taken, rng)
    if thing.place == "corners":
        shares = _dealt(count, 4)
        return [
            _kind(index, thing, share, colours[k % len(colours)], accent, cast(Any, _CORNERS[k]), ground)
            for k, share in enumerate(shares)
            if share
        ]
    place = rng.choice(_CORNERS) if thing.place == "corner" else thing.place
    shares = _dealt(count, len(colours))
    return [
        _kind(index, thing, share, colour, accent, cast(Any, place), ground)
        for share, colour in zip(shares, colours, strict=True)
    ]


def _dealt(count: int, parts: int) -> list[int]:
    base, more = divmod(count, parts)
    return [base + (k < more) for k in range(parts)]


def _colours(
    thing: Named, count: int, draft: Draft, ground: Ground, taken: list[str], rng: random.Random
) -> tuple[list[str], str]:
    said = list(dict.fromkeys(thing.colours))
    if not said and draft.mood in _MANY_COLOURED and count > 1:
        shown = [c for c in MOODS[draft.mood][1:] if all(contrast(c, other) >= 25 for other in _shown(ground))]
        return shown[:count] or [_own(thing, draft, ground, taken, rng)], ""
    if not said:
        return [_own(thing, draft, ground, taken, rng)], ""
    if len(said) == 1 or count >= len(said):
        return said, ""
    if thing.value not in SHAPES:
        if len(said) > 2:
            draft.note(f"A {thing.value} has two colours here: {said[0]} and {said[1]}.")
        return said[:1], said[1]
    draft.note(f"A {thing.value} has one colour here: {said[0]} was taken, and {' and '.join(said[1:])} left out.")
    return said[:1], ""


def _own(thing: Named, draft: Draft, ground: Ground, taken: list[str], rng: random.Random) -> str:
    """A colour for a thing that was given none: of the mood, or its own, so that it shows on the ground."""
    behind = _shown(ground)
    others = [other for other in draft.things if other.kind == "object" and other is not thing]
    used = [*taken, *(colour for other in others for colour in other.colours)]
    hosts = _hosts(thing, draft)
    apart = [*behind, *hosts]
    if draft.mood:
        ranked = [c for c in MOODS[draft.mood] if all(contrast(c, other) >= 25 for other in apart)]
        if ranked:
            return rng.choice([c for c in ranked if c not in used] or ranked)
    usual = OBJECTS[thing.value].colour
    by_chance = thing.value in SHAPES and usual == "blue" and usual in used
    if not by_chance and all(contrast(usual, other) >= (30 if thing.value in SHAPES else 8) for other in apart):
        return usual
    free = [name for name in NAMES if all(contrast(name, other) >= 45 for other in [*apart, *used])]
    return rng.choice(free) if free else max(NAMES, key=lambda n: min((contrast(n, o) for o in apart), default=1.0))


def _hosts(thing: Named, draft: Draft) -> list[str]:
    """Colours of what the thing is inside of or lies upon."""
    index = next(k for k, other in enumerate(draft.things) if other is thing)
    return [
        colour
        for first, relation, second in draft.bonds
        if first == index and relation in ("inside", "on")
        for colour in draft.things[second].colours
    ]


def _shown(ground: Ground) -> list[str]:
    match ground:
        case Flat():
            return [ground.colour]
        case Gradient():
            return [ground.first]
        case Pattern():
            return [ground.paper]
        case Mesh():
            return list(ground.colours[:2])
        case Texture():
            return [ground.base]
        case Landscape():
            return []
        case _:
            return [ground.colours[0]]


def _kind(index: int, thing: Named, count: int, colour: str, accent: str, place: Any, ground: Ground) -> Kind:
    wish = Wish(
        count=count,
        size=thing.size or "medium",
        place=place,
        arrangement=thing.arrangement if count > 1 else "free",
        rows=thing.rows,
        columns=thing.columns,
        band=_band(thing, ground),
        inner=_INNER.get(thing.value, (0.0, 0.0, 0.45)),
        top=_reach(thing.value)[0],
        bottom=_reach(thing.value)[1],
        face=thing.value in _FACES,
    )
    return Kind(thing=index, shape=thing.value, colour=colour, accent=accent, wish=wish)


@cache
def _reach(name: str) -> tuple[float, float]:
    """How far an object's drawing reaches up and down from its middle, of 1."""
    heights = [y for part in OBJECTS[name].parts for contour in part.outline for _, y in contour]
    return -min(heights), max(heights)


def _band(thing: Named, ground: Ground) -> tuple[float, float]:
    """In a landscape: heights for what flies, and for what stands."""
    if not isinstance(ground, Landscape):
        return 0.0, 1.0
    zone = thing.zone or ("sky" if thing.value in _SKY else "land" if thing.value not in SHAPES else "")
    if zone == "sky":
        return 0.0, ground.horizon - 0.06
    if zone == "land":
        return ground.horizon - 0.14, 1.0
    return 0.0, 1.0
