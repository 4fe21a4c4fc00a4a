"""Owns further animals, from farm, zoo and sea."""

from __future__ import annotations

from studio.sketch.objects.faces import both, cow, elephant, eye, frog, lion, monkey, pig
from studio.sketch.objects.inks import AMBER, BLUSH, CORAL, CREAM, INK, LEAF_SHADE, TERRACOTTA, WAFFLE, WHITE, WOOD
from studio.sketch.objects.pen import box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Thing, thing


def _sheep() -> Drawn:
    wool = joined((disc(-58, -8, 30), disc(-32, -34, 30), disc(4, -42, 31), disc(38, -26, 29), disc(46, 8, 28),
                   disc(20, 30, 28), disc(-18, 32, 28), disc(-48, 22, 28), oval(0, 0, 54, 40)))  # fmt: skip
    head = oval(66, -14, 25, 31, -14)
    return [
        (box(-38, 40, 14, 48, 6) | box(20, 40, 14, 48, 6), INK),
        (box(-14, 40, 14, 44, 6) | box(40, 36, 14, 46, 6), "accent shade"),
        (wool, "main"),
        (wool.shadow(-10, -14), "shade"),
        (line("M-40 -14 Q-30 -26 -20 -16 M-4 8 Q8 -4 18 8 M-30 22 Q-20 12 -10 22", 5), "shade"),
        (oval(42, -30, 17, 8, 24) | oval(88, -34, 15, 7, -30), "accent"),
        (head, "accent"),
        (head.shadow(-8, -4), "accent shade"),
        (joined((disc(56, -46, 14), disc(74, -48, 13), disc(66, -38, 13))), "main"),
        (disc(60, -18, 6) | disc(77, -18, 5), WHITE),
        (disc(62, -17, 3) | disc(78, -17, 2.6), INK),
        (line("M66 4 Q72 8 77 3", 3), WHITE),
    ]


def _chicken() -> Drawn:
    body = draw("M-92 -34 C-78 -24 -56 -8 -30 -8 C-2 -8 2 -40 8 -62 C14 -84 52 -86 60 -60 C66 -36 64 -10 62 10"
                " C58 50 24 70 -10 70 C-54 70 -88 40 -92 -34Z")  # fmt: skip
    wing = draw("M-44 8 C-20 2 8 2 26 -4 C28 26 10 46 -12 44 C-30 42 -42 28 -44 8Z")
    comb = joined((disc(18, -80, 11), disc(34, -87, 12), disc(50, -80, 11)))
    feet = line("M-10 66 V92 M-24 94 H6 M18 62 V92 M4 94 H34", 6)
    return [
        (feet, AMBER),
        (comb, CORAL),
        (oval(56, -34, 8, 14, 10), CORAL),
        (draw("M56 -64 L86 -52 L57 -44Z"), AMBER),
        (body, "main"),
        (body.shadow(-9, -12), "shade"),
        (wing, "accent"),
        (wing.shadow(0, -8), "accent shade"),
        *eye(38, -58, 7),
    ]


def _horse() -> Drawn:
    """The head and neck from the side."""
    head = draw("M-34 96 C-42 50 -32 6 -12 -30 L-18 -78 Q-16 -88 -6 -80 L14 -58 C38 -48 60 -14 80 22 C88 40 78 56 60 54"
                " C46 52 40 44 28 40 C20 38 14 38 6 34 C10 58 26 78 40 96Z")  # fmt: skip
    mane = draw("M-14 -74 C-46 -66 -78 -14 -74 40 C-74 62 -70 82 -62 96 H-32 C-42 50 -34 8 -10 -30Z")
    lock = draw("M-10 -72 C8 -72 18 -58 18 -34 C8 -44 -4 -50 -12 -48Z")
    muzzle = head & draw("M44 4 C36 24 36 44 46 60 H100 V0Z")
    return [
        (mane, "accent"),
        (head, "main"),
        (head & draw("M-34 96 C-42 50 -32 6 -12 -30 C-14 20 -6 60 8 96Z"), "shade"),
        (muzzle, "shade"),
        (lock, "accent"),
        (oval(66, 30, 5, 8, -30), INK),
        (line("M56 46 Q66 46 72 40", 3.5), INK),
        *eye(18, -22, 8),
    ]


def _crab() -> Drawn:
    shell = draw("M-66 14 C-66 -24 -36 -38 0 -38 C36 -38 66 -24 66 14 C66 46 34 58 0 58 C-34 58 -66 46 -66 14Z")
    claw = disc(-70, -50, 27) - draw("M-70 -46 L-96 -92 H-46Z").turned(14, -70, -50)
    arm = line("M-52 6 Q-80 -6 -72 -34", 13)
    legs = joined(line(f"M-54 {y} L-{x} {y + 8} L-{x + 2} {y + 30}", 9) for x, y in ((84, 22), (74, 38), (60, 50)))
    return [
        (both(legs), "shade"),
        (both(arm), "shade"),
        (both(claw), "main"),
        (both(line("M-20 -34 V-52", 7)), "main"),
        (both(disc(-20, -58, 14)), WHITE),
        (both(disc(-19, -57, 7)), INK),
        (shell, "main"),
        (shell.shadow(-8, -14), "shade"),
        (line("M-44 -6 Q-38 -22 -20 -26", 7), "light"),
        (line("M-22 18 Q0 36 22 18", 5), INK),
        (both(disc(-40, 18, 8)), "accent"),
    ]


def _octopus() -> Drawn:
    head = draw("M0 -94 C42 -94 62 -64 60 -28 C58 -2 44 6 42 26 H-42 C-44 6 -58 -2 -60 -28 C-62 -64 -42 -94 0 -94Z")
    outer = line("M-36 18 C-44 44 -62 48 -78 40 Q-92 32 -92 18", 20)
    middle = line("M-24 24 C-30 60 -46 72 -66 72 Q-80 72 -84 60", 20)
    inner = line("M-9 24 C-8 60 -14 78 -28 88", 20)
    cups = joined(disc(x, y, 3.6) for x, y in ((-58, 43), (-78, 37), (-42, 62), (-58, 71), (-9, 52), (-15, 72)))
    return [
        (both(outer), "shade"),
        (both(inner), "shade"),
        (both(middle), "main"),
        (head, "main"),
        (head.shadow(-14, -4), "shade"),
        (both(cups), "accent"),
        (line("M-38 -54 Q-32 -74 -14 -80", 8), "light"),
        (both(disc(-22, -18, 14)), WHITE),
        (both(disc(-20, -17, 7.5)), INK),
        (line("M-12 8 Q0 18 12 8", 4.5), INK),
    ]


def _dinosaur() -> Drawn:
    body = draw("M-100 44 C-78 40 -70 -4 -22 -12 C10 -16 22 -34 24 -62 C26 -86 42 -96 60 -94 C84 -92 96 -82 94 -68"
                " C92 -56 76 -52 62 -54 C60 -18 62 16 46 42 V82 Q46 88 40 88 H24 Q18 88 18 82 V58 C4 64 -10 64 -22 58"
                " V82 Q-22 88 -28 88 H-44 Q-50 88 -50 82 V46 C-66 54 -84 56 -100 44Z")  # fmt: skip
    behind = box(-22, 40, 24, 44, 6) | box(44, 30, 22, 52, 6)
    spots = joined(
        (oval(-34, 12, 11, 9), oval(-8, 4, 9, 8), oval(18, 10, 8, 9), oval(36, -18, 7, 9), oval(-56, 26, 7, 6))
    )
    return [
        (behind, "shade"),
        (body, "main"),
        (body.shadow(-4, -11), "shade"),
        (spots, "accent"),
        (line("M84 -62 Q74 -58 66 -62", 3.5), INK),
        (disc(88, -78, 2.2), INK),
        *eye(60, -78, 6),
    ]


def _camel() -> Drawn:
    body = draw("M-76 -2 C-72 -40 -52 -62 -36 -36 C-28 -24 -22 -22 -14 -34 C2 -64 22 -48 28 -14 C34 -4 42 -6 46 -18"
                " C52 -38 48 -58 60 -66 C72 -72 94 -68 98 -54 C100 -42 84 -40 76 -42 C74 -10 68 14 48 26 V86 H32 V32"
                " C10 38 -20 38 -46 32 V86 H-62 V26 C-76 18 -80 10 -76 -2Z")  # fmt: skip
    behind = box(-42, 24, 15, 60) | box(14, 24, 15, 60)
    cloth = draw("M-30 -28 C-26 -22 -20 -24 -14 -34 L10 8 Q-10 20 -34 10Z")
    return [
        (behind, "shade"),
        (line("M-74 0 Q-88 14 -84 34", 6), "shade"),
        (body, "main"),
        (body.shadow(-4, -9), "shade"),
        (cloth & body, "accent"),
        (line("M-33 4 Q-10 14 8 2", 4) & body, "accent light"),
        (draw("M54 -64 L48 -78 L62 -70Z"), "main"),
        (line("M98 -52 Q90 -50 84 -52", 3), INK),
        *eye(72, -58, 5),
    ]


def _flamingo() -> Drawn:
    body = draw("M-78 8 C-54 -30 6 -40 38 -10 C40 22 8 40 -22 36 C-48 34 -66 22 -78 8Z")
    neck = line("M26 -2 C64 -14 58 -46 38 -56 C20 -66 22 -86 40 -86", 14)
    wing = draw("M-58 6 C-34 -16 0 -18 18 -4 C6 20 -26 28 -58 6Z")
    beak = draw("M46 -96 C66 -96 76 -82 66 -62 C62 -70 58 -76 46 -78Z")
    return [
        (line("M-6 34 V94 M-6 94 H10", 5), "accent"),
        (line("M8 32 L30 54 L0 62", 5), "accent shade"),
        (body | neck, "main"),
        (body.shadow(-4, -9), "shade"),
        (wing, "light"),
        (beak, CREAM),
        (beak & box(40, -76, 60, 30), INK),
        (disc(42, -86, 13), "main"),
        *eye(45, -88, 4.5),
    ]


def _paw() -> Drawn:
    pad = draw("M0 -4 C26 -4 40 22 56 42 C68 62 56 84 34 82 C20 80 12 74 0 74 C-12 74 -20 80 -34 82 C-56 84 -68"
               " 62 -56 42 C-40 22 -26 -4 0 -4Z")  # fmt: skip
    toes = both(oval(-26, -56, 19, 27, -8) | oval(-68, -14, 17, 25, -24))
    return [(pad | toes, "main"), (pad.shadow(-9, -8) | toes.shadow(-6, -5), "shade")]


CREATURES: dict[str, Thing] = {
    "lion": thing(lion, "yellow", (196, 112, 48), "lion/lions"),
    "frog": thing(frog, "green", BLUSH, "frog/frogs", "toad/toads"),
    "pig": thing(pig, "pink", CORAL, "pig/pigs", "piglet/piglets"),
    "cow": thing(cow, "white", INK, "cow/cows", "bull/bulls", "calf/calves"),
    "monkey": thing(monkey, "brown", (240, 205, 160), "monkey/monkeys", "ape/apes", "chimp/chimps"),
    "elephant": thing(elephant, "gray", BLUSH, "elephant/elephants"),
    "sheep": thing(_sheep, "white", INK, "sheep/sheep", "lamb/lambs"),
    "chicken": thing(_chicken, "white", WAFFLE, "chicken/chickens", "hen/hens", "rooster/roosters"),
    "horse": thing(_horse, "brown", INK, "horse/horses", "pony/ponies", "horse head/horse heads"),
    "crab": thing(_crab, "red", BLUSH, "crab/crabs"),
    "octopus": thing(_octopus, "purple", BLUSH, "octopus/octopuses", "octopus/octopi", "squid/squids"),
    "dinosaur": thing(_dinosaur, "green", LEAF_SHADE, "dinosaur/dinosaurs", "dino/dinos"),
    "camel": thing(_camel, "orange", TERRACOTTA, "camel/camels", "dromedary/dromedaries"),
    "flamingo": thing(_flamingo, "pink", CORAL, "flamingo/flamingos", "flamingo/flamingoes"),
    "paw print": thing(_paw, "brown", WOOD, "paw print/paw prints", "paw/paws", "pawprint/pawprints"),
}
