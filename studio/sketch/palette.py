"""Owns the named colours: their values, their words, and which can be told apart."""

from __future__ import annotations

import random
import re
from functools import cache

from studio.sketch.words.colours import FURTHER, SAME
from studio.sketch.words.moods import MOOD_WORDS, MOODS

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
_HEX = re.compile("#[0-9a-f]{6}", re.IGNORECASE)


@cache
def words() -> dict[str, Rgb]:
    """Every word for a colour and its value: the names, their synonyms and the further words."""
    named = {word: COLOURS[name] for name, said in COLOUR_WORDS.items() for word in said}
    known = {**FURTHER, **named, **COLOURS}
    return {**{word: known[same] for word, same in SAME.items()}, **known}


def rgb(colour: str) -> Rgb:
    """The value of a colour word or of "#rrggbb". ValueError for what is neither."""
    if _HEX.fullmatch(colour):
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    try:
        return words()[colour]
    except KeyError:
        raise ValueError(f"“{colour}” is no colour: use a colour word, or a value such as #2f7dc4.") from None


def mood(word: str) -> tuple[str, ...]:
    """The colours of a mood, two to six "#rrggbb", the one for the ground first. KeyError for an unknown word."""
    return MOODS[MOOD_WORDS.get(word, word)]


def tint(colour: str, rng: random.Random, spread: int = 7) -> Rgb:
    """The colour, each channel moved by at most `spread`, 0..255; a value such as "#2f7dc4" is meant and stays."""
    moves = [rng.randint(-spread, spread) for _ in range(3)]
    if colour.startswith("#"):
        return rgb(colour)
    red, green, blue = (min(255, max(0, part + move)) for part, move in zip(rgb(colour), moves, strict=True))
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
    """CIE76 difference of two colours."""
    pairs = zip(lab(rgb(first)), lab(rgb(second)), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


def nearest(rgb: Rgb) -> str:
    """The name whose colour is nearest in CIE76."""
    here = lab(rgb)
    return min(NAMES, key=lambda name: sum((a - b) ** 2 for a, b in zip(here, lab(COLOURS[name]), strict=True)))
