"""The sketch as a model among the others: what is listed of it, and which recipes it draws."""

from __future__ import annotations

from pathlib import Path

import studio.sketch
from studio.catalog.installed import InstalledModel
from studio.errors import ModelMissing
from studio.recipe.recipe import SKETCH, SKETCH_EDITION, ModelRef, Recipe, Sketched
from studio.sketch.about import CAPABILITIES, LICENCE, MODEL, NAME, SUMMARY
from studio.sketch.knows import KNOWS
from studio.wire.messages import ModelSource

FAMILY = SKETCH
FOLDER = Path(studio.sketch.__file__).parent
"""it is part of the studio: its code stands where the weights of others are"""


def sketch_model() -> InstalledModel:
    """Always ready. No vocabulary: what it makes of a prompt tells better which words mean nothing to it."""
    return InstalledModel(
        ref=MODEL,
        name=NAME,
        family=FAMILY,
        licence=LICENCE,
        summary=SUMMARY,
        capabilities=CAPABILITIES,
        folder=FOLDER,
        bytes=0,
        state="ready",
        knows=KNOWS,
    )


def sketch_source(ref: ModelRef) -> ModelSource:
    """What the worker is told. Raises ModelMissing for another edition."""
    if ref != MODEL:
        raise _other_edition()
    return ModelSource(ref=ref, family=FAMILY, folder=str(FOLDER))


def require_edition(recipe: Recipe) -> None:
    """Raise ModelMissing where this studio would draw the recipe's start otherwise than the one that asked for it."""
    if isinstance(recipe.start, Sketched) and recipe.start.edition != SKETCH_EDITION:
        raise _other_edition()


def _other_edition() -> ModelMissing:
    return ModelMissing(
        "This recipe was made with another edition of the sketch than the one that this studio has.",
        remedy="Make the picture anew with this one; it will look different. For the same picture, install the "
        "version of Blink Studio that made it.",
        detail=f"edition here: {SKETCH_EDITION}",
    )
