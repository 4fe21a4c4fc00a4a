"""Owns the signs: plain forms beyond the first fourteen, and what marks, speaks and points."""

from __future__ import annotations

import math

from studio.sketch.objects.inks import AMBER, CREAM, FLAME, INK, SKY, WHITE
from studio.sketch.objects.pen import Form, around, box, disc, draw, line, oval, polygon
from studio.sketch.objects.thing import Drawn, Thing, thing


def _plain(form: Form) -> Drawn:
    return [(form, "main")]


def _regular(sides: int, turn: float) -> Form:
    steps = (math.radians(turn) + 2 * math.pi * k / sides for k in range(sides))
    return polygon((90 * math.cos(a), 90 * math.sin(a)) for a in steps)


def _spiral() -> Drawn:
    turns = (0.02 * k for k in range(151))
    points = ((t, 8 + 25.5 * t) for t in turns)
    middle = [(r * math.cos(2 * math.pi * t), r * math.sin(2 * math.pi * t)) for t, r in points]
    return _plain(line("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in middle), 13))


def _speech_bubble() -> Drawn:
    body = box(-94, -78, 188, 124, 34)
    bubble = body | draw("M-52 30 L-60 84 Q-60 88 -56 86 L6 40Z")
    dots = disc(-42, -16, 12) | disc(0, -16, 12) | disc(42, -16, 12)
    return [(bubble, "main"), (bubble.shadow(-8, -11), "shade"), (dots, "accent")]


def _ribbon() -> Drawn:
    tail = draw("M-98 -6 H-54 V50 H-98 L-80 22Z")
    fold = draw("M-64 34 L-64 50 L-38 34Z")
    front = draw("M-64 -36 Q0 -56 64 -36 V34 Q0 14 -64 34Z")
    return [
        (tail, "shade"),
        (tail.mirrored(), "shade"),
        (fold | fold.mirrored(), "accent"),
        (front, "main"),
        (line("M-56 -27 Q0 -45 56 -27 M-56 24 Q0 6 56 24", 3.5), "light"),
    ]


def _eye() -> Drawn:
    lids = draw("M-96 0 Q-50 -58 0 -58 Q50 -58 96 0 Q50 58 0 58 Q-50 58 -96 0Z")
    white = draw("M-84 0 Q-44 -46 0 -46 Q44 -46 84 0 Q44 46 0 46 Q-44 46 -84 0Z")
    lashes = line("M-62 -42 L-74 -60 M-26 -58 L-32 -78 M26 -58 L32 -78 M62 -42 L74 -60", 8)
    return [
        (lids | lashes, "accent"),
        (white, WHITE),
        (white - white.moved(0, 10), (222, 224, 234)),
        (disc(0, 0, 40), "main"),
        (disc(0, 0, 40) - disc(0, 0, 31), "shade"),
        (disc(0, 0, 18), INK),
        (disc(-11, -12, 9), WHITE),
    ]


def _pin() -> Drawn:
    body = draw("M0 98 C-24 52 -62 24 -62 -34 C-62 -70 -34 -96 0 -96 C34 -96 62 -70 62 -34 C62 24 24 52 0 98Z")
    return [(body, "main"), (body.shadow(-15, -3), "shade"), (disc(0, -34, 27), "accent")]


def _sparkle() -> Drawn:
    ray = draw("M0 -96 Q8 -8 96 0 Q8 8 0 96 Q-8 8 -96 0 Q-8 -8 0 -96Z")
    large = ray.sized(0.78).moved(-16, 14)
    return [(large, "main"), (ray.sized(0.34).moved(62, -58), "main"), (ray.sized(0.2).moved(64, 66), "accent"),
            (large & box(-16, -100, 120, 200), "shade")]  # fmt: skip


def _note() -> Drawn:
    heads = oval(-54, 62, 30, 22, -22) | oval(46, 46, 30, 22, -22)
    stems = draw("M-36 58 V-66 L76 -88 V42 H62 V-44 L-22 -28 V58Z")
    whole = heads | stems
    beam = draw("M-36 -28 L76 -50 V-44 L-22 -22 H-36Z")
    return [(whole, "main"), (heads.shadow(-8, -6) - stems | beam & whole, "shade"),
            (line("M-68 58 Q-64 50 -54 48", 5), "light")]  # fmt: skip


def _tick() -> Drawn:
    badge = disc(0, 0, 92)
    return [(badge, "main"), (badge.shadow(-13, -11), "shade"), (line("M-42 4 L-12 34 L44 -30", 20), "accent")]


def _shield() -> Drawn:
    body = draw("M0 -94 C26 -76 54 -70 80 -70 V-6 C80 46 44 78 0 96 C-44 78 -80 46 -80 -6 V-70 C-54 -70 -26 -76 0 -94Z")
    inner = body.sized(0.78, 0.8, 0, -4)
    return [(body, "accent"), (body & box(0, -100, 100, 200), "accent shade"), (inner, "main"),
            (inner & box(0, -100, 100, 200), "shade")]  # fmt: skip


def _badge() -> Drawn:
    teeth = polygon(
        (r * math.cos(a), r * math.sin(a)) for a, r in ((math.pi * k / 16, 96 if k % 2 == 0 else 82) for k in range(32))
    )
    ring, face = disc(0, 0, 68) - disc(0, 0, 63), disc(0, 0, 63)
    return [(teeth, "main"), (face.shadow(-10, -9), "shade"), (ring, "accent")]


def _puzzle() -> Drawn:
    piece = (box(-70, -46, 116, 116, 6) | disc(-12, -58, 22) | disc(60, 12, 22)) - disc(-62, 12, 20)
    return [(piece, "main"), (piece.shadow(-8, -10), "shade")]


def _kite() -> Drawn:
    sail = draw("M22 -96 L84 -34 L-22 46 L-42 -40Z")
    left = draw("M22 -96 L-22 46 L-42 -40Z")
    cross = draw("M-42 -40 L84 -34 L22 -96Z")
    bow = draw("M0 0 L-13 -9 V9Z M0 0 L13 -9 V9Z")
    return [
        (line("M-22 46 C-4 66 -46 72 -34 98", 3.5), INK),
        (bow.turned(30).moved(-20, 66), "accent"),
        (bow.turned(-30).moved(-34, 86), "accent"),
        (sail, "main"),
        (left, "light"),
        (sail & cross & draw("M22 -96 L84 -34 L2 -37Z"), "accent"),
        (left & cross, "accent light"),
    ]


def _pennants() -> Drawn:
    """A string of bunting."""
    flag = draw("M-19 0 H19 L0 46Z")
    places = ((-66, -16, 16), (-23, -3, 6), (23, -3, -6), (66, -16, -16))
    flags = [flag.turned(turn).moved(x, y) for x, y, turn in places]
    return [
        (flags[0] | flags[2], "main"),
        (flags[1] | flags[3], "accent"),
        (line("M-97 -30 Q0 22 97 -30", 5), INK),
    ]


SIGNS: dict[str, Thing] = {
    "oval": thing(lambda: _plain(oval(0, 0, 96, 64)), "blue", SKY, "oval/ovals", "ellipse/ellipses"),
    "rectangle": thing(lambda: _plain(box(-92, -56, 184, 112)), "blue", SKY, "rectangle/rectangles"),
    "rounded square": thing(lambda: _plain(box(-78, -78, 156, 156, 36)), "blue", SKY, "rounded square/rounded squares",
                            "squircle/squircles"),
    "semicircle": thing(lambda: _plain(draw("M-92 40 A92 92 0 0 1 92 40Z")), "orange", SKY, "semicircle/semicircles",
                        "half circle/half circles"),
    "quarter circle": thing(lambda: _plain(draw("M-70 70 V-70 A140 140 0 0 1 70 70Z")), "red", SKY,
                            "quarter circle/quarter circles"),
    "pentagon": thing(lambda: _plain(_regular(5, -90)), "purple", SKY, "pentagon/pentagons"),
    "octagon": thing(lambda: _plain(_regular(8, 22.5)), "red", SKY, "octagon/octagons"),
    "trapezoid": thing(lambda: _plain(draw("M-50 -54 H50 L92 54 H-92Z")), "teal", SKY, "trapezoid/trapezoids",
                       "trapezium/trapeziums"),
    "parallelogram": thing(lambda: _plain(draw("M-52 -52 H96 L52 52 H-96Z")), "green", SKY,
                           "parallelogram/parallelograms"),
    "pill": thing(lambda: _plain(box(-94, -42, 188, 84, 42)), "pink", SKY, "pill/pills", "capsule/capsules"),
    "arch": thing(lambda: _plain(draw("M-74 84 V-10 A74 74 0 0 1 74 -10 V84 H32 V-10 A32 32 0 0 0 -32 -10 V84Z")),
                  "orange", SKY, "arch/arches"),
    "spiral": thing(_spiral, "purple", SKY, "spiral/spirals", "swirl/swirls"),
    "burst": thing(lambda: _plain(around(draw("M0 0 L-20 -40 L0 -98 L20 -40Z"), 8)), "yellow", AMBER, "burst/bursts",
                   "starburst/starbursts"),
    "speech bubble": thing(_speech_bubble, "white", INK, "speech bubble/speech bubbles", "chat bubble/chat bubbles"),
    "ribbon": thing(_ribbon, "red", (126, 22, 40), "ribbon/ribbons", "banner/banners"),
    "eye": thing(_eye, "teal", INK, "eye/eyes"),
    "pin": thing(_pin, "red", WHITE, "map pin/map pins", "location pin/location pins", "pin/pins"),
    "sparkle": thing(_sparkle, "yellow", AMBER, "sparkle/sparkles", "twinkle/twinkles"),
    "note": thing(_note, "navy", SKY, "music note/music notes", "musical note/musical notes", "note/notes"),
    "tick": thing(_tick, "green", WHITE, "tick/ticks", "check mark/check marks", "checkmark/checkmarks"),
    "shield": thing(_shield, "blue", CREAM, "shield/shields"),
    "badge": thing(_badge, "orange", CREAM, "badge/badges", "seal/seals"),
    "puzzle piece": thing(_puzzle, "green", SKY, "puzzle piece/puzzle pieces", "jigsaw piece/jigsaw pieces"),
    "kite": thing(_kite, "red", FLAME, "kite/kites"),
    "bunting": thing(_pennants, "red", FLAME, "string of bunting/strings of bunting", "bunting/buntings",
                     "garland/garlands"),
}  # fmt: skip
