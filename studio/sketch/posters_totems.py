"""Owns the Memphis posters of piled-up bodies."""

from __future__ import annotations

import math
import random

from studio.sketch.marks import Mark, box
from studio.sketch.palette import Rgb
from studio.sketch.posters_figures import darkest, figure, printed_on
from studio.sketch.posters_sheet import Sheet, ring
from studio.sketch.shapes import Contour, Outline


def totems(page: Sheet, rng: random.Random) -> list[Mark]:
    """Elementary bodies piled up on a floor, as Memphis piled furniture, before a wall of small strokes."""
    ink = darkest(page)
    floor = page.high * rng.uniform(0.84, 0.88)
    count = max(1, round(page.wide / 0.8))
    marks = [*_wall(page, rng, floor), page.mark(box(0.0, floor, page.wide, page.high), rng.choice(page.inks[:3]))]
    marks.append(page.mark(_tiles(page, floor), ink))
    for k in range(count):
        middle = page.wide * (k + 0.5) / count
        marks += _pile(page, rng, middle, floor + 0.03, page.high * rng.uniform(0.66, 0.74), ink)
    return marks


def _wall(page: Sheet, rng: random.Random, floor: float) -> list[Mark]:
    """Small figures of one kind in staggered rows, each turned its own way."""
    name, fill = rng.choice(("dash", "squiggle", "cross", "disc", "zigzag")), page.against(rng, page.paper)
    cell, marks = rng.choice((0.09, 0.11)), list[Mark]()
    for row in range(math.ceil(floor / cell)):
        for column in range(-1, math.ceil(page.wide / cell) + 1):
            at = ((column + 0.5 + 0.5 * (row % 2)) * cell, (row + 0.5) * cell)
            if at[1] < floor - 0.03:
                marks.append(page.placed(figure(name), at, cell * 0.17, 45.0 * rng.randrange(8), fill))
    return marks


def _tiles(page: Sheet, floor: float) -> Outline:
    """A board of two rows along the upper edge of the floor."""
    cell, count = 0.028, math.ceil(page.wide / 0.028) + 1
    places = ((k * cell, floor + row * cell) for row in (0, 1) for k in range(-1, count) if (k + row) % 2 == 0)
    return tuple(box(x, y, x + cell, y + cell)[0] for x, y in places)


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
            marks.append(page.mark(_hoops(body, rng.choice((2, 3))), printed_on(page, rng, fill, ink)))
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
            return box(x - half, top, x + half, foot)


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
