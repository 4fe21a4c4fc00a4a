"""Owns what is eaten."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    AMBER,
    CORAL,
    CREAM,
    FLAME,
    GOLD,
    INK,
    LEAF,
    LEAF_SHADE,
    MINT,
    SILVER,
    WAFFLE,
    WAFFLE_SHADE,
    WOOD,
)
from studio.sketch.objects.pen import around, box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Thing, thing


def _apple() -> Drawn:
    body = draw(
        "M0 -38 C-24 -58 -82 -54 -82 8 C-82 58 -44 94 -20 94 Q-8 94 0 88 Q8 94 20 94 C44 94 82 58 82 8"
        " C82 -54 24 -58 0 -38Z"
    )
    leaf = draw("M6 -50 C10 -84 44 -96 74 -84 C66 -56 36 -42 6 -50Z")
    return [
        (line("M0 -36 C0 -56 -4 -68 -14 -80", 8), WOOD),
        (body, "main"),
        (body.shadow(-20, -8), "shade"),
        (line("M-58 12 C-60 -8 -52 -22 -38 -28", 9), "light"),
        (leaf, LEAF),
        (leaf & draw("M6 -50 L74 -84 L100 0Z"), LEAF_SHADE),
    ]


def _pear() -> Drawn:
    body = draw(
        "M0 -66 C28 -66 32 -40 36 -18 C42 4 74 18 74 54 C74 84 42 98 0 98 C-42 98 -74 84 -74 54 C-74 18 -42 4"
        " -36 -18 C-32 -40 -28 -66 0 -66Z"
    )
    leaf = draw("M4 -72 C14 -100 44 -104 66 -92 C56 -70 30 -62 4 -72Z")
    return [
        (line("M0 -64 Q0 -82 -8 -94", 8), WOOD),
        (body, "main"),
        (body.shadow(-18, -6), "shade"),
        (line("M-52 54 C-52 38 -44 30 -34 22", 9), "light"),
        (leaf, LEAF),
        (leaf & draw("M4 -72 L66 -92 L100 0Z"), LEAF_SHADE),
    ]


def _cherry() -> Drawn:
    left, right = disc(-44, 54, 40), disc(44, 44, 40)
    stems = line("M-42 24 C-36 -20 -14 -58 24 -82", 6) | line("M42 14 C44 -24 36 -56 24 -82", 6)
    leaf = draw("M22 -80 C-8 -106 -50 -96 -66 -72 C-40 -52 0 -58 22 -80Z")
    dents = oval(-43, 22, 11, 4, -8) | oval(43, 12, 11, 4, 8)
    return [
        (left | right, "main"),
        (left.shadow(-13, -8) | right.shadow(-13, -8) | dents, "shade"),
        (line("M-68 56 Q-68 42 -58 34", 7) | line("M20 46 Q20 32 30 24", 7), "light"),
        (stems, LEAF_SHADE),
        (leaf, LEAF),
    ]


def _lemon() -> Drawn:
    body = draw(
        "M-96 0 Q-82 -4 -74 -18 C-42 -72 42 -72 74 -18 Q82 -4 96 0 Q82 4 74 18 C42 72 -42 72 -74 18 Q-82 4 -96 0Z"
    ).turned(-28)
    leaf = draw("M70 -52 C60 -86 86 -108 116 -106 C120 -78 104 -52 70 -52Z").moved(-10, 10)
    pores = joined(disc(x, y, 2.6) for x, y in ((-6, 12), (12, 0), (-18, 30), (20, 20), (34, -6)))
    return [
        (body, "main"),
        (body.shadow(-12, -15) | pores, "shade"),
        (line("M-54 4 Q-42 -22 -16 -36", 9), "light"),
        (leaf, LEAF),
    ]


def _strawberry() -> Drawn:
    body = draw("M0 98 C-38 84 -84 24 -78 -16 C-74 -52 -30 -54 0 -44 C30 -54 74 -52 78 -16 C84 24 38 84 0 98Z")
    seed = draw("M0 -6 C5 -2 5 6 0 7 C-5 6 -5 -2 0 -6Z")
    spots = ((-46, -8), (-16, -14), (16, -14), (46, -8), (-34, 20), (0, 14), (34, 20), (-20, 48), (18, 46), (0, 74))
    crown = around(draw("M0 0 C-14 -10 -12 -34 0 -46 C12 -34 14 -10 0 0Z"), 7).sized(1, 0.72).moved(0, -48)
    return [
        (body, "main"),
        (body.shadow(-18, -7), "shade"),
        (joined(seed.moved(x, y) for x, y in spots), "accent"),
        (line("M0 -50 Q0 -74 12 -86", 7), LEAF_SHADE),
        (crown, LEAF),
        (crown.shadow(-4, -6), LEAF_SHADE),
    ]


def _ice_cream() -> Drawn:
    cone = draw("M-42 8 H42 L4 96 Q0 102 -4 96Z")
    lattice = joined(line(f"M{x} 0 l46 100 M{-x} 0 l-46 100", 4) for x in range(-70, 60, 24)) & cone
    drips = joined((disc(-36, 8, 13), disc(-11, 13, 14), disc(14, 9, 13), disc(37, 8, 12)))
    scoop = disc(0, -16, 46) - box(-60, 10, 120, 60) | box(-46, -14, 92, 22) | drips
    upper = disc(0, -58, 36)
    rim = joined((disc(-28, -38, 12), disc(-6, -32, 13), disc(16, -34, 12), disc(31, -40, 9)))
    top = upper | rim
    return [
        (cone, WAFFLE),
        (lattice, WAFFLE_SHADE),
        (scoop, "main"),
        (scoop.shadow(-13, -4), "shade"),
        (top, "accent"),
        (top.shadow(-11, -5), "accent shade"),
        (line("M-22 -60 Q-20 -76 -6 -82", 7), "accent light"),
        (disc(4, -94, 9), CORAL),
    ]


def _cake() -> Drawn:
    base = box(-78, -4, 156, 84, 10)
    drips = joined(box(x, -16, 26, h, 13) for x, h in ((-78, 52), (-52, 34), (-26, 46), (0, 30), (26, 54), (52, 38)))
    icing = box(-82, -22, 164, 30, 15) | drips
    candle = joined(box(x - 5, -60, 10, 40, 2) for x in (-42, 0, 42))
    flame = draw("M0 -16 C10 -4 9 6 0 8 C-9 6 -10 -4 0 -16Z")
    flames = joined(flame.moved(x, -70) for x in (-42, 0, 42))
    plate = box(-98, 78, 196, 11, 5.5)
    return [
        (plate, SILVER),
        (base, "main"),
        (base.shadow(-18, 0), "shade"),
        (box(-78, 46, 156, 10), "light"),
        (icing, "accent"),
        (icing.shadow(-14, -3), "accent shade"),
        (candle, "main"),
        (flames, AMBER),
        (joined(flame.sized(0.5).moved(x, -68) for x in (-42, 0, 42)), FLAME),
    ]


def _cupcake() -> Drawn:
    cup = draw("M-56 20 H56 L42 90 Q40 98 32 98 H-32 Q-40 98 -42 90Z")
    folds = joined(line(f"M{x} 18 L{x * 0.76} 100", 5) for x in (-42, -21, 0, 21, 42)) & cup
    swirl = box(-68, -10, 136, 38, 19) | box(-52, -40, 104, 40, 20) | box(-34, -66, 68, 36, 18)
    tip = draw("M-20 -60 C-16 -84 4 -84 2 -98 C22 -88 24 -72 20 -60Z")
    whole = swirl | tip
    lines = line("M-50 -9 H44", 4) | line("M-32 -38 H28", 4)
    sprinkles = joined(
        line("M-5 0 H5", 5).turned(t).moved(x, y)
        for x, y, t in ((-36, 8, 20), (2, 10, -30), (38, 6, 40), (-18, -22, -40), (22, -24, 25), (-2, -54, 60))
    )
    return [
        (cup, "accent"),
        (folds, "accent shade"),
        (whole, "main"),
        (whole.shadow(-14, -4) | lines, "shade"),
        (sprinkles, FLAME),
        (disc(4, -92, 10), CORAL),
    ]


def _watermelon() -> Drawn:
    half = draw("M-96 -30 H96 A96 96 0 0 1 -96 -30Z")
    pith = draw("M-82 -30 H82 A82 82 0 0 1 -82 -30Z")
    flesh = draw("M-73 -30 H73 A73 73 0 0 1 -73 -30Z")
    seed = draw("M0 -8 C6 -1 6 8 0 9 C-6 8 -6 -1 0 -8Z")
    places = ((-46, -8), (-18, -10), (14, -10), (44, -8), (-30, 14), (0, 16), (30, 14), (0, 36))
    slice_: Drawn = [
        (half, "accent"),
        (pith, (226, 240, 190)),
        (flesh, "main"),
        (flesh.shadow(-14, -4), "shade"),
        (joined(seed.moved(x, y) for x, y in places), INK),
    ]
    return [(form.turned(-14), role) for form, role in slice_]


def _carrot() -> Drawn:
    root = draw("M-38 -34 C-34 -58 34 -58 38 -34 C42 0 16 72 3 96 Q0 101 -3 96 C-16 72 -42 0 -38 -34Z")
    frond = draw("M0 -46 C-16 -62 -16 -84 0 -98 C16 -84 16 -62 0 -46Z")
    rings = joined(line(steps, 5) for steps in ("M-36 -18 H-14", "M30 2 H12", "M-26 24 H-10", "M16 44 H4"))
    carrot: Drawn = [
        (frond.turned(-34, 0, -46) | frond.turned(34, 0, -46), LEAF_SHADE),
        (frond, LEAF),
        (root, "main"),
        (root.shadow(-13, 0) | (rings & root), "shade"),
    ]
    return [(form.turned(32), role) for form, role in carrot]


def _avocado() -> Drawn:
    skin = draw(
        "M0 -94 C32 -94 38 -54 52 -22 C64 4 70 18 70 34 C70 72 38 98 0 98 C-38 98 -70 72 -70 34 C-70 18 -64 4"
        " -52 -22 C-38 -54 -32 -94 0 -94Z"
    )
    rim, flesh = skin.sized(0.87, 0.9, 0, 12), skin.sized(0.74, 0.8, 0, 14)
    stone = disc(0, 40, 30)
    return [
        (skin, "main"),
        (skin.shadow(-8, 0), "shade"),
        (rim, (176, 206, 96)),
        (flesh, (240, 236, 164)),
        (stone, "accent"),
        (stone.shadow(-9, -8), "accent shade"),
        (line("M-15 34 Q-13 24 -4 21", 6), "accent light"),
    ]


def _pizza() -> Drawn:
    crust = draw(
        "M-88 -62 Q0 -112 88 -62 Q98 -54 90 -44 Q82 -34 72 -40 Q0 -78 -72 -40 Q-82 -34 -90 -44 Q-98 -54 -88 -62Z"
    )
    cheese = draw("M-74 -44 Q0 -84 74 -44 L8 88 Q0 100 -8 88Z")
    drips = box(20, 20, 14, 46, 7) | box(-40, -6, 14, 44, 7)
    tops = joined((disc(-28, -34, 16), disc(26, -30, 16), disc(-2, 14, 16)))
    herbs = joined(oval(x, y, 8, 4, t) for x, y, t in ((0, -44, 30), (-20, 2, -40), (22, 6, 60), (2, 48, -20)))
    return [
        (cheese | drips, "main"),
        ((cheese | drips).shadow(-14, 0), "shade"),
        (crust, WAFFLE),
        (crust.shadow(0, -9), WAFFLE_SHADE),
        (tops, "accent"),
        (tops.shadow(-5, -4), "accent shade"),
        (herbs, LEAF),
    ]


def _banana() -> Drawn:
    body = draw(
        "M-70 -62 C-66 0 -22 34 52 16 Q72 10 84 0 Q96 -4 98 8 Q96 20 86 28"
        " C20 96 -84 70 -94 -52 L-90 -74 Q-80 -80 -70 -74Z"
    )
    upper = draw("M-70 -62 C-66 0 -22 34 52 16 Q72 10 90 4 C30 64 -66 56 -84 -60Z")
    ends = body & (draw("M-110 -90 H-60 V-60 H-110Z") | box(84, -10, 20, 40))
    return [(body, "shade"), (body & upper, "main"), (line("M-62 -14 C-54 12 -36 26 -14 32", 6), "light"), (ends, WOOD)]


def _egg() -> Drawn:
    white = draw(
        "M-30 -78 C0 -104 30 -64 58 -58 C96 -48 98 -10 80 10 C66 28 84 52 62 76 C38 100 8 70 -20 78"
        " C-56 88 -92 66 -86 30 C-82 8 -98 -12 -84 -38 C-74 -58 -50 -60 -30 -78Z"
    )
    yolk = disc(-4, 0, 34)
    return [
        (white, "main"),
        (white.shadow(-9, -10), "shade"),
        (yolk, "accent"),
        (yolk.shadow(-9, -8), "accent shade"),
        (line("M-24 -2 Q-22 -16 -10 -20", 7), "accent light"),
    ]


FOOD: dict[str, Thing] = {
    "apple": thing(_apple, "red", LEAF, "apple/apples"),
    "pear": thing(_pear, "green", LEAF, "pear/pears"),
    "cherry": thing(_cherry, "red", LEAF, "cherry/cherries", "pair of cherries/pairs of cherries"),
    "lemon": thing(_lemon, "yellow", LEAF, "lemon/lemons", "citrus fruit/citrus fruits"),
    "strawberry": thing(_strawberry, "red", FLAME, "strawberry/strawberries"),
    "ice cream": thing(_ice_cream, "pink", CREAM, "ice cream/ice creams", "ice cream cone/ice cream cones"),
    "cake": thing(_cake, "pink", CREAM, "cake/cakes", "birthday cake/birthday cakes"),
    "cupcake": thing(_cupcake, "pink", MINT, "cupcake/cupcakes", "muffin/muffins"),
    "watermelon": thing(_watermelon, "red", LEAF, "watermelon/watermelons", "slice of watermelon/slices of watermelon"),
    "carrot": thing(_carrot, "orange", LEAF, "carrot/carrots"),
    "avocado": thing(_avocado, "green", (140, 90, 58), "avocado/avocados"),
    "pizza": thing(_pizza, "yellow", CORAL, "pizza/pizzas", "slice of pizza/slices of pizza"),
    "banana": thing(_banana, "yellow", WOOD, "banana/bananas"),
    "egg": thing(_egg, "white", GOLD, "fried egg/fried eggs", "egg/eggs"),
}
