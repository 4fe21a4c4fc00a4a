"""Owns what else is baked, poured and laid on a table."""

from __future__ import annotations

import math

from studio.sketch.objects.inks import (
    AMBER,
    CORAL,
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    SILVER,
    STEEL,
    WAFFLE,
    WAFFLE_SHADE,
    WHITE,
)
from studio.sketch.objects.pen import around, box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Filled, Thing, thing


def _cookie() -> Drawn:
    rim = [(r * math.cos(t), r * math.sin(t)) for k in range(180) for t in (2 * math.pi * k / 180,)
           for r in (88 + 1.6 * math.sin(9 * t) + 1.4 * math.sin(5 * t + 1),)]  # fmt: skip
    dough = draw("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in rim) + "Z") - (disc(84, -62, 34) | disc(56, -92, 24))
    chips = joined(oval(x, y, r, r * 0.86, t) for x, y, r, t in ((-38, -34, 15, 0), (10, -14, 13, 20),
                   (-50, 26, 12, 40), (0, 46, 15, 10), (44, 24, 13, 60), (-8, -62, 10, 0),
                   (-18, 10, 8, 0), (62, -8, 8, 0)))  # fmt: skip
    return [
        (dough, WAFFLE),
        (dough.shadow(-11, -11), WAFFLE_SHADE),
        (chips, "main"),
        (chips.shadow(6, 6), "light"),
    ]


def _croissant() -> Drawn:
    body = draw("M-96 40 C-104 -10 -64 -58 0 -58 C64 -58 104 -10 96 40 C94 56 72 58 62 42 C48 22 28 14 0 14"
                " C-28 14 -48 22"
                " -62 42 C-72 58 -94 56 -96 40Z")  # fmt: skip
    folds = joined(line(steps, 6) for steps in ("M-22 -62 Q-30 -20 -20 18", "M22 -62 Q30 -20 20 18",
                                                "M-62 -48 Q-60 -10 -46 26", "M62 -48 Q60 -10 46 26"))  # fmt: skip
    return [
        (body, "main"),
        (body.shadow(-4, -12), "shade"),
        (folds & body, "shade"),
        (line("M-10 -44 H10", 7) | line("M-46 -32 L-40 -38", 7) | line("M44 -38 L50 -32", 7), "light"),
    ]


def _popcorn() -> Drawn:
    tub = draw("M-62 -18 H62 L44 92 H-44Z")
    stripes = joined(draw(f"M{x} -30 H{x + 21} L{0.7 * x + 15} 100 H{0.7 * x}Z") for x in (-52, -10.5, 31)) & tub
    corn = joined(disc(x, y, r) for x, y, r in ((-44, -34, 21), (-16, -46, 24), (16, -48, 24), (44, -34, 21),
                  (-30, -62, 19), (0, -76, 22), (30, -64, 19), (0, -28, 22)))  # fmt: skip
    bits = joined(
        disc(x, y, 7)
        for x, y in (
            (
                -32,
                -44,
            ),
            (-4, -66),
            (24, -50),
            (-14, -32),
            (40, -30),
            (8, -84),
        )
    )
    return [
        (corn, CREAM),
        (corn.shadow(-7, -9), (240, 218, 170)),
        (bits, FLAME),
        (tub, "accent"),
        (stripes, "main"),
        ((tub - stripes).shadow(-10, 0) & box(30, -30, 60, 130), "accent shade"),
        (stripes & box(36, -30, 60, 130), "shade"),
    ]


def _orange() -> Drawn:
    """A slice of citrus fruit."""
    rind, pith, flesh = disc(0, 0, 92), disc(0, 0, 80), disc(0, 0, 74)
    gaps = around(line("M0 0 V-90", 6), 8)
    drops = around(oval(0, -46, 4, 10), 8).turned(22.5) | around(oval(0, -62, 3, 6), 8).turned(13)
    return [
        (rind, "main"),
        (rind.shadow(-8, -8), "shade"),
        (pith, CREAM),
        ((flesh - gaps) - disc(0, 0, 9), "main"),
        (drops, "light"),
    ]


def _teapot() -> Drawn:
    body = oval(0, 26, 60, 50)
    spout = draw("M-50 14 C-72 8 -70 -22 -96 -30 L-84 -44 C-56 -34 -58 -6 -38 -8Z")
    handle = line("M46 -2 C92 -20 98 52 48 50", 13)
    return [
        (handle, "accent"),
        (spout, "main"),
        (body, "main"),
        (body.shadow(-14, -8), "shade"),
        (line("M-42 14 Q-36 -4 -20 -10", 8), "light"),
        (draw("M-40 -16 C-36 -34 36 -34 40 -16Z"), "accent"),
        (disc(0, -38, 10), "accent"),
        (box(-34, 70, 68, 12, 6), "shade"),
        (around(oval(0, -9, 6, 9), 5).moved(4, 30), CREAM),
        (disc(4, 30, 5), AMBER),
    ]


def _cutlery() -> Drawn:
    """A fork and a knife beside a plate."""
    plate, well = disc(0, 0, 58), disc(0, 0, 40)
    fork = box(-86, -10, 9, 86, 4.5) | draw("M-96 -72 H-90 V-38 H-85 V-72 H-78 V-38 H-73 V-72 H-67 V-22"
                                            " Q-67 -4 -81 -4 Q-96 -4"
                                            " -96 -22Z")  # fmt: skip
    knife = box(75, 2, 11, 74, 5) | draw("M75 10 V-74 C92 -62 98 -30 92 10Z")
    drawn: list[Filled] = [(fork, STEEL), (knife, SILVER), (box(75, 2, 11, 74, 5), STEEL)]
    return [
        *drawn,
        (plate, "main"),
        (plate.shadow(-9, -8), "shade"),
        (well, GLASS_LIGHT),
        (well.shadow(7, 7), "shade"),
    ]


PANTRY: dict[str, Thing] = {
    "cookie": thing(_cookie, "brown", WAFFLE, "cookie/cookies", "biscuit/biscuits"),
    "croissant": thing(_croissant, "orange", WAFFLE, "croissant/croissants"),
    "popcorn": thing(_popcorn, "red", WHITE, "popcorn/popcorn", "tub of popcorn/tubs of popcorn"),
    "orange slice": thing(_orange, "orange", CREAM, "orange slice/orange slices", "slice of orange/slices of orange",
                          "grapefruit/grapefruits", "tangerine slice/tangerine slices"),
    "teapot": thing(_teapot, "teal", CORAL, "teapot/teapots", "tea pot/tea pots", "kettle/kettles"),
    "plate": thing(_cutlery, "white", GLASS, "plate/plates", "dinner plate/dinner plates",
                   "knife and fork/knives and forks", "fork and knife/forks and knives"),
}  # fmt: skip
