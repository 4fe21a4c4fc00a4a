"""The same words, seed and size give the same drawing for as long as the edition is the same.

`python -m tests.sketch.test_edition` writes the sheet anew; SKETCH_EDITION is counted up before, unless no edition has
reached a user since.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from studio.recipe.draft import Draft
from studio.recipe.recipe import SKETCH_EDITION
from studio.recipe.resolve import resolve
from studio.sketch.drawing import CAPABILITIES, MODEL, drawn

SIDE = 96
SHEET = Path(__file__).parent / f"edition-{SKETCH_EDITION}.png"
MOST = 1.5
"""mean difference of 255 that another version of the drawing library may make, in a picture of the same design"""

PROMPTS = (
    "seven yellow stars in two rows above a calm sea at dusk, paper cut",
    "three red apples on a wooden table, watercolour",
    "a lighthouse and two sailing boats at sea at sunset",
    "snowy mountains at night",
    "autumn hills in the rain",
    "a desert at dawn",
    "bauhaus poster",
    "memphis poster in pink and teal",
    "swiss poster, red",
    "op art",
    "white marble with gold veins",
    "green grass",
    "terrazzo",
    "blue water",
    "navy and white herringbone",
    "pink scales",
    "moroccan tiles in blue",
    "tartan in red and green",
    "a mesh gradient in sunset colours",
    "a small blue circle inside a large yellow square, neon",
    "five green leaves in a circle around a white rabbit, halftone",
    "a rocket between two planets, line art",
    "a house left of a tree, isometric",
    "four cats in a row, pastel",
    "a coffee cup, grain",
    "a polka dot pattern, red on white",
)


def sketched(prompt: str) -> NDArray[np.uint8]:
    asked = Draft(prompt=prompt, seed=20, width=SIDE, height=SIDE)
    return drawn(resolve(asked, MODEL, CAPABILITIES).recipe)


@pytest.mark.parametrize(("place", "prompt"), list(enumerate(PROMPTS)))
def test_an_edition_draws_what_it_always_drew(place: int, prompt: str) -> None:
    with Image.open(SHEET) as sheet:
        before = np.asarray(sheet.convert("RGB"))[:, place * SIDE : (place + 1) * SIDE]
    apart = float(np.abs(sketched(prompt).astype(np.int16) - before).mean())
    assert apart <= MOST, f"“{prompt}” is drawn otherwise now: count SKETCH_EDITION up, and write its sheet"


def test_another_design_would_be_seen() -> None:
    """The bound tells apart what only a seed changes."""
    asked = Draft(prompt=PROMPTS[0], seed=21, width=SIDE, height=SIDE)
    other = drawn(resolve(asked, MODEL, CAPABILITIES).recipe)
    assert np.abs(other.astype(np.int16) - sketched(PROMPTS[0])).mean() > 2 * MOST


if __name__ == "__main__":
    Image.fromarray(np.concatenate([sketched(prompt) for prompt in PROMPTS], axis=1)).save(SHEET, optimize=True)
