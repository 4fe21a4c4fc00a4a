"""Owns a landscape's mountains: ranges of peaks with a lit face, a shaded one and snow, and firs before them."""

from __future__ import annotations

import random

from studio.sketch.landscape_air import blend
from studio.sketch.landscape_frame import WHITE, Frame, height_at, swell
from studio.sketch.landscape_plants import fir, wood
from studio.sketch.landscape_soil import GRASS, layer
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.scene import Season
from studio.sketch.shapes import Point

_MAIN = 0.3
"""The depth of the range whose chief peak rises above all others, on the side away from the light."""
_ROCK: Rgb = (120, 128, 158)
_ROCK_SHADE: Rgb = (82, 88, 124)
_SNOW_LINE: dict[Season, float] = {"spring": 0.36, "summer": 0.2, "autumn": 0.3, "winter": 0.56}


def mountains(place: Frame, rng: random.Random) -> list[Mark]:
    marks: list[Mark] = []
    for depth, tall, count in ((0.0, 0.26, 4), (_MAIN, 0.31, 3), (0.56, 0.22, 3)):
        marks += _range(place, rng, depth, tall, count)
    far, near = GRASS[place.view.season]
    for k, (share, swing) in enumerate(((0.3, 0.035), (0.55, 0.045), (0.84, 0.04))):
        depth = 0.66 + 0.17 * k
        ridge = swell(rng, place.wide, place.below(share), swing, 0.7)
        marks += [*_firs(place, ridge, rng, depth, 0.07 + 0.05 * k, 22 - 7 * k),
                  layer(place, ridge, blend(far, near, 0.35 + 0.32 * k), depth)]  # fmt: skip
    return marks


def _firs(place: Frame, ridge: list[Point], rng: random.Random, depth: float, size: float, count: int) -> list[Mark]:
    """Firs with some broad trees in the season's leaves among them."""
    mixed = wood(place, ridge, depth, rng, size * 0.8, 4) if place.view.season in ("spring", "autumn") else []
    spots = sorted(rng.betavariate(0.55, 0.55) * place.wide for _ in range(round(count * place.wide)))
    firs = [mark for x in spots
            for mark in fir(place, x, height_at(ridge, x) + 0.012, size * rng.uniform(0.6, 1.1), depth)]  # fmt: skip
    return [*mixed, *firs]


def _range(place: Frame, rng: random.Random, depth: float, tall: float, count: int) -> list[Mark]:
    """Peaks from left to right, the highest first, each with a lit face, a shaded face and snow."""
    total = max(2, round(count * max(1.0, place.wide * 0.8)))
    foot = place.below(0.1 + 0.5 * depth)
    peaks = [((k + rng.uniform(0.2, 0.8)) / total * place.wide, tall * rng.uniform(0.5, 1.0)) for k in range(total)]
    if depth == _MAIN:
        chief = min(range(total), key=lambda k: abs(peaks[k][0] - (1.0 - place.view.light) * place.wide))
        peaks[chief] = (peaks[chief][0], 1.3 * tall)
    marks: list[Mark] = []
    for x, high in sorted(peaks, key=lambda peak: -peak[1]):
        marks += _peak(place, rng, (x, foot - high), high * rng.uniform(0.95, 1.35), foot, depth)
    base = (
        (-0.02, foot - 0.01),
        (place.wide + 0.02, foot - 0.01),
        (place.wide + 0.02, place.high),
        (-0.02, place.high),
    )
    return [*marks, place.mark((base,), _rock(place, depth, _ROCK_SHADE))]


def _rock(place: Frame, depth: float, rgb: Rgb) -> Rgb:
    return place.air.land(rgb, depth)


def _peak(place: Frame, rng: random.Random, top: Point, half: float, foot: float, depth: float) -> list[Mark]:
    left, right = (top[0] - half * rng.uniform(0.85, 1.1), foot), (top[0] + half * rng.uniform(0.85, 1.1), foot)
    from_left = place.view.light <= top[0] / place.wide
    dark_end = right if from_left else left
    crest = _crest(rng, top, foot, half)
    snow = min(
        0.9, _SNOW_LINE[place.view.season] * rng.uniform(0.8, 1.2) + (0.2 if place.view.weather == "snow" else 0.0)
    )
    zigzag = _zigzag(rng, top, left, right, crest, snow)
    white, dim = place.air.land(WHITE, depth), place.air.land((176, 190, 222), depth)
    middle = len(zigzag) // 2
    dark_snow = zigzag[middle:] if from_left else zigzag[: middle + 1]
    upper = [point for point in crest if point[1] < zigzag[middle][1]]
    shaded = (*upper, *dark_snow) if from_left else (*upper, *reversed(dark_snow))
    return [
        place.mark(((top, left, right),), _rock(place, depth, _ROCK)),
        place.mark(((*crest, dark_end),), _rock(place, depth, _ROCK_SHADE)),
        place.mark(((top, *zigzag),), white),
        place.mark((tuple(shaded),), dim),
    ]


def _crest(rng: random.Random, top: Point, foot: float, half: float) -> tuple[Point, ...]:
    """The broken line from the top down to the foot, where light and shade meet."""
    lean = rng.uniform(-0.12, 0.12) * half
    steps = (k / 5 for k in range(6))
    return tuple((top[0] + lean * s + (rng.uniform(-0.13, 0.13) * half * s if 0 < s < 1 else 0.0),
                  top[1] + (foot - top[1]) * s) for s in steps)  # fmt: skip


def _zigzag(
    rng: random.Random, top: Point, left: Point, right: Point, crest: tuple[Point, ...], low: float
) -> tuple[Point, ...]:
    """The snow's lower edge from the left slope over the crest to the right slope, `low` of the way down."""
    ends = [(top[0] + (end[0] - top[0]) * low, top[1] + (end[1] - top[1]) * low) for end in (left, right)]
    middle = _along(crest, min(0.98, low * 1.12))
    sides = [_teeth(rng, a, b, low * (left[1] - top[1])) for a, b in ((ends[0], middle), (middle, ends[1]))]
    return (ends[0], *sides[0], middle, *sides[1], ends[1])


def _teeth(rng: random.Random, start: Point, end: Point, tall: float) -> list[Point]:
    inner = ((s, (-1) ** k) for k, s in enumerate((0.25, 0.5, 0.75)))
    return [(start[0] + (end[0] - start[0]) * s,
             start[1] + (end[1] - start[1]) * s - way * tall * rng.uniform(0.1, 0.24)) for s, way in inner]  # fmt: skip


def _along(path: tuple[Point, ...], share: float) -> Point:
    at = share * (len(path) - 1)
    k = min(int(at), len(path) - 2)
    (x0, y0), (x1, y1) = path[k], path[k + 1]
    return x0 + (x1 - x0) * (at - k), y0 + (y1 - y0) * (at - k)
