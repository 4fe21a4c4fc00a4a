"""Owns the outlines: each shape as closed polygons in the unit circle, y downwards, filled even-odd."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

Point = tuple[float, float]
Contour = tuple[Point, ...]
Outline = tuple[Contour, ...]

_CURVE = 96


def _ring(radius: float, x: float = 0.0, y: float = 0.0, count: int = _CURVE) -> Contour:
    steps = (2 * math.pi * k / count for k in range(count))
    return tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in steps)


def _regular(sides: int, turn: float) -> Contour:
    steps = (math.radians(turn) + 2 * math.pi * k / sides for k in range(sides))
    return tuple((math.cos(a), math.sin(a)) for a in steps)


def _circle() -> Outline:
    return (_ring(0.92),)


def _square() -> Outline:
    return (((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),)


def _triangle() -> Outline:
    return (((0.0, -0.92), (0.95, 0.76), (-0.95, 0.76)),)


def _star() -> Outline:
    radii = (1.0, 0.42)
    steps = ((radii[k % 2], math.pi * k / 5 - math.pi / 2) for k in range(10))
    return (tuple((r * math.cos(a), r * math.sin(a) + 0.06) for r, a in steps),)


def _heart() -> Outline:
    points: list[Point] = []
    for k in range(_CURVE):
        a = 2 * math.pi * k / _CURVE
        y = 13 * math.cos(a) - 5 * math.cos(2 * a) - 2 * math.cos(3 * a) - math.cos(4 * a)
        points.append((math.sin(a) ** 3 * 0.98, -(y + 2.5) / 15.5))
    return (tuple(points),)


def _diamond() -> Outline:
    return (((0.0, -1.0), (0.66, 0.0), (0.0, 1.0), (-0.66, 0.0)),)


def _hexagon() -> Outline:
    return (_regular(6, 0.0),)


def _cross() -> Outline:
    a, b = 0.3, 0.92
    upper = ((-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a))
    lower = ((a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a))
    return ((*upper, *lower),)


def _annulus() -> Outline:
    return (_ring(0.96), _ring(0.52))


def _moon() -> Outline:
    outer = [(math.radians(50 + 260 * k / _CURVE)) for k in range(_CURVE + 1)]
    points = [(0.95 * math.cos(a), 0.95 * math.sin(a)) for a in outer]
    x, y = points[0]
    radius = math.hypot(x - 0.42, y)
    start = math.atan2(y, x - 0.42)
    inner = [2 * math.pi - start - (2 * math.pi - 2 * start) * k / _CURVE for k in range(1, _CURVE)]
    return (tuple(points + [(0.42 + radius * math.cos(a), radius * math.sin(a)) for a in inner]),)


def _drop() -> Outline:
    body = [math.radians(-35 + 250 * k / _CURVE) for k in range(_CURVE + 1)]
    return (((0.0, -1.0), *((0.66 * math.cos(a), 0.3 + 0.66 * math.sin(a)) for a in body)),)


def _flower() -> Outline:
    steps = (2 * math.pi * k / (2 * _CURVE) for k in range(2 * _CURVE))
    polar = ((0.68 + 0.3 * math.cos(5 * a), a - math.pi / 2) for a in steps)
    return (tuple((r * math.cos(a), r * math.sin(a)) for r, a in polar),)


def _arrow() -> Outline:
    shaft = ((-0.95, -0.26), (0.1, -0.26), (0.1, -0.72))
    return ((*shaft, (0.98, 0.0), (0.1, 0.72), (0.1, 0.26), (-0.95, 0.26)),)


def _cloud() -> Outline:
    """The upper hull of four discs on a flat base, walked by angle from the base's middle."""
    discs = ((-0.55, 0.12, 0.38), (-0.08, -0.16, 0.48), (0.42, 0.02, 0.4), (0.68, 0.24, 0.28))
    points: list[Point] = []
    for k in range(_CURVE + 1):
        a = math.pi * (1 + k / _CURVE)
        reach = max(_reach(disc, math.cos(a), math.sin(a)) for disc in discs)
        points.append((reach * math.cos(a), 0.5 + reach * math.sin(a)))
    return (tuple(points),)


def _reach(disc: tuple[float, float, float], dx: float, dy: float) -> float:
    """How far a ray from (0, 0.5) along (dx, dy) stays reachable within one disc; 0 when it misses."""
    x, y, radius = disc[0], disc[1] - 0.5, disc[2]
    along = x * dx + y * dy
    inside = radius**2 - (x**2 + y**2 - along**2)
    return max(0.0, along + math.sqrt(inside)) if inside >= 0 else 0.0


_OUTLINES: dict[str, Callable[[], Outline]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "star": _star,
    "heart": _heart,
    "diamond": _diamond,
    "hexagon": _hexagon,
    "cross": _cross,
    "ring": _annulus,
    "moon": _moon,
    "drop": _drop,
    "flower": _flower,
    "arrow": _arrow,
    "cloud": _cloud,
}

SHAPES: tuple[str, ...] = tuple(_OUTLINES)

SHAPE_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "circle": (("circle", "circles"), ("disc", "discs"), ("ball", "balls")),
    "square": (("square", "squares"), ("box", "boxes")),
    "triangle": (("triangle", "triangles"),),
    "star": (("star", "stars"),),
    "heart": (("heart", "hearts"),),
    "diamond": (("diamond", "diamonds"), ("rhombus", "rhombuses")),
    "hexagon": (("hexagon", "hexagons"),),
    "cross": (("cross", "crosses"), ("plus sign", "plus signs")),
    "ring": (("ring", "rings"), ("donut", "donuts")),
    "moon": (("crescent moon", "crescent moons"), ("crescent", "crescents"), ("moon", "moons")),
    "drop": (("drop", "drops"), ("water drop", "water drops"), ("raindrop", "raindrops")),
    "flower": (("flower", "flowers"), ("blossom", "blossoms")),
    "arrow": (("arrow", "arrows"),),
    "cloud": (("cloud", "clouds"),),
}
"""Singular and plural words for each shape; the first is the usual one."""


@cache
def outline(shape: str) -> Outline:
    """The closed polygons of `shape` within the unit circle; KeyError for a shape that is not in SHAPES."""
    return _OUTLINES[shape]()
