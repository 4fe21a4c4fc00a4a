"""Scene to picture: any size, same seed same pixels, labels that tell the truth, seams that close."""

from __future__ import annotations

import math
import random

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.detect import components
from studio.sketch.marks import LABELS, NO_COLOUR
from studio.sketch.palette import COLOURS, NAMES
from studio.sketch.render import draw, draw_labelled
from studio.sketch.sample import sample
from studio.sketch.scene import Flat, Pattern, Scene
from tests.sketch.strategies import scenes

sizes = st.integers(16, 300)


@settings(max_examples=60, deadline=None)
@given(scene=scenes(), width=sizes, height=sizes)
def test_any_scene_at_any_size(scene: Scene, width: int, height: int) -> None:
    drawing = draw_labelled(scene, width, height)
    assert drawing.picture.shape == (height, width, 3)
    assert drawing.picture.dtype == np.uint8
    assert drawing.labels.shape == drawing.colours.shape == (height, width)
    assert int(drawing.labels.max()) < len(LABELS)
    assert set(np.unique(drawing.colours)) <= {*range(len(NAMES)), NO_COLOUR}


@settings(max_examples=30, deadline=None)
@given(scene=scenes())
def test_same_scene_same_pixels(scene: Scene) -> None:
    assert np.array_equal(draw(scene, 96, 80), draw(scene, 96, 80))


def test_seed_moves_the_tint() -> None:
    scene = Scene(ground=Flat(colour="teal"), seed=1)
    other = msgspec.structs.replace(scene, seed=2)
    assert not np.array_equal(draw(scene, 8, 8), draw(other, 8, 8))


@settings(max_examples=40, deadline=None)
@given(scene=scenes("single", "count", "two", "pattern", "plain"))
def test_colour_labels_name_the_pixels_they_cover(scene: Scene) -> None:
    drawing = draw_labelled(scene, 128, 128)
    for index in np.unique(drawing.colours):
        wanted = np.array(COLOURS[NAMES[index]])
        found = np.median(drawing.picture[drawing.colours == index].astype(int), axis=0)
        assert np.abs(found - wanted).max() <= 8, NAMES[index]


@settings(max_examples=40, deadline=None)
@given(scene=scenes("single", "count", "two"))
def test_labelled_objects_are_as_many_as_the_scene_says(scene: Scene) -> None:
    labels = draw_labelled(scene, 128, 128).labels
    for shape in {group.shape for group in scene.groups}:
        wanted = sum(group.count for group in scene.groups if group.shape == shape)
        parts = [part for part in components(labels == LABELS.index(shape)) if part.sum() > 12]
        assert len(parts) == wanted


@settings(max_examples=25, deadline=None)
@given(scene=scenes("single", "count", "two", "landscape", "gradient"))
def test_the_design_is_the_same_at_another_size(scene: Scene) -> None:
    large = draw(scene, 512, 512).reshape(64, 8, 64, 8, 3).mean((1, 3))
    small = draw(scene, 128, 128).reshape(64, 2, 64, 2, 3).mean((1, 3))
    assert np.abs(large - small).mean() < 2.5


@settings(max_examples=60, deadline=None)
@given(scene=scenes("pattern"), width=st.sampled_from((96, 128, 192)), height=st.sampled_from((96, 144, 192)))
def test_patterns_close_at_the_seams(scene: Scene, width: int, height: int) -> None:
    """Across the wrap a picture differs no more than the most that two inner neighbours differ."""
    picture = draw(scene, width, height).astype(int)
    for axis in (0, 1):
        steps = np.abs(picture - np.roll(picture, 1, axis)).mean(axis=(1 - axis, 2))
        assert steps[0] <= steps[1:].max() + 3.0


@settings(max_examples=40, deadline=None)
@given(scene=scenes("pattern"))
def test_patterns_repeat_round_the_edges(scene: Scene) -> None:
    """Half the picture is two repeats of four: moved on by it, with what leaves coming in again, it is the same but for
    how edges fall on pixels."""
    assert isinstance(scene.ground, Pattern)
    four = msgspec.structs.replace(scene, ground=msgspec.structs.replace(scene.ground, cells=4))
    picture = draw(four, 128, 128).astype(int)
    for axis in (0, 1):
        assert np.abs(picture - np.roll(picture, 64, axis)).mean() <= 1.0


@pytest.mark.parametrize(("motif", "angle"), [("vertical stripes", 0), ("horizontal stripes", 90)])
def test_stripes_run_as_they_are_called(motif: str, angle: int) -> None:
    ground = Pattern(motif=motif, ink="red", paper="white", cells=4, shift=(0.3, 0.3))  # type: ignore[arg-type]
    picture = draw(Scene(ground=ground), 64, 64).astype(int)
    along = np.abs(np.diff(picture, axis=0 if angle == 0 else 1)).mean()
    across = np.abs(np.diff(picture, axis=1 if angle == 0 else 0)).mean()
    assert along == 0
    assert across > 5


def test_stripes_fill_half_of_the_picture() -> None:
    ground = Pattern(motif="diagonal stripes", ink="black", paper="white", cells=4, shift=(0.2, 0.0))
    labels = draw_labelled(Scene(ground=ground), 128, 128).labels
    assert math.isclose((labels > 0).mean(), 0.5, abs_tol=0.02)


def test_a_long_picture_keeps_its_objects_round() -> None:
    scene = next(s for k in range(200) if (s := sample(random.Random(k), "single")).groups[0].shape == "circle")
    labels = draw_labelled(scene, 320, 160).labels
    rows, columns = np.nonzero(labels == LABELS.index("circle"))
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 2
