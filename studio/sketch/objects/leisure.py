"""Owns what people play with, wear and wonder at."""

from __future__ import annotations

import math

from studio.sketch.objects.faces import both
from studio.sketch.objects.inks import (
    AMBER,
    BLUSH,
    CORAL,
    FLAME,
    GLASS,
    INK,
    LEAF,
    LEAF_SHADE,
    SHELL,
    SILVER,
    SLATE,
    STEEL,
    WHITE,
    WOOD,
)
from studio.sketch.objects.pen import around, box, disc, draw, joined, line, oval, polygon
from studio.sketch.objects.thing import Drawn, Thing, thing


def _ring_of(count: int, radius: float, turn: float) -> list[tuple[float, float]]:
    angles = (math.radians(turn) + 2 * math.pi * k / count for k in range(count))
    return [(radius * math.cos(a), radius * math.sin(a)) for a in angles]


def _football() -> Drawn:
    ball = disc(0, 0, 92)
    patch = polygon(_ring_of(5, 32, -90))
    outer = around(polygon((x, y - 88) for x, y in _ring_of(5, 32, 90)), 5) & ball
    seams = around(line("M0 -30 V-60", 5), 5) | around(line("M30.4 -78.1 L64.8 -53.1", 5), 5)
    return [
        (ball, "main"),
        (ball.shadow(-14, -12), "shade"),
        (patch | outer, "accent"),
        (seams & ball, "accent"),
    ]


def _basketball() -> Drawn:
    ball = disc(0, 0, 92)
    seams = line("M0 -100 V100 M-100 0 H100", 6) | both(disc(-118, 0, 86) - disc(-118, 0, 80))
    return [
        (ball, "main"),
        (ball.shadow(-15, -13), "shade"),
        (line("M-62 -34 Q-52 -54 -34 -63", 9), "light"),
        (seams & ball, "accent"),
    ]


def _controller() -> Drawn:
    body = draw("M-52 -50 H52 C84 -50 100 4 98 44 C96 72 66 72 54 50 C46 36 38 30 26 30 H-26 C-38 30 -46 36 -54 50"
                " C-66 72 -96 72 -98 44 C-100 4 -84 -50 -52 -50Z")  # fmt: skip
    pad = box(-62, -20, 36, 12, 3) | box(-50, -32, 12, 36, 3)
    return [
        (box(-66, -62, 38, 22, 8) | box(28, -62, 38, 22, 8), "shade"),
        (body, "main"),
        (body.shadow(-8, -10), "shade"),
        (pad, INK),
        (disc(44, -30, 8), FLAME),
        (disc(44, 2, 8), LEAF),
        (disc(28, -14, 8), GLASS),
        (disc(60, -14, 8), CORAL),
        (box(-12, -22, 24, 8, 4), "light"),
    ]


def _headphones() -> Drawn:
    band = draw("M-78 30 V-2 A78 78 0 0 1 78 -2 V30 H62 V-2 A62 62 0 0 0 -62 -2 V30Z")
    cup, pad = box(-92, 12, 40, 72, 18), box(-62, 8, 22, 80, 11)
    return [
        (band, "accent"),
        (band.shadow(-6, 6), "accent shade"),
        (both(pad), INK),
        (both(cup), "main"),
        (cup.mirrored().shadow(-10, 0) | cup.shadow(-8, 0), "shade"),
        (line("M-80 36 V56", 6), "light"),
    ]


def _microphone() -> Drawn:
    head = box(-30, -96, 60, 104, 30)
    grille = joined(box(-40, y, 80, 5) for y in (-70, -54, -38, -22)) & head
    arc = draw("M-54 -30 V-14 A54 54 0 0 0 54 -14 V-30 H42 V-14 A42 42 0 0 1 -42 -14 V-30Z")
    return [
        (box(-5, 34, 10, 46), SLATE),
        (draw("M-40 92 Q-40 76 -22 76 H22 Q40 76 40 92Z"), SLATE),
        (arc, STEEL),
        (head, "main"),
        (grille, "shade"),
        (head.shadow(-13, 0), "shade"),
        (head & box(-40, -8, 80, 20), "accent"),
    ]


def _robot() -> Drawn:
    head, body = box(-54, -72, 108, 72, 18), box(-44, 8, 88, 62, 14)
    arm = line("M-52 22 Q-78 28 -76 56", 13)
    legs = box(-32, 66, 22, 26, 6) | box(10, 66, 22, 26, 6)
    return [
        (line("M0 -72 V-86", 6), SLATE),
        (disc(0, -91, 9), "accent"),
        (both(arm) | legs, STEEL),
        (both(disc(-76, 60, 11)), "main"),
        (box(-14, -4, 28, 16), SLATE),
        (both(box(-66, -50, 16, 30, 7)), STEEL),
        (head, "main"),
        (head.shadow(-12, -8), "shade"),
        (box(-40, -56, 80, 40, 14), INK),
        (disc(-18, -38, 10) | disc(18, -38, 10), GLASS),
        (line("M-12 -22 H12", 4), GLASS),
        (body, "main"),
        (body.shadow(-12, -8), "shade"),
        (box(-26, 22, 52, 30, 8), "light"),
        (disc(-12, 37, 7), CORAL),
        (disc(10, 37, 7), "accent"),
    ]


def _ghost() -> Drawn:
    body = draw("M0 -92 C46 -92 66 -56 66 -12 V74 C66 88 52 92 44 80 C36 66 28 66 20 80 C12 94 -12 94 -20 80"
                " C-28 66 -36 66 -44 80 C-52 92 -66 88 -66 74 V-12 C-66 -56 -46 -92 0 -92Z")  # fmt: skip
    return [
        (body, "main"),
        (body.shadow(-14, -2), "shade"),
        (oval(-22, -28, 10, 14) | oval(22, -28, 10, 14), INK),
        (disc(-25, -34, 4) | disc(19, -34, 4), WHITE),
        (oval(0, 4, 10, 13), INK),
        (both(oval(-40, -4, 10, 6)), "accent"),
    ]


def _skull() -> Drawn:
    dome = draw("M0 -90 C54 -90 80 -54 80 -12 C80 18 66 32 48 42 V72 Q48 84 36 84 H-36 Q-48 84 -48 72 V42 C-66"
                " 32 -80 18 -80 -12 C-80 -54 -54 -90 0 -90Z")  # fmt: skip
    return [
        (dome, "main"),
        (dome.shadow(-13, -4), "shade"),
        (both(oval(-32, -8, 21, 23, 10)), "accent"),
        (draw("M0 16 L13 38 Q6 44 0 38 Q-6 44 -13 38Z"), "accent"),
        (line("M-24 58 V82 M0 58 V82 M24 58 V82", 6), "accent"),
    ]


def _snowman() -> Drawn:
    foot, chest = disc(0, 46, 50), disc(0, -30, 36)
    hat = box(-24, -98, 48, 42, 4) | box(-40, -62, 80, 11, 5)
    scarf = box(-34, -10, 68, 16, 8) | box(12, -4, 16, 38, 6)
    return [
        (line("M-44 22 L-88 -8 M-72 4 L-86 14", 6) | line("M44 22 L88 -8 M74 2 L90 8", 6), WOOD),
        (foot, "main"),
        (foot.shadow(-14, -6), "shade"),
        (chest, "main"),
        (chest.shadow(-10, -4), "shade"),
        (scarf, "accent"),
        (scarf.shadow(0, -6), "accent shade"),
        (hat, INK),
        (box(-24, -72, 48, 9), "accent"),
        (disc(-12, -42, 4.5) | disc(12, -42, 4.5) | disc(0, 42, 5.5) | disc(0, 64, 5.5), INK),
        (draw("M-3 -36 Q14 -34 32 -26 Q12 -22 -3 -26Z"), AMBER),
    ]


def _shirt() -> Drawn:
    body = draw("M-36 -74 Q0 -50 36 -74 L58 -68 L98 -30 L68 0 L52 -14 V76 Q52 82 46 82 H-46 Q-52 82 -52 76 V-14 L-68 0"
                " L-98 -30 L-58 -68Z")  # fmt: skip
    collar = draw("M-36 -74 Q0 -50 36 -74 L28 -77 Q0 -62 -28 -77Z")
    return [
        (body, "main"),
        (body & draw("M30 -90 L26 90 H60 V-14 L68 0 L100 -30 L58 -70Z"), "shade"),
        (line("M-52 -14 V10 M52 -14 V10", 4), "shade"),
        (collar | line("M-36 -74 Q0 -48 36 -74", 7), "accent"),
    ]


def _shoe() -> Drawn:
    """A trainer from the side."""
    upper = draw("M-92 38 V-26 C-84 -36 -66 -36 -58 -24 C-46 -12 -30 -22 -18 -40 Q-12 -48 -2 -44 C18 -18 46 2"
                 " 74 8 C92 12 98 24 96 38Z")  # fmt: skip
    sole = draw("M-96 36 H98 C100 54 90 60 78 60 H-80 C-92 60 -98 52 -96 36Z")
    laces = line("M-14 -22 L2 -34 M0 -8 L16 -20 M16 4 L31 -8", 6)
    return [
        (upper, "main"),
        (upper & draw("M-100 14 C-60 30 20 10 100 30 V50 H-100Z"), "shade"),
        (draw("M-62 38 C-40 32 -20 14 -8 -4 L4 6 C-8 24 -24 36 -40 38Z"), "accent"),
        (sole, WHITE),
        (sole & box(-100, 50, 200, 20), SILVER),
        (laces, WHITE),
        (draw("M62 38 C64 22 78 12 90 18 Q98 26 96 38Z"), "light"),
    ]


def _top_hat() -> Drawn:
    crown = draw("M-50 -80 Q0 -92 50 -80 L44 50 H-44Z")
    brim = draw("M-96 44 C-70 52 -50 44 -40 40 H40 C50 44 70 52 96 44 C92 66 50 78 0 78 C-50 78 -92 66 -96 44Z")
    return [
        (crown, "main"),
        (crown.shadow(-14, 0), "shade"),
        (line("M-34 -64 L-30 -20", 7), "light"),
        (crown & draw("M-60 12 Q0 26 60 12 V42 Q0 54 -60 42Z"), "accent"),
        (brim, "main"),
        (brim.shadow(0, -11), "shade"),
    ]


def _backpack() -> Drawn:
    body = draw("M-58 -20 C-58 -66 -34 -80 0 -80 C34 -80 58 -66 58 -20 V74 Q58 88 44 88 H-44 Q-58 88 -58 74Z")
    pocket = box(-40, 18, 80, 54, 14)
    return [
        (draw("M-22 -72 C-22 -100 22 -100 22 -72 H12 C12 -88 -12 -88 -12 -72Z"), "accent"),
        (both(box(-76, 10, 26, 64, 12)), "shade"),
        (body, "main"),
        (body.shadow(-14, -2), "shade"),
        (line("M-58 -18 H58", 5), "shade"),
        (pocket, "accent"),
        (pocket.shadow(-10, -8), "accent shade"),
        (box(-40, 34, 80, 6), "accent shade"),
        (box(-22, -54, 44, 16, 8), "light"),
    ]


def _rose() -> Drawn:
    cup = draw("M-46 -54 C-58 -18 -34 16 0 16 C34 16 58 -18 46 -54 C34 -44 18 -52 0 -62 C-18 -52 -34 -44 -46 -54Z")
    heart = draw("M-30 -58 C-34 -84 -12 -96 4 -94 C28 -94 38 -74 30 -54 C22 -40 -18 -40 -30 -58Z")
    left = draw("M-46 -54 C-58 -16 -34 16 0 16 C-14 -8 -18 -34 -46 -54Z")
    leaf = draw("M4 62 C14 30 48 22 70 28 C66 54 36 72 4 62Z")
    return [
        (line("M0 10 C4 40 -4 66 0 96", 8), LEAF),
        (leaf, LEAF),
        (leaf.mirrored().moved(0, 10), LEAF_SHADE),
        (heart, "shade"),
        (line("M-16 -66 C-16 -84 16 -84 14 -68 C10 -58 -4 -60 -2 -70", 5), "main"),
        (cup, "main"),
        (left, "light"),
        (left.mirrored(), "shade"),
        (draw("M-20 12 C-10 20 10 20 20 12 L14 26 L0 20 L-14 26Z"), LEAF_SHADE),
    ]


def _volcano() -> Drawn:
    cone = draw("M-98 80 L-26 -22 Q0 -10 26 -22 L98 80Z")
    lava = draw("M-26 -22 Q0 -10 26 -22 L38 -4 C32 12 26 4 22 22 C18 44 6 36 6 12 C2 2 -6 6 -8 24 C-12 52 -26 40 -24 14"
                " C-24 2 -30 8 -38 -4Z")  # fmt: skip
    smoke = joined((disc(-12, -62, 19), disc(12, -74, 22), disc(30, -58, 16), disc(2, -50, 17)))
    sparks = joined((disc(-44, -48, 6), disc(52, -36, 6), disc(-28, -36, 4.5), disc(38, -24, 4)))
    return [
        (smoke, STEEL),
        (smoke.shadow(-6, -8), SLATE),
        (sparks, "accent"),
        (cone, "main"),
        (cone & draw("M10 -30 L26 90 H110 L26 -30Z"), "shade"),
        (lava, "accent"),
        (lava.shadow(-4, -6), "accent shade"),
        (oval(0, -22, 26, 6), "accent light"),
    ]


def _shell() -> Drawn:
    fan = draw("M-18 66 L-90 -6 C-98 -34 -82 -46 -68 -42 C-66 -66 -44 -74 -30 -62 C-22 -82 22 -82 30 -62 C44"
               " -74 66 -66 68 -42 C82 -46 98 -34 90 -6 L18 66Z")  # fmt: skip
    foot = draw("M-18 60 H18 L34 70 Q40 86 26 86 H-26 Q-40 86 -34 70Z")
    ribs = joined(
        line(f"M{x * 0.16:.1f} 66 L{x} {y}", 5) for x, y in ((-64, -26), (-26, -46), (26, -46), (64, -26), (0, -52))
    )
    return [
        (foot, "shade"),
        (fan, "main"),
        (fan.shadow(-10, -3), "shade"),
        (ribs & fan, "light"),
    ]


LEISURE: dict[str, Thing] = {
    "football": thing(_football, "white", INK, "football/footballs", "soccer ball/soccer balls"),
    "basketball": thing(_basketball, "orange", INK, "basketball/basketballs"),
    "controller": thing(_controller, "navy", CORAL, "game controller/game controllers", "controller/controllers",
                        "gamepad/gamepads", "joystick/joysticks"),
    "headphones": thing(_headphones, "red", SLATE, "headphones/headphones", "pair of headphones/pairs of headphones",
                        "headset/headsets"),
    "microphone": thing(_microphone, "red", SILVER, "microphone/microphones", "mike/mikes"),
    "robot": thing(_robot, "teal", FLAME, "robot/robots", "android/androids"),
    "ghost": thing(_ghost, "white", BLUSH, "ghost/ghosts"),
    "skull": thing(_skull, "white", INK, "skull/skulls"),
    "snowman": thing(_snowman, "white", CORAL, "snowman/snowmen"),
    "shirt": thing(_shirt, "blue", WHITE, "t-shirt/t-shirts", "shirt/shirts", "tee shirt/tee shirts"),
    "shoe": thing(_shoe, "red", WHITE, "shoe/shoes", "trainer/trainers", "sneaker/sneakers",
                  "running shoe/running shoes"),
    "hat": thing(_top_hat, "black", CORAL, "hat/hats", "top hat/top hats"),
    "backpack": thing(_backpack, "blue", FLAME, "backpack/backpacks", "rucksack/rucksacks", "schoolbag/schoolbags"),
    "rose": thing(_rose, "red", LEAF, "rose/roses"),
    "volcano": thing(_volcano, "brown", AMBER, "volcano/volcanoes", "volcano/volcanos"),
    "shell": thing(_shell, "pink", SHELL, "shell/shells", "seashell/seashells", "sea shell/sea shells"),
}  # fmt: skip
