"""Owns what stands for work, money, learning and home in a deck."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    AMBER,
    CORAL,
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    GOLD,
    INK,
    MINT,
    SAND,
    SILVER,
    SLATE,
    STEEL,
    TERRACOTTA,
    WHITE,
    WOOD,
    WOOD_SHADE,
)
from studio.sketch.objects.nature import potted_cactus
from studio.sketch.objects.pen import box, disc, draw, joined, line
from studio.sketch.objects.thing import Drawn, Filled, Role, Thing, thing
from studio.sketch.objects.workshop import atom, flask, hammer, magnet, megaphone, scissors


def _coin() -> Drawn:
    rim, face = disc(0, 0, 92), disc(0, 0, 72)
    mark = line("M26 -22 C22 -36 8 -40 -4 -40 C-22 -40 -30 -30 -28 -20 C-24 2 28 -4 30 22 C30 34 18 42 0 42"
                " C-16 42 -28 36 -32 22 M0 -56 V58", 11)  # fmt: skip
    return [
        (rim, "main"),
        (rim.shadow(-13, -11), "shade"),
        (face, "accent"),
        (face.shadow(9, 8), "shade"),
        (mark, "light"),
    ]


def _television() -> Drawn:
    body, screen = box(-94, -48, 188, 118, 16), box(-80, -34, 124, 90, 14)
    return [
        (line("M0 -46 L-34 -90 M0 -46 L30 -92", 6), SLATE),
        (disc(-34, -90, 6) | disc(30, -92, 6), SLATE),
        (line("M-58 70 L-66 88 M58 70 L66 88", 9), WOOD_SHADE),
        (body, "main"),
        (body.shadow(-10, -10), "shade"),
        (screen, GLASS),
        (draw("M-64 56 L-18 -34 H6 L-40 56Z") & screen, GLASS_LIGHT),
        (disc(68, -14, 11) | disc(68, 18, 11), "accent"),
        (line("M60 44 H76", 5), "accent"),
    ]


def _chart() -> Drawn:
    pale: tuple[Role, Role] = ("accent", "accent shade")
    full: tuple[Role, Role] = ("main", "shade")
    drawn: list[Filled] = []
    for x, top, (role, shade) in ((-64, 26, pale), (-24, -8, full), (16, -40, pale), (56, -70, full)):
        drawn.extend(((box(x, top, 30, 74 - top, 3), role), (box(x + 20, top, 10, 74 - top, 2), shade)))
    return [
        *drawn,
        (line("M-86 -84 V78 H94", 8), INK),
        (line("M-58 2 L-14 -34 L22 -62 L58 -92", 6), CORAL),
        (disc(-58, 2, 7) | disc(-14, -34, 7) | disc(22, -62, 7), CORAL),
    ]


def _calendar() -> Drawn:
    page = box(-80, -70, 160, 156, 14)
    head = page & box(-100, -80, 200, 46)
    days = joined(box(x, y, 19, 17, 4) for x in (-62, -30, 2, 34) for y in (-16, 14, 44))
    chosen = box(34, 14, 19, 17, 4)
    return [
        (page, CREAM),
        (page.shadow(-11, -10), SAND),
        (days, STEEL),
        (chosen, "main"),
        (head, "main"),
        (head & box(69, -100, 20, 100), "shade"),
        (box(-48, -88, 13, 36, 6) | box(35, -88, 13, 36, 6), INK),
    ]


def _thumb() -> Drawn:
    hand = draw("M-34 -6 C-14 -26 -8 -48 -6 -70 C-4 -88 24 -90 28 -64 C30 -48 24 -34 20 -22 H66 Q82 -22 82 -6"
                " Q82 6 74 10 Q82 18 78 30 Q76 38 68 42 Q74 50 70 60 Q66 68 58 70 Q60 88 42 88 H0 C-16 88"
                " -24 78 -34 76Z")  # fmt: skip
    cuff = box(-82, -14, 46, 102, 8)
    return [
        (hand, "main"),
        (line("M46 12 H74 M44 42 H68 M42 70 H58", 5), "shade"),
        (hand.shadow(-4, -9), "shade"),
        (cuff, "accent"),
        (cuff.shadow(-10, -6), "accent shade"),
        (disc(-59, 68, 6), "accent light"),
    ]


def _door() -> Drawn:
    frame, leaf = box(-62, -94, 124, 184, 5), box(-50, -82, 100, 172, 3)
    panels = joined(box(x, y, 32, h, 4) for x in (-38, 6) for y, h in ((-68, 56), (4, 66)))
    return [
        (frame, "accent"),
        (frame.shadow(-9, 0), "accent shade"),
        (leaf, "main"),
        (panels, "shade"),
        (panels.shadow(4, 4), "light"),
        (disc(38, -4, 6.5), GOLD),
        (box(-78, 88, 156, 10, 4), SLATE),
    ]


def _bed() -> Drawn:
    head, foot = box(-96, -56, 14, 116, 7), box(82, -14, 14, 74, 7)
    mattress = box(-86, 4, 172, 36, 9)
    cover = draw("M-30 -6 C0 -14 50 -14 72 -8 Q88 -4 88 10 V42 H-30Z")
    return [
        (mattress, WHITE),
        (box(-78, -14, 48, 24, 11), CREAM),
        (box(-78, -2, 48, 12, 6), SAND),
        (cover, "main"),
        (cover & box(-40, 26, 140, 20), "shade"),
        (draw("M-30 -6 C-18 -9 -8 -11 4 -12 V42 H-30Z"), "light"),
        (head | foot | box(-90, 38, 180, 12, 4), "accent"),
        (foot.shadow(-6, 0) | head.shadow(-6, 0), "accent shade"),
    ]


def _question() -> Drawn:
    hook = line("M-40 -50 C-38 -84 -14 -88 2 -88 C28 -88 44 -70 44 -48 C44 -16 2 -14 2 26", 25)
    return [(hook | disc(2, 74, 17), "main"), ((hook | disc(2, 74, 17)).shadow(-6, -5), "shade")]


def _paper_plane() -> Drawn:
    wing = draw("M-96 -2 L96 -78 L-28 32Z")
    keel = draw("M96 -78 L-28 32 L-22 84Z")
    far = draw("M96 -78 L-22 84 L-2 46 L58 72Z")
    return [(keel, "shade"), (wing, "main"), (far, "shade"), (draw("M96 -78 L-28 32 L-22 84 L-8 44Z"), "light")]


def _dice() -> Drawn:
    cube = box(-74, -74, 148, 148, 26)
    pips = joined(disc(x, y, 14) for x, y in ((-38, -38), (38, -38), (0, 0), (-38, 38), (38, 38)))
    return [(cube, "main"), (cube.shadow(-13, -13), "shade"), (pips, "accent")]


def _briefcase() -> Drawn:
    case = box(-92, -42, 184, 120, 14)
    handle = box(-34, -68, 68, 40, 12) - box(-22, -56, 44, 40, 6)
    return [
        (handle, "accent"),
        (case, "main"),
        (case.shadow(-12, -10), "shade"),
        (box(-92, 6, 184, 9), "shade"),
        (box(-15, -2, 30, 28, 5), GOLD),
        (box(-15, 14, 30, 12, 4), AMBER),
    ]


def _cap() -> Drawn:
    """A graduate's cap."""
    board = draw("M0 -66 L98 -22 L0 22 L-98 -22Z")
    skull = draw("M-56 -8 L0 18 L56 -8 V38 C40 62 -40 62 -56 38Z")
    return [
        (skull, "shade"),
        (skull & box(-100, -20, 120, 100), "main"),
        (board, "main"),
        (board & draw("M0 22 L98 -22 L0 -22Z"), "shade"),
        (line("M0 -22 L72 -8 V44", 5), "accent"),
        (draw("M66 40 H78 L84 74 H60Z"), "accent"),
        (disc(0, -22, 6), "accent"),
    ]


def _rook() -> Drawn:
    """A chess piece."""
    body = draw("M-28 -34 H28 L38 56 H-38Z")
    head = draw("M-48 -92 H-26 V-78 H-11 V-92 H11 V-78 H26 V-92 H48 V-46 Q48 -34 36 -34 H-36 Q-48 -34 -48 -46Z")
    foot = box(-60, 66, 120, 26, 8) | box(-46, 50, 92, 22, 6)
    return [
        (body, "main"),
        (head, "main"),
        (foot, "main"),
        (body.shadow(-13, 0) | head.shadow(-13, 0) | foot.shadow(-14, 0), "shade"),
        (box(-36, -34, 72, 7), "shade"),
    ]


def _bin() -> Drawn:
    can = draw("M-58 -46 H58 L48 80 Q47 90 38 90 H-38 Q-47 90 -48 80Z")
    ribs = joined(line(f"M{x} -26 L{x * 0.84:.1f} 70", 8) for x in (-28, 0, 28))
    return [
        (can, "main"),
        (can.shadow(-14, 0), "shade"),
        (ribs, "shade"),
        (draw("M-24 -66 Q-24 -88 -8 -88 H8 Q24 -88 24 -66 H13 Q13 -78 6 -78 H-6 Q-13 -78 -13 -66Z"), "accent"),
        (box(-72, -68, 144, 24, 9), "accent"),
        (box(-72, -54, 144, 10, 5), "accent shade"),
    ]


def _signal() -> Drawn:
    """The sign of a wireless network."""
    wedge = draw("M0 58 L-110 -52 V-110 H110 V-52Z")
    arcs = joined(disc(0, 58, r) - disc(0, 58, r - 21) for r in (136, 97, 58)) & wedge
    return [(arcs, "main"), (disc(0, 58, 17), "accent")]


def _battery() -> Drawn:
    case, cell = box(-92, -46, 166, 92, 18), box(-78, -32, 138, 64, 8)
    bars = joined(box(x, -24, 36, 48, 5) for x in (-70, -28, 14))
    return [
        (box(70, -20, 24, 40, 8), "accent"),
        (case, "accent"),
        (case.shadow(-8, -8), "accent shade"),
        (cell, INK),
        (bars, "main"),
        (bars & box(-100, 6, 200, 40), "shade"),
    ]


def _wave() -> Drawn:
    crest = draw("M-98 56 C-66 50 -56 8 -34 -28 C-10 -66 46 -78 78 -40 C92 -22 90 4 70 14 C76 -8 64 -26 44 -26"
                 " C20 -26 8 -2 18 22 C28 44 62 56 98 52 V78 H-98Z")  # fmt: skip
    foam = draw("M-34 -28 C-10 -66 46 -78 78 -40 C92 -22 90 4 70 14 C72 6 72 0 70 -6 C66 -2 58 -4 58 -12 C50"
                " -10 44 -16 46 -24 C38 -22 32 -28 34 -36 C24 -34 16 -40 18 -48 C6 -46 -4 -46 -10 -52 C-20"
                " -46 -28 -38 -34 -28Z")  # fmt: skip
    return [
        (crest, "main"),
        (crest.shadow(4, -16) & box(-100, -60, 130, 140), "shade"),
        (foam, "accent"),
        (line("M-70 64 Q-40 54 -20 64 M10 66 Q40 58 66 66", 5), "light"),
    ]


DESK: dict[str, Thing] = {
    "hammer": thing(hammer, "gray", WOOD, "hammer/hammers", "mallet/mallets"),
    "scissors": thing(scissors, "red", STEEL, "scissors/scissors", "pair of scissors/pairs of scissors"),
    "coin": thing(_coin, "yellow", AMBER, "coin/coins", "dollar/dollars", "gold coin/gold coins"),
    "television": thing(_television, "orange", CREAM, "television/televisions", "tv/tvs", "tv set/tv sets",
                        "telly/tellies"),
    "chart": thing(_chart, "blue", MINT, "bar chart/bar charts", "chart/charts", "graph/graphs"),
    "calendar": thing(_calendar, "red", CREAM, "calendar/calendars", "diary/diaries"),
    "thumbs up": thing(_thumb, "yellow", (64, 112, 196), "thumbs up/thumbs up", "thumbs-up/thumbs-ups"),
    "door": thing(_door, "teal", CREAM, "door/doors"),
    "bed": thing(_bed, "blue", WOOD, "bed/beds"),
    "question mark": thing(_question, "purple", CREAM, "question mark/question marks"),
    "paper plane": thing(_paper_plane, "blue", SILVER, "paper plane/paper planes", "paper aeroplane/paper aeroplanes",
                         "paper airplane/paper airplanes"),
    "dice": thing(_dice, "white", INK, "dice/dice"),
    "briefcase": thing(_briefcase, "brown", INK, "briefcase/briefcases", "suitcase/suitcases"),
    "flask": thing(flask, "green", SLATE, "flask/flasks", "beaker/beakers", "potion/potions", "test tube/test tubes"),
    "atom": thing(atom, "blue", CORAL, "atom/atoms", "molecule/molecules"),
    "graduation cap": thing(_cap, "navy", GOLD, "graduation cap/graduation caps", "mortarboard/mortarboards"),
    "megaphone": thing(megaphone, "red", CREAM, "megaphone/megaphones", "loudspeaker/loudspeakers"),
    "magnet": thing(magnet, "red", FLAME, "magnet/magnets"),
    "rook": thing(_rook, "black", SAND, "chess piece/chess pieces", "rook/rooks"),
    "bin": thing(_bin, "gray", SLATE, "bin/bins", "dustbin/dustbins", "trash can/trash cans"),
    "wave": thing(_wave, "blue", WHITE, "breaking wave/breaking waves", "sea wave/sea waves", "ocean wave/ocean waves"),
    "potted cactus": thing(potted_cactus, "green", TERRACOTTA, "potted cactus/potted cacti",
                           "cactus in a pot/cacti in pots", "succulent/succulents"),
    "wifi": thing(_signal, "blue", CORAL, "wifi/wifi", "wi-fi/wi-fi", "wifi sign/wifi signs", "wireless/wireless"),
    "battery": thing(_battery, "green", SLATE, "battery/batteries"),
}  # fmt: skip
