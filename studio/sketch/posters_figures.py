"""Owns the figures of Memphis: forms, patches of pattern and squiggles, in the unit circle."""

from __future__ import annotations

import math
import random
from functools import cache

from studio.sketch.objects.pen import Form, box, disc, draw, joined, line
from studio.sketch.palette import Rgb, lab
from studio.sketch.posters_sheet import Sheet, apart, mixed
from studio.sketch.shapes import Outline


def _unit(form: Form) -> Outline:
    return tuple(tuple((x / 100, y / 100) for x, y in contour) for contour in form.outline())


@cache
def figure(name: str) -> Outline:
    """The outline of a figure."""
    return _unit(_FIGURES[name]())


def _squiggle() -> Form:
    points = [(-90 + 180 * k / 120, 26 * math.sin(2 * math.pi * 2.5 * k / 120)) for k in range(121)]
    return line("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in points), 22)


def _zigzag() -> Form:
    form = line("M-84 24 L-50 -24 L-17 24 L17 -24 L50 24 L84 -24", 19, round_ends=False)
    return form & box(-100, -45, 200, 90)


def _dots(reach: float, cell: float, radius: float) -> Form:
    count = int(reach / cell)
    spots = [(i * cell + (cell / 2 if j % 2 else 0), j * cell * 0.87) for i in range(-count, count + 1)
             for j in range(-count - 1, count + 2)]  # fmt: skip
    return joined(disc(x, y, radius) for x, y in spots if math.hypot(x, y) < reach - radius)


def _stripes() -> Form:
    return joined(box(-100, -100 + 28.5 * k, 200, 14) for k in range(8)) & disc(0, 0, 92)


def _net() -> Form:
    lines = joined(box(-80, -80 + 26 * k, 160, 6) | box(-80 + 26 * k, -80, 6, 160) for k in range(7))
    return lines & box(-80, -80, 162, 162)


def _arches() -> Form:
    rings = joined(disc(0, 40, r) - disc(0, 40, r - 15) for r in (90, 60, 30))
    return rings & box(-100, -100, 200, 140)


_FIGURES = {
    "squiggle": _squiggle,
    "zigzag": _zigzag,
    "disc": lambda: disc(0, 0, 92),
    "ring": lambda: disc(0, 0, 92) - disc(0, 0, 58),
    "half": lambda: draw("M-92 40 A92 92 0 0 1 92 40Z"),
    "quarter": lambda: draw("M-66 66 V-74 A140 140 0 0 1 74 66Z"),
    "triangle": lambda: draw("M0 -88 L86 62 H-86Z"),
    "frame": lambda: draw("M0 -88 L86 62 H-86Z") - draw("M0 -48 L52 42 H-52Z"),
    "cross": lambda: box(-24, -88, 48, 176) | box(-88, -24, 176, 48),
    "pill": lambda: box(-94, -34, 188, 68, 34),
    "square": lambda: box(-72, -72, 144, 144),
    "slab": lambda: draw("M-60 -50 H96 L60 50 H-96Z"),
    "dots": lambda: _dots(98, 24, 6.5),
    "stripes": _stripes,
    "net": _net,
    "arches": _arches,
    "dash": lambda: box(-80, -16, 160, 32, 16),
    "bow": lambda: draw("M-84 -54 L84 54 V-54 L-84 54Z"),
}


def darkest(page: Sheet) -> Rgb:
    """The darkest of the page, for patterns and shadows."""
    return min((*page.inks, page.paper, mixed(page.inks[0], (20, 20, 30), 0.9)), key=lambda rgb: lab(rgb)[0])


def printed_on(page: Sheet, rng: random.Random, fill: Rgb, ink: Rgb) -> Rgb:
    """What a pattern over `fill` is printed in: the dark ink or the paper where they show, else any other."""
    plain = [rgb for rgb in (ink, ink, page.paper) if apart(rgb, fill) > 30.0]
    return rng.choice(plain) if plain else page.against(rng, fill)
