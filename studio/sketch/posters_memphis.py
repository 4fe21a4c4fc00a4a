"""Owns the Memphis posters: loud forms, patches of pattern and squiggles in a lively but even scatter."""

from __future__ import annotations

import math
import random
from functools import cache

from studio.sketch.marks import Mark
from studio.sketch.objects.pen import Form, box, disc, draw, joined, line
from studio.sketch.palette import Rgb, lab
from studio.sketch.posters_sheet import Sheet, apart, mixed, ring
from studio.sketch.shapes import Contour, Outline, Point


def _unit(form: Form) -> Outline:
    return tuple(tuple((x / 100, y / 100) for x, y in contour) for contour in form.outline())


@cache
def _figure(name: str) -> Outline:
    return _unit(_FIGURES[name]())


def _squiggle() -> Form:
    points = [(-90 + 180 * k / 120, 26 * math.sin(2 * math.pi * 2.5 * k / 120)) for k in range(121)]
    return line("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in points), 22)


def _zigzag() -> Form:
    form = line("M-84 24 L-50 -24 L-17 24 L17 -24 L50 24 L84 -24", 19, round_ends=False)
    return form & box(-100, -45, 200, 90)


def _dots(reach: float, cell: float, radius: float) -> Form:
    count = int(reach / cell)
    spots = [(i * cell + (cell / 2 if j % 2 else 0), j * cell * 0.87) for i in range(-count, count + 1)
             for j in range(-count - 1, count + 2)]  # fmt: skip
    return joined(disc(x, y, radius) for x, y in spots if math.hypot(x, y) < reach - radius)


def _stripes() -> Form:
    return joined(box(-100, -100 + 28.5 * k, 200, 14) for k in range(8)) & disc(0, 0, 92)


def _net() -> Form:
    lines = joined(box(-80, -80 + 26 * k, 160, 6) | box(-80 + 26 * k, -80, 6, 160) for k in range(7))
    return lines & box(-80, -80, 162, 162)


def _arches() -> Form:
    rings = joined(disc(0, 40, r) - disc(0, 40, r - 15) for r in (90, 60, 30))
    return rings & box(-100, -100, 200, 140)


_FIGURES = {
    "squiggle": _squiggle,
    "zigzag": _zigzag,
    "disc": lambda: disc(0, 0, 92),
    "ring": lambda: disc(0, 0, 92) - disc(0, 0, 58),
    "half": lambda: draw("M-92 40 A92 92 0 0 1 92 40Z"),
    "quarter": lambda: draw("M-66 66 V-74 A140 140 0 0 1 74 66Z"),
    "triangle": lambda: draw("M0 -88 L86 62 H-86Z"),
    "frame": lambda: draw("M0 -88 L86 62 H-86Z") - draw("M0 -48 L52 42 H-52Z"),
    "cross": lambda: box(-24, -88, 48, 176) | box(-88, -24, 176, 48),
    "pill": lambda: box(-94, -34, 188, 68, 34),
    "square": lambda: box(-72, -72, 144, 144),
    "slab": lambda: draw("M-60 -50 H96 L60 50 H-96Z"),
    "dots": lambda: _dots(98, 24, 6.5),
    "stripes": _stripes,
    "net": _net,
    "arches": _arches,
    "dash": lambda: box(-80, -16, 160, 32, 16),
    "bow": lambda: draw("M-84 -54 L84 54 V-54 L-84 54Z"),
}
_LARGE = ("disc", "half", "quarter", "triangle", "slab", "square")
_MIDDLE = (
    "squiggle",
    "squiggle",
    "zigzag",
    "ring",
    "half",
    "frame",
    "cross",
    "pill",
    "arches",
    "bow",
    "triangle",
    "disc",
)
_PATCHES = ("dots", "stripes", "net", "dots")
_SMALL = ("dash", "disc", "cross", "triangle", "squiggle", "ring", "dash")
_LEVEL = ("net", "square")


def lively(page: Sheet, rng: random.Random) -> list[Mark]:
    """Three large forms at the edges, patches of pattern over them, then figures where most room is left."""
    ink = _ink(page)
    taken: list[tuple[Point, float]] = []
    marks: list[Mark] = []
    fills = rng.sample(page.inks[: max(3, page.given)], 3)
    for spot, fill in zip(_edges(page, rng), fills, strict=True):
        size = rng.uniform(0.24, 0.34)
        marks.append(page.placed(_figure(rng.choice(_LARGE)), spot, size, 15.0 * rng.randrange(24), fill))
        patch = (spot[0] + rng.uniform(-0.16, 0.16), spot[1] + rng.uniform(-0.16, 0.16))
        kind = rng.choice(_PATCHES)
        turn = 0.0 if kind in _LEVEL else 45.0 * rng.randrange(4)
        marks.append(page.placed(_figure(kind), patch, size * 0.62, turn, _printed_on(page, rng, fill, ink)))
        taken.append((patch, size * 0.55))
    for figures, count, sizes in ((_MIDDLE, 9, (0.075, 0.12)), (_SMALL, 26, (0.018, 0.032))):
        for _ in range(round(count * page.wide * page.high)):
            size = rng.uniform(*sizes)
            spot = _roomiest(page, rng, taken, size)
            if spot is not None:
                taken.append((spot, size))
                marks += _printed(page, rng, rng.choice(figures), spot, size, ink)
    return marks


def _ink(page: Sheet) -> Rgb:
    """The darkest of the page, for patterns and shadows."""
    return min((*page.inks, page.paper, mixed(page.inks[0], (20, 20, 30), 0.9)), key=lambda rgb: lab(rgb)[0])


def _printed_on(page: Sheet, rng: random.Random, fill: Rgb, ink: Rgb) -> Rgb:
    """What a pattern over `fill` is printed in: the dark ink or the paper where they show, else any other."""
    plain = [rgb for rgb in (ink, ink, page.paper) if apart(rgb, fill) > 30.0]
    return rng.choice(plain) if plain else page.against(rng, fill)


def _edges(page: Sheet, rng: random.Random) -> list[Point]:
    """Three places near the edges, turned about the middle by thirds, so that none outweighs the others."""
    start = rng.random() * 2 * math.pi
    angles = [start + 2 * math.pi * (k / 3 + rng.uniform(-0.05, 0.05)) for k in range(3)]
    return [(page.wide * (0.5 + 0.44 * math.cos(a)), page.high * (0.5 + 0.44 * math.sin(a))) for a in angles]


def _roomiest(page: Sheet, rng: random.Random, taken: list[tuple[Point, float]], size: float) -> Point | None:
    """Of thirty places the one farthest from everything, None where there is no room."""
    places = [(rng.uniform(0.05, page.wide - 0.05), rng.uniform(0.05, page.high - 0.05)) for _ in range(30)]

    def room(place: Point) -> float:
        return min((math.dist(place, other) - reach for other, reach in taken), default=1.0)

    best = max(places, key=room)
    return best if room(best) > size * 1.15 else None


def _printed(page: Sheet, rng: random.Random, name: str, at: Point, size: float, ink: Rgb) -> list[Mark]:
    """A figure, some with the shadow that Memphis prints beside it."""
    turn = 15.0 * rng.randrange(24)
    fill = rng.choice([rgb for rgb in page.inks if apart(rgb, page.paper) > 20.0] or list(page.inks))
    shape = page.placed(_figure(name), at, size, turn, fill)
    if size > 0.06 and rng.random() < 0.5 and fill != ink:
        shadow = (at[0] + size * 0.16, at[1] + size * 0.16)
        return [page.placed(_figure(name), shadow, size, turn, ink), shape]
    return [shape]


def totems(page: Sheet, rng: random.Random) -> list[Mark]:
    """Elementary bodies piled up on a floor, as Memphis piled furniture, before a wall of small strokes."""
    ink = _ink(page)
    floor = page.high * rng.uniform(0.84, 0.88)
    count = max(1, round(page.wide / 0.8))
    marks = [*_wall(page, rng, floor), page.mark(_box(0.0, floor, page.wide, page.high), rng.choice(page.inks[:3]))]
    marks.append(page.mark(_tiles(page, floor), ink))
    for k in range(count):
        middle = page.wide * (k + 0.5) / count
        marks += _pile(page, rng, middle, floor + 0.03, page.high * rng.uniform(0.66, 0.74), ink)
    return marks


def _box(x0: float, y0: float, x1: float, y1: float) -> Outline:
    return (((x0, y0), (x1, y0), (x1, y1), (x0, y1)),)


def _wall(page: Sheet, rng: random.Random, floor: float) -> list[Mark]:
    """Small figures of one kind in staggered rows, each turned its own way."""
    name, fill = rng.choice(("dash", "squiggle", "cross", "disc", "zigzag")), page.against(rng, page.paper)
    cell, marks = rng.choice((0.09, 0.11)), list[Mark]()
    for row in range(math.ceil(floor / cell)):
        for column in range(-1, math.ceil(page.wide / cell) + 1):
            at = ((column + 0.5 + 0.5 * (row % 2)) * cell, (row + 0.5) * cell)
            if at[1] < floor - 0.03:
                marks.append(page.placed(_figure(name), at, cell * 0.17, 45.0 * rng.randrange(8), fill))
    return marks


def _tiles(page: Sheet, floor: float) -> Outline:
    """A board of two rows along the upper edge of the floor."""
    cell, count = 0.028, math.ceil(page.wide / 0.028) + 1
    places = ((k * cell, floor + row * cell) for row in (0, 1) for k in range(-1, count) if (k + row) % 2 == 0)
    return tuple(_box(x, y, x + cell, y + cell)[0] for x, y in places)


def _pile(page: Sheet, rng: random.Random, middle: float, foot: float, tall: float, ink: Rgb) -> list[Mark]:
    kinds = rng.sample(_BODIES, rng.choice((5, 6)))
    weights = [rng.uniform(0.7, 1.4) * (0.55 if kind == "plate" else 1.0) for kind in kinds]
    marks: list[Mark] = []
    behind, y = page.paper, foot
    for kind, weight in zip(kinds, weights, strict=True):
        high = tall * weight / sum(weights)
        wide = min(0.38, high * rng.uniform(1.1, 1.8)) if kind != "plate" else rng.uniform(0.3, 0.38)
        fill = page.against(rng, page.paper, behind)
        body = _body(kind, middle, y, wide, high)
        shadow = tuple(tuple((px + 0.018, py) for px, py in contour) for contour in body)
        marks += [page.mark(shadow, ink), page.mark(body, fill)]
        if rng.random() < 0.5 and kind in ("drum", "plate", "cone"):
            marks.append(page.mark(_hoops(body, rng.choice((2, 3))), _printed_on(page, rng, fill, ink)))
        behind, y = fill, y - high
    return marks


_BODIES = ("plate", "drum", "ball", "cone", "bowl", "dome", "gate", "funnel")


def _body(kind: str, x: float, foot: float, wide: float, high: float) -> Outline:
    """One body of a pile, standing on `foot`, no higher than `high`, `wide` to either side at most."""
    top, half = foot - high, wide / 2
    match kind:
        case "ball":
            return (ring(x, foot - high / 2, high / 2),)
        case "cone":
            return (((x - half, foot), (x - half * 0.4, top), (x + half * 0.4, top), (x + half, foot)),)
        case "funnel":
            return (((x - half * 0.35, foot), (x - half, top), (x + half, top), (x + half * 0.35, foot)),)
        case "bowl":
            return (ring(x, top, high, 0.0, 180.0),)
        case "dome":
            return (ring(x, foot, high, 180.0, 180.0),)
        case "gate":
            return (((x - half, foot), (x - half, top), (x + half, top), (x + half, foot), (x + half * 0.4, foot),
                     *reversed(ring(x, foot, half * 0.4, 180.0, 180.0))),)  # fmt: skip
        case _:
            return _box(x - half, top, x + half, foot)


def _hoops(body: Outline, count: int) -> Outline:
    """Level stripes around a body whose sides are straight."""
    corners = body[0]
    foot, top = max(y for _, y in corners), min(y for _, y in corners)

    def edges(y: float) -> tuple[float, float]:
        share = (foot - y) / (foot - top)
        low = sorted(x for x, py in corners if py == foot)
        upper = sorted(x for x, py in corners if py == top)
        return low[0] + (upper[0] - low[0]) * share, low[-1] + (upper[-1] - low[-1]) * share

    hoops: list[Contour] = []
    for k in range(count):
        y0 = foot - (foot - top) * (k + 0.7) / (count + 0.4)
        y1 = y0 + (foot - top) * 0.42 / (count + 0.4)
        (a, b), (c, d) = edges(y0), edges(y1)
        hoops.append(((a, y0), (b, y0), (d, y1), (c, y1)))
    return tuple(hoops)


MEMPHIS = (lively, lively, totems)
