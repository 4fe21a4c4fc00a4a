"""Owns how equal objects share one rectangle: rows, rings, diagonals, piles and loose scatters."""

from __future__ import annotations

import math
import random
from typing import Literal

import msgspec
import numpy as np

from studio.sketch.scene import Arrangement

Spread = tuple[list[tuple[float, float]], float]
"""Middles, and how far an object may reach from its own without touching another or leaving."""

Slope = Literal["falling", "rising", ""]
"""Which way a diagonal goes from the left: empty leaves it to chance."""
_TRIES = 14


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A rectangle; y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def reach(self) -> float:
        """Radius of the largest circle around the middle."""
        return min(self.width, self.height) / 2


def arranged(
    count: int, arrangement: Arrangement, rows: int, columns: int, slope: Slope, box: Box, rng: random.Random
) -> Spread:
    """`count` middles within `box`. `rows` and `columns` count where they are above 0 and the arrangement has them, a
    `slope` for a diagonal."""
    if count == 1:
        return [box.middle], box.reach
    match arrangement:
        case "row":
            return _lattice((count,), box)
        case "column":
            return _lattice((1,) * count, box)
        case "circle":
            return _ring(count, box, rng)
        case "diagonal":
            return _diagonal(count, slope, box, rng)
        case "pile":
            return _lattice(_pyramid(count), box)
        case "scattered":
            return _scatter(count, box, rng)
        case "rows" | "free":
            if columns and not rows:
                return _turned(_lattice(_shared(count, min(columns, count), rng), _turned_box(box)))
            return _lattice(_rows(count, rows, box, rng), box)


def _turned_box(box: Box) -> Box:
    return Box(x0=box.y0, y0=box.x0, x1=box.y1, y1=box.x1)


def _turned(spread: Spread) -> Spread:
    """Rows made columns."""
    points, reach = spread
    return [(y, x) for x, y in points], reach


def _rows(count: int, rows: int, box: Box, rng: random.Random) -> tuple[int, ...]:
    """How many stand in each row."""
    if rows:
        return _shared(count, min(rows, count), rng)
    near_square = math.sqrt(count * box.height / box.width)
    numbers = range(max(1, min(count, int(near_square / 2))), min(count, int(2 * near_square) + 2) + 1)
    fits = {number: _cell(_shared(count, number, None), box) for number in numbers}
    best = max(fits.values())
    near = [number for number, cell in fits.items() if cell > 0.93 * best]
    return _shared(count, rng.choice(near), rng)


def _shared(count: int, rows: int, rng: random.Random | None) -> tuple[int, ...]:
    """`count` over `rows` as evenly as can be, the fuller rows evenly among the others."""
    base, more = divmod(count, rows)
    full = {int((k + 0.5) * rows / more) for k in range(more)} if more else set[int]()
    counts = tuple(base + (k in full) for k in range(rows))
    return counts[::-1] if rng and rng.random() < 0.5 else counts


def _pyramid(count: int) -> tuple[int, ...]:
    """Rows from the top, each one longer than the one above; what is over goes into the lowest."""
    rows: list[int] = []
    left = count
    while left > len(rows):
        rows.append(len(rows) + 1)
        left -= rows[-1]
    for k in range(left):
        rows[-1 - k % len(rows)] += 1
    return tuple(rows)


def _cell(counts: tuple[int, ...], box: Box) -> float:
    return min(box.width / max(counts), box.height / len(counts))


def _lattice(counts: tuple[int, ...], box: Box) -> Spread:
    """Centred rows of equal pitch. Pitch may be wider than the objects need, within reason, so that a row fills."""
    cell = _cell(counts, box)
    across = min(box.width / max(counts), 1.6 * cell)
    down = min(box.height / len(counts), 1.6 * cell)
    x, y = box.middle
    points = [
        (x + (k - (n - 1) / 2) * across, y + (r - (len(counts) - 1) / 2) * down)
        for r, n in enumerate(counts)
        for k in range(n)
    ]
    return points, cell / 2


def _ring(count: int, box: Box, rng: random.Random) -> Spread:
    circle, reach = ring(count, box.reach)
    start = -math.pi / 2 if rng.random() < 0.7 else rng.uniform(0, 2 * math.pi)
    x, y = box.middle
    steps = (start + 2 * math.pi * k / count for k in range(count))
    return [(x + circle * math.cos(a), y + circle * math.sin(a)) for a in steps], reach


def ring(count: int, outer: float) -> tuple[float, float]:
    """Radius of a circle of `count` objects that reach to `outer`, and the reach of each."""
    share = min(0.34, 0.94 * math.sin(math.pi / count)) if count > 1 else 0.34
    reach = outer * share / (1 + share)
    return outer - reach, reach


def _diagonal(count: int, slope: Slope, box: Box, rng: random.Random) -> Spread:
    """From corner to corner, as steep as the box."""
    reach = 0.5 * min(box.width, box.height, math.hypot(box.width, box.height) / (count + 0.5))
    width, height = box.width - 2 * reach, box.height - 2 * reach
    reach = min(reach, 0.5 * math.hypot(width, height) / (count - 1))
    upward = (rng.random() < 0.5 and slope != "falling") or slope == "rising"
    shares = [k / (count - 1) for k in range(count)]
    top = [1 - share if upward else share for share in shares]
    edge = (box.x0 + (box.width - width) / 2, box.y0 + (box.height - height) / 2)
    return [(edge[0] + s * width, edge[1] + t * height) for s, t in zip(shares, top, strict=True)], reach


def _scatter(count: int, box: Box, rng: random.Random) -> Spread:
    """Each new one the farthest from all others of several tries (Mitchell's best candidate, 1991)."""
    edge = 0.36 * math.sqrt(box.width * box.height / count)
    edge = min(edge, 0.7 * box.reach)
    inner = Box(x0=box.x0 + edge, y0=box.y0 + edge, x1=box.x1 - edge, y1=box.y1 - edge)
    chance = np.random.default_rng(rng.getrandbits(64)).random((count, _TRIES, 2))
    tries = chance * (inner.width, inner.height) + (inner.x0, inner.y0)
    points = np.empty((count, 2))
    points[0], closest = tries[0, 0], math.inf
    for k in range(1, count):
        nearest = ((tries[k][:, None] - points[None, :k]) ** 2).sum(axis=2).min(axis=1)
        best = int(nearest.argmax())
        points[k], closest = tries[k, best], min(closest, float(nearest[best]))
    return [(float(x), float(y)) for x, y in points], min(edge, math.sqrt(closest) / 2)
