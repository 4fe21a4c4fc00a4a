"""Owns what is worn, waved, played and met on the way."""

from __future__ import annotations

import math

from studio.sketch.objects.inks import AMBER, CORAL, CREAM, FLAME, GOLD, INK, LEAF, SILVER, SLATE, STEEL, WOOD
from studio.sketch.objects.landmarks import cliff, traffic_light
from studio.sketch.objects.pen import box, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn, Thing, thing
from studio.sketch.objects.travel import wheel


def _dress() -> Drawn:
    body = draw("M-30 -92 C-26 -74 -16 -66 0 -66 C16 -66 26 -74 30 -92 H40 V-58 C34 -40 30 -26 30 -10 L72"
                " 78 Q40 94 0 94"
                " Q-40 94 -72 78 L-30 -10 C-30 -26 -34 -40 -40 -58 V-92Z")  # fmt: skip
    folds = line("M-14 8 L-28 84 M14 8 L28 84 M0 10 V88", 4.5)
    return [
        (body, "main"),
        (body.shadow(-13, 0), "shade"),
        (folds, "shade"),
        (body & box(-60, -14, 120, 15), "accent"),
    ]


def _drum() -> Drawn:
    shell, skin = draw("M-74 -18 V52 C-74 78 74 78 74 52 V-18Z"), oval(0, -18, 74, 26)
    laces = line("M-74 -4 L-44 66 L-14 8 L16 70 L46 4 L74 54", 5) & shell
    rims = (oval(0, 52, 74, 22) - oval(0, 43, 74, 22)) & box(-100, 40, 200, 60)
    sticks = line("M-96 -58 L-8 -26", 9) | line("M96 -72 L10 -28", 9)
    return [
        (shell, "main"),
        (shell.shadow(-16, 0), "shade"),
        (laces, "accent"),
        (rims, "accent"),
        (skin, "accent"),
        (oval(0, -20, 64, 20), CREAM),
        (sticks, WOOD),
        (disc(-8, -26, 8) | disc(10, -28, 8), WOOD),
    ]


def _sword() -> Drawn:
    blade = draw("M-11 34 V-78 L0 -98 L11 -78 V34Z")
    drawn: Drawn = [
        (blade, SILVER),
        (blade & box(0, -100, 20, 200), STEEL),
        (box(-6, 36, 12, 46, 4), "accent"),
        (box(-38, 30, 76, 14, 7), "main"),
        (box(0, 30, 38, 14, 7), "shade"),
        (disc(0, 86, 12), "main"),
    ]
    return [(form.turned(38), role) for form, role in drawn]


def _feather() -> Drawn:
    vane = draw("M-56 66 C-70 10 -34 -70 70 -92 C84 -20 40 48 -22 62 L-38 56 L-42 68Z")
    cuts = joined(line(steps, 4) for steps in ("M14 30 L-4 10", "M38 2 L18 -14", "M-40 -8 L-22 -2", "M-20 -40 L-2 -32"))
    return [
        (vane, "main"),
        (vane & draw("M-60 78 L78 -96 L140 40 L-40 120Z"), "shade"),
        (line("M-82 96 C-56 50 -6 -20 58 -80", 6), "accent"),
        (cuts & vane, "light"),
    ]


def _scooter() -> Drawn:
    """A motor scooter from the side."""
    body = draw("M-84 30 C-88 0 -66 -16 -40 -16 H-4 C2 -16 4 -10 6 0 C10 16 18 24 34 24 H44 L36 -44 H50 L62"
                " 26 C64 38 58 44 48 44"
                " H-70 Q-82 44 -84 30Z")  # fmt: skip
    seat = box(-74, -32, 70, 18, 9)
    shield = draw("M30 -46 C44 -54 56 -46 60 -30 L72 34 H54Z")
    return [
        (line("M52 20 L38 -70 M38 -70 H20", 8), SLATE),
        (disc(48, -52, 9), FLAME),
        (body, "main"),
        (body & box(-100, 22, 200, 40), "shade"),
        (shield, "main"),
        (shield.shadow(-8, 0), "shade"),
        (seat, "accent"),
        (box(-92, 4, 14, 10, 4), CORAL),
        *wheel(-52, 52, 26),
        *wheel(66, 52, 26),
    ]


def _infinity() -> Drawn:
    steps = (2 * math.pi * k / 160 for k in range(161))
    points = [(86 * math.cos(t) / (1 + math.sin(t) ** 2), 122 * math.sin(t) * math.cos(t) / (1 + math.sin(t) ** 2))
              for t in steps]  # fmt: skip
    return [(line("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in points), 21), "main")]


STAGE: dict[str, Thing] = {
    "dress": thing(_dress, "pink", CORAL, "dress/dresses", "gown/gowns"),
    "drum": thing(_drum, "red", GOLD, "drum/drums"),
    "sword": thing(_sword, "yellow", WOOD, "sword/swords", "dagger/daggers"),
    "feather": thing(_feather, "teal", CREAM, "feather/feathers", "quill/quills"),
    "scooter": thing(_scooter, "teal", INK, "scooter/scooters", "moped/mopeds", "motorbike/motorbikes",
                     "motorcycle/motorcycles"),
    "infinity": thing(_infinity, "blue", AMBER, "infinity sign/infinity signs", "infinity symbol/infinity symbols"),
    "cliff": thing(cliff, "gray", LEAF, "cliff/cliffs", "crag/crags", "headland/headlands"),
    "traffic light": thing(traffic_light, "navy", SLATE, "traffic light/traffic lights", "stoplight/stoplights"),
}  # fmt: skip
