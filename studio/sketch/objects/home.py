"""Owns the house and what stands in it, and which things of the home there are."""

from __future__ import annotations

from studio.sketch.objects.furniture import chair, clock, frame, lamp, sofa, window
from studio.sketch.objects.inks import (
    AMBER,
    BLUSH,
    CORAL,
    CREAM,
    FLAME,
    GLASS,
    GOLD,
    INK,
    LEAF,
    LEAF_SHADE,
    SHELL,
    SILVER,
    SLATE,
    STEEL,
    TERRACOTTA,
    WHITE,
    WOOD,
    WOOD_SHADE,
)
from studio.sketch.objects.pen import around, box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Thing, thing


def _house() -> Drawn:
    walls = draw("M-64 -14 L0 -70 L64 -14 V82 H-64Z")
    roof = line("M-84 2 L0 -74 L84 2", 19)
    pane = box(16, 12, 32, 32, 3) | disc(0, -30, 12)
    bars = line("M32 12 V44 M16 28 H48", 4) | line("M0 -42 V-18 M-12 -30 H12", 3.5)
    door = draw("M-42 82 V28 Q-42 20 -34 20 H-16 Q-8 20 -8 28 V82Z")
    return [
        (box(34, -76, 20, 44, 2), TERRACOTTA),
        (walls, "main"),
        (walls & box(40, -100, 60, 200), "shade"),
        (walls & roof.moved(0, 9), "shade"),
        (roof, "accent"),
        (roof & draw("M0 -100 H110 V30 H60Z"), "accent shade"),
        (pane, GLASS),
        (bars, WHITE),
        (door, WOOD),
        (door.shadow(-8, 0), WOOD_SHADE),
        (disc(-15, 54, 3.5), GOLD),
        (box(-84, 80, 168, 9, 4.5), LEAF),
    ]


def _umbrella() -> Drawn:
    canopy = draw(
        "M-94 6 C-92 -50 -52 -88 0 -88 C52 -88 92 -50 94 6 Q82 -12 64 -12 Q44 -12 32 6 Q20 -12 0 -12 Q-20 -12 -32 6"
        " Q-44 -12 -64 -12 Q-82 -12 -94 6Z"
    )
    middle = canopy & draw("M-32 6 C-30 -40 -18 -72 0 -90 C18 -72 30 -40 32 6 V20 H-32Z")
    right = canopy & draw("M32 6 C30 -40 18 -72 0 -90 H100 V20 H32Z")
    pole = line("M0 -20 V74 Q0 94 19 94 Q38 94 38 76", 8)
    return [(line("M0 -84 V-97", 7), "accent"), (pole, "accent"), (canopy, "main"), (middle, "light"), (right, "shade")]


def _cup() -> Drawn:
    cup = draw("M-64 -22 H48 V18 C48 56 24 70 0 70 H-16 C-40 70 -64 56 -64 18Z")
    handle = line("M46 -6 H58 Q78 -6 78 14 Q78 36 50 38 H40", 12)
    band = cup & box(-80, 6, 160, 14)
    saucer = draw("M-90 74 H74 Q68 90 46 90 H-62 Q-84 90 -90 74Z")
    steam = joined(line(f"M{x} -40 C{x - 14} -54 {x + 14} -70 {x} -86", 6) for x in (-30, -8, 14))
    return [
        (steam, SILVER),
        (handle, "shade"),
        (cup, "main"),
        (band, "accent"),
        (cup.shadow(-16, 0) - band, "shade"),
        (band & cup.shadow(-16, 0), "accent shade"),
        (saucer, "main"),
        (saucer & box(-100, 82, 200, 20), "shade"),
    ]


def _bottle() -> Drawn:
    glass = draw(
        "M-12 -78 H12 V-40 C12 -22 34 -14 34 12 V88 Q34 98 24 98 H-24 Q-34 98 -34 88 V12 C-34 -14 -12 -22 -12 -40Z"
    )
    label = box(-34, 24, 68, 44)
    return [
        (glass, "main"),
        (glass.shadow(-12, 0), "shade"),
        (line("M-22 12 Q-22 0 -14 -8", 6), "light"),
        (label, "accent"),
        (label.shadow(-13, 0), "accent shade"),
        (line("M-16 40 H12", 4) | line("M-10 52 H6", 4), SLATE),
        (box(-15, -98, 30, 24, 4), "accent"),
        (box(-15, -98, 30, 24, 4).shadow(-9, 0), "accent shade"),
    ]


def _vase() -> Drawn:
    body = draw("M-22 2 H22 C22 20 48 30 48 58 C48 82 34 98 22 98 H-22 C-34 98 -48 82 -48 58 C-48 30 -22 20 -22 2Z")
    rim = box(-28, -4, 56, 11, 4)
    band = body & box(-60, 44, 120, 16)
    stems = joined((line("M0 0 C0 -20 0 -40 0 -62", 5), line("M-4 0 C-8 -18 -22 -28 -36 -42", 5),
                    line("M4 0 C8 -18 22 -26 36 -38", 5)))  # fmt: skip
    petals = around(oval(0, -11, 8, 11), 6)
    leaf = draw("M0 0 C-18 -4 -28 -18 -28 -30 C-12 -28 -2 -16 0 0Z")
    leaves = leaf.moved(0, -10) | leaf.mirrored().moved(2, -16)
    blooms = joined((petals.moved(0, -72), petals.sized(0.88).moved(-42, -48), petals.sized(0.88).moved(42, -44)))
    hearts = joined((disc(0, -72, 8), disc(-42, -48, 7), disc(42, -44, 7)))
    return [
        (stems, LEAF),
        (leaves, LEAF_SHADE),
        (blooms, "accent"),
        (hearts, FLAME),
        (body, "main"),
        (body.shadow(-15, 0), "shade"),
        (band, "light"),
        (rim, "main"),
        (rim.shadow(-15, 0), "shade"),
    ]


def _book() -> Drawn:
    cover = draw("M-96 -50 H-8 L0 -44 L8 -50 H96 V66 H12 L0 74 L-12 66 H-96Z")
    left = draw("M-86 -60 C-58 -66 -22 -64 0 -46 V64 C-22 48 -58 46 -86 52Z")
    right = left.mirrored()
    rows = joined(line(f"M-72 {y} C-52 {y - 4} -32 {y - 2} -14 {y + 7}", 4.5) for y in (-38, -18, 2, 22))
    ribbon = draw("M44 -62 H60 V10 L52 2 L44 10Z")
    return [
        (cover, "main"),
        (cover & box(0, -100, 100, 200), "shade"),
        (left, CREAM),
        (right, SHELL),
        (right & box(12, -100, 100, 200), CREAM),
        (rows, STEEL),
        (rows.mirrored() - ribbon, STEEL),
        (ribbon, "accent"),
    ]


def _candle() -> Drawn:
    wax = draw("M-26 -14 Q-26 -24 -16 -24 H16 Q26 -24 26 -14 V72 H-26Z")
    drip = box(-26, -24, 16, 46, 8) | box(8, -24, 12, 32, 6)
    flame = draw("M0 -98 C22 -70 24 -48 0 -40 C-24 -48 -22 -70 0 -98Z")
    dish = draw("M-60 66 H60 Q56 90 34 90 H-34 Q-56 90 -60 66Z")
    ring = disc(66, 74, 17) - disc(66, 74, 8)
    return [
        (disc(0, -60, 34), (255, 240, 196)),
        (flame, AMBER),
        (flame.sized(0.55, 0.6, 0, -42), FLAME),
        (line("M0 -40 V-24", 5), INK),
        (wax, "main"),
        (wax.shadow(-14, 0), "shade"),
        (drip, "light"),
        (ring, "accent"),
        (dish, "accent"),
        (dish.shadow(-14, -4), "accent shade"),
    ]


def _gift() -> Drawn:
    parcel, lid = box(-66, -14, 132, 98, 6), box(-76, -38, 152, 32, 6)
    bow = draw("M0 -40 C-20 -84 -64 -92 -62 -64 C-60 -42 -22 -40 0 -40Z")
    hole = draw("M-12 -46 C-24 -70 -48 -78 -48 -64 C-46 -52 -26 -48 -12 -46Z")
    loop = bow - hole
    return [
        (parcel, "main"),
        (parcel.shadow(-20, 0) | box(-66, -10, 132, 12), "shade"),
        (box(-15, -10, 30, 94), "accent"),
        (box(-15, -6, 30, 8), "accent shade"),
        (lid, "main"),
        (lid.shadow(-20, 0), "shade"),
        (box(-17, -38, 34, 32), "accent"),
        (loop, "accent"),
        (loop.mirrored(), "accent shade"),
        (box(-14, -52, 28, 20, 8), "accent"),
    ]


def _bell() -> Drawn:
    body = draw("M0 -80 C42 -80 52 -46 52 -10 C52 22 62 36 76 52 Q82 62 72 62 H-72 Q-82 62 -76 52"
                " C-62 36 -52 22 -52 -10"
                " C-52 -46 -42 -80 0 -80Z")  # fmt: skip
    return [
        (disc(0, 72, 20), "accent"),
        (disc(0, -82, 13) - disc(0, -82, 5), "shade"),
        (body, "main"),
        (body.shadow(-18, 0), "shade"),
        (body & box(-100, 34, 200, 9), "light"),
        (line("M-34 -14 C-34 -40 -28 -54 -14 -60", 9), "light"),
    ]


def _teddy() -> Drawn:
    """A teddy bear, sitting."""
    ears = disc(-34, -78, 19) | disc(34, -78, 19)
    head = oval(0, -48, 45, 40)
    body = oval(0, 38, 44, 48)
    arms = oval(-48, 22, 17, 34, 28) | oval(48, 22, 17, 34, -28)
    feet = disc(-40, 76, 24) | disc(40, 76, 24)
    return [
        (arms, "shade"),
        (ears, "main"),
        (disc(-34, -78, 10) | disc(34, -78, 10), "accent"),
        (body, "main"),
        (body.shadow(-13, -4), "shade"),
        (oval(0, 42, 25, 30), "light"),
        (head, "main"),
        (head.shadow(-10, -7), "shade"),
        (feet, "main"),
        (disc(-40, 76, 13) | disc(40, 76, 13), "accent"),
        (oval(0, -36, 20, 16), "light"),
        (oval(0, -43, 8, 6) | disc(-18, -56, 5) | disc(18, -56, 5) | line("M0 -40 V-34 M-8 -30 Q0 -26 8 -30", 3), INK),
        (draw("M0 -6 L-26 -18 V6Z") | draw("M0 -6 L26 -18 V6Z"), CORAL),
        (disc(0, -6, 8), CORAL),
    ]


HOME: dict[str, Thing] = {
    "house": thing(_house, "white", TERRACOTTA, "house/houses", "home/homes", "cottage/cottages"),
    "umbrella": thing(_umbrella, "red", SLATE, "umbrella/umbrellas", "parasol/parasols"),
    "cup": thing(_cup, "teal", CREAM, "cup/cups", "mug/mugs", "coffee cup/coffee cups", "cup of coffee/cups of coffee",
                 "cup of tea/cups of tea", "teacup/teacups"),
    "bottle": thing(_bottle, "green", CREAM, "bottle/bottles", "wine bottle/wine bottles"),
    "vase": thing(_vase, "blue", CORAL, "vase/vases", "vase of flowers/vases of flowers"),
    "book": thing(_book, "blue", CORAL, "book/books", "open book/open books"),
    "lamp": thing(lamp, "yellow", SLATE, "lamp/lamps", "table lamp/table lamps"),
    "chair": thing(chair, "teal", WOOD, "chair/chairs"),
    "candle": thing(_candle, "white", GOLD, "candle/candles"),
    "gift": thing(_gift, "red", FLAME, "gift/gifts", "present/presents", "gift box/gift boxes", "parcel/parcels"),
    "bell": thing(_bell, "yellow", AMBER, "bell/bells"),
    "clock": thing(clock, "navy", CORAL, "clock/clocks", "watch/watches"),
    "sofa": thing(sofa, "teal", FLAME, "sofa/sofas", "couch/couches", "armchair/armchairs"),
    "window": thing(window, "red", WOOD, "window/windows"),
    "picture frame": thing(frame, "brown", LEAF, "picture frame/picture frames", "framed picture/framed pictures",
                           "frame/frames"),
    "teddy bear": thing(_teddy, "brown", BLUSH, "teddy bear/teddy bears", "teddy/teddies"),
}  # fmt: skip
