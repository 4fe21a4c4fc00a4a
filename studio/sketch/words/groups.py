"""Owns the objects of a scene: how many, in which colour and size, and what the layout is asked for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import msgspec

from studio.sketch.arranging import Slope
from studio.sketch.layout import Wish
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.scene import Ground, Landscape, Place
from studio.sketch.shapes import SHAPES
from studio.sketch.words.binding import least
from studio.sketch.words.draft import Draft, Named
from studio.sketch.words.inking import Inks
from studio.sketch.words.views import in_landscape

MOST = 200
"""Objects in one picture."""
_PLURAL, _IN_VIEW = 5, 3
"""How many several are, and of what is large in a landscape."""
_ARRANGED: dict[str, int] = {"circle": 8, "scattered": 12, "pile": 6}
"""How many there are where it was not said."""
_CORNERS = ("top left", "top right", "bottom right", "bottom left")
_SKY = frozenset(
    ("star", "moon", "full moon", "sun", "cloud", "bird", "plane", "balloon", "hot-air balloon", "kite", "rainbow",
     "planet", "rain cloud", "lightning", "snowflake", "rocket", "butterfly", "bee", "sparkle", "bunting",
     "helicopter", "ufo", "bat", "paper plane")
)  # fmt: skip
_AFLOAT = frozenset(("boat", "ship", "whale", "fish", "shark", "dolphin", "octopus", "island", "duck", "swan", "wave",
                     "lighthouse", "cliff"))  # fmt: skip
_SHORE = 0.88
"""Where the sea ends before the shore in front, of the picture's height."""
_SLOPES: dict[str, Slope] = {"falling": "falling", "rising": "rising"}
_FACES = frozenset(("circle", "square", "diamond", "hexagon", "heart", "triangle", "ring", "rectangle", "oval",
                    "octagon", "pentagon", "rounded square", "shield", "badge", "flag", "speech bubble", "plate",
                    "cloud", "moon", "pill", "full moon"))  # fmt: skip
"""Flat shapes: what is set on one lies upon it."""
_INNER: dict[str, tuple[float, float, float]] = {
    "circle": (0.0, 0.0, 0.74),
    "square": (0.0, 0.0, 0.66),
    "triangle": (0.0, 0.28, 0.38),
    "star": (0.0, 0.08, 0.34),
    "heart": (0.0, -0.12, 0.48),
    "diamond": (0.0, 0.0, 0.44),
    "hexagon": (0.0, 0.0, 0.7),
    "ring": (0.0, 0.0, 0.48),
    "full moon": (0.0, 0.0, 0.74),
    "moon": (-0.62, 0.0, 0.26),
    "drop": (0.0, 0.3, 0.5),
    "cloud": (0.0, 0.1, 0.36),
    "cross": (0.0, 0.0, 0.28),
    "oval": (0.0, 0.0, 0.5),
    "rectangle": (0.0, 0.0, 0.46),
    "octagon": (0.0, 0.0, 0.74),
}


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """`count` objects of a shape and colour; an empty `accent` leaves the second colour to the object."""

    shape: str
    colour: str
    accent: str
    count: int


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What is laid out as one, and what is wished of it; `thing` is its place in the draft. `varied` objects differ in
    size."""

    thing: int
    shape: str
    shares: tuple[Share, ...]
    wish: Wish
    varied: bool = False


def kinds_of(draft: Draft, ground: Ground, rng: random.Random) -> list[Kind]:
    """The objects to draw, before they have their spots."""
    made: list[Kind] = []
    inks = Inks(draft, ground, rng)
    left = MOST
    usual = _IN_VIEW if isinstance(ground, Landscape) else _PLURAL
    for index, thing in enumerate(draft.things):
        if thing.kind != "object" or in_landscape(thing, ground) or _merges(index, draft):
            continue
        shares = _cut(_shares(index, thing, draft, inks, usual), left, draft)
        left -= _total(shares)
        if shares:
            made += _placed(index, thing, shares, ground, rng)
    return made


def _merges(index: int, draft: Draft) -> bool:
    """Whether a thing stands among others as one of them: some of them in another colour, or what they share a row, a
    ring or a pattern with."""
    thing, whole = draft.things[index], draft.things[_whole(index, draft)]
    if whole is thing or any(index in (first, second) for first, _, second in draft.bonds):
        return False
    return thing.size == whole.size and thing.place == whole.place


def _whole(index: int, draft: Draft) -> int:
    """The first of the things that the one at `index` stands among; itself where there are none."""
    seen: list[int] = []
    while index not in seen:
        seen.append(index)
        thing = draft.things[index]
        index = next((k for k in (thing.part_of, thing.among) if k is not None), index)
    return min(seen[seen.index(index) :])


def _shares(index: int, thing: Named, draft: Draft, inks: Inks, usual: int) -> list[Share]:
    """The objects of a thing, and of those that merge with it."""
    parts = [k for k in range(len(draft.things)) if _whole(k, draft) == index and _merges(k, draft)]
    apart = sum(least(draft.things[k]) for k in parts)
    made: list[Share] = []
    for k in (index, *parts):
        part = draft.things[k]
        thing.arrangement = part.arrangement if thing.arrangement == "free" else thing.arrangement
        count = _count(k, part, draft, apart if k == index else 0, _PLURAL if part.value in SHAPES else usual)
        colours, accent = inks.of(part, count)
        dealt = zip(colours, _dealt(count, len(colours)), strict=True)
        made += [Share(shape=part.value, colour=ink, accent=accent, count=number) for ink, number in dealt]
    return made


def _cut(shares: list[Share], most: int, draft: Draft) -> list[Share]:
    """The first `most` objects."""
    if _total(shares) <= most:
        return shares
    draft.note(f"At most {MOST} objects can be drawn in one picture.")
    made: list[Share] = []
    for share in shares:
        count = min(share.count, most - _total(made))
        made += [msgspec.structs.replace(share, count=count)] if count else []
    return made


def _total(shares: Sequence[Share]) -> int:
    return sum(share.count for share in shares)


def _count(index: int, thing: Named, draft: Draft, apart: int, several: int) -> int:
    """How many there are, beside `apart` ones that share their spots."""
    number = None if thing.number is None else thing.number + apart
    full = thing.rows * thing.columns if thing.rows and thing.columns else 0
    if number is not None and thing.exact and full and number != full:
        rows, held, asked = (_spoken(n) for n in (thing.rows, full, number))
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
        return max(1, full - apart)
    if not thing.plural:
        return max(1, thing.rows, thing.columns)
    if any(first == index and relation == "around" for first, relation, _ in draft.bonds):
        return _ARRANGED["circle"]
    if any(first == index and relation == "on" for first, relation, _ in draft.bonds):
        several = _IN_VIEW
    if any(second == index and relation == "between" for _, relation, second in draft.bonds):
        return 2
    if thing.rows or thing.columns:
        lines = max(thing.rows, thing.columns)
        return lines * max(2, -(-several // lines))
    usual = _ARRANGED.get(thing.arrangement, several if len(thing.colours) < 2 else 0)
    return max(2 * max(1, len(thing.colours)), usual)


def _spoken(number: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if number < len(words) else str(number)


def _placed(index: int, thing: Named, shares: list[Share], ground: Ground, rng: random.Random) -> list[Kind]:
    """One kind, or one for each corner."""
    if thing.place == "corners":
        each = [msgspec.structs.replace(share, count=1) for share in shares for _ in range(share.count)]
        corners = [(corner, each[k::4]) for k, corner in enumerate(_CORNERS) if each[k::4]]
        return [_kind(index, thing, here, cast(Any, corner), ground) for corner, here in corners]
    place = rng.choice(_CORNERS) if thing.place == "corner" else thing.place
    return [_kind(index, thing, shares, cast(Any, place), ground)]


def _dealt(count: int, parts: int) -> list[int]:
    base, more = divmod(count, parts)
    return [base + (k < more) for k in range(parts)]


def _kind(index: int, thing: Named, shares: list[Share], place: Place | None, ground: Ground) -> Kind:
    count = _total(shares)
    wish = Wish(
        count=count,
        size=thing.size or "medium",
        place=place,
        arrangement=thing.arrangement if count > 1 else "free",
        rows=thing.rows,
        columns=thing.columns,
        slope=_SLOPES.get(thing.direction, ""),
        band=_band(thing, ground),
        inner=_INNER.get(thing.value, (0.0, 0.0, 0.45)),
        top=_reach(thing.value)[0],
        bottom=_reach(thing.value)[1],
        face=thing.value in _FACES,
        upright=thing.value not in SHAPES,
    )
    return Kind(thing=index, shape=thing.value, shares=tuple(shares), wish=wish, varied=thing.varied)


@cache
def _reach(name: str) -> tuple[float, float]:
    """How far an object's drawing reaches up and down from its middle, of 1."""
    heights = [y for part in OBJECTS[name].parts for contour in part.outline for _, y in contour]
    return -min(heights), max(heights)


def _band(thing: Named, ground: Ground) -> tuple[float, float]:
    """In a landscape: heights for what flies, and for what stands."""
    if not isinstance(ground, Landscape):
        return 0.0, 1.0
    if ground.land == "sea" and thing.value in _AFLOAT:
        return ground.horizon - 0.14, _SHORE
    zone = thing.zone or ("sky" if thing.value in _SKY else "land" if thing.value not in SHAPES else "")
    if zone == "sky":
        return 0.0, ground.horizon - 0.06
    if zone == "land":
        return max(ground.horizon - 0.14, 0.6 if ground.land == "sea" else 0.0), 1.0
    return 0.0, 1.0
