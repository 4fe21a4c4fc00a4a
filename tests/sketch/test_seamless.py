"""Drawings that are called seamless have no seam, and the others are refused."""

from __future__ import annotations

import numpy as np
import pytest

from studio.errors import PromptError
from studio.recipe.recipe import Tile
from studio.sketch.render import draw
from studio.sketch.scene import Scene
from studio.sketch.seamless import require_seamless, seamless
from studio.sketch.words.reading import understand


def scene_of(prompt: str) -> Scene:
    return understand(prompt, 7, 1.0).scene


@pytest.mark.parametrize(
    ("prompt", "tile"),
    [
        ("polka dots in red and white", "both"),
        ("marble texture", "both"),
        ("wood texture", "x"),
        ("plain teal background", "both"),
        ("vertical gradient from red to blue", "x"),
        ("horizontal gradient from red to blue", "y"),
    ],
)
def test_what_is_seamless_goes_on_over_its_edges(prompt: str, tile: Tile):
    scene = scene_of(prompt)
    require_seamless(scene, tile)
    picture = draw(scene, 256, 192).astype(float)
    for axis, name in ((0, "y"), (1, "x")):
        if tile in (name, "both"):
            steps = np.abs(np.diff(picture, axis=axis, append=picture.take([0], axis))).mean(axis=(1 - axis, 2))
            assert steps[-1] <= steps[:-1].max() * 1.1 + 0.5


@pytest.mark.parametrize(
    ("prompt", "tile"),
    [
        ("a red circle on a white background", "both"),
        ("hills at sunset", "x"),
        ("vertical gradient from red to blue", "y"),
        ("vertical gradient from red to blue", "both"),
        ("watercolour polka dots", "both"),
    ],
)
def test_what_shows_a_seam_is_refused_with_a_way_out(prompt: str, tile: Tile):
    assert not seamless(scene_of(prompt), tile)
    with pytest.raises(PromptError) as refused:
        require_seamless(scene_of(prompt), tile)
    assert "pattern" in refused.value.remedy


def test_nothing_is_refused_without_tiling():
    require_seamless(scene_of("hills at sunset"), "")
