"""Owns what is seen from afar on a journey."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    FLAME,
    GLASS,
    INK,
    LEAF,
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
