"""Owns what grows and what is in the sky."""

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


def _sun() -> Drawn:
    rays = around(draw("M-9 -66 Q0 -72 9 -66 L1.5 -97 Q0 -99 -1.5 -97Z"), 12)
    face = disc(0, 0, 54)
    return [
        (rays, "accent"),
        (face, "main"),
        (face.shadow(-10, -9), "shade"),
        (line("M-34 -16 Q-28 -32 -12 -37", 7), "light"),
    ]


def _mountain() -> Drawn:
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


def _planet() -> Drawn:
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


def _snowflake() -> Drawn:
    arm = line("M0 0 V-92", 9) | line("M-22 -84 L0 -62 L22 -84", 8) | line("M-17 -56 L0 -38 L17 -56", 8)
    centre = disc(0, 0, 14)
    return [(around(arm, 6), "main"), (around(line("M0 -70 V-92", 9), 6), "light"), (centre, "main")]


def _lightning() -> Drawn:
    bolt = draw("M16 -97 L-54 16 H-8 L-24 97 L56 -24 H8 L38 -97Z")
    return [
        (bolt, "main"),
        (bolt & draw("M56 -24 L-24 97 L-8 16 L24 -8Z"), "shade"),
        (bolt & draw("M16 -97 L-54 16 H-34 L30 -97Z"), "light"),
    ]


def _flame() -> Drawn:
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


def _rainbow() -> Drawn:
    bands = ((230, 84, 80), (246, 150, 62), (250, 208, 86), (96, 184, 120), (74, 144, 220))
    sky = box(-100, -100, 200, 130)
    arcs: Drawn = [((disc(0, 30, 88 - 11 * k) - disc(0, 30, 77 - 11 * k)) & sky, rgb) for k, rgb in enumerate(bands)]
    cloud = joined((disc(-20, 34, 17), disc(0, 26, 22), disc(20, 36, 15))) | box(-37, 34, 72, 17, 8.5)
    clouds = cloud.moved(-60, 6) | cloud.moved(60, 6)
    return [*arcs, (clouds, "main"), (clouds & box(-100, 48, 200, 20), "shade")]


def _rain_cloud() -> Drawn:
    cloud = joined((disc(-50, -18, 34), disc(-8, -42, 44), disc(44, -22, 38))) | box(-84, -32, 166, 48, 24)
    drop = draw("M0 -17 C8 -4 12 2 12 9 A12 12 0 0 1 -12 9 C-12 2 -8 -4 0 -17Z").turned(14)
    drops = joined(drop.moved(x, y) for x, y in ((-50, 48), (0, 46), (50, 48), (-26, 82), (24, 80)))
    return [
        (drops, "accent"),
        (cloud, "main"),
        (cloud.shadow(-8, -14), "shade"),
        (line("M-38 -58 Q-28 -74 -10 -75", 8), "light"),
    ]


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


def _island() -> Drawn:
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
    "sun": thing(_sun, "yellow", AMBER, "sun/suns"),
    "mountain": thing(_mountain, "gray", WHITE, "mountain/mountains", "peak/peaks"),
    "planet": thing(_planet, "orange", (240, 205, 140), "planet/planets"),
    "snowflake": thing(_snowflake, "teal", SKY, "snowflake/snowflakes", "snow flake/snow flakes"),
    "lightning": thing(
        _lightning,
        "yellow",
        AMBER,
        "lightning bolt/lightning bolts",
        "bolt/bolts",
        "thunderbolt/thunderbolts",
        "flash of lightning/flashes of lightning",
    ),
    "flame": thing(_flame, "orange", FLAME, "flame/flames", "fire/fires"),
    "rainbow": thing(_rainbow, "white", SKY, "rainbow/rainbows"),
    "rain cloud": thing(_rain_cloud, "gray", SKY, "rain cloud/rain clouds", "storm cloud/storm clouds"),
    "sunflower": thing(_blossom, "yellow", (116, 72, 48), "sunflower/sunflowers"),
    "daisy": thing(_daisy, "white", GOLD, "daisy/daisies"),
    "acorn": thing(_acorn, "orange", WOOD, "acorn/acorns"),
    "plant": thing(
        _plant, "green", TERRACOTTA, "potted plant/potted plants", "house plant/house plants", "plant/plants"
    ),
    "island": thing(_island, "green", SKY, "island/islands"),
}
