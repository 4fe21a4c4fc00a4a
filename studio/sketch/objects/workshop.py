"""Owns what is worked and experimented with."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    CORAL,
    GLASS,
    INK,
    SILVER,
    SLATE,
    STEEL,
    WHITE,
)
from studio.sketch.objects.pen import box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Filled


def hammer() -> Drawn:
    handle = box(-9, -40, 18, 136, 8)
    head = draw(
        "M-58 -84 H34 C54 -84 74 -72 88 -54 C70 -60 56 -58 46 -46 V-40 H-58 Q-66 -40 -66 -48 V-76 Q-66 -84 -58 -84Z"
    )
    drawn: list[Filled] = [
        (handle, "accent"),
        (handle & box(0, -40, 20, 140), "accent shade"),
        (handle & box(-20, 56, 40, 50), INK),
        (head, "main"),
        (head & box(-100, -58, 200, 30), "shade"),
        (box(-16, -88, 32, 52, 4), "shade"),
    ]
    return [(form.turned(38), role) for form, role in drawn]


def scissors() -> Drawn:
    blade = draw("M-8 14 L-34 -88 Q-38 -100 -26 -94 C-6 -66 8 -26 12 8Z")
    loop = (oval(-36, 66, 27, 30, 30) - oval(-36, 66, 14, 17, 30)) | line("M-22 42 L4 8", 13)
    return [
        (blade.mirrored(), STEEL),
        (loop, "shade"),
        (blade, SILVER),
        (loop.mirrored(), "main"),
        (disc(0, 6, 6), SLATE),
    ]


def flask() -> Drawn:
    glass = draw("M-20 -80 H20 V-26 L70 66 Q80 88 56 88 H-56 Q-80 88 -70 66 L-20 -26Z")
    fill = glass & draw("M-100 24 Q-40 10 0 24 Q40 36 100 22 V100 H-100Z")
    return [
        (glass, GLASS),
        (fill, "main"),
        (fill.shadow(-14, -6), "shade"),
        (disc(-22, 52, 10) | disc(14, 64, 7) | disc(6, 38, 6), "light"),
        (line("M-10 -60 V-22 L-26 8", 6), WHITE),
        (box(-30, -92, 60, 16, 7), SLATE),
    ]


def atom() -> Drawn:
    orbit = oval(0, 0, 94, 34) - oval(0, 0, 86, 26)
    return [
        (joined((orbit, orbit.turned(60), orbit.turned(120))), "main"),
        (disc(0, 0, 20), "accent"),
        (disc(0, 0, 20).shadow(-6, -5), "accent shade"),
        (joined((disc(90, 0, 10), disc(90, 0, 10).turned(120), disc(90, 0, 10).turned(240))), "accent"),
    ]


def megaphone() -> Drawn:
    horn = draw("M-34 -28 L62 -74 V58 L-34 22Z")
    drawn: list[Filled] = [
        (draw("M-42 20 H-14 L-2 72 Q-2 80 -10 80 H-26 Q-32 80 -34 74Z"), SLATE),
        (draw("M-34 -28 V22 H-66 Q-86 22 -86 2 V-8 Q-86 -28 -66 -28Z"), "accent"),
        (draw("M-34 6 V22 H-66 Q-82 22 -86 8 V6Z"), "accent shade"),
        (horn, "main"),
        (horn & draw("M-40 2 L70 14 V70 L-40 30Z"), "shade"),
        (oval(62, -8, 13, 66), "light"),
        (oval(62, -8, 6, 22), "shade"),
    ]
    rays = line("M86 -46 L98 -58 M90 -8 H102 M86 30 L98 42", 6)
    return [*((form.turned(-8), role) for form, role in drawn), (rays, CORAL)]


def magnet() -> Drawn:
    shoe = draw("M-70 -84 H-26 V2 A26 26 0 0 0 26 2 V-84 H70 V2 A70 70 0 0 1 -70 2Z")
    tips = shoe & box(-100, -90, 200, 38)
    sparks = line("M-48 -98 V-106 M48 -98 V-106 M-84 -92 L-92 -100 M84 -92 L92 -100", 5)
    return [
        (shoe, "main"),
        (shoe.shadow(-11, -4), "shade"),
        (tips, SILVER),
        (tips.shadow(-11, 0), STEEL),
        (sparks, "accent"),
    ]
