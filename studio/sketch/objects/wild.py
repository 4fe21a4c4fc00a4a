"""Owns wild animals, of sea, wood and night."""

from __future__ import annotations

from studio.sketch.objects.faces import both, eye
from studio.sketch.objects.inks import AMBER, BLUSH, CORAL, CREAM, INK, SILVER, WHITE, WOOD
from studio.sketch.objects.pen import disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Thing, thing


def _shark() -> Drawn:
    body = draw("M-98 10 C-70 -22 -30 -34 10 -30 C40 -26 62 -12 74 -2 C82 -16 92 -32 100 -38 C98 -16 96 0 92 10"
                " C96 20 98 34 98 46 C88 40 78 28 72 18 C40 36 -10 46 -50 38 C-74 34 -92 24 -98 10Z")  # fmt: skip
    back = draw("M-14 -28 C-6 -52 10 -68 26 -72 C22 -54 26 -38 38 -24Z")
    belly = body & draw("M-110 18 C-60 26 0 24 62 10 V80 H-110Z")
    fin = draw("M-20 24 C-12 44 -2 60 16 70 C18 52 18 38 12 26Z")
    return [
        (back, "main"),
        (back.shadow(-8, 0), "shade"),
        (body, "main"),
        (belly, "accent"),
        (fin, "shade"),
        (line("M-30 -4 Q-24 6 -30 16 M-18 -6 Q-12 6 -18 18 M-6 -6 Q0 6 -6 18", 4), "shade"),
        (draw("M-88 22 L-80 28 L-76 22 L-68 30 L-62 23 L-54 31 L-48 23 Q-70 26 -88 18Z"), WHITE),
        *eye(-62, 0, 6),
    ]


def _dolphin() -> Drawn:
    body = draw("M-100 14 C-92 2 -80 0 -72 -6 C-54 -42 -14 -58 24 -46 C56 -36 72 -8 74 20 C86 26 96 40 98 54"
                " C86 50 78 46 70 44 C64 54 54 60 42 64 C46 48 52 36 58 24 C46 2 20 -2 -6 8 C-34 18 -60 22 -78 20"
                " C-88 22 -100 22 -100 14Z")  # fmt: skip
    back = draw("M8 -46 C18 -66 36 -76 52 -76 C46 -62 46 -46 50 -34Z")
    belly = body & draw("M-110 14 C-60 16 -20 -2 20 -10 C40 -8 52 6 56 22 L-110 40Z")
    fin = draw("M-34 8 C-30 30 -16 44 4 48 C0 32 0 18 -6 4Z")
    return [
        (back, "shade"),
        (body, "main"),
        (belly, "accent"),
        (fin, "shade"),
        (line("M-94 14 Q-82 16 -72 8", 3.5), INK),
        (line("M-36 -34 Q-16 -46 8 -42", 6), "light"),
        *eye(-58, -6, 5.5),
    ]


def _mouse() -> Drawn:
    head = draw(
        "M0 -38 C40 -40 66 -12 62 20 C58 46 28 66 10 84 Q0 92 -10 84 C-28 66 -58 46 -62 20 C-66 -12 -40 -40 0 -38Z"
    )
    ear = disc(-56, -42, 38)
    whiskers = both(line("M24 62 L68 54 M22 68 L64 74", 3))
    return [
        (both(ear), "main"),
        (both(disc(-56, -42, 24)), "accent"),
        (head, "main"),
        (head.shadow(-12, -4), "shade"),
        (whiskers, INK),
        (oval(0, 80, 11, 9), CORAL),
        *eye(-26, 16, 8.5),
        *eye(26, 16, 8.5),
    ]


def _deer() -> Drawn:
    antler = line(
        "M-18 -34 C-26 -58 -50 -56 -54 -92 M-40 -60 C-54 -60 -66 -66 -72 -78 M-30 -52 C-26 -64 -28 -76 -34 -86", 8
    )
    head = draw("M0 -42 C30 -42 46 -22 42 4 C38 34 26 50 24 70 C22 88 10 94 0 94 C-10 94 -22 88 -24 70 C-26"
                " 50 -38 34 -42 4"
                " C-46 -22 -30 -42 0 -42Z")  # fmt: skip
    ear = oval(-60, -20, 28, 13, 14)
    muzzle = head & oval(0, 86, 34, 30)
    return [
        (both(antler), "accent"),
        (both(ear), "main"),
        (both(oval(-58, -19, 16, 6, 14)), BLUSH),
        (head, "main"),
        (head.shadow(-10, 0), "shade"),
        (muzzle, CREAM),
        (draw("M-14 66 H14 Q14 78 0 82 Q-14 78 -14 66Z"), INK),
        (disc(-8, -26, 4) | disc(8, -20, 4) | disc(-2, -10, 3.5), "light"),
        *eye(-24, 8, 8),
        *eye(24, 8, 8),
    ]


def _tiger() -> Drawn:
    head = draw("M0 -62 C44 -62 80 -34 82 10 C84 56 46 86 0 86 C-46 86 -84 56 -82 10 C-80 -34 -44 -62 0 -62Z")
    ear = disc(-56, -54, 26)
    brow = line("M0 -60 V-30 M-22 -56 L-14 -34 M22 -56 L14 -34", 9)
    cheeks = both(line("M-84 0 L-56 6 M-84 24 L-58 24 M-76 48 L-54 40", 9)) & head
    muzzle = joined((disc(-18, 44, 25), disc(18, 44, 25), oval(0, 64, 20, 14)))
    return [
        (both(ear), "main"),
        (both(disc(-56, -54, 14)), BLUSH),
        (head, "main"),
        (head.shadow(-14, -6), "shade"),
        (brow & head | cheeks, "accent"),
        (muzzle, CREAM),
        (draw("M-13 22 H13 Q15 32 0 38 Q-15 32 -13 22Z"), CORAL),
        (line("M0 38 V46 Q-2 56 -14 55 M0 46 Q2 56 14 55", 4), INK),
        *eye(-34, 2, 9),
        *eye(34, 2, 9),
    ]


def _spider() -> Drawn:
    legs = both(line("M-20 0 L-52 -34 L-86 -14", 7) | line("M-22 10 L-60 -2 L-94 22", 7)
                | line("M-22 22 L-56 26 L-82 58", 7) | line("M-18 32 L-42 50 L-54 84", 7))  # fmt: skip
    body = oval(0, 20, 36, 40)
    return [
        (line("M0 -100 V-20", 3), SILVER),
        (legs, "main"),
        (body, "main"),
        (body.shadow(-9, -6), "shade"),
        (oval(0, 44, 12, 7), "accent"),
        (disc(-14, 0, 12) | disc(14, 0, 12), WHITE),
        (disc(-12, 2, 6) | disc(12, 2, 6), INK),
    ]


def _bat() -> Drawn:
    wing = draw(
        "M-16 -8 C-34 -36 -62 -50 -98 -44 C-88 -28 -86 -10 -90 8 C-74 0 -64 2 -58 18 C-46 6 -34 8 -28 24 L-10 30Z"
    )
    body = oval(0, 10, 27, 34) | draw("M-24 -2 L-22 -42 L-4 -22 H4 L22 -42 L24 -2Z")
    return [
        (both(wing), "main"),
        (wing.mirrored().shadow(-4, -8) | wing.shadow(-4, -8), "shade"),
        (body, "main"),
        (body.shadow(-8, -4), "shade"),
        (disc(-10, -2, 7.5) | disc(10, -2, 7.5), WHITE),
        (disc(-9, -1, 4) | disc(9, -1, 4), INK),
        (draw("M-10 14 Q0 20 10 14 L7 24 L3 17 Q0 18 -3 17 L-7 24Z"), "accent"),
    ]


def _swan() -> Drawn:
    body = draw("M-62 20 C-50 2 -20 -6 20 -8 C48 -10 76 -22 96 -38 C98 16 68 62 10 62 C-34 62 -66 48 -62 20Z")
    neck = line("M-46 30 C-74 -4 -26 -40 -40 -68 Q-46 -82 -60 -80", 18)
    wing = draw("M-18 22 C6 2 46 4 78 -12 C74 24 48 46 16 44 C-4 42 -14 34 -18 22Z")
    water = draw("M-90 62 Q-66 54 -44 62 Q-22 70 0 62 Q22 54 44 62 Q66 70 90 62 V74 H-90Z")
    return [
        (draw("M-64 -90 L-94 -70 L-62 -70Z"), "accent"),
        (draw("M-66 -90 L-78 -80 L-64 -80Z"), INK),
        (body | neck, "main"),
        (body.shadow(-6, -10), "shade"),
        (wing, "shade"),
        (wing.moved(-2, -5) & wing, "light"),
        (disc(-60, -84, 3.2), INK),
        (water, (96, 168, 226)),
    ]


WILD: dict[str, Thing] = {
    "shark": thing(_shark, "gray", WHITE, "shark/sharks"),
    "dolphin": thing(_dolphin, "blue", (206, 226, 246), "dolphin/dolphins"),
    "mouse": thing(_mouse, "gray", BLUSH, "mouse/mice", "rat/rats"),
    "deer": thing(_deer, "brown", WOOD, "deer/deer", "stag/stags", "reindeer/reindeer"),
    "tiger": thing(_tiger, "orange", INK, "tiger/tigers"),
    "spider": thing(_spider, "black", CORAL, "spider/spiders"),
    "bat": thing(_bat, "purple", WHITE, "bat/bats"),
    "swan": thing(_swan, "white", AMBER, "swan/swans", "goose/geese"),
}
