"""How a picture comes about, in the few words that there is room for."""

from __future__ import annotations

import math

from studio.recipe.recipe import Blank, Near, Recipe, Sketched, StartImage, Tile

DRAWN = "Drawn by the sketch"
"""in place of a model's name"""


_SCALE: tuple[tuple[float, str, str], ...] = (
    (0.35, "Close", "details change"),
    (0.6, "Near", "the composition stays"),
    (0.85, "Free", "the idea stays"),
    (math.inf, "Bold", "nearly a new picture"),
)
"""(strength below which it holds, in a word, what it means for a picture that is begun with)"""


def spoken_strength(strength: float) -> str:
    """What becomes of a picture that is begun with, of a strength from 0 (the same) to 1 (a new one)."""
    word, meaning = _of(strength)
    return f"{word}: {meaning}"


_DISTANCES: tuple[tuple[float, str], ...] = (
    (0.005, "The same picture"),
    (0.2, "A little different"),
    (0.45, "Different in detail"),
    (0.7, "Rather different"),
    (0.995, "Hardly alike"),
    (math.inf, "Any picture"),
)
"""(amount below which it holds, what becomes of the picture of another seed)"""


def spoken_distance(amount: float) -> str:
    """How alike pictures are whose noise is turned so far from that of another seed, 0 (the same) to 1 (any)."""
    return next(word for below, word in _DISTANCES if amount < below)


def near_words(near: Near) -> str:
    """`near seed 123, 15%`"""
    return f"near seed {near.seed}, {near.amount * 100:.3g}%"


def spoken_layout_strength(strength: float, kept: float) -> str:
    """What becomes of a layout that was drawn; up to a strength of `kept` the model keeps counts and places."""
    meaning = "counts and places stay" if strength <= kept else "counts and places may change"
    return f"{_of(strength)[0]}: {meaning}"


def _of(strength: float) -> tuple[str, str]:
    return next((word, meaning) for below, word, meaning in _SCALE if strength < below)


def sketch_first(strength: float) -> str:
    """Of a strength from 0 to 1."""
    return f"Sketch first, strength {strength:.0%}"


def seamless(tile: Tile) -> str:
    """How a picture repeats; empty where it does not."""
    return {"": "", "x": "seamless across", "y": "seamless down", "both": "seamless"}[tile]


def start_of(recipe: Recipe) -> tuple[bool, float]:
    """(whether it began with a picture, strength of a sketch that was drawn first: 0 where none was)."""
    match recipe.start:
        case Blank():
            return False, 0.0
        case StartImage():
            return True, 0.0
        case Sketched(strength=strength):
            return False, strength
