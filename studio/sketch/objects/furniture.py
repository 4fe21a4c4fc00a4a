"""Owns furniture and what hangs on walls."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    INK,
    LEAF,
    SHELL,
    SILVER,
    SLATE,
    STEEL,
    WHITE,
    WOOD,
)
from studio.sketch.objects.pen import around, box, disc, draw, line
from studio.sketch.objects.thing import Drawn


def lamp() -> Drawn:
    shade = draw("M-30 -92 H30 Q34 -92 36 -88 L62 -6 Q63 0 57 0 H-57 Q-63 0 -62 -6 L-36 -88 Q-34 -92 -30 -92Z")
    glow = draw("M-56 0 H56 L86 84 H-86Z")
    foot = draw("M-38 92 Q-38 78 -22 78 H22 Q38 78 38 92Z")
    return [
        (glow, (255, 240, 190)),
        (box(-5, -4, 10, 86), "accent"),
        (foot, "accent"),
        (foot.shadow(-14, 0) | box(0, 0, 5, 80), "accent shade"),
        (shade, "main"),
        (shade.shadow(-20, 0), "shade"),
        (line("M-34 -60 L-44 -24", 7), "light"),
        (line("M34 0 V22", 3) | disc(34, 25, 5), "accent"),
    ]


def chair() -> Drawn:
    """An armless chair with a padded seat, three quarters from the front."""
    back = box(-44, -94, 88, 82, 22)
    seat = draw("M-44 4 H44 Q58 4 58 18 V24 Q58 34 48 34 H-48 Q-58 34 -58 24 V18 Q-58 4 -44 4Z")
    legs = line("M-44 30 L-54 94", 10) | line("M44 30 L54 94", 10)
    behind = line("M-26 30 L-28 78", 8) | line("M26 30 L28 78", 8) | line("M-26 -16 V10 M26 -16 V10", 9)
    return [
        (behind, "accent shade"),
        (legs, "accent"),
        (back, "main"),
        (back.shadow(-14, -4), "shade"),
        (line("M-28 -58 Q-28 -78 -10 -78", 7), "light"),
        (seat, "main"),
        (seat & box(-100, 22, 200, 20), "shade"),
    ]


def clock() -> Drawn:
    face = disc(0, 0, 92)
    dial = disc(0, 0, 74)
    ticks = around(line("M0 -60 V-66", 6), 12)
    quarters = around(line("M0 -54 V-65", 8), 4)
    hands = line("M0 0 L-26 -30", 9) | line("M0 0 L30 -38", 7)
    return [
        (face, "main"),
        (face.shadow(-14, -12), "shade"),
        (dial, CREAM),
        (dial - dial.moved(8, 8), SHELL),
        (ticks, STEEL),
        (quarters, SLATE),
        (hands, INK),
        (line("M-6 8 L14 -50", 3), "accent"),
        (disc(0, 0, 8), "accent"),
    ]


def sofa() -> Drawn:
    back = box(-74, -56, 148, 80, 20)
    arm = box(-98, -18, 40, 76, 18)
    seat = box(-66, 6, 66, 34, 10)
    legs = line("M-72 58 L-76 76", 9) | line("M72 58 L76 76", 9)
    return [
        (legs, WOOD),
        (back, "main"),
        (back.shadow(-12, -6) | box(-70, 0, 140, 20), "shade"),
        (box(-70, 30, 140, 28), "shade"),
        (seat | seat.mirrored(), "main"),
        (seat.shadow(0, -8) | seat.mirrored().shadow(0, -8) | box(-1.5, 6, 3, 32), "shade"),
        (arm | arm.mirrored(), "main"),
        (arm.mirrored().shadow(-12, -4) | arm.shadow(-10, 0), "shade"),
        (box(-46, -26, 40, 40, 9).turned(-10, -26, -6), "accent"),
        (line("M-54 -40 H-12", 6), "light"),
    ]


def window() -> Drawn:
    frame = box(-70, -90, 140, 168, 6)
    glass = box(-58, -78, 116, 144, 2)
    sky = draw("M-58 40 Q-20 6 12 30 Q36 46 58 26 V66 H-58Z")
    bars = box(-4, -78, 8, 144) | box(-58, -14, 116, 8)
    curtain = draw("M-70 -90 H-14 C-20 -40 -46 0 -70 20Z")
    return [
        (frame, WHITE),
        (glass, GLASS),
        (sky, LEAF),
        (draw("M-58 -20 L0 -78 H24 L-58 4Z") & glass, GLASS_LIGHT),
        (bars, WHITE),
        (bars.shadow(-4, 0) | frame.shadow(-6, 0), SILVER),
        (curtain, "main"),
        (curtain.mirrored(), "shade"),
        (box(-84, 74, 168, 15, 4), "accent"),
        (line("M-82 -90 H82", 9), "accent"),
    ]


def frame() -> Drawn:
    frame, mat, view = box(-88, -72, 176, 144, 5), box(-72, -56, 144, 112), box(-58, -42, 116, 84)
    hills = draw("M-58 42 V14 L-24 -16 L4 12 L24 -6 L58 26 V42Z")
    return [
        (frame, "main"),
        (frame.shadow(-9, -9), "shade"),
        (mat, CREAM),
        (view, GLASS),
        (disc(30, -20, 11), FLAME),
        (hills, "accent"),
        (hills & draw("M-24 -16 L4 12 L30 42 H-10Z"), "accent shade"),
    ]
