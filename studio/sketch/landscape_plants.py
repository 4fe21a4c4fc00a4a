"""Owns the plants of a landscape: what grows in which season, standing along its ridges."""

from __future__ import annotations

import random
from functools import cache

from studio.sketch.landscape_air import blend
from studio.sketch.landscape_frame import Frame, height_at
from studio.sketch.marks import Mark
from studio.sketch.objects.pen import Form, box, disc, draw, joined, line, oval
from studio.sketch.palette import Rgb
from studio.sketch.scene import Season
from studio.sketch.shapes import Outline, Point

_WOOD: Rgb = (112, 76, 58)
_LEAVES: dict[Season, tuple[Rgb, ...]] = {
    "spring": ((250, 176, 196), (252, 206, 216), (240, 150, 180), (86, 154, 82)),
    "summer": ((76, 150, 80), (96, 166, 84), (60, 130, 78)),
    "autumn": ((222, 108, 44), (236, 156, 52), (190, 68, 46), (206, 132, 56)),
    "winter": ((70, 108, 112), (84, 120, 122)),
}
_FIR: Rgb = (44, 100, 86)
_FIR_SNOW: Rgb = (204, 222, 240)
"""Bluer than the snow on the ground, so that a fir keeps its outline before it."""


def _unit(form: Form) -> Outline:
    """From the pen's grid, foot at (0, 0), to units of a plant's height."""
    return tuple(tuple((x / 100, y / 100) for x, y in contour) for contour in form.outline())


@cache
def _round_tree() -> tuple[Outline, Outline, Outline]:
    crown = joined((disc(-20, -48, 22), disc(20, -48, 22), disc(0, -72, 28), disc(0, -44, 24)))
    return _unit(draw("M-4 -36 H4 L6 2 H-6Z")), _unit(crown), _unit(crown.shadow(-9, -7))


@cache
def _tall_tree() -> tuple[Outline, Outline, Outline]:
    crown = oval(0, -60, 19, 42)
    return _unit(draw("M-3.5 -40 H3.5 L5 2 H-5Z")), _unit(crown), _unit(crown.shadow(-8, -5))


@cache
def _fir() -> tuple[Outline, Outline]:
    """The ridge that it stands behind hides its trunk."""
    tiers = joined((draw("M0 -100 L17 -62 H-17Z"), draw("M0 -78 L23 -34 H-23Z"), draw("M0 -54 L29 -6 H-29Z")))
    return _unit(tiers), _unit(tiers & box(0, -120, 60, 130))


@cache
def _fir_snow() -> Outline:
    tiers = (
        "M0 -100 L11 -75 L4 -79 L-2 -73 L-11 -75Z",
        "M-14 -52 L-6 -66 L4 -56 L14 -52 L18 -43 L8 -48 L-2 -44Z",
        "M-20 -22 L-9 -38 L2 -28 L14 -36 L23 -16 L10 -21 L-4 -16Z",
    )
    return _unit(joined(draw(tier) for tier in tiers))


@cache
def _bare_tree() -> Outline:
    paths = ("M0 2 V-50", "M0 -22 L-24 -56", "M0 -32 L22 -66", "M-14 -42 L-14 -70", "M12 -50 L28 -52", "M0 -48 L-6 -86",
             "M0 -56 L12 -90")  # fmt: skip
    widths = (6.0, 4.0, 4.0, 3.0, 3.0, 4.0, 3.0)
    return _unit(joined(line(path, width) for path, width in zip(paths, widths, strict=True)))


@cache
def _saguaro() -> tuple[Outline, Outline]:
    plant = joined((box(-9, -100, 18, 104, 9), line("M-6 -40 H-20 Q-27 -40 -27 -48 V-64", 12),
                    line("M6 -52 H18 Q25 -52 25 -60 V-78", 12)))  # fmt: skip
    return _unit(plant), _unit(plant.shadow(-5, 0))


@cache
def _tuft() -> Outline:
    blades = (draw("M-3 2 Q-6 -40 -24 -66 Q-12 -40 3 2Z"), draw("M-3 2 Q-2 -60 2 -96 Q8 -50 4 2Z"),
              draw("M-2 2 Q8 -40 28 -58 Q16 -30 5 2Z"))  # fmt: skip
    return _unit(joined(blades))


def wood(place: Frame, ridge: list[Point], depth: float, rng: random.Random, size: float, count: int) -> list[Mark]:
    """Trees in loose groups along a ridge, bare ones behind; `size` is a tree's height in shorter sides."""
    season = place.view.season
    spots = _groups(rng, place.wide, count)
    bare, marks = list[Mark](), list[Mark]()
    for x in spots:
        y = height_at(ridge, x) + size * rng.uniform(0.02, 0.16)
        kind, tall = rng.random(), size * rng.uniform(0.7, 1.12)
        leaf = rng.choice(_LEAVES[season])
        if season == "winter" and kind < 0.3:
            bare.append(place.placed(_bare_tree(), x, y, tall, place.air.land(_WOOD, depth), flip=kind < 0.15))
        elif season == "winter" or kind < 0.25:
            marks += fir(place, x, y, tall, depth)
        else:
            marks += _leafy(place, (x, y), tall, depth, leaf, tall_kind=kind > 0.8)
    return [*bare, *marks]


def fir(place: Frame, x: float, y: float, tall: float, depth: float) -> list[Mark]:
    """One fir, with snow on it in winter."""
    tiers, shade = _fir()
    green = place.air.land(_FIR, depth)
    marks = [
        place.placed(tiers, x, y, tall, green),
        place.placed(shade, x, y, tall, blend(green, place.air.land((16, 48, 60), depth), 0.4)),
    ]
    if place.view.season == "winter" or place.view.weather == "snow":
        marks.append(place.placed(_fir_snow(), x, y, tall, place.air.land(_FIR_SNOW, depth)))
    return marks


def cactus(place: Frame, x: float, y: float, tall: float, depth: float) -> list[Mark]:
    """One saguaro."""
    plant, shade = _saguaro()
    green = place.air.land((86, 138, 92), depth)
    dark = blend(green, place.air.land((30, 70, 66), depth), 0.5)
    flip = place.view.light > 0.5
    return [place.placed(plant, x, y, tall, green, flip=flip), place.placed(shade, x, y, tall, dark, flip=flip)]


def tufts(place: Frame, ridge: list[Point], depth: float, rng: random.Random, rgb: Rgb, count: int) -> list[Mark]:
    """Grass along a ridge."""
    fill = place.air.land(rgb, depth)
    spots = [(rng.uniform(0, place.wide), rng.uniform(0.018, 0.034), rng.random() < 0.5) for _ in range(count)]
    return [place.placed(_tuft(), x, height_at(ridge, x) + 0.004, size, fill, flip=flip) for x, size, flip in spots]


def _leafy(place: Frame, at: Point, tall: float, depth: float, leaf: Rgb, *, tall_kind: bool) -> list[Mark]:
    trunk, crown, shade = _tall_tree() if tall_kind else _round_tree()
    colour = place.air.land(leaf, depth)
    dark = blend(colour, place.air.land(blend(leaf, (70, 24, 70), 0.6), depth), 0.36)
    flip = place.view.light > 0.5
    return [
        place.placed(trunk, *at, tall, place.air.land(_WOOD, depth)),
        place.placed(crown, *at, tall, colour, flip=flip),
        place.placed(shade, *at, tall, dark, flip=flip),
    ]


def _groups(rng: random.Random, wide: float, count: int) -> list[float]:
    """Places from left to right in groups with gaps between them, as trees stand."""
    total = max(2, round(count * wide))
    middles = [rng.uniform(0.02, 0.98) * wide for _ in range(max(2, total // 3))]
    return sorted(min(wide, max(0.0, rng.choice(middles) + rng.gauss(0.0, 0.045))) for _ in range(total))
