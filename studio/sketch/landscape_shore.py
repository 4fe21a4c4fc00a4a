"""Owns a landscape's sea: capes on the horizon, water with the light's path on it, and the shore in front."""

from __future__ import annotations

import random

from studio.sketch.landscape_air import blend
from studio.sketch.landscape_frame import WHITE, Frame, swell
from studio.sketch.landscape_plants import tufts
from studio.sketch.landscape_soil import GRASS, snowed
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.scene import Season
from studio.sketch.shapes import Contour

_SEA: tuple[Rgb, Rgb] = ((110, 186, 212), (28, 96, 158))
_SHORE: dict[Season, Rgb] = {
    "spring": (150, 194, 110),
    "summer": (242, 216, 160),
    "autumn": (206, 158, 92),
    "winter": (240, 245, 252),
}


def sea(place: Frame, rng: random.Random) -> list[Mark]:
    far, near = _SEA
    side = rng.random() < 0.5
    water = ((-0.02, place.horizon), (place.wide + 0.02, place.horizon), (place.wide + 0.02, place.high + 0.02),
             (-0.02, place.high + 0.02))  # fmt: skip
    upper, lower = place.air.sky
    colours = (blend(place.air.land(far, 0.3), lower, 0.55), blend(place.air.land(near, 1.0), upper, 0.4))
    fill = place.down(colours, place.horizon, place.high)
    marks = [*_headlands(place, rng, right=side), place.mark((water,), fill)]
    marks += _glitter(place, rng, colours) if place.view.weather in ("clear", "cloudy") else []
    return marks + _waves(place, rng, colours) + _shore(place, rng, right=not side)


def _headlands(place: Frame, rng: random.Random, *, right: bool) -> list[Mark]:
    """Capes on the horizon that run out into the sea, on one side."""
    marks: list[Mark] = []
    grass, rock = blend(*GRASS[place.view.season], 0.5), (140, 128, 132)
    for depth, tall, long in ((0.15, 0.1, 0.62), (0.4, 0.07, 0.4)):
        ridge = swell(rng, 1.0, 0.0, 0.3, 1.1)
        points = [(x * long * place.wide, place.horizon - tall * max(0.0, 1 - max(0.0, x)) ** 0.8 * (1 - y))
                  for x, y in ridge]  # fmt: skip
        line = [(place.wide - x, y) if right else (x, y) for x, y in points]
        edge = 0.02 + place.wide if right else -0.02
        shape: Contour = (*line, (line[-1][0], place.horizon + 0.002), (edge, place.horizon + 0.002))
        marks.append(place.mark((shape,), place.air.land(snowed(place, blend(grass, rock, 0.45)), depth)))
    return marks


def _glitter(place: Frame, rng: random.Random, water: tuple[Rgb, Rgb]) -> list[Mark]:
    """The light's path on the water: dashes that widen towards the front."""
    x = place.light[0]
    soft = 0.7 if place.view.weather == "clear" else 0.42
    marks: list[Mark] = []
    for k in range(16):
        share = ((k + 0.5) / 16) ** 1.5
        y = place.below(0.015 + 0.8 * share)
        half = (0.05 + 0.11 * share) * rng.uniform(0.35, 1.0)
        drift = rng.uniform(-0.03, 0.03) * (0.4 + share)
        fill = blend(blend(*water, share), place.air.light, soft * (1 - 0.4 * share))
        marks.append(place.mark((_dash(x + drift, y, half, 0.0035 + 0.008 * share),), fill))
    return marks


_DASH = (
    *((k / 4, k * k / 16 - 1) for k in range(-4, 5)),
    *((k / 4, 0.5 - k * k / 32) for k in range(3, -4, -1)),
)
"""A level stroke with pointed ends, one unit to each side: it is never more than a hundredth of the picture thick."""


def _dash(x: float, y: float, half: float, thick: float) -> Contour:
    return tuple((x + half * s, y + thick * t) for s, t in _DASH)


def _waves(place: Frame, rng: random.Random, water: tuple[Rgb, Rgb]) -> list[Mark]:
    marks: list[Mark] = []
    for k in range(9):
        share = ((k + 1) / 9) ** 1.4
        y = place.below(share * 0.82)
        own = blend(*water, share * 0.82)
        dashes = tuple(_dash(rng.uniform(0, place.wide), y + rng.uniform(-0.012, 0.012) * share,
                             (0.03 + 0.09 * share) * rng.uniform(0.5, 1.0), 0.002 + 0.005 * share)
                       for _ in range(round((7 - 4 * share) * place.wide) + 1))  # fmt: skip
        marks.append(place.mark(dashes, blend(own, WHITE if k % 2 else water[0], 0.22)))
    return marks


def _shore(place: Frame, rng: random.Random, *, right: bool) -> list[Mark]:
    """The beach or bank in front, higher on one side, with foam where the sea meets it."""
    wave = swell(rng, place.wide, 0.0, 0.02, 0.7)
    rise = 0.11 + 0.04 * rng.random()
    tops = [(x, place.high - 0.055 - rise * _from_side(place, x, right=right) ** 1.6 + y) for x, y in wave]
    rgb = _SHORE[place.view.season]
    marks = [
        place.mark((place.ground([(x, y - 0.034) for x, y in tops]),), place.air.land((140, 204, 214), 1.0)),
        place.mark((place.ground([(x, y - 0.016) for x, y in tops]),), place.air.land(WHITE, 1.0)),
        place.mark((place.ground(tops),), place.air.land(blend(rgb, (110, 80, 70), 0.22), 1.0)),
        place.mark((place.ground([(x, y + 0.014) for x, y in tops]),), place.air.land(snowed(place, rgb), 1.0)),
    ]
    blades = blend(rgb, (70, 100, 60), 0.6)
    return marks + tufts(place, [(x, y + 0.03) for x, y in tops], 1.0, rng, blades, 12)


def _from_side(place: Frame, x: float, *, right: bool) -> float:
    """0 at one side of the picture, 1 at the other."""
    share = min(1.0, max(0.0, x / place.wide))
    return share if right else 1.0 - share
