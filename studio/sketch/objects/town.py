"""Owns further buildings and vehicles."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    CORAL,
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    INK,
    LEAF,
    NAVY,
    SILVER,
    SKY,
    SLATE,
    TERRACOTTA,
    WHITE,
    WOOD,
    WOOD_SHADE,
)
from studio.sketch.objects.pen import Form, box, disc, draw, joined, line, polygon
from studio.sketch.objects.thing import Drawn, Filled, Thing, thing
from studio.sketch.objects.travel import wheel


def _battlement(x: float, y: float, wide: float, count: int) -> Form:
    """A row of merlons that stand on `y`."""
    step = wide / (2 * count - 1)
    return joined(box(x + 2 * k * step, y - step * 1.1, step, step * 1.2) for k in range(count))


def _castle() -> Drawn:
    wall = box(-62, 6, 124, 84) | _battlement(-46, 6, 92, 4)
    keep = box(-30, -40, 60, 70) | _battlement(-34, -40, 68, 4)
    tower = box(-92, -26, 40, 116) | _battlement(-98, -26, 52, 3)
    roof = polygon(((-102.0, -28.0), (-72.0, -84.0), (-42.0, -28.0)))
    gate = draw("M-20 90 V52 A20 20 0 0 1 20 52 V90Z")
    slits = joined((box(-77, 6, 10, 26, 5), box(67, 6, 10, 26, 5), box(-15, -26, 10, 22, 5), box(5, -26, 10, 22, 5)))
    bars = joined(line(f"M{x} 30 V92", 3.5) for x in (-9, 1, 11)) | joined(
        line(f"M-22 {y} H22", 3.5) for y in (54, 68, 82)
    )
    flag = draw("M0 -92 L30 -83 L0 -72Z")
    return [
        (line("M0 -94 V-40", 4), WOOD),
        (flag, "accent"),
        (keep, "shade"),
        (wall, "main"),
        (wall & box(26, 0, 60, 100), "shade"),
        (tower | tower.mirrored(), "main"),
        (tower.shadow(-12, 0) | tower.mirrored().shadow(-12, 0), "shade"),
        (roof | roof.mirrored(), "accent"),
        (roof & box(-72, -100, 60, 100) | roof.mirrored() & box(72, -100, 60, 100), "accent shade"),
        (slits, INK),
        (gate, WOOD_SHADE),
        (bars & gate, INK),
    ]


def _skyscraper() -> Drawn:
    body, low = box(-34, -74, 68, 168, 3), box(22, -18, 52, 112, 3)
    rows = joined(box(x, y, 13, 13, 2) for x in (-24, -6, 12) for y in range(-62, 70, 22))
    side = joined(box(x, y, 11, 13, 2) for x in (42, 58) for y in range(-4, 80, 22))
    lit = joined(box(x, y, 13, 13, 2) for x, y in ((-6, -40), (12, 4), (-24, 26)))
    return [
        (line("M0 -98 V-70", 4), SLATE),
        (low, "accent"),
        (low & box(60, -100, 40, 200), "accent shade"),
        (side, GLASS),
        (body, "main"),
        (body & box(16, -100, 40, 200), "shade"),
        (rows, GLASS),
        (lit, FLAME),
        (box(-10, 74, 20, 20, 2), INK),
        (box(-84, 90, 168, 7, 3), LEAF),
    ]


def _church() -> Drawn:
    nave = draw("M-20 16 L30 -26 L88 22 V88 H-20Z")
    tower = box(-66, -30, 48, 118)
    spire = draw("M-74 -30 L-42 -94 L-10 -30Z")
    roof = draw("M-24 6 L30 -40 L98 18 L92 28 L30 -24 L-18 16Z")
    arch = draw("M-54 88 V62 A12 12 0 0 1 -30 62 V88Z")
    lights = joined(draw(f"M{x} 66 V44 A9 9 0 0 1 {x + 18} 44 V66Z") for x in (0, 28, 56))
    return [
        (line("M-42 -92 V-100 M-48 -97 H-36", 4), WOOD),
        (nave, "main"),
        (nave & box(-20, -40, 16, 140), "shade"),
        (roof, "accent"),
        (tower, "main"),
        (tower.shadow(-12, 0), "shade"),
        (spire, "accent"),
        (spire & box(-42, -100, 60, 100), "accent shade"),
        (disc(-42, 4, 12), WHITE),
        (disc(-42, 4, 12) - disc(-42, 4, 8) | line("M-42 4 V-2 M-42 4 H-38", 2.5), SLATE),
        (arch, WOOD),
        (lights, GLASS),
        (box(-92, 86, 190, 8, 4), LEAF),
    ]


def _bridge() -> Drawn:
    tower = box(-5, -66, 10, 124) | box(9, -66, 10, 124) | box(-5, -54, 24, 9) | box(-5, -14, 24, 8)
    towers = tower.moved(-55, 0) | tower.moved(41, 0)
    cable = line("M-98 12 Q-64 0 -48 -62 Q0 44 48 -62 Q64 0 98 12", 4.5)
    hangers = joined(line(f"M{8 * k} -60 V22", 2.0) for k in range(-5, 6)) & draw("M-48 -62 Q0 44 48 -62 V24 H-48Z")
    sides = joined(line(f"M{x} -70 V22", 2.0) for x in (-88, -80, -72, -64, 64, 72, 80, 88))
    hung = sides & (draw("M-98 12 Q-64 0 -48 -62 V24 H-98Z") | draw("M98 12 Q64 0 48 -62 V24 H98Z"))
    water = draw("M-98 60 Q-84 52 -70 60 Q-56 68 -42 60 Q-28 52 -14 60 Q0 68 14 60 Q28 52 42 60 Q56 68 70 60 Q84 52"
                 " 98 60 V76 H-98Z")  # fmt: skip
    return [
        (hangers | hung, "shade"),
        (cable, "main"),
        (towers, "main"),
        (towers.shadow(-4, 0), "shade"),
        (box(-98, 20, 196, 12, 2), "main"),
        (box(-98, 27, 196, 5, 2), "shade"),
        (water, "accent"),
        (water & box(-100, 68, 200, 20), "accent shade"),
    ]


def _truck() -> Drawn:
    load = box(-96, -50, 122, 86, 6)
    cab = draw("M32 -30 H64 Q72 -30 76 -22 L92 4 Q96 10 96 18 V36 Q96 42 90 42 H32Z")
    pane = draw("M44 -18 H60 Q65 -18 67 -14 L78 6 H44Z")
    return [
        (box(-96, 36, 190, 12, 4), SLATE),
        (load, "accent"),
        (load & box(-100, 12, 140, 30), "accent shade"),
        (box(-80, -18, 90, 10, 4), "main"),
        (cab, "main"),
        (cab & box(0, 22, 100, 30), "shade"),
        (pane, GLASS),
        (draw("M50 6 L62 -18 H66 L56 6Z") & pane, GLASS_LIGHT),
        (box(84, 16, 12, 12, 4) & cab, FLAME),
        *wheel(-62, 46, 22),
        *wheel(58, 46, 22),
    ]


def _helicopter() -> Drawn:
    body = draw("M-36 -26 H24 C60 -26 84 0 84 26 C84 42 70 48 54 48 H-18 C-44 48 -54 18 -60 0 L-96 -8 V-22 L-56 -18"
                " Q-50 -26 -36 -26Z")  # fmt: skip
    pane = draw("M22 -14 C48 -14 66 4 70 22 H30 Q22 22 22 14Z")
    return [
        (line("M-6 -26 V-46", 9), SLATE),
        (box(-78, -54, 152, 9, 4.5), INK),
        (line("M-22 48 L-28 66 M40 48 L46 66", 6), SLATE),
        (line("M-56 70 H64 Q74 70 78 62", 7), INK),
        (draw("M-98 -40 L-78 -22 L-98 6 Z"), "accent"),
        (body, "main"),
        (body & draw("M-100 16 C-40 24 20 34 90 30 V60 H-100Z"), "shade"),
        (pane, GLASS),
        (draw("M30 22 L46 -10 L54 -6 L40 22Z") & pane, GLASS_LIGHT),
        (box(-26, -10, 30, 26, 7), GLASS),
        (disc(-92, -16, 7), INK),
    ]


def _ship() -> Drawn:
    hull = draw("M-96 22 H98 C92 48 80 66 66 70 H-66 C-84 66 -92 46 -96 22Z")
    deck, upper = box(-72, -8, 132, 32, 5), box(-52, -34, 86, 28, 5)
    funnel = draw("M-30 -72 H-6 L-3 -34 H-31Z")
    second = funnel.moved(40, 0)
    windows = joined(disc(x, 8, 6) for x in (-54, -32, -10, 12, 34))
    sea = draw("M-100 66 Q-84 56 -66 66 Q-50 76 -34 66 Q-16 56 0 66 Q16 76 34 66 Q50 56 66 66 Q84 76 100 66 V82 H-100Z")
    return [
        (funnel | second, "accent"),
        ((funnel | second) & box(-100, -72, 200, 12), INK),
        ((funnel | second).shadow(-7, 0), "accent shade"),
        (upper, WHITE),
        (upper.shadow(-9, 0), SILVER),
        (joined(box(x, -26, 12, 10, 3) for x in (-42, -22, -2, 18)), GLASS),
        (deck, WHITE),
        (deck.shadow(-9, 0), SILVER),
        (windows, NAVY),
        (hull, "main"),
        (hull & box(-100, 46, 200, 40), "shade"),
        (box(-90, 28, 180, 6, 3), "light"),
        (sea, SKY),
    ]


def _tractor() -> Drawn:
    bonnet = draw("M0 -14 H72 Q84 -14 86 -2 L88 32 H-10Z")
    cab = draw("M-58 -72 H4 Q10 -72 10 -66 L14 30 H-62 L-64 -66 Q-64 -72 -58 -72Z")
    pane = draw("M-50 -60 H0 L4 -10 H-52Z")
    return [
        (line("M58 -14 V-52 M58 -52 V-50", 8), SLATE),
        (bonnet, "main"),
        (bonnet & box(-20, 12, 120, 30), "shade"),
        (joined(box(x, -4, 6, 14, 3) for x in (44, 56, 68)), "shade"),
        (cab, "main"),
        (pane, GLASS),
        (draw("M-40 -10 L-18 -60 H-8 L-28 -10Z") & pane, GLASS_LIGHT),
        (box(-70, -80, 88, 12, 5), "shade"),
        (disc(-44, 40, 48), INK),
        (disc(-44, 40, 30), "accent"),
        (disc(-44, 40, 10), SLATE),
        (disc(64, 58, 30), INK),
        (disc(64, 58, 18), "accent"),
        (disc(64, 58, 6), SLATE),
    ]


def _ufo() -> Drawn:
    dome = draw("M-40 -22 C-40 -62 -24 -76 0 -76 C24 -76 40 -62 40 -22Z")
    saucer = draw("M-96 -8 C-80 -28 -40 -36 0 -36 C40 -36 80 -28 96 -8 C80 14 40 22 0 22 C-40 22 -80 14 -96 -8Z")
    beam = draw("M-34 12 H34 L66 92 H-66Z")
    lamps = joined(disc(x, y, 7) for x, y in ((-64, -4), (-34, 6), (0, 10), (34, 6), (64, -4)))
    return [
        (beam, (255, 240, 190)),
        (dome, GLASS),
        (line("M-26 -32 C-26 -52 -18 -60 -8 -64", 6), WHITE),
        (saucer, "main"),
        (saucer.shadow(0, -13), "shade"),
        (lamps, "accent"),
    ]


def _traffic_cone() -> Drawn:
    cone = draw("M-13 -88 H13 L52 70 H-52Z")
    base = box(-78, 66, 156, 20, 8)
    bands: list[Filled] = [(cone & box(-100, -46, 200, 32), "accent"), (cone & box(-100, 14, 200, 32), "accent")]
    return [
        (base, "main"),
        (base.shadow(-12, -7), "shade"),
        (cone, "main"),
        (cone.shadow(-12, 0), "shade"),
        *bands,
        ((cone & (box(-100, -46, 200, 32) | box(-100, 14, 200, 32))) & cone.shadow(-12, 0), "accent shade"),
    ]


TOWN: dict[str, Thing] = {
    "castle": thing(_castle, "gray", CORAL, "castle/castles", "fortress/fortresses", "palace/palaces"),
    "skyscraper": thing(_skyscraper, "blue", SLATE, "skyscraper/skyscrapers", "tower block/tower blocks",
                        "office building/office buildings", "high-rise/high-rises"),
    "church": thing(_church, "white", TERRACOTTA, "church/churches", "chapel/chapels"),
    "bridge": thing(_bridge, "red", SKY, "bridge/bridges"),
    "truck": thing(_truck, "red", CREAM, "truck/trucks", "lorry/lorries", "delivery van/delivery vans", "van/vans"),
    "helicopter": thing(_helicopter, "red", NAVY, "helicopter/helicopters", "chopper/choppers"),
    "ship": thing(_ship, "red", FLAME, "ship/ships", "cruise ship/cruise ships", "ferry/ferries", "liner/liners"),
    "tractor": thing(_tractor, "green", FLAME, "tractor/tractors"),
    "ufo": thing(_ufo, "gray", FLAME, "ufo/ufos", "flying saucer/flying saucers", "alien ship/alien ships"),
    "traffic cone": thing(_traffic_cone, "orange", WHITE, "traffic cone/traffic cones", "road cone/road cones"),
}  # fmt: skip
