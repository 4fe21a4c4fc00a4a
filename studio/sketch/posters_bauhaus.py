"""Owns the Bauhaus posters: forms in balance on a diagonal, and which other compositions there are."""

from __future__ import annotations

import random

import msgspec

from studio.sketch.marks import Mark
from studio.sketch.objects.pen import Form, polygon
from studio.sketch.palette import Rgb
from studio.sketch.posters_sheet import Sheet, band, bar, ring, turned
from studio.sketch.posters_stage import blocks, orbits, points, skyline, trio
from studio.sketch.posters_tiles import giant_tiles, half_circles, tiles
from studio.sketch.shapes import Outline, Point


class _Axis(msgspec.Struct, frozen=True, kw_only=True):
    """A diagonal through the middle of the main form; `way` is the direction along it that has more room."""

    middle: Point
    radius: float
    turn: float
    way: float

    def on(self, along: float, off: float) -> Point:
        """The place so many radii along the axis, and off it."""
        return turned(*self.middle, self.turn, along * self.radius * self.way, off * self.radius * self.way)


_HALF, _RUNGS, _RINGS, _SMALL, _DOT = (1.5, 0.55), (-1.7, -0.75), (-1.3, 1.6), (-1.5, -0.9), (2.35, 0.15)
"""Where the lighter forms stand, in radii along the axis and off it."""


def diagonal(page: Sheet, rng: random.Random) -> list[Mark]:
    """A large form on a third, a beam through it, and lighter forms that hold it in balance along the beam."""
    axis = _roomy(page, rng)
    dark, (first, second) = page.inks[0], rng.sample(page.inks[1:3], 2)
    extra = page.inks[3] if len(page.inks) > 3 else second
    radius, reach = axis.radius, 2 * (page.wide + page.high)
    body = _body(axis, rng)
    beam = polygon(bar(*axis.on(0.0, 0.55), reach, rng.uniform(0.055, 0.085), axis.turn))
    half = polygon(ring(*axis.on(*_HALF), radius * rng.uniform(0.64, 0.8), axis.turn + rng.choice((0.0, 180.0)), 180.0))
    marks = [
        page.mark((bar(*axis.on(-1.25, 0.0), reach, 0.012, axis.turn + 90),), dark),
        page.mark(body.outline(), first),
        page.mark(half.outline(), second),
        page.mark((body & half).outline(), page.overprint(first, second)),
        page.mark(beam.outline(), dark),
        page.mark((beam & body).outline(), page.overprint(first, dark)),
        page.mark((ring(*axis.on(*_DOT), radius * 0.13),), first),
    ]
    if rng.random() < 0.7:
        marks += _quarter_rings(page, axis, second, extra)
    if rng.random() < 0.7:
        marks.append(page.mark(_rungs(axis, rng.choice((5, 6, 7))), dark))
        return [*marks, page.mark((ring(*axis.on(*_SMALL), radius * 0.24),), extra)]
    square = bar(*axis.on(*_SMALL), radius * 0.7, radius * 0.7, axis.turn)
    return [*marks, page.mark((square,), extra)]


def _body(axis: _Axis, rng: random.Random) -> Form:
    """The main form: a disc, a ring, or a half disc that lies on the beam."""
    disc = polygon(ring(*axis.middle, axis.radius))
    kind = rng.choice(("disc", "disc", "ring", "half"))
    if kind == "ring":
        return disc - polygon(ring(*axis.middle, axis.radius * 0.45))
    return polygon(ring(*axis.middle, axis.radius * 1.15, axis.turn + 180.0, 180.0)) if kind == "half" else disc


def _roomy(page: Sheet, rng: random.Random) -> _Axis:
    """Of twelve diagonals through a third of the page one that keeps most of the forms on it."""

    def inside(axis: _Axis) -> int:
        spots = [axis.on(*place) for place in (_HALF, _RUNGS, _RINGS, _SMALL, _DOT)]
        return sum(0.08 < x < page.wide - 0.08 and 0.08 < y < page.high - 0.08 for x, y in spots)

    axes = [
        _Axis(
            middle=(page.wide * rng.choice((0.36, 0.42, 0.58, 0.64)), page.high * rng.choice((0.36, 0.42, 0.58, 0.64))),
            radius=rng.uniform(0.22, 0.29),
            turn=rng.choice((-60.0, -45.0, -30.0, 30.0, 45.0, 60.0)),
            way=rng.choice((-1.0, 1.0)),
        )
        for _ in range(12)
    ]
    return max(axes, key=inside)


def _rungs(axis: _Axis, count: int) -> Outline:
    """Short parallel lines that shorten step by step."""
    along, off = _RUNGS
    spots = (axis.on(along - 0.13 * k, off) for k in range(count))
    return tuple(bar(x, y, axis.radius * (1.5 - 0.16 * k), 0.011, axis.turn + 90) for k, (x, y) in enumerate(spots))


def _quarter_rings(page: Sheet, axis: _Axis, first: Rgb, second: Rgb) -> list[Mark]:
    x, y = axis.on(*_RINGS)
    start = axis.turn + (180.0 if axis.way > 0 else 0.0)
    step = axis.radius * 0.2
    return [page.mark((band(x, y, step * k, step * (k + 0.55), start, 90.0),), first if k % 2 else second)
            for k in (1, 2, 3)]  # fmt: skip


BAUHAUS = (tiles, giant_tiles, half_circles, diagonal, diagonal, orbits, blocks, skyline, trio, points)
