"""Owns a landscape's land with depth: hills here, and which module draws the others."""

from __future__ import annotations

import random
from collections.abc import Callable

from studio.sketch.landscape_air import blend
from studio.sketch.landscape_dunes import desert
from studio.sketch.landscape_frame import Frame, ellipse, height_at, swell
from studio.sketch.landscape_peaks import mountains
from studio.sketch.landscape_plants import tufts, wood
from studio.sketch.landscape_shore import sea
from studio.sketch.landscape_soil import GRASS, layer
from studio.sketch.marks import Mark
from studio.sketch.scene import Land
from studio.sketch.shapes import Contour, Point


def land_marks(place: Frame, rng: random.Random) -> list[Mark]:
    """The land, back to front."""
    return _LANDS[place.view.land](place, rng)


def hills(place: Frame, rng: random.Random) -> list[Mark]:
    far, near = GRASS[place.view.season]
    marks: list[Mark] = []
    for k, (share, swing, cycles) in enumerate(
        ((-0.1, 0.05, 0.9), (0.04, 0.05, 1.0), (0.22, 0.055, 0.75), (0.46, 0.06, 0.6), (0.78, 0.05, 0.5))
    ):
        depth = k / 4
        ridge = swell(rng, place.wide, place.below(share), swing, cycles)
        grown = wood(place, ridge, depth, rng, 0.05 + 0.09 * depth, 9 - k) if 0 < k < 4 else []
        marks += [*grown, layer(place, ridge, blend(far, near, depth), depth)]
        if k == 4:
            marks += tufts(place, ridge, 1.0, rng, blend(near, (30, 70, 60), 0.3), 26)
            marks += _flowers(place, ridge, rng)
    return marks


def _flowers(place: Frame, ridge: list[Point], rng: random.Random) -> list[Mark]:
    """Dots of flowers on the nearest meadow, in spring and summer only."""
    inks = {"spring": ((255, 244, 250), (250, 190, 90), (244, 150, 184)), "summer": ((255, 226, 120), (248, 246, 236))}
    marks: list[Mark] = []
    for ink in inks.get(place.view.season, ()):
        dots: list[Contour] = []
        for _ in range(round(12 * place.wide)):
            x, low = rng.uniform(0, place.wide), rng.random()
            y = height_at(ridge, x) + 0.012 + low * (place.high - height_at(ridge, x))
            size = 0.003 + 0.0035 * low
            dots.append(ellipse(x, y, size, size * 0.8, 20))
        marks.append(place.mark(tuple(dots), place.air.land(ink, 1.0)))
    return marks


_LANDS: dict[Land, Callable[[Frame, random.Random], list[Mark]]] = {
    "hills": hills,
    "mountains": mountains,
    "sea": sea,
    "desert": desert,
}
