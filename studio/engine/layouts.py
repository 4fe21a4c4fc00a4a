"""Layouts drawn from prompts, and what the user is to know of them; free of torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.pixels.compositing import Rows
from studio.recipe.recipe import SKETCH_EDITION, Recipe, Sketched
from studio.sketch.words.understanding import Understanding

_NAMED = 8
"""unknown words that are told one by one"""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A drawing to start from."""

    rows: Rows
    """(height, width, 3) in the size of the model's picture"""
    said: tuple[str, ...]
    """sentences: what of the prompt is not in it, and what was made of the rest"""
    warnings: tuple[str, ...]


def layout_of(recipe: Recipe) -> Layout:
    """Draw the layout of a recipe that starts from one; takes milliseconds up to a second for large pictures."""
    from studio.sketch.drawing import drawn, reading  # brings skia: an engine that never sketches is spared it

    return Layout(rows=drawn(recipe), said=sentences(reading(recipe)), warnings=_warnings(recipe))


def sentences(understood: Understanding, where: str = "the layout") -> tuple[str, ...]:
    """What the user is to know of a reading: words that mean nothing to the sketch, then its notes.

    `where` is what those words are not in.
    """
    words = dict.fromkeys(f"“{span.text}”" for span in understood.unknown)
    untold = [word for word in words if not any(word in note for note in understood.notes)]
    return (*_unknown(untold, where), *understood.notes)


def _unknown(words: Sequence[str], where: str) -> tuple[str, ...]:
    if not words:
        return ()
    *named, last = words[:_NAMED]
    if len(words) > _NAMED:
        named, last = [*named, last], f"{len(words) - _NAMED} more word{'s' if len(words) > _NAMED + 1 else ''}"
    listed = f"{', '.join(named)} and {last}" if named else last
    return (f"The sketch does not know {listed}: {'it is' if len(words) == 1 else 'they are'} not in {where}.",)


def _warnings(recipe: Recipe) -> tuple[str, ...]:
    start = recipe.start
    if not isinstance(start, Sketched) or start.edition == SKETCH_EDITION:
        return ()
    age = "an older" if start.edition < SKETCH_EDITION else "a newer"
    return (f"This was asked for with {age} edition of the sketch: its layout may have been another.",)
