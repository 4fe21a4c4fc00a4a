"""Owns the Op-art posters: fields of two inks whose regular distortion moves before the eye."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.posters_sheet import DOT, Sheet, bar, ring
from studio.sketch.shapes import Contour, Outline, Point


def _ink(page: Sheet) -> Rgb:
    return page.inks[0]


def waves(page: Sheet, rng: random.Random) -> list[Mark]:
    """Upright stripes that swing together, most where a slow swell passes."""
    count = rng.choice((26, 32, 40))
    swing, cycles, lag = rng.uniform(0.9, 1.7), rng.uniform(1.0, 2.2), rng.uniform(-1.4, 1.4)
    lateral = rng.uniform(0.6, 1.3)
    total = round(count * page.wide)
    heights = np.linspace(0.0, page.high, 221)

    def edge(k: int) -> list[Point]:
        xs = (k + swing * _swell(heights / page.high, k / total, cycles, lag, lateral)) / count
        return list(zip(xs.tolist(), heights.tolist(), strict=True))

    stripes = [(*edge(k), *reversed(edge(k + 1))) for k in range(-6, total + 6, 2)]
    middle = rng.uniform(0.35, 0.65) * len(stripes)
    struck = [k for k in range(len(stripes)) if abs(k - middle) < len(stripes) * 0.09]
    second = page.accent if rng.random() < 0.7 else _ink(page)
    plain = tuple(stripe for k, stripe in enumerate(stripes) if k not in struck)
    return [page.mark(plain, _ink(page)), page.mark(tuple(stripes[k] for k in struck), second)]


def _swell(down: NDArray[np.float64], across: float, cycles: float, lag: float, lateral: float) -> NDArray[np.float64]:
    envelope = 0.35 + 0.65 * np.sin(math.pi * down) ** 2
    strength = 1 + 0.8 * math.sin(math.pi * across * lateral * 2)
    return envelope * np.sin(2 * math.pi * (cycles * down + lag * across)) * strength


def ball(page: Sheet, rng: random.Random) -> list[Mark]:
    """A board of squares or discs that swells into a ball."""
    count = rng.choice((14, 16, 19))
    middle = (page.wide * rng.choice((0.42, 0.5, 0.58)), page.high * rng.choice((0.42, 0.5, 0.58)))
    radius, force = rng.uniform(0.34, 0.42), rng.uniform(0.55, 0.8)
    cell = 1.0 / count
    board = rng.random() < 0.55
    second = page.accent if rng.random() < 0.6 else _ink(page)
    outer: list[Contour] = []
    inner: list[Contour] = []
    marks: list[Mark] = []
    for i in range(-2, round(page.wide / cell) + 2):
        for j in range(-2, round(page.high / cell) + 2):
            at = ((i + 0.5) * cell, (j + 0.5) * cell)
            if math.dist(at, middle) < radius + cell:
                if board and (i + j) % 2:
                    continue
                pile = inner if math.dist(at, middle) < radius * 0.97 else outer
                shape = _square(*at, cell / 2) if board else _round(*at, cell * 0.38)
                pile.append(tuple(_bulged(point, middle, radius, force) for point in shape))
            elif not board:
                marks.append(page.placed(DOT, at, cell * 0.38, 0.0, _ink(page)))
            elif (i + j) % 2 == 0:
                outer.append(bar(*at, cell, cell, 0.0))
    return [*marks, page.mark(tuple(outer), _ink(page)), page.mark(tuple(inner), second)]


def _round(x: float, y: float, radius: float) -> Contour:
    return tuple((x + radius * cos, y + radius * sin) for cos, sin in DOT[0])


def _square(x: float, y: float, half: float) -> Contour:
    steps = [-half + 2 * half * k / 8 for k in range(8)]
    return (*((x + s, y - half) for s in steps), *((x + half, y + s) for s in steps),
            *((x - s, y + half) for s in steps), *((x - half, y - s) for s in steps))  # fmt: skip


def _bulged(point: Point, middle: Point, radius: float, force: float) -> Point:
    """Magnified about the middle of a ball, the same outside it."""
    far = math.dist(point, middle) / radius
    if far >= 1.0 or far == 0.0:
        return point
    stretched = (1 - force) * far + force * math.sin(far * math.pi / 2)
    grow = stretched / far
    return middle[0] + (point[0] - middle[0]) * grow, middle[1] + (point[1] - middle[1]) * grow


def tunnel(page: Sheet, rng: random.Random) -> list[Mark]:
    """Rings whose middle wanders inwards, cut by sectors that turn ink to paper."""
    end = (page.wide * rng.choice((0.38, 0.5, 0.62)), page.high * rng.choice((0.4, 0.5, 0.6)))
    start = (page.wide / 2, page.high / 2)
    reach = math.hypot(page.wide, page.high) * 0.62
    count = rng.choice((15, 19, 23))
    rings: list[Contour] = []
    for k in range(count):
        share = ((k + 1) / count) ** 1.35
        x, y = (e + (s - e) * share for e, s in zip(end, start, strict=True))
        rings.append(ring(x, y, reach * share))
    sectors = rng.choice((0, 8, 12, 16))
    wedges = [_wedge(end, reach * 3, 360 / sectors * k, 180 / sectors) for k in range(sectors)] if sectors else []
    marks = [page.mark((*rings, *wedges), _ink(page))]
    if rng.random() < 0.6:
        marks.append(page.mark((rings[0],), page.accent))
    return marks


def _wedge(at: Point, reach: float, start: float, sweep: float) -> Contour:
    return (at, *ring(*at, reach, start, sweep))


def fold(page: Sheet, rng: random.Random) -> list[Mark]:
    """A board whose columns narrow towards a fold and widen behind it."""
    down = rng.choice((8, 10, 12))
    place = page.wide * rng.choice((0.382, 0.618, 0.5))
    widest = page.high / down * rng.uniform(1.15, 1.5)
    xs = [place]
    for way in (-1, 1):
        x, k, side = place, 0, list[float]()
        while -widest < x < page.wide + widest:
            x += way * widest * (0.035 + 0.965 * (1 - math.exp(-((k / 5.2) ** 1.7))))
            side.append(x)
            k += 1
        xs = [*reversed(side), *xs] if way < 0 else [*xs, *side]
    rows = [page.high * j / down for j in range(down + 1)]
    lean = rng.choice((0.0, 0.0, 0.05, -0.05))
    upright = rng.random() < 0.7

    def at(i: int, j: int) -> Point:
        x, y = xs[i] + lean * (rows[j] - page.high / 2), rows[j]
        return (x, y) if upright else (y * page.wide / page.high, x * page.high / page.wide)

    cells = [(i, (at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)))
             for i in range(len(xs) - 1) for j in range(down) if (i + j) % 2 == 0]  # fmt: skip
    near = [abs((xs[i] + xs[i + 1]) / 2 - place) < widest * 1.4 for i in range(len(xs) - 1)]
    second = page.accent if rng.random() < 0.6 else _ink(page)
    return [page.mark(_only(cells, near, inside=False), _ink(page)), page.mark(_only(cells, near, inside=True), second)]


def _only(cells: list[tuple[int, tuple[Point, ...]]], near: list[bool], *, inside: bool) -> Outline:
    return tuple(shape for i, shape in cells if near[i] is inside)


def whirl(page: Sheet, rng: random.Random) -> list[Mark]:
    """Sectors that bend about a middle, crossed by rings that turn ink to paper."""
    middle = (page.wide * rng.choice((0.4, 0.5, 0.6)), page.high * rng.choice((0.42, 0.5, 0.58)))
    reach = math.hypot(page.wide, page.high) * 0.8
    sectors, twist = rng.choice((12, 16, 20)), rng.choice((-1, 1)) * rng.uniform(40.0, 110.0)
    steps = [reach * (k / 90) ** 1.25 for k in range(91)]

    def arm(degrees: float) -> list[Point]:
        angles = ((r, math.radians(degrees + twist * math.sqrt(r / reach))) for r in steps)
        return [(middle[0] + r * math.cos(a), middle[1] + r * math.sin(a)) for r, a in angles]

    blades: list[Contour] = [
        (*arm(360 * k / sectors), *reversed(arm(360 * (k + 0.5) / sectors))) for k in range(sectors)
    ]
    rings = _growing(middle, rng.choice((5, 7, 9)), reach)
    marks = [page.mark((*blades, *rings), _ink(page))]
    if rng.random() < 0.6:
        marks.append(page.mark((ring(*middle, reach * 0.05),), page.accent))
    return marks


def _growing(middle: Point, count: int, reach: float) -> list[Contour]:
    return [ring(*middle, reach * 0.8 * (k / count) ** 1.3) for k in range(1, count + 1)]


OP: tuple[Callable[[Sheet, random.Random], list[Mark]], ...] = (waves, ball, tunnel, fold, whirl)
