"""Owns what grows, and which things of nature there are."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    AMBER,
    CREAM,
    FLAME,
    GOLD,
    LEAF,
    LEAF_SHADE,
    SAND,
    SKY,
    TERRACOTTA,
    WHITE,
    WOOD,
    WOOD_SHADE,
)
from studio.sketch.objects.pen import around, box, disc, draw, joined, line, oval
from studio.sketch.objects.sky import flame, island, lightning, mountain, planet, rain_cloud, rainbow, snowflake, sun
from studio.sketch.objects.thing import Drawn, Filled, Thing, thing


def _tree() -> Drawn:
    trunk = draw("M-8 10 H8 Q8 70 16 96 H-16 Q-8 70 -8 10Z") | line("M4 40 L26 14", 7)
    crown = joined((disc(-36, -4, 36), disc(36, -4, 36), disc(-2, -46, 46), disc(0, 4, 36)))
    lights = line("M-34 -62 Q-28 -76 -12 -80", 8) | line("M-58 -14 Q-56 -22 -50 -26", 7)
    return [
        (trunk, WOOD),
        (trunk.shadow(-9, 0), WOOD_SHADE),
        (crown, "main"),
        (crown.shadow(-16, -12), "shade"),
        (lights, "light"),
    ]


def _pine() -> Drawn:
    drawn: list[Filled] = [(box(-9, 66, 18, 32, 3), WOOD), (box(0, 66, 9, 32, 3), WOOD_SHADE)]
    for reach, top, foot in ((58, -10, 76), (47, -52, 32), (35, -96, -12)):
        tier = draw(
            f"M0 {top} L{reach} {foot - 4} Q{reach} {foot} {reach - 6} {foot} Q0 {foot + 12} {6 - reach} {foot}"
            f" Q{-reach} {foot} {-reach} {foot - 4}Z"
        )
        under = tier & draw(f"M-100 {foot - 8} Q0 {foot + 6} 100 {foot - 8} V100 H-100Z")
        drawn.extend(((tier, "main"), ((tier & box(0, -100, 100, 200)) | under, "shade")))
    return drawn


def _palm() -> Drawn:
    trunk = draw("M-10 92 C-2 50 -8 6 6 -34 L18 -32 C10 6 16 50 14 92Z")
    bands = joined(line(f"M-30 {y} Q0 {y + 8} 40 {y - 2}", 4) for y in (-8, 16, 40, 64)) & trunk
    frond = draw("M0 0 C16 -34 62 -36 86 10 C74 2 66 0 60 2 C54 -6 46 -8 40 -4 C32 -10 24 -10 18 -2 C12 -4 6 -4 0 0Z")
    left, right = frond.mirrored().moved(12, -36), frond.moved(12, -36)
    back = right.turned(-52, 12, -36) | left.turned(50, 12, -36)
    front = right.turned(24, 12, -36) | left.turned(-22, 12, -36)
    ground = draw("M-62 96 Q-50 76 0 76 Q54 76 66 96Z")
    nuts = disc(4, -28, 9) | disc(20, -30, 9)
    return [
        (trunk, WOOD),
        (trunk.shadow(-9, 0) | bands, WOOD_SHADE),
        (ground, "accent"),
        (back, "shade"),
        (left | right, "main"),
        (front, "main"),
        (front.shadow(0, -7), "shade"),
        (nuts, WOOD_SHADE),
    ]


def _cactus() -> Drawn:
    """A saguaro in the sand."""
    stem = box(-21, -92, 42, 176, 21)
    plant = stem | line("M-12 24 H-42 Q-54 24 -54 12 V-22", 25) | line("M12 0 H42 Q54 0 54 -12 V-48", 25)
    ribs = joined(line(steps, 3.5) for steps in ("M-7 -68 V72", "M7 -68 V72", "M-54 -18 V8", "M54 -44 V-16"))
    sand = draw("M-84 96 Q-74 74 -24 72 H24 Q74 74 84 96Z")
    bloom = around(oval(0, -9, 6, 9), 5)
    return [
        (plant, "main"),
        (plant.shadow(-10, -2), "shade"),
        (ribs, "light"),
        (sand, "accent"),
        (sand & box(20, 60, 70, 40), "accent shade"),
        (bloom.moved(0, -92) | bloom.sized(0.8).moved(54, -56), (246, 134, 160)),
        (disc(0, -92, 5) | disc(54, -56, 4), GOLD),
    ]


def potted_cactus() -> Drawn:
    stem = box(-23, -92, 46, 170, 23)
    plant = stem | line("M-14 16 H-44 Q-54 16 -54 6 V-22", 27) | line("M14 -8 H42 Q54 -8 54 -20 V-44", 27)
    ribs = joined(line(steps, 3.5) for steps in ("M-8 -66 V44", "M8 -66 V44"))
    pot, rim = draw("M-42 56 H42 L33 98 Q33 100 30 100 H-30 Q-33 100 -33 98Z"), box(-48, 46, 96, 18, 4)
    bloom = around(oval(0, -9, 6, 9), 5).moved(0, -92)
    return [
        (plant, "main"),
        (plant.shadow(-11, -2), "shade"),
        (ribs, "light"),
        (pot, "accent"),
        (pot.shadow(-14, 0) | (pot & box(-50, 62, 100, 8)), "accent shade"),
        (rim, "accent"),
        (rim.shadow(-14, 0), "accent shade"),
        (bloom, (246, 134, 160)),
        (disc(0, -92, 5), GOLD),
    ]


def _tulip() -> Drawn:
    leaf = draw("M2 98 C-46 84 -62 44 -56 8 C-30 26 0 56 2 98Z")
    other = draw("M-2 98 C40 88 56 58 54 28 C30 42 2 66 -2 98Z")
    bloom = draw(
        "M-42 -64 Q-30 -56 -21 -46 Q-12 -76 0 -92 Q12 -76 21 -46 Q30 -56 42 -64 C56 -14 36 22 0 22"
        " C-36 22 -56 -14 -42 -64Z"
    )
    heart = draw("M0 -92 C28 -58 28 -6 0 22 C-28 -6 -28 -58 0 -92Z")
    return [
        (line("M0 10 C2 40 -2 70 0 96", 8), LEAF),
        (leaf, LEAF),
        (other, LEAF_SHADE),
        (bloom, "main"),
        (bloom & box(0, -100, 100, 200), "shade"),
        (heart, "light"),
        (heart & box(0, -100, 60, 200), "main"),
    ]


def _mushroom() -> Drawn:
    stem = draw("M-24 8 C-22 40 -36 66 -30 84 Q-28 94 0 94 Q28 94 30 84 C36 66 22 40 24 8Z")
    cap = draw("M-92 4 C-90 -62 -40 -88 0 -88 C40 -88 90 -62 92 4 Q92 22 72 22 H-72 Q-92 22 -92 4Z")
    dots = joined((oval(-40, -34, 17, 15, -30), oval(16, -58, 15, 12, 15), disc(8, -12, 11), oval(56, -20, 14, 15, 20)))
    more = oval(-76, 4, 11, 9)
    spots = (dots | more) & cap
    return [
        (stem, CREAM),
        (stem.shadow(-16, 0) | (stem & box(-40, 8, 80, 26)), (230, 210, 180)),
        (cap, "main"),
        (cap.shadow(-18, -12), "shade"),
        (spots, "accent"),
        (spots & cap.shadow(-18, -12), "accent shade"),
    ]


def _leaf() -> Drawn:
    blade = draw("M-62 66 C-96 -14 -30 -92 88 -88 C92 28 18 100 -62 66Z")
    lower = blade & draw("M-62 66 L88 -88 L140 100 L-62 140Z")
    veins = line("M-94 96 L56 -56", 7)
    sides = joined(
        line(steps, 4.5)
        for steps in ("M-32 34 V-8", "M-2 4 V-44", "M26 -26 V-62", "M-32 34 H10", "M-2 4 H44", "M26 -26 H62")
    )
    return [(blade, "main"), (lower, "shade"), (veins | sides, "light")]


def _blossom() -> Drawn:
    """A sunflower, seen from the front."""
    petal = draw("M0 -40 C22 -56 18 -84 0 -97 C-18 -84 -22 -56 0 -40Z")
    centre = disc(0, 0, 38)
    seeds = joined(around(disc(0, -r, 3.2), n).turned(t) for r, n, t in ((27, 14, 0), (17, 9, 12), (7, 4, 0)))
    return [
        (around(petal, 12).turned(15), "shade"),
        (around(petal, 12), "main"),
        (centre, "accent"),
        (centre.shadow(-8, -7), "accent shade"),
        (seeds, "accent light"),
    ]


def _daisy() -> Drawn:
    stem = line("M0 -20 C6 20 -4 60 0 96", 7)
    leaf = draw("M0 66 C14 40 40 32 60 36 C54 60 30 72 0 66Z")
    petals = around(draw("M0 0 C15 -16 13 -46 0 -50 C-13 -46 -15 -16 0 0Z"), 9).moved(0, -44)
    return [
        (stem, LEAF),
        (leaf, LEAF),
        (leaf.mirrored().moved(0, 16), LEAF_SHADE),
        (petals, "main"),
        (petals.shadow(-5, -5), "shade"),
        (disc(0, -44, 17), "accent"),
        (disc(0, -44, 17).shadow(-5, -4), "accent shade"),
    ]


def _acorn() -> Drawn:
    nut = draw("M-54 -8 H54 C54 44 24 72 0 96 C-24 72 -54 44 -54 -8Z")
    cap = draw("M-64 -4 C-66 -50 -34 -70 0 -70 C34 -70 66 -50 64 -4 Q64 6 54 6 H-54 Q-64 6 -64 -4Z")
    net = joined(line(f"M{x} -80 L{x + 50} 10 M{x + 50} -80 L{x} 10", 3) for x in range(-110, 90, 26))
    return [
        (line("M0 -66 Q0 -84 12 -96", 9), WOOD_SHADE),
        (nut, "main"),
        (nut.shadow(-15, 0), "shade"),
        (line("M-32 18 Q-30 40 -20 54", 7), "light"),
        (cap, "accent"),
        (net & cap, "accent shade"),
    ]


def _plant() -> Drawn:
    """A leafy plant in a pot."""
    blade = draw("M0 0 C-26 -24 -26 -70 0 -96 C26 -70 26 -24 0 0Z")
    pot = draw("M-40 44 H40 L32 92 Q31 98 25 98 H-25 Q-31 98 -32 92Z")
    drawn: list[Filled] = []
    for turn, size in ((-58, 0.86), (58, 0.86), (-30, 1.02), (30, 1.02), (0, 1.16)):
        leaf = blade.sized(size).moved(0, 40).turned(turn, 0, 40)
        half = draw("M0 200 V-200 H200 V200Z").turned(turn, 0, 40)
        drawn.extend(((leaf, "main"), (leaf & half, "shade")))
    return [
        *drawn,
        (pot, "accent"),
        (pot.shadow(-13, 0), "accent shade"),
        (box(-46, 38, 92, 15, 4), "accent"),
        (box(-46, 38, 92, 15, 4).shadow(-14, 0), "accent shade"),
    ]


NATURE: dict[str, Thing] = {
    "tree": thing(_tree, "green", WOOD, "tree/trees", "oak/oaks"),
    "pine": thing(
        _pine,
        "green",
        WOOD,
        "pine/pines",
        "pine tree/pine trees",
        "fir/firs",
        "fir tree/fir trees",
        "christmas tree/christmas trees",
    ),
    "palm": thing(_palm, "green", (240, 205, 140), "palm/palms", "palm tree/palm trees"),
    "cactus": thing(_cactus, "green", SAND, "cactus/cacti", "cactus/cactuses"),
    "tulip": thing(_tulip, "red", LEAF, "tulip/tulips"),
    "mushroom": thing(_mushroom, "red", CREAM, "mushroom/mushrooms", "toadstool/toadstools"),
    "leaf": thing(_leaf, "green", LEAF, "leaf/leaves"),
    "sun": thing(sun, "yellow", AMBER, "sun/suns"),
    "mountain": thing(mountain, "gray", WHITE, "mountain/mountains", "peak/peaks"),
    "planet": thing(planet, "orange", (240, 205, 140), "planet/planets"),
    "snowflake": thing(snowflake, "teal", SKY, "snowflake/snowflakes", "snow flake/snow flakes"),
    "lightning": thing(
        lightning,
        "yellow",
        AMBER,
        "lightning bolt/lightning bolts",
        "bolt/bolts",
        "thunderbolt/thunderbolts",
        "flash of lightning/flashes of lightning",
    ),
    "flame": thing(flame, "orange", FLAME, "flame/flames", "fire/fires"),
    "rainbow": thing(rainbow, "white", SKY, "rainbow/rainbows"),
    "rain cloud": thing(rain_cloud, "gray", SKY, "rain cloud/rain clouds", "storm cloud/storm clouds"),
    "sunflower": thing(_blossom, "yellow", (116, 72, 48), "sunflower/sunflowers"),
    "daisy": thing(_daisy, "white", GOLD, "daisy/daisies"),
    "acorn": thing(_acorn, "orange", WOOD, "acorn/acorns"),
    "plant": thing(
        _plant, "green", TERRACOTTA, "potted plant/potted plants", "house plant/house plants", "plant/plants"
    ),
    "island": thing(island, "green", SKY, "island/islands"),
}
