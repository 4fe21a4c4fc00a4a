"""Owns what is in the sky and on the horizon."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    FLAME,
    WOOD,
)
from studio.sketch.objects.pen import around, box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn


def sun() -> Drawn:
    rays = around(draw("M-9 -66 Q0 -72 9 -66 L1.5 -97 Q0 -99 -1.5 -97Z"), 12)
    face = disc(0, 0, 54)
    return [
        (rays, "accent"),
        (face, "main"),
        (face.shadow(-10, -9), "shade"),
        (line("M-34 -16 Q-28 -32 -12 -37", 7), "light"),
    ]


def mountain() -> Drawn:
    back, front = draw("M-22 76 L40 -34 Q44 -40 48 -34 L104 76Z"), draw("M-104 76 L-28 -70 Q-24 -76 -20 -70 L60 76Z")
    crag = draw("M-24 -80 L10 76 H70 V-80Z")
    snow = draw("M-24 -80 L10 -14 L-4 -26 L-16 -10 L-28 -26 L-42 -12 L-60 -4Z") & front
    far = draw("M44 -44 L64 2 L54 -6 L44 6 L34 -8 L20 6Z") & back
    return [
        (back, "shade"),
        (far, "accent shade"),
        (front, "main"),
        (front & crag, "shade"),
        (snow, "accent"),
        (snow & crag, "accent shade"),
    ]


def planet() -> Drawn:
    ball = disc(0, 0, 58)
    bands = (joined((oval(0, -26, 80, 8), oval(0, 34, 80, 7), oval(20, 8, 40, 5))) & ball).turned(-18)
    belt = (oval(0, 0, 100, 26) - oval(0, 0, 76, 15)).turned(-18)
    near = belt & draw("M-110 0 H110 V60 H-110Z").turned(-18)
    return [
        (belt, "accent shade"),
        (ball, "main"),
        (bands, "light"),
        (ball.shadow(-16, -12), "shade"),
        (belt - ball | near, "accent"),
    ]


def snowflake() -> Drawn:
    arm = line("M0 0 V-92", 9) | line("M-22 -84 L0 -62 L22 -84", 8) | line("M-17 -56 L0 -38 L17 -56", 8)
    centre = disc(0, 0, 14)
    return [(around(arm, 6), "main"), (around(line("M0 -70 V-92", 9), 6), "light"), (centre, "main")]


def lightning() -> Drawn:
    bolt = draw("M16 -97 L-54 16 H-8 L-24 97 L56 -24 H8 L38 -97Z")
    return [
        (bolt, "main"),
        (bolt & draw("M56 -24 L-24 97 L-8 16 L24 -8Z"), "shade"),
        (bolt & draw("M16 -97 L-54 16 H-34 L30 -97Z"), "light"),
    ]


def flame() -> Drawn:
    outer = draw(
        "M6 -98 C20 -60 66 -34 66 26 C66 70 36 96 0 96 C-36 96 -66 70 -66 28 C-66 -6 -46 -22 -40 -48"
        " C-26 -40 -18 -30 -14 -16 C2 -38 8 -66 6 -98Z"
    )
    inner = draw(
        "M8 -26 C18 2 44 16 42 50 C42 78 22 92 0 92 C-22 92 -42 78 -42 52 C-42 34 -32 26 -26 10 C-18 14 -12 20"
        " -10 28 C2 14 8 -4 8 -26Z"
    )
    core = draw("M4 34 C10 50 22 56 22 72 C22 84 12 90 0 90 C-12 90 -22 84 -22 72 C-22 58 2 54 4 34Z")
    return [(outer, "main"), (outer.shadow(-12, 0), "shade"), (inner, "accent"), (core, "accent light")]


def rainbow() -> Drawn:
    bands = ((230, 84, 80), (246, 150, 62), (250, 208, 86), (96, 184, 120), (74, 144, 220))
    sky = box(-100, -100, 200, 130)
    arcs: Drawn = [((disc(0, 30, 88 - 11 * k) - disc(0, 30, 77 - 11 * k)) & sky, rgb) for k, rgb in enumerate(bands)]
    cloud = joined((disc(-20, 34, 17), disc(0, 26, 22), disc(20, 36, 15))) | box(-37, 34, 72, 17, 8.5)
    clouds = cloud.moved(-60, 6) | cloud.moved(60, 6)
    return [*arcs, (clouds, "main"), (clouds & box(-100, 48, 200, 20), "shade")]


def rain_cloud() -> Drawn:
    cloud = joined((disc(-50, -18, 34), disc(-8, -42, 44), disc(44, -22, 38))) | box(-84, -32, 166, 48, 24)
    drop = draw("M0 -17 C8 -4 12 2 12 9 A12 12 0 0 1 -12 9 C-12 2 -8 -4 0 -17Z").turned(14)
    drops = joined(drop.moved(x, y) for x, y in ((-50, 48), (0, 46), (50, 48), (-26, 82), (24, 80)))
    return [
        (drops, "accent"),
        (cloud, "main"),
        (cloud.shadow(-8, -14), "shade"),
        (line("M-38 -58 Q-28 -74 -10 -75", 8), "light"),
    ]


def island() -> Drawn:
    sea = oval(0, 66, 96, 26)
    sand = draw("M-66 66 C-50 40 -24 32 0 32 C28 32 52 42 66 66 Q0 82 -66 66Z")
    trunk = draw("M-8 48 C-4 20 -6 -6 6 -34 L15 -32 C8 -4 12 22 9 48Z")
    frond = draw("M0 0 C12 -26 48 -28 66 8 C52 0 44 0 40 0 C30 -8 12 -6 0 0Z")
    left, right = frond.mirrored().moved(10, -36), frond.moved(10, -36)
    back = right.turned(-50, 10, -36) | left.turned(48, 10, -36)
    front = left | right | right.turned(24, 10, -36) | left.turned(-22, 10, -36)
    return [
        (sea, "accent"),
        (sea & box(-100, 70, 200, 40), "accent shade"),
        (sand, FLAME),
        (trunk, WOOD),
        (back, "shade"),
        (front, "main"),
    ]
