"""Owns the tiled families: honeycomb, bricks, scales, crosses, rings, cubes, fans and Moroccan tiles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.shapes import Contour, Outline, Point
from studio.sketch.weaves_loom import Loom, Tile, disc, inset, mixed, scaled

_ROOT = math.sqrt(3.0)


def honeycomb(loom: Loom) -> Iterator[Mark]:
    """Six-sided cells wall to wall; a few are filled with the accent."""
    yield loom.ground()
    for tile in loom.flat(1.0, _ROOT, margin=0.5):
        for number, (x, y) in enumerate(((0.0, 0.0), (0.5, _ROOT / 2))):
            dice = loom.dice(tile, number)
            fill = loom.accent if dice < 0.16 else mixed(loom.ink, loom.paper, 0.22) if dice < 0.36 else loom.ink
            yield loom.mark((_hexagon(0.91, x, y),), tile.matrix, fill)


def _hexagon(share: float, x: float, y: float) -> Contour:
    """Points up and down, 1 across at `share` 1."""
    reach = share / _ROOT
    steps = (math.radians(60 * k - 90) for k in range(6))
    return tuple((x + reach * math.cos(a), y + reach * math.sin(a)) for a in steps)


_COURSE = 0.4
"""Height of a brick with its joint, in lengths."""


def bricks(loom: Loom) -> Iterator[Mark]:
    """Running bond: every course half a brick on, each brick fired a little differently."""
    yield loom.ground()
    outlines = tuple((inset(x, y, x + 1.0, y + _COURSE, 0.055),) for x, y in ((0.0, 0.0), (0.5, _COURSE)))
    for tile in loom.flat(1.0, 2 * _COURSE, margin=0.5):
        for number, outline in enumerate(outlines):
            yield loom.mark(outline, tile.matrix, _fired(loom, loom.dice(tile, number)))


def _fired(loom: Loom, dice: float) -> Rgb:
    tones = (
        loom.ink,
        loom.ink,
        loom.ink,
        mixed(loom.ink, (0, 0, 0), 0.14),
        mixed(loom.ink, (255, 255, 255), 0.12),
        mixed(loom.ink, loom.accent, 0.55),
    )
    return tones[int(dice * len(tones))]


def scales(loom: Loom) -> Iterator[Mark]:
    """Rounded scales that hang in rows, each over the joint of two below."""
    yield loom.ground()
    rim, body = (_scale(1.0),), (_scale(0.93),)
    core = loom.rng().choice(((_scale(0.55),), (_scale(0.74), _scale(0.62), _scale(0.4)), (_scale(0.32),)))
    for row in reversed(list(loom.tiles(1.0, 1.0, margin=0.5))):
        for x, y in ((0.5, 0.5), (0.0, 0.0)):
            for tile in row:
                matrix = _shifted(tile, x, y)
                yield loom.mark(rim, matrix, loom.paper)
                yield loom.mark(body, matrix, loom.ink if y == 0 else mixed(loom.ink, loom.paper, 0.25))
                yield loom.mark(core, matrix, loom.accent)


def _scale(share: float) -> Contour:
    """A shield: straight sides from above, a full round below, 1 wide."""
    reach = 0.5 * share
    lower = (math.pi * k / 32 for k in range(33))
    round_ = tuple((reach * math.cos(a), 0.18 + 1.06 * reach * math.sin(a)) for a in lower)
    return ((reach, -0.3), *round_, (-reach, -0.3))


def _shifted(tile: Tile, x: float, y: float) -> tuple[float, float, float, float, float, float]:
    wide, _, left, _, tall, top = tile.matrix
    return wide, 0.0, left + x * wide, 0.0, tall, top + y * tall


def crosses(loom: Loom) -> Iterator[Mark]:
    """Crosses on a half-drop, every second in the accent; upright, or lying on their sides."""
    yield loom.ground()
    turn, half = loom.rng().choice(((0, 0.066), (0, 0.05), (0, 0.085), (45, 0.06)))
    cross = _plus(0.21, half)
    for tile in loom.flat(1.0, 1.0, margin=0.1):
        yield loom.mark(cross, tile.at(0.25, 0.25, 1.0, turn), loom.ink)
        yield loom.mark(cross, tile.at(0.75, 0.75, 1.0, turn), loom.accent)


def _plus(arm: float, half: float) -> Outline:
    upper = ((-half, -arm), (half, -arm), (half, -half), (arm, -half), (arm, half), (half, half))
    return ((*upper, (half, arm), (-half, arm), (-half, half), (-arm, half), (-arm, -half), (-half, -half)),)


def rings(loom: Loom) -> Iterator[Mark]:
    """Large rings round a dot, small ones where four meet."""
    yield loom.ground()
    inner, core = loom.rng().choice(((0.315, 0.15), (0.34, 0.22), (0.28, 0.1)))
    large, dot = (disc(0.4), disc(inner)), (disc(core),)
    small, point = (disc(0.19), disc(0.135)), (disc(0.055),)
    for tile in loom.flat(1.0, 1.0, margin=0.25):
        yield loom.mark(large, tile.at(0.5, 0.5), loom.ink)
        yield loom.mark(dot, tile.at(0.5, 0.5), loom.accent)
        yield loom.mark(small, tile.at(0.0, 0.0), loom.accent)
        yield loom.mark(point, tile.at(0.0, 0.0), loom.ink)


def cubes(loom: Loom) -> Iterator[Mark]:
    """Tumbling blocks: light from above and from one side, some with an inlay on top."""
    yield loom.ground(loom.ink)
    middle = mixed(loom.ink, loom.paper, 0.5) if not loom.pattern.accent else loom.accent
    side, inlay = loom.rng().choice(((-1, 0.0), (1, 0.0), (-1, 0.42), (1, 0.42)))
    half, h = 0.5 * side, 0.5 / _ROOT
    lit = ((0.0, 0.0), (0.0, 2 * h), (half, h), (half, -h))
    top = ((0.0, -2 * h), (half, -h), (0.0, 0.0), (-half, -h))
    for tile in loom.flat(1.0, _ROOT, margin=0.5):
        for x, y in ((0.0, 0.0), (0.5, _ROOT / 2)):
            matrix = _shifted(tile, x, y)
            yield loom.mark((scaled(lit, 1.004, half / 2, h / 2),), matrix, middle)
            yield loom.mark((scaled(top, 1.004, 0.0, -h),), matrix, loom.paper)
            if inlay:
                yield loom.mark((scaled(top, inlay, 0.0, -h),), matrix, middle)


def fans(loom: Loom) -> Iterator[Mark]:
    """Seigaiha: rows of waves, each of rings within one another, half hidden by the next."""
    yield loom.ground()
    radii = loom.rng().choice(((0.475, 0.385, 0.325, 0.24), (0.475, 0.42, 0.375, 0.32, 0.275, 0.22), (0.47, 0.29)))
    hoops = tuple(_hoop(outer, inner) for outer, inner in zip(radii[::2], radii[1::2], strict=True))
    core = (_hoop(radii[-1] - 0.055, 0.0),)
    for tile in loom.flat(1.0, 0.5, margin=1.0):
        for x, y in ((0.0, 0.0), (0.5, 0.25)):
            matrix = _shifted(tile, x, y)
            yield loom.mark(hoops, matrix, loom.ink)
            yield loom.mark(core, matrix, loom.accent)


@cache
def _hoop(outer: float, inner: float) -> Contour:
    """What is seen of a ring round (0, 0) above the hills of the next row, which are half a unit across and stand a
    half to either side and a quarter lower."""
    left = tuple(_foot(outer + (inner - outer) * k / 6) for k in range(7))
    right = tuple((-x, y) for x, y in reversed(left))
    return (*left, *_arc(left[-1], inner), *right, *reversed(_arc(left[0], outer)))


def _foot(radius: float) -> Point:
    """Where a circle round (0, 0) goes under the hill on its left, not below its own middle."""
    if radius <= 0.0:
        return 0.0, 0.0
    away = math.hypot(0.5, 0.25)
    share = (radius**2 + away**2 - 0.5**2) / (2 * radius * away)
    turn = max(math.pi / 2, math.atan2(0.5, 0.25) + math.acos(min(1.0, share)))
    return -radius * math.sin(turn), radius * math.cos(turn)


def _arc(start: Point, radius: float) -> Contour:
    """From a point on a circle round (0, 0) over its top to the point across, both left out."""
    half = math.atan2(-start[0], -start[1])
    turns = (half * (k / 20 - 1) for k in range(1, 40))
    return tuple((radius * math.sin(turn), -radius * math.cos(turn)) for turn in turns)


def moroccan(loom: Loom) -> Iterator[Mark]:
    """Stars of eight points and the crosses that lie between them."""
    yield loom.ground()
    arms = (scaled(_ARMS, 0.9), scaled(_ARMS, 0.62), scaled(_ARMS, 0.5))
    star = (_star(0.46), _star(0.34), _star(0.29))
    heart = loom.rng().choice(((_star(0.17, 22.5), disc(0.05)), (disc(0.17), _star(0.12)), (_star(0.2),)))
    for tile in loom.flat(1.0, 1.0, margin=0.5):
        yield loom.mark(arms, tile.matrix, loom.accent)
        yield loom.mark(star, _shifted(tile, 0.5, 0.5), loom.ink)
        yield loom.mark(heart, _shifted(tile, 0.5, 0.5), loom.accent)


def _star(reach: float, turn: float = 0.0) -> Contour:
    """Two squares over one another."""
    radii = (reach, reach * math.cos(math.pi / 4) / math.cos(math.pi / 8))
    steps = ((radii[k % 2], math.radians(turn) + math.pi * k / 8) for k in range(16))
    return tuple((r * math.cos(a), r * math.sin(a)) for r, a in steps)


def _arms() -> Contour:
    """What four stars leave free between them: a cross with pointed arms."""
    a, b = 0.5 - 0.5 / math.sqrt(2.0), 1.0 / math.sqrt(2.0) - 0.5 / math.sqrt(2.0)
    quarter = ((0.5, 0.0), (b, a), (a, a), (a, b))
    points: list[tuple[float, float]] = []
    for k in range(4):
        cos, sin = round(math.cos(math.pi * k / 2)), round(math.sin(math.pi * k / 2))
        points += [(x * cos - y * sin, x * sin + y * cos) for x, y in quarter]
    return tuple(points)


_ARMS = _arms()
