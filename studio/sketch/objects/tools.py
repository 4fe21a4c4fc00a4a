"""Owns what is held in the hand, worked with or won."""

from __future__ import annotations

import math

from studio.sketch.objects.devices import camera, compass, gear, glasses, hourglass, laptop, lock, phone
from studio.sketch.objects.inks import (
    AMBER,
    BLUSH,
    CORAL,
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    GOLD,
    INK,
    LEAF,
    SAND,
    SHELL,
    SILVER,
    SKY,
    SLATE,
    STEEL,
    WHITE,
    WOOD,
    WOOD_SHADE,
)
from studio.sketch.objects.pen import Form, box, disc, draw, joined, line, oval, polygon
from studio.sketch.objects.thing import Drawn, Thing, thing


def _turned(drawn: Drawn, degrees: float) -> Drawn:
    return [(form.turned(degrees), role) for form, role in drawn]


def _star(y: float, radius: float) -> Form:
    tips = ((math.pi * k / 5, radius * (0.44 if k % 2 else 1.0)) for k in range(10))
    return polygon((r * math.sin(a), y - r * math.cos(a)) for a, r in tips)


def _key() -> Drawn:
    bow = disc(0, -54, 40) - disc(0, -62, 14)
    shaft = box(-10, -20, 20, 116, 6)
    teeth = box(6, 50, 30, 16, 3) | box(6, 76, 22, 16, 3)
    whole = bow | shaft | teeth
    ring = disc(0, -54, 28) - disc(0, -54, 23)
    return _turned([(whole, "main"), (whole & box(3, -100, 100, 200), "shade"), (ring - disc(0, -62, 14), "light")], 38)


def _bulb() -> Drawn:
    glass = draw("M0 -96 C36 -96 62 -70 62 -36 C62 -4 38 10 30 44 H-30 C-38 10 -62 -4 -62 -36 C-62 -70 -36 -96 0 -96Z")
    wire = line("M-14 44 L-20 -8 L-8 -18 L0 -6 L8 -18 L20 -8 L14 44", 4.5)
    screw = box(-26, 46, 52, 34, 6)
    grooves = box(-26, 56, 52, 4) | box(-26, 67, 52, 4)
    return [
        (glass, "main"),
        (glass.shadow(-16, -3), "shade"),
        (wire, "accent"),
        (line("M-42 -40 C-42 -58 -32 -70 -18 -76", 9), "light"),
        (screw, STEEL),
        (screw.shadow(-14, 0) | grooves, SLATE),
        (draw("M-16 80 H16 Q14 96 0 96 Q-14 96 -16 80Z"), SLATE),
    ]


def _flag() -> Drawn:
    cloth = draw("M-56 -80 C-24 -98 8 -62 42 -72 Q64 -78 84 -70 V16 Q64 8 42 14 C8 24 -24 -12 -56 8Z")
    fold = cloth & draw("M0 -100 C14 -60 10 -20 24 40 H50 C36 0 44 -40 34 -100Z")
    return [
        (box(-66, -96, 11, 194, 5), "accent"),
        (disc(-60, -94, 9), GOLD),
        (cloth, "main"),
        (fold, "shade"),
    ]


def _crown() -> Drawn:
    body = draw("M-92 -42 L-46 4 L0 -70 L46 4 L92 -42 L74 62 H-74Z")
    band = box(-76, 46, 152, 26, 6)
    pearls = joined(disc(x, y, 11) for x, y in ((-92, -46), (0, -74), (92, -46)))
    gems = polygon(((0.0, 4.0), (13.0, 20.0), (0.0, 36.0), (-13.0, 20.0))) | disc(-44, 26, 8) | disc(44, 26, 8)
    jewels = joined(disc(x, 59, 5) for x in (-50, -25, 0, 25, 50))
    return [
        (body, "main"),
        (body & draw("M0 -70 L46 4 L92 -42 V80 H30Z"), "shade"),
        (pearls, "accent"),
        (gems, "accent"),
        (band, "main"),
        (band.shadow(-28, -5), "shade"),
        (jewels, "light"),
    ]


def _envelope() -> Drawn:
    paper = box(-94, -64, 188, 128, 10)
    flap = paper & draw("M-94 -70 H94 L8 14 Q0 22 -8 14Z")
    wings = paper & (draw("M-100 66 L-26 -2 L0 24 L26 -2 L100 66Z"))
    heart = draw("M0 22 C-34 0 -26 -26 -10 -26 Q0 -26 0 -16 Q0 -26 10 -26 C26 -26 34 0 0 22Z").moved(0, 4)
    return [(paper, "main"), (wings, "light"), (flap.moved(0, 7) & paper, "shade"), (flap, "main"), (heart, "accent")]


def _pencil() -> Drawn:
    body = box(-18, -66, 36, 116)
    point = draw("M-18 50 H18 L0 98Z")
    return _turned(
        [
            (box(-18, -98, 36, 26, 8), BLUSH),
            (box(-18, -80, 36, 16), SILVER),
            (body, "main"),
            (body & box(6, -100, 30, 200), "shade"),
            (body & box(-18, -100, 12, 200), "light"),
            (point, CREAM),
            (point & box(6, 40, 20, 60), SHELL),
            (draw("M-18 50 H18 L16 55 Q10 62 6 55 Q0 64 -6 55 Q-10 62 -16 55Z"), "main"),
            (draw("M-7.1 79 H7.1 L0 98Z"), "accent"),
        ],
        38,
    )


def _brush() -> Drawn:
    handle = draw("M-7 -98 Q0 -102 7 -98 L12 10 H-12Z")
    tip = draw("M-16 36 H16 C26 62 12 84 0 98 C-4 84 -28 66 -16 36Z")
    return _turned(
        [
            (handle, "accent"),
            (handle.shadow(-8, 0), "accent shade"),
            (box(-17, 6, 34, 32, 3), SILVER),
            (box(3, 6, 14, 32, 3), STEEL),
            (tip, "main"),
            (tip.shadow(-11, 0), "shade"),
        ],
        40,
    )


def _palette() -> Drawn:
    board = draw("M0 -78 C58 -78 98 -44 98 -2 C98 32 66 38 48 34 C30 30 18 42 28 58 C36 72 18 82 0 82"
                 " C-56 82 -98 48 -98 2"
                 " C-98 -44 -56 -78 0 -78Z")  # fmt: skip
    hole = oval(2, 52, 13, 11)
    return [
        (board - hole, "main"),
        ((board - hole).shadow(-7, -9), "shade"),
        (oval(-58, 18, 17, 15), CORAL),
        (oval(-46, -28, 17, 15), FLAME),
        (oval(0, -50, 17, 15), LEAF),
        (oval(48, -32, 17, 15), SKY),
        (oval(-30, 52, 15, 13), "accent"),
    ]


def _magnifier() -> Drawn:
    glass = disc(-22, -22, 56)
    handle = line("M48 48 L82 82", 24)
    return [
        (line("M18 18 L46 46", 13), STEEL),
        (handle, "main"),
        (handle & draw("M30 30 L110 110 L110 130 L0 130 Z").moved(10, -10), "shade"),
        (disc(-22, -22, 70), "main"),
        (disc(-22, -22, 70).shadow(-9, -9), "shade"),
        (glass, GLASS),
        (draw("M-70 10 L14 -74 L34 -62 L-56 28Z") & glass, GLASS_LIGHT),
    ]


def _trophy() -> Drawn:
    bowl = draw("M-52 -84 H52 C52 -30 40 12 0 16 C-40 12 -52 -30 -52 -84Z")
    ear = line("M-46 -66 H-78 C-80 -28 -60 -16 -38 -14", 10)
    return [
        (ear, "shade"),
        (ear.mirrored(), "shade"),
        (draw("M-9 12 H9 L14 56 H-14Z"), "shade"),
        (bowl, "main"),
        (bowl.shadow(-18, 0), "shade"),
        (box(-58, -92, 116, 14, 5), "main"),
        (_star(-44, 20), "light"),
        (draw("M-34 66 Q-34 50 -20 50 H20 Q34 50 34 66Z"), "main"),
        (box(-48, 64, 96, 30, 5), "accent"),
        (box(-20, 74, 40, 9, 3), "light"),
    ]


def _medal() -> Drawn:
    left = draw("M-52 -96 H-14 L18 -8 H-14Z")
    disc_ = disc(0, 40, 54)
    return [
        (left.mirrored(), "accent shade"),
        (left, "accent"),
        (disc_, "main"),
        (disc_.shadow(-12, -10), "shade"),
        (disc(0, 40, 43) - disc(0, 40, 38), "light"),
        (_star(42, 30), "light"),
    ]


def _gem() -> Drawn:
    stone = draw("M-58 -60 H58 L96 -14 L0 84 L-96 -14Z")
    return [
        (stone, "main"),
        (draw("M-96 -14 L-58 -60 L-34 -14Z M34 -14 L58 -60 L96 -14Z"), "light"),
        (draw("M-34 -14 H34 L0 -60Z"), "light"),
        (draw("M34 -14 H96 L0 84Z"), "shade"),
        (draw("M-34 -14 L0 84 L-96 -14Z") & draw("M-96 -14 H-34 L0 84Z"), "main"),
        (line("M-96 -14 H96", 2.5) & stone, "shade"),
        (draw("M-58 -60 H0 L-34 -14Z") & stone, "main"),
        (draw("M-58 -60 L-34 -14 L0 -60Z"), "shade"),
        (draw("M58 -60 L34 -14 L0 -60Z"), "main"),
    ]


def _bag() -> Drawn:
    body = draw("M-62 -40 H62 L72 80 Q73 92 62 92 H-62 Q-73 92 -72 80Z")
    handle = line("M-30 -14 V-50 Q-30 -86 0 -86 Q30 -86 30 -50 V-14", 9)
    return [
        (line("M-22 -40 V-52 Q-22 -78 0 -78 Q22 -78 22 -52 V-40", 7), "accent shade"),
        (body, "main"),
        (body.shadow(-17, 0), "shade"),
        (handle, "accent"),
        (disc(-30, -14, 8) | disc(30, -14, 8), "accent"),
    ]


def _guitar() -> Drawn:
    body = draw("M0 -6 C22 -6 32 6 30 20 C28 32 46 40 46 62 C46 86 24 98 0 98 C-24 98 -46 86 -46 62"
                " C-46 40 -28 32 -30 20"
                " C-32 6 -22 -6 0 -6Z")  # fmt: skip
    neck = box(-6, -74, 12, 94)
    head = draw("M-12 -98 H12 L9 -70 H-9Z")
    strings = joined(line(f"M{x} -80 V70", 1.2) for x in (-3, 0, 3))
    return _turned(
        [
            (body, "main"),
            (body.shadow(-14, -4), "shade"),
            (disc(0, 38, 15), WOOD_SHADE),
            (neck, WOOD),
            (head, WOOD_SHADE),
            (box(-18, 70, 36, 8, 3), WOOD_SHADE),
            (strings, CREAM),
        ],
        32,
    )


def _dart_board() -> Drawn:
    rings = [disc(0, 0, radius) for radius in (92, 68, 44, 20)]
    arrow = line("M0 0 L70 -70", 6)
    feathers = draw("M58 -58 L64 -88 L88 -104 L86 -84 L106 -86 L90 -64Z").moved(0, 6)
    return [
        (rings[0], "main"),
        (rings[1], "accent"),
        (rings[2], "main"),
        (rings[3], "accent"),
        (rings[0].shadow(-10, -9) - rings[1], "shade"),
        (arrow, INK),
        (feathers, SLATE),
    ]


TOOLS: dict[str, Thing] = {
    "key": thing(_key, "yellow", SLATE, "key/keys"),
    "bulb": thing(_bulb, "yellow", AMBER, "bulb/bulbs", "light bulb/light bulbs", "lightbulb/lightbulbs"),
    "flag": thing(_flag, "red", WOOD, "flag/flags"),
    "crown": thing(_crown, "yellow", CORAL, "crown/crowns"),
    "envelope": thing(_envelope, "white", CORAL, "envelope/envelopes", "letter/letters"),
    "camera": thing(camera, "gray", INK, "camera/cameras"),
    "phone": thing(phone, "blue", WHITE, "phone/phones", "smartphone/smartphones", "mobile phone/mobile phones"),
    "laptop": thing(laptop, "blue", CORAL, "laptop/laptops", "computer/computers"),
    "pencil": thing(_pencil, "yellow", INK, "pencil/pencils", "crayon/crayons"),
    "paintbrush": thing(_brush, "red", WOOD, "paintbrush/paintbrushes", "brush/brushes", "paint brush/paint brushes"),
    "paint palette": thing(_palette, "brown", WHITE, "paint palette/paint palettes",
                           "artist's palette/artist's palettes"),
    "magnifying glass": thing(_magnifier, "navy", SLATE, "magnifying glass/magnifying glasses",
                              "magnifier/magnifiers"),
    "lock": thing(lock, "yellow", INK, "lock/locks", "padlock/padlocks"),
    "gear": thing(gear, "gray", SLATE, "gear/gears", "cog/cogs", "cogwheel/cogwheels"),
    "trophy": thing(_trophy, "yellow", WOOD, "trophy/trophies", "winner's cup/winner's cups"),
    "medal": thing(_medal, "yellow", SKY, "medal/medals"),
    "gem": thing(_gem, "teal", WHITE, "gem/gems", "jewel/jewels", "gemstone/gemstones"),
    "shopping bag": thing(_bag, "pink", INK, "shopping bag/shopping bags", "bag/bags", "handbag/handbags"),
    "glasses": thing(glasses, "navy", GLASS, "pair of glasses/pairs of glasses", "glasses/glasses",
                     "spectacles/spectacles"),
    "hourglass": thing(hourglass, "brown", SAND, "hourglass/hourglasses"),
    "compass": thing(compass, "teal", CORAL, "compass/compasses"),
    "guitar": thing(_guitar, "orange", WOOD, "guitar/guitars"),
    "target": thing(_dart_board, "red", WHITE, "target/targets", "bullseye/bullseyes"),
}  # fmt: skip
