"""Owns the animals: whole ones from the side or above, and which there are."""

from __future__ import annotations

from studio.sketch.objects.faces import bear, both, cat, dog, eye, fox, panda, rabbit
from studio.sketch.objects.inks import (
    AMBER,
    BLUSH,
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    GOLD,
    INK,
    SHELL,
    SKY,
    WAFFLE,
    WHITE,
    WOOD,
)
from studio.sketch.objects.pen import box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Thing, thing


def _fish() -> Drawn:
    body = draw("M-92 4 C-70 -44 -20 -60 24 -44 C48 -36 62 -18 70 0 C62 20 48 38 24 48 C-20 64 -70 50 -92 4Z")
    tail = draw("M60 2 C72 -20 84 -38 98 -46 C94 -16 94 18 98 50 C84 42 72 22 60 2Z")
    fins = draw("M-28 -44 C-14 -78 26 -78 40 -66 C34 -56 32 -46 32 -36Z") | draw(
        "M-4 48 C4 70 26 78 38 74 C34 62 30 54 28 42Z"
    )
    fin = draw("M-10 8 C8 -4 30 4 36 14 C26 28 4 28 -10 8Z")
    bands = joined(line(f"M{x} -70 Q{x + 16} 0 {x} 70", 11) for x in (-30, 34)) & body
    return [
        (tail, "accent"),
        (fins, "accent"),
        (body, "main"),
        (bands, "light"),
        (body.shadow(-3, -11), "shade"),
        (fin, "accent"),
        (fin.shadow(0, -7), "accent shade"),
        (line("M-86 14 Q-76 20 -68 18", 4), "shade"),
        *eye(-62, -8, 9),
    ]


def _whale() -> Drawn:
    body = draw("M-94 22 C-94 -26 -58 -50 -14 -50 C30 -50 46 -4 66 -4 C76 -4 80 -14 80 -28 C62 -30 54 -44 54 -60"
                " C72 -62 82 -54 86 -44 C88 -56 94 -64 104 -66 C108 -48 104 -34 94 -28"
                " C96 40 50 66 -8 66 C-62 66 -94 56"
                " -94 22Z")  # fmt: skip
    belly = body & draw("M-100 26 C-50 36 10 40 60 16 V100 H-100Z")
    grooves = joined(line(f"M{x} 40 Q{x + 4} 54 {x + 14} 70", 4) for x in (-74, -54, -34)) & belly
    fin = draw("M-6 34 C12 36 26 52 24 72 C6 72 -10 58 -6 34Z")
    spout = line("M-22 -60 C-22 -78 -28 -86 -42 -86", 7) | line("M-22 -60 C-22 -78 -16 -86 -2 -86", 7)
    return [
        (spout, SKY),
        (body, "main"),
        (body.shadow(-6, -9) - belly, "shade"),
        (belly, "accent"),
        (grooves, "accent shade"),
        (fin, "shade"),
        *eye(-60, 8, 7),
    ]


def _bird() -> Drawn:
    body = draw("M-78 -22 C-78 -56 -50 -72 -26 -68 C-2 -64 6 -44 22 -32 C44 -16 70 -8 98 -12 C88 30 44 62 -6 62"
                " C-50 62 -78 30 -78 -22Z")  # fmt: skip
    wing = draw("M-24 -8 C4 -22 40 -8 70 12 C52 34 10 42 -10 28 C-22 20 -30 4 -24 -8Z")
    belly = body & draw("M-90 0 C-60 30 -20 40 20 62 V100 H-90Z")
    beak = draw("M-74 -40 L-99 -26 L-72 -20Z")
    legs = line("M-14 58 L-18 88 M-30 88 H-6", 5.5) | line("M12 58 L12 88 M0 88 H24", 5.5)
    return [
        (legs, AMBER),
        (beak, AMBER),
        (body, "main"),
        (belly, "accent"),
        (body.shadow(-4, -9) - belly, "shade"),
        (wing, "shade"),
        (line("M6 14 Q24 20 44 14", 5), "main"),
        *eye(-48, -40, 8),
    ]


def _butterfly() -> Drawn:
    upper = draw("M4 -14 C14 -70 60 -92 88 -78 C104 -66 92 -6 60 8 C38 16 14 8 4 -4Z")
    lower = draw("M4 2 C26 0 62 12 68 36 C74 62 54 84 36 76 C18 66 6 34 4 14Z")
    wings = both(upper | lower)
    inner = both(upper.sized(0.62, 0.62, 22, -18))
    more = both(lower.sized(0.55, 0.55, 22, 28))
    spots = both(disc(78, -60, 6) | disc(84, -42, 4) | disc(52, 60, 5))
    body = draw("M0 -46 C10 -40 8 -10 7 10 C6 40 4 60 0 68 C-4 60 -6 40 -7 10 C-8 -10 -10 -40 0 -46Z") | disc(0, -46, 9)
    feelers = both(line("M2 -52 C6 -72 16 -82 28 -88", 3.5) | disc(29, -88, 4.5))
    return [
        (wings, "main"),
        (both(lower), "shade"),
        (both(upper), "main"),
        (inner | more, "accent"),
        (spots, "light"),
        (feelers | body, INK),
    ]


def _owl() -> Drawn:
    body = draw("M-62 -78 Q-40 -62 0 -64 Q40 -62 62 -78 C74 -50 70 -20 70 20 C70 66 40 90 0 90 C-40 90 -70 66 -70 20"
                " C-70 -20 -74 -50 -62 -78Z")  # fmt: skip
    belly = body & oval(0, 52, 42, 46)
    scale = draw("M-11 0 Q0 14 11 0Z")
    feathers = joined(scale.moved(x, y) for x, y in ((-22, 28), (0, 28), (22, 28), (-11, 46), (11, 46), (0, 64)))
    wing = draw("M-70 -4 C-46 14 -44 56 -58 70 C-68 54 -72 30 -70 -4Z")
    return [
        (both(box(-30, 84, 20, 13, 6)), AMBER),
        (body, "main"),
        (belly, "light"),
        (feathers, "shade"),
        (both(wing), "shade"),
        (both(disc(-29, -26, 32)), "light"),
        (both(disc(-29, -26, 22)), WHITE),
        (both(disc(-27, -26, 13)), INK),
        (both(disc(-31, -31, 4.5)), WHITE),
        (draw("M-11 -18 H11 L0 8Z"), AMBER),
    ]


def _penguin() -> Drawn:
    body = draw("M0 -94 C38 -94 46 -58 48 -30 C52 0 62 20 62 46 C62 78 34 92 0 92 C-34 92 -62 78 -62 46 C-62 20 -52 0"
                " -48 -30 C-46 -58 -38 -94 0 -94Z")  # fmt: skip
    front = draw("M0 -40 C12 -62 36 -58 36 -36 C36 -20 30 -8 34 12 C46 46 40 80 0 82"
                 " C-40 80 -46 46 -34 12 C-30 -8 -36 -20"
                 " -36 -36 C-36 -58 -12 -62 0 -40Z")  # fmt: skip
    wing = draw("M-48 -18 C-72 0 -84 34 -78 54 C-66 48 -56 30 -50 12Z")
    feet = oval(-24, 90, 22, 8) | oval(24, 90, 22, 8)
    return [
        (both(wing), "shade"),
        (feet, "accent"),
        (body, "main"),
        (front, WHITE),
        (front.shadow(-12, -2), (222, 226, 234)),
        (draw("M-15 -40 Q0 -50 15 -40 Q6 -26 0 -24 Q-6 -26 -15 -40Z"), "accent"),
        (both(disc(-19, -52, 9.5)), WHITE),
        (both(disc(-18, -52, 5)), INK),
    ]


def _bee() -> Drawn:
    wing = oval(-4, -44, 20, 38, -24) | oval(30, -42, 18, 34, 20)
    body = oval(0, 16, 72, 46)
    bands = joined(line(f"M{x} -40 Q{x + 14} 16 {x} 74", 17) for x in (-14, 26)) & body
    sting = draw("M66 6 L94 18 L66 28Z")
    feelers = line("M-58 -18 C-62 -38 -74 -46 -86 -46", 4.5) | line("M-46 -24 C-46 -46 -56 -58 -68 -62", 4.5)
    return [
        (wing, GLASS),
        (wing.shadow(8, 8), GLASS_LIGHT),
        (sting | feelers, "accent"),
        (body, "main"),
        (body.shadow(-6, -13), "shade"),
        (bands, "accent"),
        (line("M-60 28 Q-52 36 -44 30", 4), "accent"),
        *eye(-50, 10, 8),
    ]


def _ladybird() -> Drawn:
    shell = disc(0, 14, 74)
    head = draw("M-42 -46 C-42 -84 42 -84 42 -46 C30 -34 -30 -34 -42 -46Z")
    spots = both(disc(-36, -14, 14) | disc(-46, 34, 13) | disc(-20, 62, 11)) & shell
    feelers = both(line("M-18 -70 C-22 -86 -32 -92 -42 -94", 5))
    return [
        (feelers, "accent"),
        (shell, "main"),
        (shell.shadow(-14, -8), "shade"),
        (spots, "accent"),
        (line("M0 -56 V86", 5), "accent"),
        (head, "accent"),
        (both(disc(-22, -60, 8)), WHITE),
    ]


def _snail() -> Drawn:
    body = draw("M-96 -14 C-96 -30 -72 -32 -66 -16 C-58 16 -52 40 -28 44 H70 Q96 46 98 62 Q98 68 90 68 H-40"
                " C-76 68 -92 30 -96 -14Z")  # fmt: skip
    shell = disc(22, -6, 60)
    turns = line("M22 -6 C26 -16 42 -10 40 4 C38 22 10 26 0 8 C-12 -18 10 -42 34 -38 C62 -32 72 0 58 26", 9)
    horns = line("M-86 -26 L-94 -54", 5) | line("M-72 -28 L-68 -56", 5) | disc(-94, -56, 6) | disc(-68, -58, 6)
    return [
        (horns, "accent"),
        (body, "accent"),
        (body & box(-100, 56, 200, 20), "accent shade"),
        (shell, "main"),
        (shell.shadow(-12, -10), "shade"),
        (turns, "light"),
        (disc(-84, -12, 4), INK),
        (line("M-88 6 Q-80 10 -74 4", 3.5), INK),
    ]


def _turtle() -> Drawn:
    shell = draw("M-62 26 C-62 -30 -34 -56 4 -56 C42 -56 70 -30 70 26 Q4 40 -62 26Z")
    plates = draw("M-18 -34 H24 L38 -6 L24 18 H-18 L-32 -6Z")
    seams = line("M-18 -34 L-28 -52 M24 -34 L34 -52 M38 -6 H80 M-32 -6 H-70 M-18 18 L-26 40 M24 18 L32 40", 5) & shell
    head = draw("M-54 16 C-76 22 -98 12 -98 -10 C-98 -28 -76 -34 -64 -20 C-54 -8 -50 0 -44 8Z")
    legs = draw("M-44 24 L-56 58 H-30 L-20 30Z") | draw("M52 24 L60 58 H34 L26 30Z") | draw("M66 22 L92 34 L64 36Z")
    return [
        (legs | head, "accent"),
        (box(-56, 50, 26, 8) | box(34, 50, 26, 8), "accent shade"),
        (shell, "main"),
        (shell.shadow(-6, -14), "shade"),
        (plates, "light"),
        (seams, "light"),
        (shell & box(-80, 18, 170, 30), "shade"),
        *eye(-82, -12, 6),
    ]


def _duck() -> Drawn:
    """A rubber duck."""
    body = draw(
        "M-70 6 C-60 -4 -30 0 -16 0 C10 2 30 -6 52 -8 C70 -10 84 -22 96 -26 C98 30 76 78 6 78 C-50 78 -84 44 -70 6Z"
    )
    head = disc(-34, -42, 42)
    beak = draw("M-70 -48 C-86 -46 -102 -36 -98 -28 C-92 -20 -76 -22 -66 -26Z")
    wing = draw("M-10 22 C14 10 44 12 66 4 C62 36 36 52 12 50 C-8 48 -16 34 -10 22Z")
    return [
        (beak, "accent"),
        (beak & box(-110, -32, 60, 20), "accent shade"),
        (body | head | disc(-36, 4, 37), "main"),
        ((body | head).shadow(-6, -12), "shade"),
        (wing, "shade"),
        (line("M-48 -70 Q-36 -76 -24 -72", 6), "light"),
        *eye(-48, -48, 8),
    ]


ANIMALS: dict[str, Thing] = {
    "fish": thing(_fish, "orange", FLAME, "fish/fish", "fish/fishes", "goldfish/goldfish"),
    "whale": thing(_whale, "blue", GLASS, "whale/whales"),
    "bird": thing(_bird, "blue", CREAM, "bird/birds"),
    "butterfly": thing(_butterfly, "purple", GOLD, "butterfly/butterflies"),
    "cat": thing(cat, "orange", BLUSH, "cat/cats", "kitten/kittens", "cat face/cat faces"),
    "dog": thing(dog, "white", WOOD, "dog/dogs", "dog face/dog faces", "puppy/puppies"),
    "rabbit": thing(rabbit, "gray", BLUSH, "rabbit/rabbits", "bunny/bunnies", "hare/hares"),
    "fox": thing(fox, "orange", CREAM, "fox/foxes"),
    "bear": thing(bear, "brown", BLUSH, "bear/bears"),
    "panda": thing(panda, "white", INK, "panda/pandas"),
    "owl": thing(_owl, "brown", AMBER, "owl/owls"),
    "penguin": thing(_penguin, "navy", AMBER, "penguin/penguins"),
    "bee": thing(_bee, "yellow", INK, "bee/bees", "bumblebee/bumblebees"),
    "ladybird": thing(_ladybird, "red", INK, "ladybird/ladybirds", "ladybug/ladybugs"),
    "snail": thing(_snail, "orange", SHELL, "snail/snails"),
    "turtle": thing(_turtle, "green", WAFFLE, "turtle/turtles", "tortoise/tortoises"),
    "duck": thing(_duck, "yellow", AMBER, "duck/ducks", "rubber duck/rubber ducks"),
}
