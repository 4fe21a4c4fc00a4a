"""Layouts drawn from prompts, and what is to be known of them; free of torch."""

from __future__ import annotations

from dataclasses import dataclass

from studio.pixels.compositing import Rows
from studio.recipe.recipe import SKETCH_EDITION, Recipe, Sketched

_EDGED = "The layout ends at its edges, so a seam may show: more strength, or a pattern or texture, goes on over them."


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A drawing to start from."""

    rows: Rows
    """(height, width, 3) in the size of the model's picture"""
    said: tuple[str, ...]
    """sentences for the user: what of the prompt is not in it, and what was made of the rest"""
    warnings: tuple[str, ...]
    versions: dict[str, str]
    """of what decides its bits"""


def layout_of(recipe: Recipe) -> Layout:
    """Draw the layout of a recipe that starts from one; takes milliseconds, for large pictures up to seconds."""
    import skia  # and the sketch: an engine that never draws is spared them

    from studio.sketch.drawing import picture, reading
    from studio.sketch.seamless import seamless
    from studio.sketch.told import notices

    read = reading(recipe)
    edged = () if seamless(read.scene, recipe.tile) else (_EDGED,)
    return Layout(
        rows=picture(read, recipe),
        said=(*notices(read, layout=True), *edged),
        warnings=_warnings(recipe),
        versions={"skia": str(skia.__version__)},
    )


def _warnings(recipe: Recipe) -> tuple[str, ...]:
    start = recipe.start
    if not isinstance(start, Sketched) or start.edition == SKETCH_EDITION:
        return ()
    age = "an older" if start.edition < SKETCH_EDITION else "a newer"
    return (f"This was asked for with {age} edition of the sketch: its layout may have been another.",)
