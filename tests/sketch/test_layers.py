"""Layers: laid one over another they are the drawing; every pixel is known to be a part."""

from __future__ import annotations

import random
from typing import get_args

import msgspec
import numpy as np
import pytest

from studio.sketch.layers import composed, layer_names, layers, part_map
from studio.sketch.marks import LABELS
from studio.sketch.render import draw, draw_labelled
from studio.sketch.sample import KINDS, sample
from studio.sketch.scene import Landscape, Poster, Scene, Style
from tests.sketch.test_styles import GROUNDS, PLAIN, THINGS

STYLES: tuple[Style, ...] = get_args(Style)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("each", [False, True])
def test_layers_laid_over_one_another_are_the_drawing(style: Style, each: bool) -> None:
    scene = msgspec.structs.replace(PLAIN, style=style)
    difference = np.abs(composed(layers(scene, 240, 176, each)).astype(int) - draw(scene, 240, 176))
    overlaps = each and style in ("neon", "watercolour", "isometric", "pastel")
    assert difference.max() <= 1 or (overlaps and difference.mean() < 0.5)


@pytest.mark.parametrize("ground", GROUNDS)
def test_layers_over_any_ground(ground: str) -> None:
    scene = Scene(ground=GROUNDS[ground], groups=THINGS)
    assert np.abs(composed(layers(scene, 128, 160)).astype(int) - draw(scene, 128, 160)).max() <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_layers_of_training_scenes(kind: str) -> None:
    scene = sample(random.Random(11), kind)
    assert np.abs(composed(layers(scene, 96, 96)).astype(int) - draw(scene, 96, 96)).max() <= 1


def test_names_say_what_each_layer_holds() -> None:
    paper = msgspec.structs.replace(PLAIN, style="paper cut")
    names = ["ground", "2 × coral circle", "#2277aa house", "paper fibres"]
    assert [layer.name for layer in layers(paper, 64, 64)] == layer_names(paper) == names
    assert layer_names(PLAIN) == names[:3]
    assert [layer.name for layer in layers(PLAIN, 64, 64, each=True)] == [
        "ground", "coral circle 1", "coral circle 2", "#2277aa house"
    ]  # fmt: skip


def test_the_ground_covers_and_groups_do_not() -> None:
    ground, circles, house = layers(PLAIN, 128, 128)
    assert ground.picture[..., 3].min() == 255
    for layer in (circles, house):
        assert 0.01 < (layer.picture[..., 3] > 0).mean() < 0.5


def test_no_layers_cannot_be_composed() -> None:
    with pytest.raises(ValueError, match="no layers"):
        composed(())


def test_every_pixel_is_a_part() -> None:
    numbers, parts = part_map(PLAIN, 256, 192)
    assert [(part.name, part.group, part.item) for part in parts] == [
        ("ground", None, None), ("coral circle 1", 0, 0), ("coral circle 2", 0, 1), ("#2277aa house", 1, 0)
    ]  # fmt: skip
    assert set(np.unique(numbers)) == {0, 1, 2, 3}
    labels = draw_labelled(PLAIN, 256, 192).labels
    assert np.array_equal(labels == LABELS.index("circle"), (numbers == 1) | (numbers == 2))
    assert np.array_equal(labels == LABELS.index("house"), numbers == 3)


@pytest.mark.parametrize("size", [(40, 300), (512, 512)])
def test_any_ground_has_labels_at_any_size(size: tuple[int, int]) -> None:
    grounds = [*GROUNDS.values(), Poster(manner="bauhaus", colours=("cream", "red", "navy"))]
    grounds.append(Landscape(land="sea", time="dawn", horizon=0.5, light=0.4, weather="snow", season="winter"))
    for ground in grounds:
        drawing = draw_labelled(Scene(ground=ground, groups=THINGS), *size)
        assert drawing.labels.shape == (size[1], size[0])
        assert int(drawing.labels.max()) < len(LABELS)
