"""Owns what is seen from afar on a journey."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    CORAL,
    FLAME,
    GLASS,
    INK,
    LEAF,
    SKY,
    SLATE,
    WOOD,
    WOOD_SHADE,
)
from studio.sketch.objects.pen import box, disc, draw, joined, line
from studio.sketch.objects.thing import Drawn


def lighthouse() -> Drawn:
    tower = draw("M-24 -36 H24 L38 84 H-38Z")
    bands = tower & (box(-60, -12, 120, 24) | box(-60, 36, 120, 24))
    roof = draw("M-24 -72 Q0 -104 24 -72Z")
    rock = draw("M-88 98 C-80 78 -50 76 0 76 C50 76 80 78 88 98Z")
    beam = draw("M-18 -62 L-96 -84 V-36 L-18 -50Z") | draw("M18 -62 L96 -84 V-36 L18 -50Z")
    return [
        (beam, (255, 234, 160)),
        (box(-18, -72, 36, 34), FLAME),
        (box(-1.5, -72, 3, 34) | line("M-18 -54 H18", 3), SLATE),
        (roof, "main"),
        (rock, SLATE),
        (tower, "accent"),
        (bands, "main"),
        (tower.shadow(-15, 0) - bands, "accent shade"),
        (bands & tower.shadow(-15, 0) | roof.shadow(-14, 0), "shade"),
        (box(-30, -40, 60, 9, 3), INK),
        (draw("M-10 84 V70 Q-10 60 0 60 Q10 60 10 70 V84Z"), INK),
    ]


def tent() -> Drawn:
    body = draw("M0 -64 L94 70 Q96 76 90 76 H-90 Q-96 76 -94 70Z")
    side = draw("M0 -64 L94 70 Q96 76 90 76 H40Z")
    flap = draw("M0 -58 L34 76 H-34Z")
    return [
        (line("M-12 -84 L4 -60 M12 -84 L-4 -60", 6), WOOD),
        (body, "main"),
        (side, "shade"),
        (flap, INK),
        (draw("M0 -58 L-6 30 Q-22 60 -50 76 H-34Z") & body, "accent"),
        (box(-98, 74, 196, 8, 4), LEAF),
    ]


def windmill() -> Drawn:
    tower = draw("M-26 -20 H26 L42 96 H-42Z")
    cap = draw("M-30 -16 Q-28 -48 0 -48 Q28 -48 30 -16Z")
    sail = box(4, -84, 20, 66, 2)
    blades = joined(sail.turned(20 + 90 * k, 0, -24) for k in range(4))
    arms = joined(line("M0 -24 V-98", 5).turned(20 + 90 * k, 0, -24) for k in range(4))
    door = draw("M-11 96 V74 Q-11 62 0 62 Q11 62 11 74 V96Z")
    return [
        (tower, "main"),
        (tower.shadow(-17, 0), "shade"),
        (door, WOOD_SHADE),
        (box(-8, 22, 16, 18, 3), GLASS),
        (cap, "accent"),
        (cap.shadow(-12, 0), "accent shade"),
        (blades, "accent light"),
        (arms, WOOD),
        (disc(0, -24, 7), WOOD_SHADE),
    ]


def cliff() -> Drawn:
    """A headland with grass on its flat top and waves at its foot."""
    rock = draw("M-88 -42 H84 L92 -8 L80 16 L88 46 L76 70 H-84 L-94 40 L-80 10 L-92 -14Z")
    side = draw("M84 -42 L92 -8 L80 16 L88 46 L76 70 H34 L46 36 L30 6 L44 -42Z")
    seams = line("M-58 2 L-34 10 L-30 34 M-8 -8 L8 14 M-66 42 L-44 48 M-2 44 L14 40", 5)
    turf = draw("M-94 -60 Q-94 -66 -88 -66 H84 Q92 -66 94 -58 L96 -44 Q84 -28 72 -42 Q60 -26 46 -40 Q32 -24 18 -40"
                " Q2 -24 -14 -40 Q-28 -26 -44 -40 Q-58 -26 -70 -42 Q-84 -28 -96 -44Z")  # fmt: skip
    foam = draw(
        "M-100 66 Q-84 54 -66 66 Q-50 76 -34 66 Q-16 54 0 66 Q16 76 34 66 Q50 54 66 66 Q84 76 100 66 V82 H-100Z"
    )
    return [
        (rock, "main"),
        (side, "shade"),
        (seams, "shade"),
        (turf, "accent"),
        (turf.shadow(0, -9), "accent shade"),
        (foam, SKY),
    ]


def traffic_light() -> Drawn:
    case = box(-34, -92, 68, 150, 22)
    hoods = joined(draw(f"M-60 {y} H-34 V{y + 26}Z") for y in (-74, -28, 18))
    return [
        (box(-6, 50, 12, 48, 3), "accent"),
        (hoods | hoods.mirrored(), "accent"),
        (case, "main"),
        (case.shadow(-10, -6), "shade"),
        (disc(0, -60, 18), CORAL),
        (disc(0, -16, 18), FLAME),
        (disc(0, 28, 18), LEAF),
    ]
