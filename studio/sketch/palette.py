"""Owns the named colours: their values, their words, and which can be told apart."""

from __future__ import annotations

import random
from functools import cache

Rgb = tuple[int, int, int]

COLOURS: dict[str, Rgb] = {
    "red": (218, 36, 44),
    "orange": (246, 132, 28),
    "yellow": (250, 212, 44),
    "green": (44, 158, 68),
    "teal": (28, 176, 170),
    "blue": (38, 104, 232),
    "navy": (18, 32, 92),
    "purple": (130, 58, 182),
    "pink": (246, 134, 184),
    "brown": (122, 74, 40),
    "black": (20, 20, 22),
    "white": (250, 250, 247),
    "gray": (138, 141, 146),
}
"""Name to sRGB, 0..255."""

COLOUR_WORDS: dict[str, tuple[str, ...]] = {
    "red": ("red", "scarlet", "crimson"),
    "orange": ("orange", "tangerine"),
    "yellow": ("yellow", "golden"),
    "green": ("green", "emerald"),
    "teal": ("teal", "turquoise"),
    "blue": ("blue", "royal blue"),
    "navy": ("navy", "dark blue", "navy blue"),
    "purple": ("purple", "violet"),
    "pink": ("pink", "rose"),
    "brown": ("brown", "chocolate"),
    "black": ("black",),
    "white": ("white",),
    "gray": ("gray", "grey"),
}
"""The words that mean each colour; the first is the usual one."""

NAMES: tuple[str, ...] = tuple(COLOURS)
CONTRAST = 45.0
"""Smallest CIE76 difference between a colour and what it stands on."""


def tint(name: str, rng: random.Random, spread: int = 7) -> Rgb:
    """The named colour, each channel moved by at most `spread`, 0..255."""
    red, green, blue = (min(255, max(0, part + rng.randint(-spread, spread))) for part in COLOURS[name])
    return red, green, blue


@cache
def lab(rgb: Rgb) -> tuple[float, float, float]:
    """CIE L*a*b* under D65 of an sRGB colour, 0..255 (IEC 61966-2-1)."""
    r, g, b = (_linear(part / 255.0) for part in rgb)
    x = _cube((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
    y = _cube(0.2126 * r + 0.7152 * g + 0.0722 * b)
    z = _cube((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
    return 116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _cube(part: float) -> float:
    return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16.0 / 116.0


@cache
def contrast(first: str, second: str) -> float:
    """CIE76 difference of two named colours."""
    pairs = zip(lab(COLOURS[first]), lab(COLOURS[second]), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


def nearest(rgb: Rgb) -> str:
    """The name whose colour is nearest in CIE76."""
    here = lab(rgb)
    return min(NAMES, key=lambda name: sum((a - b) ** 2 for a, b in zip(here, lab(COLOURS[name]), strict=True)))
