"""Owns the flat landscapes: sky by time of day, a sun or moon, and layered land."""

from __future__ import annotations

import math
import random

from studio.sketch.landscape_air import air
from studio.sketch.landscape_frame import frame, whole_sky
from studio.sketch.landscape_land import land_marks
from studio.sketch.landscape_sky import falling_marks, sky_marks
from studio.sketch.marks import STAY, Mark, Shade, box, whole
from studio.sketch.palette import Rgb
from studio.sketch.scene import Land, Landscape, Time
from studio.sketch.shapes import Contour, outline

SKIES: dict[Time, tuple[Rgb, Rgb]] = {
    "dawn": ((120, 150, 214), (252, 200, 186)),
    "day": ((72, 152, 240), (206, 232, 250)),
    "sunset": ((110, 54, 132), (250, 140, 60)),
    "night": ((10, 14, 46), (42, 50, 104)),
}
_LIGHTS: dict[Time, Rgb] = {
    "dawn": (255, 236, 190),
    "day": (255, 226, 84),
    "sunset": (255, 206, 92),
    "night": (240, 240, 226),
}
_LANDS: dict[Land, tuple[Rgb, Rgb]] = {
    "hills": ((126, 184, 96), (44, 116, 62)),
    "mountains": ((150, 160, 186), (66, 76, 104)),
    "sea": ((64, 140, 196), (24, 76, 140)),
    "desert": ((236, 194, 124), (196, 134, 70)),
}
_DIM: dict[Time, tuple[float, Rgb]] = {
    "dawn": (0.3, (214, 160, 176)),
    "day": (0.0, (0, 0, 0)),
    "sunset": (0.5, (96, 36, 62)),
    "night": (0.68, (8, 10, 34)),
}
_LAYERS = 3


def landscape_marks(view: Landscape, rng: random.Random, width: int, height: int) -> list[Mark]:
    """The view's marks, back to front; `rng` decides the terrain."""
    if view.rich or (view.weather, view.season) != ("clear", "summer"):
        return _rich(view, rng, width, height)
    sky = Shade(start=(0.0, 0.0), end=(0.0, view.horizon * height), colours=SKIES[view.time], radial=False)
    back = Mark(outline=whole(width, height), matrix=STAY, fill=sky, label="ground", colour=None)
    return [back, _light(view, width, height), *(_layer(view, k, rng, width, height) for k in range(_LAYERS))]


def _rich(view: Landscape, rng: random.Random, width: int, height: int) -> list[Mark]:
    """With weather, season and depth: all but the plain views that the Starter was trained on."""
    place = frame(view, air(view.time, view.weather), width, height)
    return [whole_sky(place), *sky_marks(place, rng), *land_marks(place, rng), *falling_marks(place, rng)]


def _light(view: Landscape, width: int, height: int) -> Mark:
    low = view.time in ("dawn", "sunset")
    radius = min(width, height) * (0.13 if low else 0.085)
    y = height * view.horizon * (0.86 if low else 0.36)
    matrix = (radius, 0.0, view.light * width, 0.0, radius, y)
    return Mark(outline=outline("circle"), matrix=matrix, fill=_LIGHTS[view.time], label="light", colour=None)


def _layer(view: Landscape, depth: int, rng: random.Random, width: int, height: int) -> Mark:
    top = view.horizon + (1.0 - view.horizon) * 0.3 * depth
    shape = _profile(view.land, top, 0.16 if view.land == "mountains" else 0.055, rng, width, height)
    fill = _dimmed(_between(*_LANDS[view.land], depth / (_LAYERS - 1)), view.time)
    return Mark(outline=(shape,), matrix=STAY, fill=fill, label="land", colour=None)


def _profile(land: Land, top: float, swing: float, rng: random.Random, width: int, height: int) -> Contour:
    """The outline of one layer of land: a ridge from left to right, closed below the picture."""
    if land == "sea":
        return box(0.0, top * height, float(width), float(height))[0]
    ridge = _peaks(rng) if land == "mountains" else _swells(rng)
    line = [(x * width, (top - swing * y) * height) for x, y in ridge]
    return (*line, (float(width), float(height)), (0.0, float(height)))


def _peaks(rng: random.Random) -> list[tuple[float, float]]:
    count = rng.randint(2, 4) * 2
    offset = rng.random() * 0.1
    heights = (rng.uniform(0.6, 1.3) if k % 2 else rng.uniform(-0.7, 0.0) for k in range(count + 1))
    inner = [((k + offset * math.sin(k)) / count, y) for k, y in enumerate(heights)]
    return [(0.0, inner[0][1]), *inner[1:-1], (1.0, inner[-1][1])]


def _swells(rng: random.Random) -> list[tuple[float, float]]:
    cycles, phase = rng.uniform(0.7, 1.8), rng.random()
    steps = (k / 64 for k in range(65))
    return [(x, math.sin(2 * math.pi * (cycles * x + phase))) for x in steps]


def _between(first: Rgb, second: Rgb, share: float) -> Rgb:
    r, g, b = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return r, g, b


def _dimmed(rgb: Rgb, time: Time) -> Rgb:
    share, towards = _DIM[time]
    return _between(rgb, towards, share)
