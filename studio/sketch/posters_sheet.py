"""Owns the sheet of a poster: places in shorter sides, forms with many corners, a restricted palette."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import msgspec

from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb, lab
from studio.sketch.shapes import Contour, Outline, Point

_FINE = 240
_ROUND = tuple((math.cos(2 * math.pi * k / _FINE), math.sin(2 * math.pi * k / _FINE)) for k in range(_FINE))
DOT: Outline = (_ROUND[::5],)
"""A small disc of radius 1."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A page of `wide` by `high` shorter sides, `side` pixels each. `paper` is its ground; `inks` are printed on it,
    the boldest first, at least three: where fewer are `given`, tints of that one follow."""

    wide: float
    high: float
    side: float
    paper: Rgb
    inks: tuple[Rgb, ...]
    given: int

    @property
    def accent(self) -> Rgb:
        """The second ink, the first where there is but one."""
        return self.inks[1] if self.given > 1 else self.inks[0]

    def snapped(self, place: float) -> float:
        """The edge between two pixels that is nearest, for fields that touch without a seam."""
        return round(place * self.side) / self.side

    def mark(self, outline: Outline, fill: Rgb) -> Mark:
        """An outline in shorter sides, filled."""
        matrix = (self.side, 0.0, 0.0, 0.0, self.side, 0.0)
        return Mark(outline=outline, matrix=matrix, fill=fill, label="motif", colour=None)

    def placed(self, outline: Outline, at: Point, size: float, degrees: float, fill: Rgb) -> Mark:
        """An outline of the unit circle at a place, `size` shorter sides to its unit, turned clockwise."""
        scale, turn = size * self.side, math.radians(degrees)
        cos, sin = scale * math.cos(turn), scale * math.sin(turn)
        matrix = (cos, -sin, at[0] * self.side, sin, cos, at[1] * self.side)
        return Mark(outline=outline, matrix=matrix, fill=fill, label="motif", colour=None)

    def overprint(self, first: Rgb, second: Rgb) -> Rgb:
        """What two inks give where they meet: darker on light paper, lighter on dark paper, as projected light."""
        if lab(self.paper)[0] > 50.0:
            return overprinted(first, second)
        return negative(overprinted(negative(first), negative(second)))

    def against(self, rng: random.Random, *behind: Rgb) -> Rgb:
        """One of paper and inks that stands out from everything behind it."""
        every = (*self.inks, self.paper)
        far = [rgb for rgb in every if all(apart(rgb, other) > 24.0 for other in behind)]
        return rng.choice(far) if far else max(every, key=lambda rgb: min(apart(rgb, other) for other in behind))


def sheet(colours: Sequence[Rgb], width: int, height: int) -> Sheet:
    """The sheet of a picture of `width` by `height` pixels; the first colour is the paper."""
    side = min(width, height)
    if not colours:
        raise ValueError("A poster needs two to six colours; this one has none.")
    paper, *others = colours
    others = sorted(dict.fromkeys(others), key=lambda rgb: -apart(rgb, paper)) or [opposite(paper)]
    bold = max(others, key=lambda rgb: abs(lab(rgb)[0] - lab(paper)[0]))
    others = [bold, *(rgb for rgb in others if rgb != bold)]
    tints = [mixed(others[0], paper, share) for share in (0.42, 0.68)]
    inks = (*others, *tints[: max(0, 3 - len(others))])
    return Sheet(wide=width / side, high=height / side, side=float(side), paper=paper, inks=inks, given=len(others))


def apart(first: Rgb, second: Rgb) -> float:
    """CIE76 difference of two values."""
    return math.dist(lab(first), lab(second))


def opposite(rgb: Rgb) -> Rgb:
    """Near black or near white, whichever can be read on `rgb`."""
    return (24, 24, 28) if lab(rgb)[0] > 52.0 else (250, 248, 242)


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def overprinted(first: Rgb, second: Rgb) -> Rgb:
    """What two inks give where one is printed over the other."""
    red, green, blue = (round(a * b / 255) for a, b in zip(first, second, strict=True))
    return red, green, blue


def negative(rgb: Rgb) -> Rgb:
    red, green, blue = (255 - part for part in rgb)
    return red, green, blue


def ring(x: float, y: float, radius: float, start: float = 0.0, sweep: float = 360.0) -> Contour:
    """A circle or an arc of it, in degrees clockwise from the right."""
    if sweep == 360.0:
        return tuple((x + radius * cos, y + radius * sin) for cos, sin in _ROUND)
    count = max(12, round(_FINE * abs(sweep) / 360))
    angles = (math.radians(start + sweep * k / count) for k in range(count + 1))
    return tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles)


def band(x: float, y: float, inner: float, outer: float, start: float, sweep: float) -> Contour:
    """A piece of a ring."""
    return (*ring(x, y, outer, start, sweep), *reversed(ring(x, y, inner, start, sweep)))


def bar(x: float, y: float, length: float, thick: float, degrees: float) -> Contour:
    """A bar by its middle, turned clockwise."""
    corners = ((-length / 2, -thick / 2), (length / 2, -thick / 2), (length / 2, thick / 2), (-length / 2, thick / 2))
    return tuple(turned(x, y, degrees, *corner) for corner in corners)


def turned(x: float, y: float, degrees: float, dx: float, dy: float) -> Point:
    """(dx, dy) turned clockwise, from (x, y)."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return x + dx * cos - dy * sin, y + dx * sin + dy * cos
