"""Owns further food and drink: what stands on tables and bars."""

from __future__ import annotations

import math

from studio.sketch.objects.inks import (
    AMBER,
    CORAL,
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    LEAF,
    LEAF_SHADE,
    SAND,
    SILVER,
    STEEL,
    WAFFLE,
    WAFFLE_SHADE,
    WHITE,
    WOOD,
)
from studio.sketch.objects.pen import around, box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Filled, Thing, thing


def _burger() -> Drawn:
    top = draw("M-86 -12 C-88 -58 -50 -78 0 -78 C50 -78 88 -58 86 -12 Q86 -6 80 -6 H-80 Q-86 -6 -86 -12Z")
    foot = draw("M-82 46 H82 C86 66 70 78 52 78 H-52 C-70 78 -86 66 -82 46Z")
    salad = draw("M-94 0 Q-92 -10 -80 -10 H80 Q92 -10 94 0 Q84 14 70 4 Q56 16 40 4 Q24 16 8 4 Q-8 16 -24 4 Q-40 16"
                 " -56 4 Q-74 18 -94 0Z")  # fmt: skip
    seeds = joined(oval(x, y, 6, 4, t) for x, y, t in ((-44, -46, -30), (-8, -60, 0), (30, -52, 20), (-20, -34, 10),
                                                       (52, -32, 30), (14, -30, -10)))  # fmt: skip
    return [
        (foot, "main"),
        (foot.shadow(-10, -12), "shade"),
        (box(-84, 22, 168, 28, 13), WOOD),
        (draw("M-76 8 H76 L60 26 H34 L16 42 L-4 26 H-60Z"), FLAME),
        (box(-80, 0, 160, 12, 6), CORAL),
        (salad, LEAF),
        (top, "main"),
        (top.shadow(-12, -12), "shade"),
        (seeds, CREAM),
    ]


def _doughnut() -> Drawn:
    wave = [(r * math.cos(t), r * math.sin(t)) for k in range(240) for t in (2 * math.pi * k / 240,)
            for r in (76 + 7 * math.sin(7 * t + 0.6) + 4 * math.sin(3 * t),)]  # fmt: skip
    hole = disc(0, 0, 28)
    dough = disc(0, 0, 92) - hole
    icing = draw("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in wave) + "Z") - disc(0, 0, 33)
    inks = (CREAM, FLAME, (120, 196, 232))
    strewn = [(55 + 8 * (k % 3 - 1), 360 * k / 18 + 7 * (k % 2)) for k in range(18)]
    drops: list[Filled] = []
    for n, rgb in enumerate(inks):
        spots = [(r * math.cos(math.radians(a)), r * math.sin(math.radians(a)), a * 2.3) for r, a in strewn[n::3]]
        drops.append((joined(box(x - 8, y - 3, 16, 6, 3).turned(t, x, y) for x, y, t in spots), rgb))
    return [
        (dough, WAFFLE),
        (dough.shadow(-9, -9), WAFFLE_SHADE),
        (icing, "main"),
        (icing.shadow(-7, -7), "shade"),
        *drops,
    ]


def _bread() -> Drawn:
    """A slice of toast."""
    crust = draw(
        "M-58 -76 H58 C92 -76 98 -38 74 -26 V66 Q74 82 58 82 H-58 Q-74 82 -74 66 V-26 C-98 -38 -92 -76 -58 -76Z"
    )
    crumb = draw(
        "M-54 -62 H54 C76 -62 78 -38 60 -32 V60 Q60 68 52 68 H-52 Q-60 68 -60 60 V-32 C-78 -38 -76 -62 -54 -62Z"
    )
    pores = joined(oval(x, y, 5, 3.4, 20) for x, y in ((-34, 46), (30, 52), (40, -40), (-40, -8), (36, 4), (-6, 54)))
    butter = box(-26, -22, 52, 42, 7).turned(-9, 0, 0)
    return [
        (crust, "main"),
        (crust.shadow(-12, -8), "shade"),
        (crumb, CREAM),
        (crumb.shadow(8, 8), (240, 222, 184)),
        (pores, SAND),
        (butter, "accent"),
        (butter.shadow(-7, -7), "accent shade"),
    ]


def _cheese() -> Drawn:
    top = draw("M-92 -8 L40 -66 Q86 -50 92 -8Z")
    front = draw("M-92 -8 H92 V56 Q92 62 86 62 H-86 Q-92 62 -92 56Z")
    holes = (
        oval(-48, 24, 17, 15) | oval(8, 40, 12, 11) | oval(52, 14, 15, 13) | disc(-8, 8, 7) | disc(70, 46, 7)
    ) & front
    return [
        (top, "light"),
        (front, "main"),
        (front & box(-100, 46, 200, 20), "shade"),
        (holes & front, "shade"),
        (oval(36, -36, 15, 6, -8) & top, "main"),
    ]


def _grapes() -> Drawn:
    spots = [(x, y) for row, y in enumerate((-34, -2, 30, 60, 86)) for x in
             ((-54, -18, 18, 54), (-36, 0, 36), (-30, 10, 44), (-16, 20), (2,))[row]]  # fmt: skip
    drawn: list[Filled] = [
        (line("M0 -44 C-2 -66 6 -80 20 -92", 8), WOOD),
        (draw("M4 -56 C-12 -92 -52 -96 -72 -76 C-58 -70 -62 -58 -60 -50 C-40 -38 -16 -40 4 -56Z"), LEAF),
        (line("M-4 -58 Q-28 -68 -50 -66", 4), LEAF_SHADE),
    ]
    for x, y in spots:
        berry = disc(x, y, 21)
        drawn.extend(((berry, "main"), (berry.shadow(-6, -6), "shade"), (disc(x - 7, y - 7, 4.5), "light")))
    return drawn


def _pineapple() -> Drawn:
    fruit = oval(0, 34, 46, 60)
    net = joined(line(f"M{x} -40 L{x + 76} 110 M{x + 76} -40 L{x} 110", 4) for x in range(-130, 80, 26)) & fruit
    blade = draw("M-9 0 C-13 -26 -8 -50 0 -62 C8 -50 13 -26 9 0Z")
    back = joined(blade.turned(t, 0, 0).moved(0, -22) for t in (-52, 52, -24, 24))
    front = joined(blade.sized(0.8).turned(t, 0, 0).moved(0, -20) for t in (-66, 66, -12, 12, -38, 38))
    return [
        (back, LEAF_SHADE),
        (blade.sized(1, 1.16).moved(0, -22), LEAF),
        (front, LEAF),
        (fruit, "main"),
        (fruit.shadow(-13, -6), "shade"),
        (net, "accent"),
    ]


def _wine_glass() -> Drawn:
    bowl = draw("M-44 -94 H44 C52 -40 44 4 0 8 C-44 4 -52 -40 -44 -94Z")
    wine = bowl & box(-100, -52, 200, 100)
    foot = draw("M-42 94 Q-40 82 -8 80 H8 Q40 82 42 94Z")
    return [
        (box(-4, 0, 8, 86), SILVER),
        (foot, SILVER),
        (foot.shadow(-12, 0), STEEL),
        (bowl, GLASS_LIGHT),
        (wine, "main"),
        (wine.shadow(-12, 0), "shade"),
        (line("M-30 -76 C-34 -46 -30 -26 -22 -14", 6), WHITE),
    ]


def _cocktail() -> Drawn:
    glass = draw("M-84 -60 H84 L4 24 H-4Z")
    drink = draw("M-68 -43 H68 L4 24 H-4Z")
    slice_ = disc(62, -62, 25)
    foot = draw("M-42 94 Q-40 82 -8 80 H8 Q40 82 42 94Z")
    return [
        (slice_, "accent"),
        (disc(62, -62, 19), CREAM),
        (around(draw("M0 -3 L-6 -16 Q0 -19 6 -16Z"), 6).moved(62, -62), "accent"),
        (box(-4, 10, 8, 76), SILVER),
        (foot, SILVER),
        (foot.shadow(-12, 0), STEEL),
        (glass, GLASS_LIGHT),
        (drink, "main"),
        (drink & draw("M0 60 L30 -60 H100 V60Z"), "shade"),
        (line("M-30 -96 L4 -6", 5), CORAL),
        (disc(2, -8, 10), CORAL),
        (line("M-66 -52 L-34 -18", 5), WHITE),
    ]


def _beer() -> Drawn:
    handle = box(34, -28, 56, 82, 22) - box(34, -10, 38, 46, 10)
    mug = draw("M-58 -46 H52 V82 Q52 92 42 92 H-48 Q-58 92 -58 82Z")
    head = joined((disc(-48, -54, 22), disc(-18, -66, 26), disc(18, -64, 25), disc(44, -52, 20)))
    foam = joined((head, box(-62, -56, 118, 24, 12), box(-62, -50, 26, 46, 13), box(6, -50, 22, 34, 11)))
    bars = joined(box(x, -8, 13, 84, 6) for x in (-36, -9, 18))
    return [
        (handle, GLASS),
        (handle.shadow(-8, -8), STEEL),
        (mug, "main"),
        (mug.shadow(-14, 0), "shade"),
        (bars, "light"),
        (foam, WHITE),
        (foam.shadow(-6, -8) & box(-100, -100, 200, 68), SILVER),
    ]


def _pumpkin() -> Drawn:
    side, half, middle = oval(-56, 20, 40, 58), oval(-28, 20, 38, 64), oval(0, 20, 34, 67)
    stem = draw("M-12 -42 C-8 -62 -18 -76 -6 -90 L14 -84 C8 -70 10 -56 14 -42Z")
    curl = line("M14 -54 C36 -72 52 -54 44 -44 C36 -36 30 -48 40 -54", 5)
    return [
        (curl, LEAF),
        (side | side.mirrored(), "shade"),
        (half | half.mirrored(), "main"),
        (half.mirrored().shadow(-12, 0), "shade"),
        (middle, "light"),
        (middle.sized(0.86, 0.97, 0, 20), "main"),
        (stem, LEAF),
        (stem.shadow(-8, 0), LEAF_SHADE),
    ]


def _tomato() -> Drawn:
    body = draw("M0 -48 C34 -72 88 -52 88 10 C88 58 50 86 0 86 C-50 86 -88 58 -88 10 C-88 -52 -34 -72 0 -48Z")
    leaf = draw("M0 0 C-12 -8 -14 -30 0 -46 C14 -30 12 -8 0 0Z")
    star = joined(leaf.turned(t, 0, 0).moved(0, -48) for t in (-104, -64, 64, 104, 180, 148, -148))
    return [
        (body, "main"),
        (body.shadow(-16, -10), "shade"),
        (line("M-66 -4 Q-62 -28 -44 -36", 9), "light"),
        (star, LEAF),
        (line("M0 -48 Q0 -72 14 -84", 9), LEAF_SHADE),
    ]


def _lollipop() -> Drawn:
    sweet = disc(0, -36, 58)
    points = [((6 + 17 * t) * math.cos(2 * math.pi * t), (6 + 17 * t) * math.sin(2 * math.pi * t) - 36)
              for t in (0.02 * k for k in range(151))]  # fmt: skip
    swirl = line("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in points), 9) & sweet
    bow = draw("M0 24 L-32 8 V44Z") | draw("M0 24 L32 8 V44Z")
    return [
        (box(-5, 10, 10, 88, 5), CREAM),
        (box(1, 10, 4, 88, 2), SAND),
        (sweet, "main"),
        (swirl, "accent"),
        (sweet.shadow(-12, -9) - swirl, "shade"),
        (line("M-42 -52 Q-36 -70 -20 -78", 7), WHITE),
        (bow, AMBER),
        (disc(0, 24, 8), AMBER),
    ]


TABLE: dict[str, Thing] = {
    "burger": thing(_burger, "orange", LEAF, "burger/burgers", "hamburger/hamburgers", "cheeseburger/cheeseburgers"),
    "doughnut": thing(_doughnut, "pink", WAFFLE, "doughnut/doughnuts", "iced doughnut/iced doughnuts",
                      "glazed doughnut/glazed doughnuts"),
    "bread": thing(_bread, "brown", FLAME, "slice of bread/slices of bread", "bread/bread", "toast/toasts",
                   "loaf of bread/loaves of bread"),
    "cheese": thing(_cheese, "yellow", AMBER, "cheese/cheeses", "piece of cheese/pieces of cheese"),
    "grapes": thing(_grapes, "purple", LEAF, "bunch of grapes/bunches of grapes", "grape/grapes"),
    "pineapple": thing(_pineapple, "yellow", WAFFLE_SHADE, "pineapple/pineapples"),
    "wine glass": thing(_wine_glass, "red", SILVER, "wine glass/wine glasses", "glass of wine/glasses of wine",
                        "wineglass/wineglasses"),
    "cocktail": thing(_cocktail, "teal", FLAME, "cocktail/cocktails", "martini/martinis"),
    "beer": thing(_beer, "yellow", GLASS, "beer/beers", "beer mug/beer mugs", "pint/pints",
                  "glass of beer/glasses of beer"),
    "pumpkin": thing(_pumpkin, "orange", LEAF, "pumpkin/pumpkins"),
    "tomato": thing(_tomato, "red", LEAF, "tomato/tomatoes"),
    "lollipop": thing(_lollipop, "red", CREAM, "lollipop/lollipops", "lolly/lollies"),
}  # fmt: skip
