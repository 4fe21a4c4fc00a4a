"""Owns the frame of a landscape: places in fractions of the shorter side, filled as marks in pixels."""

from __future__ import annotations

import math
import random
from functools import cache

import msgspec
import numpy as np

from studio.sketch.landscape_air import Air
from studio.sketch.marks import Mark, Shade
from studio.sketch.palette import Rgb
from studio.sketch.scene import Landscape
from studio.sketch.shapes import Contour, Outline, Point

WHITE: Rgb = (252, 252, 255)
_LONG = 24.0
"""The most shorter sides that a picture is filled with: a strip of a pixel's height would hold a million trees."""


def light_at(view: Landscape, wide: float, high: float) -> Point:
    """Where the sun or moon stands in a picture of `wide` by `high` shorter sides: low at dawn and at sunset."""
    low = view.time in ("dawn", "sunset")
    return view.light * wide, view.horizon * high * (0.78 if low else 0.34)


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of `wide` by `high` shorter sides, each `across` pixels wide and `side` pixels high: as much but in
    strips so long that they are drawn out."""

    wide: float
    high: float
    across: float
    side: float
    view: Landscape
    air: Air

    @property
    def horizon(self) -> float:
        return self.view.horizon * self.high

    @property
    def light(self) -> Point:
        return light_at(self.view, self.wide, self.high)

    def below(self, share: float) -> float:
        """The height that lies `share` of the way from the horizon to the lower edge."""
        return self.horizon + share * (self.high - self.horizon)

    def mark(self, outline: Outline, fill: Rgb | Shade, label: str = "land") -> Mark:
        """An outline in shorter sides, filled."""
        matrix = (self.across, 0.0, 0.0, 0.0, self.side, 0.0)
        return Mark(outline=outline, matrix=matrix, fill=fill, label=label, colour=None)

    def placed(
        self, outline: Outline, x: float, y: float, size: float, fill: Rgb, label: str = "land", *, flip: bool = False
    ) -> Mark:
        """An outline whose foot or middle is at its origin, `size` shorter sides to its unit."""
        scale = size * self.across
        matrix = (-scale if flip else scale, 0.0, x * self.across, 0.0, size * self.side, y * self.side)
        return Mark(outline=outline, matrix=matrix, fill=fill, label=label, colour=None)

    def down(self, colours: tuple[Rgb, Rgb], top: float, foot: float) -> Shade:
        """Colours that run from height `top` to height `foot`."""
        return Shade(start=(0.0, top * self.side), end=(0.0, foot * self.side), colours=colours, radial=False)

    def ground(self, ridge: list[Point]) -> Contour:
        """All that lies below a ridge from the left edge to the right one."""
        return (*ridge, (self.wide + 0.02, self.high + 0.02), (-0.02, self.high + 0.02))


def frame(view: Landscape, air: Air, width: int, height: int) -> Frame:
    """The frame of a picture of `width` by `height` pixels."""
    least = min(width, height)
    across, down = max(float(least), width / _LONG), max(float(least), height / _LONG)
    return Frame(wide=width / across, high=height / down, across=across, side=down, view=view, air=air)


def whole_sky(place: Frame) -> Mark:
    """The sky behind everything."""
    box = ((0.0, 0.0), (place.wide, 0.0), (place.wide, place.high), (0.0, place.high))
    fill = place.down(place.air.sky, 0.0, place.horizon)
    return place.mark((box,), fill, "ground")


def swell(rng: random.Random, wide: float, top: float, swing: float, cycles: float) -> list[Point]:
    """A soft ridge about height `top`: three waves, the longest of `cycles` per shorter side."""
    waves = [
        (cycles * f * rng.uniform(0.85, 1.15), rng.random(), a) for f, a in ((1.0, 0.66), (2.1, 0.26), (4.3, 0.08))
    ]
    count = max(48, round(96 * wide))
    xs = np.linspace(-0.02, wide + 0.02, count + 1)
    high = np.sum([a * np.sin(2 * math.pi * (f * xs + p)) for f, p, a in waves], axis=0)
    return list(zip(xs.tolist(), (top - swing * high).tolist(), strict=True))


def height_at(ridge: list[Point], x: float) -> float:
    """The ridge's height above `x`."""
    step = ridge[1][0] - ridge[0][0]
    k = min(len(ridge) - 2, max(0, int((x - ridge[0][0]) / step)))
    share = (x - ridge[k][0]) / step
    return ridge[k][1] + share * (ridge[k + 1][1] - ridge[k][1])


def ellipse(x: float, y: float, across: float, down: float, count: int = 64) -> Contour:
    return tuple((x + across * cos, y + down * sin) for cos, sin in _ring(count))


@cache
def _ring(count: int) -> Contour:
    """Points of the unit circle."""
    steps = (2 * math.pi * k / count for k in range(count))
    return tuple((math.cos(a), math.sin(a)) for a in steps)
