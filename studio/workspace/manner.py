"""How a picture comes about, in the few words that a row has for it."""

from __future__ import annotations

from studio.recipe.recipe import Blank, Recipe, Sketched, StartImage

DRAWN = "Drawn by the sketch"
"""in place of a model's name"""


def sketch_first(strength: float) -> str:
    """Of a strength from 0 to 1."""
    return f"Sketch first, strength {strength:.0%}"


def start_of(recipe: Recipe) -> tuple[bool, float]:
    """(whether it began with a picture, strength of a sketch that was drawn first: 0 where none was)."""
    match recipe.start:
        case Blank():
            return False, 0.0
        case StartImage():
            return True, 0.0
        case Sketched(strength=strength):
            return False, strength
