"""Owns the faces of animals, seen from the front, and what all of them share."""

from __future__ import annotations

from studio.sketch.objects.inks import BLUSH, CORAL, CREAM, INK, WHITE
from studio.sketch.objects.pen import Form, around, disc, draw, joined, line, oval
from studio.sketch.objects.thing import Drawn


def eye(x: float, y: float, radius: float) -> Drawn:
    """A dark eye with a glint."""
    return [(disc(x, y, radius), INK), (disc(x - 0.3 * radius, y - 0.35 * radius, radius * 0.34), WHITE)]


def both(form: Form) -> Form:
    """The form and its mirror image."""
    return form | form.mirrored()


def _face(ear: Form, inner: Form, head: Form) -> Drawn:
    return [(both(ear), "main"), (both(inner), "accent"), (head, "main"), (head.shadow(-14, -6), "shade")]


def cat() -> Drawn:
    head = draw("M0 -46 C30 -50 82 -30 84 20 C86 64 42 82 0 82 C-42 82 -86 64 -84 20 C-82 -30 -30 -50 0 -46Z")
    ear, inner = draw("M-80 8 L-78 -80 Q-76 -90 -66 -84 L-12 -44Z"), draw("M-70 -16 L-68 -66 L-34 -42Z")
    stripes = line("M0 -46 V-24", 9) | line("M-20 -42 L-15 -28", 7) | line("M20 -42 L15 -28", 7)
    muzzle = disc(-14, 40, 19) | disc(14, 40, 19)
    whiskers = both(line("M34 36 L76 28", 3) | line("M34 44 L76 48", 3))
    return [
        *_face(ear, inner, head),
        (stripes & head, "shade"),
        (muzzle, "light"),
        (draw("M-9 24 H9 Q10 32 0 36 Q-10 32 -9 24Z"), CORAL),
        (line("M0 36 V42 Q0 50 -9 50 M0 42 Q0 50 9 50", 3.5), INK),
        (whiskers, INK),
        *eye(-36, 8, 10),
        *eye(36, 8, 10),
    ]


def dog() -> Drawn:
    head = draw("M0 -80 C44 -80 66 -52 66 -14 C66 10 60 22 56 40 C50 70 26 88 0 88 C-26 88 -50 70 -56 40 C-60 22 -66 10"
                " -66 -14 C-66 -52 -44 -80 0 -80Z")  # fmt: skip
    ear = draw("M-40 -74 C-76 -82 -98 -50 -94 -6 C-92 26 -78 36 -70 26 C-62 14 -60 -22 -40 -74Z")
    patch = draw("M8 -34 C30 -48 58 -34 54 -4 C50 20 24 24 12 8 C2 -8 -2 -26 8 -34Z")
    muzzle = draw("M0 6 C30 6 46 28 44 48 C42 72 22 84 0 84 C-22 84 -42 72 -44 48 C-46 28 -30 6 0 6Z")
    tongue = draw("M-12 60 H12 V76 Q12 90 0 90 Q-12 90 -12 76Z")
    return [
        (head, "main"),
        (head.shadow(-12, -4), "shade"),
        (patch, "accent"),
        (both(ear), "accent"),
        (ear.mirrored().shadow(-9, 0), "accent shade"),
        (muzzle, CREAM),
        (tongue, CORAL),
        (line("M0 36 V54 Q-2 64 -18 62 M0 54 Q2 64 18 62", 4.5), INK),
        (draw("M-17 20 Q-17 14 0 14 Q17 14 17 20 Q16 36 0 38 Q-16 36 -17 20Z"), INK),
        *eye(-28, -12, 9),
        *eye(28, -12, 9),
    ]


def rabbit() -> Drawn:
    ear, inner = oval(-26, -56, 17, 44, -10), oval(-26, -52, 9, 32, -10)
    head = draw("M0 -24 C38 -28 66 4 66 40 C66 76 36 94 0 94 C-36 94 -66 76 -66 40 C-66 4 -38 -28 0 -24Z")
    return [
        *_face(ear, inner, head),
        (both(oval(20, 62, 20, 16)), "light"),
        (draw("M-7 68 H7 V82 Q0 86 -7 82Z"), WHITE),
        (both(disc(-46, 56, 10)), BLUSH),
        (draw("M-9 46 H9 Q8 54 0 58 Q-8 54 -9 46Z"), CORAL),
        (line("M0 56 Q-2 68 -14 68 M0 56 Q2 68 14 68", 3.5), INK),
        *eye(-30, 28, 9),
        *eye(30, 28, 9),
    ]


def fox() -> Drawn:
    head = draw("M0 -36 C34 -42 60 -28 74 0 L96 26 C70 46 40 64 12 86 Q0 94 -12 86 C-40 64 -70 46 -96 26 L-74 0"
                " C-60 -28 -34 -42 0 -36Z")  # fmt: skip
    ear, inner = draw("M-78 6 L-84 -78 Q-82 -90 -70 -82 L-14 -36Z"), draw("M-70 -20 L-73 -66 L-38 -38Z")
    cheek = draw("M-96 26 C-60 20 -28 26 -8 54 L0 90 Q-8 90 -12 86 C-40 64 -70 46 -96 26Z")
    return [
        (both(ear), "main"),
        (both(inner), INK),
        (head, "main"),
        (head & draw("M0 -60 H120 V20 H60 Q20 10 0 60Z"), "shade"),
        (both(cheek), "accent"),
        (draw("M0 60 L-9 54 L0 92 L9 54Z"), "accent"),
        (oval(0, 82, 14, 11), INK),
        *eye(-34, 14, 9),
        *eye(34, 14, 9),
    ]


def bear() -> Drawn:
    head = oval(0, 10, 80, 74)
    ear, inner = disc(-58, -54, 29), disc(-58, -54, 15)
    return [
        *_face(ear, inner, head),
        (oval(0, 38, 38, 32), "light"),
        (oval(0, 24, 16, 11), INK),
        (line("M0 30 V42 Q-2 52 -14 52 M0 42 Q2 52 14 52", 4), INK),
        (both(disc(-56, 32, 10)), BLUSH),
        *eye(-32, -2, 9),
        *eye(32, -2, 9),
    ]


def panda() -> Drawn:
    head = oval(0, 10, 82, 72)
    patch = oval(-36, 4, 19, 25, 28)
    return [
        (both(disc(-60, -52, 28)), "accent"),
        (head, "main"),
        (head.shadow(-14, -6), "shade"),
        (both(patch), "accent"),
        (oval(0, 36, 13, 9), INK),
        (line("M0 42 V50 Q-2 58 -13 58 M0 50 Q2 58 13 58", 4), INK),
        (both(disc(-34, 4, 8)), WHITE),
        (both(disc(-33, 4, 4.5)), INK),
    ]


def lion() -> Drawn:
    mane = around(disc(0, -68, 27), 12) | disc(0, 0, 66)
    head, ear = oval(0, 8, 58, 54), disc(-46, -38, 19)
    return [
        (mane, "accent"),
        (mane.shadow(-12, -8), "accent shade"),
        (both(ear), "main"),
        (both(disc(-46, -38, 10)), "accent"),
        (head, "main"),
        (head.shadow(-12, -5), "shade"),
        (disc(-13, 36, 18) | disc(13, 36, 18), "light"),
        (draw("M-13 14 H13 Q15 24 0 30 Q-15 24 -13 14Z"), INK),
        (line("M0 28 V38 Q-2 46 -12 46 M0 38 Q2 46 12 46", 4), INK),
        *eye(-26, -2, 9),
        *eye(26, -2, 9),
    ]


def frog() -> Drawn:
    head, lid = oval(0, 22, 90, 62), disc(-48, -34, 32)
    return [
        (both(lid), "main"),
        (lid.mirrored().shadow(-8, -3), "shade"),
        (head, "main"),
        (head.shadow(-14, -8), "shade"),
        (head & oval(0, 92, 70, 46), "light"),
        (both(disc(-48, -36, 20)), WHITE),
        (both(disc(-46, -36, 11)), INK),
        (disc(-50, -41, 4) | disc(42, -41, 4), WHITE),
        (line("M-58 20 Q0 58 58 20", 5), INK),
        (disc(-9, 0, 3.5) | disc(9, 0, 3.5), INK),
        (both(disc(-66, 32, 10)), BLUSH),
    ]


def pig() -> Drawn:
    head = oval(0, 8, 84, 74)
    ear = draw("M-76 -20 L-78 -78 Q-76 -88 -66 -82 C-46 -74 -30 -62 -22 -48Z")
    snout = oval(0, 28, 34, 25)
    return [
        (both(ear), "shade"),
        (head, "main"),
        (head.shadow(-14, -6), "shade"),
        (snout, "shade"),
        (snout.shadow(7, 6), "light"),
        (oval(-12, 28, 6, 10) | oval(12, 28, 6, 10), INK),
        (line("M-16 62 Q0 72 16 62", 4.5), INK),
        (both(disc(-58, 34, 10)), "accent"),
        *eye(-36, -8, 9),
        *eye(36, -8, 9),
    ]


def cow() -> Drawn:
    head = draw("M0 -64 C40 -64 58 -44 56 -8 C55 20 52 34 50 50 H-50 C-52 34 -55 20 -56 -8 C-58 -44 -40 -64 0 -64Z")
    horn = draw("M-46 -44 C-68 -48 -78 -66 -74 -88 C-64 -76 -48 -70 -28 -66Z")
    ear = oval(-78, -28, 27, 14, 20)
    patch = draw("M10 -64 C44 -66 60 -40 54 -2 C40 18 14 10 8 -14 C2 -36 2 -54 10 -64Z") & head
    muzzle = oval(0, 54, 58, 36)
    return [
        (both(horn), CREAM),
        (both(ear), "accent"),
        (both(oval(-76, -27, 15, 7, 20)), BLUSH),
        (head, "main"),
        (head.shadow(-10, 0), "shade"),
        (patch, "accent"),
        (muzzle, BLUSH),
        (muzzle.shadow(-10, -8), (226, 138, 144)),
        (oval(-22, 48, 7, 9, 14) | oval(22, 48, 7, 9, -14), INK),
        (line("M-16 72 Q0 80 16 72", 4.5), INK),
        *eye(-28, -14, 9),
        (disc(28, -14, 11.5), WHITE),
        *eye(28, -14, 9),
    ]


def monkey() -> Drawn:
    head, ear = oval(0, 4, 68, 72), disc(-74, 4, 26)
    mask = joined((disc(-24, -8, 31), disc(24, -8, 31), oval(0, 36, 50, 36)))
    return [
        (both(ear), "main"),
        (both(disc(-74, 4, 15)), "accent"),
        (head, "main"),
        (head.shadow(-13, -6), "shade"),
        (mask, "accent"),
        (mask.shadow(-10, -6), "accent shade"),
        (oval(-7, 22, 3.5, 5, 20) | oval(7, 22, 3.5, 5, -20), INK),
        (line("M-22 42 Q0 60 22 42", 4.5), INK),
        *eye(-24, -6, 9),
        *eye(24, -6, 9),
    ]


def elephant() -> Drawn:
    head = oval(0, -14, 54, 58)
    ear = draw("M-30 -58 C-62 -86 -98 -62 -98 -22 C-98 18 -70 44 -38 30Z")
    trunk = line("M0 12 C2 44 -2 66 8 80 Q20 94 38 82", 30)
    tusk = draw("M-36 30 C-40 52 -34 66 -18 72 C-24 58 -24 44 -20 34Z")
    folds = joined(line(f"M-9 {y} H9", 4) for y in (38, 50, 62))
    return [
        (both(ear), "shade"),
        (both(ear.sized(0.66, 0.66, -62, -16)), "accent"),
        (both(tusk), CREAM),
        (head, "main"),
        (head.shadow(-12, -5), "shade"),
        (trunk, "main"),
        (trunk.shadow(-8, -5) - head, "shade"),
        (folds, "shade"),
        *eye(-28, -14, 8),
        *eye(28, -14, 8),
    ]
