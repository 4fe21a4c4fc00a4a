"""Owns what was asked for after the rest: a table and what is served on it, a smiley, a campfire, a moon, a line."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    CORAL,
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    INK,
    LEAF,
    LEAF_SHADE,
    SILVER,
    SLATE,
    WHITE,
    WOOD,
    WOOD_SHADE,
)
from studio.sketch.objects.pen import box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Thing, thing


def _orange() -> Drawn:
    body = disc(0, 12, 80)
    leaf = draw("M4 -64 C14 -98 52 -106 82 -92 C72 -64 38 -52 4 -64Z")
    pores = joined(disc(x, y, 3) for x, y in ((-8, 30), (18, 12), (-30, 52), (30, 48), (6, 66), (46, 16), (-4, -14)))
    return [
        (body, "main"),
        (body.shadow(-19, -10) | pores, "shade"),
        (line("M-56 8 C-54 -14 -44 -28 -26 -38", 9), "light"),
        (draw("M-14 -62 L-4 -70 L0 -80 L6 -70 L16 -64 L6 -58 L0 -52 L-6 -58Z"), LEAF_SHADE),
        (leaf, LEAF),
        (leaf & draw("M4 -64 L82 -92 L100 0Z"), LEAF_SHADE),
    ]


def _table() -> Drawn:
    """From the front; what stands on it stands on its top edge."""
    top = box(-98, -44, 196, 17, 6)
    apron = box(-84, -27, 168, 15)
    legs = draw("M-84 -27 H-64 L-68 64 H-80Z")
    back = draw("M-50 -12 H-38 L-40 46 H-48Z")
    return [
        (back | back.mirrored(), "shade"),
        (apron, "shade"),
        (box(-16, -23, 32, 8, 4), "accent"),
        (legs | legs.mirrored(), "main"),
        (legs.shadow(-7, 0) | legs.mirrored().shadow(-7, 0), "shade"),
        (top, "main"),
        (box(-94, -43, 188, 6, 3), "light"),
    ]


def _bowl() -> Drawn:
    """Its far rim is seen, so that what is in it stands behind the near one."""
    body = draw("M-92 -26 H92 C92 24 58 62 26 66 H-26 C-58 62 -92 24 -92 -26Z")
    band = body & box(-100, -2, 200, 16)
    return [
        (box(-34, 60, 68, 14, 5), "shade"),
        (body, "main"),
        (body.shadow(-20, -6), "shade"),
        (band, "accent"),
        (box(-97, -34, 194, 15, 7.5), "main"),
        (line("M-76 16 Q-68 34 -54 44", 7), "light"),
    ]


def _glass() -> Drawn:
    """A tumbler with a drink and a straw."""
    glass = draw("M-54 -62 H54 L42 88 Q41 96 33 96 H-33 Q-41 96 -42 88Z")
    drink = draw("M-49 -26 H49 L40 80 Q39 86 33 86 H-33 Q-39 86 -40 80Z")
    return [
        (line("M4 70 L28 -98 L58 -98", 9), "accent"),
        (glass, GLASS_LIGHT),
        (glass - glass.sized(0.88, 0.94, 0, 0), GLASS),
        (drink, "main"),
        (drink & box(14, -40, 60, 140), "shade"),
        (drink & line("M4 70 L28 -98", 9), "accent shade"),
        (oval(-14, 6, 15, 15) | box(-30, 34, 26, 26, 5).turned(18, -17, 47), "light"),
        (line("M-40 -44 L-34 60", 6), WHITE),
    ]


def _smiley() -> Drawn:
    face = disc(0, 0, 92)
    return [
        (face, "main"),
        (face.shadow(-15, -13), "shade"),
        (oval(-30, -24, 11, 17) | oval(30, -24, 11, 17), "accent"),
        (draw("M-52 16 H52 C50 48 28 64 0 64 C-28 64 -50 48 -52 16Z"), "accent"),
        (draw("M-44 19 H44 L41 31 H-41Z"), WHITE),
        (draw("M-30 54 C-14 40 14 40 30 54 C12 66 -12 66 -30 54Z"), CORAL),
    ]


def _campfire() -> Drawn:
    flame = draw("M-2 -98 C8 -62 58 -40 56 16 C54 46 32 62 0 62 C-32 62 -54 46 -56 16 C-56 -8 -44 -20 -38 -44"
                 " C-28 -36 -24 -28 -22 -16 C-10 -38 -12 -70 -2 -98Z")  # fmt: skip
    inner = draw("M4 -34 C10 -12 36 2 34 30 C32 48 18 58 0 58 C-18 58 -32 48 -32 30 C-32 12 -18 4 -14 -10"
                 " C-8 -4 -6 2 -4 8 C4 -4 4 -20 4 -34Z")  # fmt: skip
    core = draw("M2 14 C6 24 18 30 17 42 C16 52 8 57 0 57 C-8 57 -16 52 -16 42 C-16 32 -4 26 2 14Z")
    log = box(-82, 58, 164, 24, 12)
    return [
        (log.turned(12, 0, 70), WOOD_SHADE),
        (flame, "main"),
        (flame.shadow(-12, 0), "shade"),
        (inner, "accent"),
        (core, CREAM),
        (log.turned(-12, 0, 70), WOOD),
        (line("M-40 84 L26 70", 5), WOOD_SHADE),
        (disc(-68, 84.5, 7) | disc(68, 55.5, 7), "accent"),
    ]


def _full_moon() -> Drawn:
    face = disc(0, 0, 92)
    pits = joined((disc(-34, -30, 22), disc(32, 8, 16), disc(-14, 44, 13), disc(26, -48, 9), disc(52, 46, 8)))
    return [(face, "main"), (face.shadow(-16, -14), "shade"), (pits & face, "shade")]


FURTHER: dict[str, Thing] = {
    "orange": thing(_orange, "orange", LEAF, "orange/oranges", "tangerine/tangerines", "mandarin/mandarins",
                    "clementine/clementines"),
    "table": thing(_table, "brown", CREAM, "table/tables", "desk/desks", "bench/benches"),
    "bowl": thing(_bowl, "teal", CREAM, "bowl/bowls", "dish/dishes"),
    "glass": thing(_glass, "orange", CORAL, "drinking glass/drinking glasses", "glass/drinking glasses",
                   "tumbler/tumblers", "glass of water/glasses of water", "glass of juice/glasses of juice",
                   "glass of lemonade/glasses of lemonade", "glass of milk/glasses of milk",
                   "soft drink/soft drinks", "lemonade/lemonades", "juice/juices"),
    "smiley": thing(_smiley, "yellow", INK, "smiley/smileys", "smiley face/smiley faces", "smiling face/smiling faces",
                    "happy face/happy faces", "emoji/emojis"),
    "campfire": thing(_campfire, "orange", FLAME, "campfire/campfires", "camp fire/camp fires", "bonfire/bonfires",
                      "log fire/log fires"),
    "full moon": thing(_full_moon, "yellow", SILVER, "full moon/full moons"),
    "line": thing(lambda: [(box(-96, -5, 192, 10), "main")], "black", SLATE, "thin line/thin lines", "wire/wires",
                  "rope/ropes", "underline/underlines"),
}  # fmt: skip
"""Their words beside "line" itself, which is also how things stand."""
