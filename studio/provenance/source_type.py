"""How a picture came to be, in IPTC's terms: the DigitalSourceType that stock sites and search engines label it by."""

from __future__ import annotations

from typing import assert_never

from studio.recipe.recipe import Blank, Recipe, Sketched, Start, StartImage

_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"

DRAWN = f"{_TERMS}algorithmicMedia"
"""made purely by an algorithm that is based on no sampled training data"""
TRAINED = f"{_TERMS}trainedAlgorithmicMedia"
"""made by a model that was trained on sampled content"""
REWORKED = f"{_TERMS}compositeWithTrainedAlgorithmicMedia"
"""other media that such a model changed or added to, as with inpainting and outpainting"""
MIXED_WITH_TRAINED = f"{_TERMS}compositeSynthetic"
"""several elements, at least one of them made by such a model"""
MIXED = f"{_TERMS}composite"
"""several elements, of which nobody says how each was made"""


def source_type(recipe: Recipe) -> str:
    """The term (a URI of IPTC's NewsCodes, digital source type) for the picture of `recipe`.

    A product makes it a composite, whatever is beneath: the cut-out is the user's, pixel for pixel, and may be a
    photograph or generated itself. Of what a model made, a start picture or layout that shows through makes it other
    media that was reworked. That is IPTC's own example where a mask keeps a part; without one it is no less so as long
    as the strength is below 1. At 1 nothing of the start is left, and the picture is the model's alone.
    """
    if recipe.product is not None:
        return MIXED if recipe.drawn else MIXED_WITH_TRAINED
    if recipe.drawn:
        return DRAWN
    return REWORKED if _shows_through(recipe.start) else TRAINED


def _shows_through(start: Start) -> bool:
    match start:
        case Blank():
            return False
        case StartImage(strength=strength, mask=mask):
            return strength < 1 or bool(mask)
        case Sketched(strength=strength):
            return strength < 1
        case _:
            assert_never(start)
