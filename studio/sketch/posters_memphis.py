"""Owns the Memphis posters: figures in a lively but even scatter, or panels of pattern, or piles."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from studio.sketch.marks import Mark, box
from studio.sketch.palette import Rgb
from studio.sketch.posters_figures import darkest, figure, printed_on
from studio.sketch.posters_sheet import DOT, Sheet, apart
from studio.sketch.posters_totems import totems
from studio.sketch.shapes import Point

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
    ink = darkest(page)
    taken: list[tuple[Point, float]] = []
    marks: list[Mark] = []
    fills = rng.sample(page.inks[: max(3, page.given)], 3)
    for spot, fill in zip(_edges(page, rng), fills, strict=True):
        size = rng.uniform(0.24, 0.34)
        marks.append(page.placed(figure(rng.choice(_LARGE)), spot, size, 15.0 * rng.randrange(24), fill))
        patch = (spot[0] + rng.uniform(-0.16, 0.16), spot[1] + rng.uniform(-0.16, 0.16))
        kind = rng.choice(_PATCHES)
        turn = 0.0 if kind in _LEVEL else 45.0 * rng.randrange(4)
        marks.append(page.placed(figure(kind), patch, size * 0.62, turn, printed_on(page, rng, fill, ink)))
        taken.append((patch, size * 0.55))
    for figures, count, sizes in ((_MIDDLE, 9, (0.075, 0.12)), (_SMALL, 26, (0.018, 0.032))):
        for _ in range(round(count * page.wide * page.high)):
            size = rng.uniform(*sizes)
            spot = _roomiest(page, rng, taken, size)
            if spot is not None:
                taken.append((spot, size))
                marks += _printed(page, rng, rng.choice(figures), spot, size, ink)
    return marks


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
    shape = page.placed(figure(name), at, size, turn, fill)
    if size > 0.06 and rng.random() < 0.5 and fill != ink:
        shadow = (at[0] + size * 0.16, at[1] + size * 0.16)
        return [page.placed(figure(name), shadow, size, turn, ink), shape]
    return [shape]


def panels(page: Sheet, rng: random.Random) -> list[Mark]:
    """Panels in loud colours, each with a pattern of its own, and large forms with shadows over their joints."""
    ink = darkest(page)
    columns, rows = _cuts(page.wide, rng), _cuts(page.high, rng)
    marks, above = list[Mark](), list[Rgb]()
    for y0, y1 in pairwise(rows):
        behind, row = page.paper, list[Rgb]()
        for k, (x0, x1) in enumerate(pairwise(columns)):
            fill = page.against(rng, behind, *above[k : k + 1])
            marks += [page.mark(box(x0, y0, x1, y1), fill), *_papered(page, rng, (x0, y0, x1, y1), fill, ink)]
            behind = fill
            row.append(fill)
        above = row
    joints = [(x, y) for x in columns[1:-1] for y in rows[1:-1]]
    for at in joints:
        name, size = rng.choice(_LARGE), rng.uniform(0.19, 0.25)
        fill, turn = page.against(rng, ink), 45.0 * rng.randrange(8)
        shadow = (at[0] + 0.022, at[1] + 0.022)
        marks += [page.placed(figure(name), shadow, size, turn, ink), page.placed(figure(name), at, size, turn, fill)]
        small, near = rng.choice(("ring", "squiggle", "zigzag", "cross", "arches")), rng.choice((-1.0, 1.0))
        place = (at[0] + near * size * 0.3, at[1] - size * 0.25)
        marks.append(page.placed(figure(small), place, size * 0.44, 15.0 * rng.randrange(24),
                                 printed_on(page, rng, fill, ink)))  # fmt: skip
    return marks


def _cuts(length: float, rng: random.Random) -> list[float]:
    """The edges of panels along a side, about half a shorter side each."""
    count = max(2, round(length * 2))
    return [0.0, *((k + rng.uniform(-0.16, 0.16)) * length / count for k in range(1, count)), length]


def _papered(
    page: Sheet, rng: random.Random, panel: tuple[float, float, float, float], fill: Rgb, ink: Rgb
) -> list[Mark]:
    """One pattern over a panel, or none."""
    x0, y0, x1, y1 = panel
    name = rng.choice(("discs", "stripes", "net", "strewn", "strewn", "plain"))
    over = printed_on(page, rng, fill, ink)
    cell = rng.choice((0.05, 0.06))
    across, down = max(1, round((x1 - x0) / cell)), max(1, round((y1 - y0) / cell))
    wide, high = (x1 - x0) / across, (y1 - y0) / down
    spots = [(x0 + (i + 0.5) * wide, y0 + (j + 0.5) * high) for j in range(down) for i in range(across)]
    match name:
        case "discs":
            return [page.placed(DOT, at, cell * 0.22, 0.0, over) for at in spots]
        case "stripes":
            return [page.mark(tuple(box(x0, y0 + j * high, x1, y0 + (j + 0.5) * high)[0] for j in range(down)), over)]
        case "net":
            upright = (box(x0 + i * wide - 0.003, y0, x0 + i * wide + 0.003, y1)[0] for i in range(1, across))
            level = (box(x0, y0 + j * high - 0.003, x1, y0 + j * high + 0.003)[0] for j in range(1, down))
            return [page.mark(tuple(upright), over), page.mark(tuple(level), over)]
        case "strewn":
            motif = rng.choice(("squiggle", "dash", "cross", "zigzag", "frame"))
            return [page.placed(figure(motif), at, cell * 0.42, 15.0 * rng.randrange(24), over)
                    for k, at in enumerate(spots) if (k + k // across) % 2 == 0]  # fmt: skip
        case _:
            return []


MEMPHIS = (lively, lively, totems, panels)
