"""Owns devices: what is looked through, listened to, locked and wound."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    INK,
    SHELL,
    SILVER,
    SLATE,
    STEEL,
    WHITE,
)
from studio.sketch.objects.pen import around, box, disc, draw, joined, line
from studio.sketch.objects.thing import Drawn


def camera() -> Drawn:
    body = draw("M-84 -42 H-44 L-32 -62 H32 L44 -42 H84 Q96 -42 96 -30 V54 Q96 66 84 66 H-84 Q-96 66 -96 54 V-30"
                " Q-96 -42 -84 -42Z")  # fmt: skip
    lens = disc(0, 10, 42)
    return [
        (box(-80, -54, 26, 14, 4), SLATE),
        (body, "main"),
        (body & box(-100, -22, 200, 62), "accent"),
        (body.shadow(-14, 0), "shade"),
        (lens, SILVER),
        (disc(0, 10, 33), INK),
        (disc(0, 10, 22), (70, 104, 160)),
        (disc(0, 10, 22).shadow(-6, -5), (48, 72, 124)),
        (disc(-9, 1, 7), GLASS),
        (box(58, -34, 24, 9, 4), FLAME),
    ]


def phone() -> Drawn:
    case, screen = box(-48, -97, 96, 194, 18), box(-40, -84, 80, 166, 8)
    tiles = joined(box(x, y, 20, 20, 6) for x in (-33, -10, 13) for y in (-66, -40))
    return [
        (case, INK),
        (screen, "main"),
        (draw("M-40 82 L40 -40 V82Z") & screen, "shade"),
        (tiles, "accent"),
        (box(-14, -93, 28, 5, 2.5), SLATE),
        (box(-31, 28, 62, 9, 4.5) | box(-31, 46, 40, 9, 4.5), "light"),
    ]


def laptop() -> Drawn:
    lid, screen = box(-74, -66, 148, 104, 9), box(-64, -56, 128, 84, 3)
    base = draw("M-98 40 H98 Q96 58 80 58 H-80 Q-96 58 -98 40Z")
    window = box(-46, -40, 92, 54, 5)
    return [
        (lid, SLATE),
        (screen, "main"),
        (draw("M64 -56 V28 H-10Z"), "shade"),
        (window, WHITE),
        (window & box(-60, -40, 120, 11), "accent"),
        (draw("M-36 6 L-12 -18 L4 -2 L18 -14 L36 6Z"), "light"),
        (base, STEEL),
        (base & box(-100, 49, 200, 12), SLATE),
        (box(-20, 40, 40, 6, 3), SLATE),
    ]


def lock() -> Drawn:
    shackle = line("M-36 -6 V-42 Q-36 -82 0 -82 Q36 -82 36 -42 V-6", 17)
    body = box(-62, -16, 124, 108, 16)
    hole = disc(0, 28, 14) | draw("M-6 30 H6 L11 62 H-11Z")
    return [
        (shackle, STEEL),
        (shackle & box(24, -100, 40, 100), SLATE),
        (body, "main"),
        (body.shadow(-17, -5), "shade"),
        (hole, "accent"),
    ]


def gear() -> Drawn:
    tooth = draw("M-15 -70 L-11 -95 Q-10 -98 -7 -98 H7 Q10 -98 11 -95 L15 -70Z")
    wheel = (around(tooth, 8) | disc(0, 0, 74)) - disc(0, 0, 32)
    ring = disc(0, 0, 50) - disc(0, 0, 32)
    return [(wheel, "main"), (wheel.shadow(-9, -9), "shade"), (ring, "accent"), (ring.shadow(-7, -7), "accent shade")]


def glasses() -> Drawn:
    rims = joined(disc(x, 8, 42) - disc(x, 8, 32) for x in (-50, 50))
    bridge = line("M-12 -2 Q0 -14 12 -2", 9)
    glass = disc(-50, 8, 33) | disc(50, 8, 33)
    arms = line("M-88 -2 L-96 -22", 9) | line("M88 -2 L96 -22", 9)
    glint = joined(draw("M-26 20 L14 -30 H28 L-12 26Z").moved(x, 8) for x in (-50, 50)) & glass
    return [(glass, GLASS), (glint, GLASS_LIGHT), (arms, "shade"), (rims | bridge, "main")]


def hourglass() -> Drawn:
    glass = draw(
        "M-44 -80 H44 C44 -30 10 -20 10 0 C10 20 44 30 44 80 H-44 C-44 30 -10 20 -10 0 C-10 -20 -44 -30 -44 -80Z"
    )
    sand = glass & (draw("M-60 -40 H60 V-16 H-60Z") | draw("M-60 90 V66 Q0 22 60 66 V90Z") | box(-2.5, -20, 5, 70))
    bar = box(-60, -97, 120, 19, 6)
    return [
        (glass, GLASS),
        (glass.shadow(9, 0), GLASS_LIGHT),
        (sand, "accent"),
        (bar | bar.moved(0, 175), "main"),
        (bar.shadow(-26, -6) | bar.moved(0, 175).shadow(-26, -6), "shade"),
    ]


def compass() -> Drawn:
    needle = draw("M0 -52 L15 0 H-15Z").turned(40)
    other = draw("M0 52 L15 0 H-15Z").turned(40)
    marks = around(line("M0 -60 V-66", 6), 4)
    return [
        (disc(0, 0, 92), "main"),
        (disc(0, 0, 92).shadow(-13, -11), "shade"),
        (disc(0, 0, 74), CREAM),
        (disc(0, 0, 74) - disc(8, 8, 74), SHELL),
        (marks, SLATE),
        (needle, "accent"),
        (other, SLATE),
        (disc(0, 0, 8), WHITE),
    ]
