"""Mesh gradients: soft, in all their colours, the same at every size, anew with every seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sketch.marks import LABELS, NO_COLOUR
from studio.sketch.mesh import mesh
from studio.sketch.palette import Rgb
from studio.sketch.render import draw, draw_labelled
from studio.sketch.scene import Mesh, Scene
from tests.sketch.seams import alike, likeness, reduced
from tests.sketch.strategies import seeds

SUNSET: tuple[Rgb, ...] = ((255, 94, 98), (255, 195, 113), (116, 60, 180))

parts = st.integers(0, 255)
palettes = st.lists(st.tuples(parts, parts, parts), min_size=2, max_size=6)


@settings(max_examples=40, deadline=None)
@given(colours=palettes, seed=seeds, width=st.integers(1, 300), height=st.integers(1, 300))
def test_any_size_and_any_colours(colours: list[Rgb], seed: int, width: int, height: int) -> None:
    picture = mesh(colours, seed, width, height)
    assert picture.shape == (height, width, 3)
    assert picture.dtype == np.uint8


@settings(max_examples=30, deadline=None)
@given(seed=seeds)
def test_every_colour_is_seen(seed: int) -> None:
    picture = mesh(SUNSET, seed, 192, 192).astype(int)
    for colour in SUNSET:
        assert (np.abs(picture - np.array(colour)).max(axis=2) < 40).mean() > 0.005


@settings(max_examples=20, deadline=None)
@given(colours=palettes, seed=seeds)
def test_has_no_edges_and_no_steps(colours: list[Rgb], seed: int) -> None:
    """Neighbours differ by little, fields of eight pixels run on smoothly."""
    picture = mesh(colours, seed, 512, 512).astype(float)
    assert max(np.abs(np.diff(picture, axis=axis)).max() for axis in (0, 1)) <= 9.0
    fields = picture.reshape(64, 8, 64, 8, 3).mean((1, 3))
    assert np.abs(np.diff(fields, 2, axis=0)).max() < 14.0


def test_wide_ramps_are_dithered() -> None:
    """Between two nearly equal colours a row at large size takes both of two neighbouring values again and again."""
    row = mesh(((100, 100, 100), (108, 108, 108)), 3, 1600, 64)[32, :, 1].astype(int)
    assert (np.diff(row) != 0).sum() > 4 * np.ptp(row)


def test_the_same_design_at_every_size() -> None:
    small, large = mesh(SUNSET, 5, 256, 256), reduced(mesh(SUNSET, 5, 4096, 4096), 16)
    assert likeness(small, large) > 0.99
    assert np.abs(small - large).mean() < 1.0


def test_seeds_make_others() -> None:
    assert np.array_equal(mesh(SUNSET, 5, 96, 64), mesh(SUNSET, 5, 96, 64))
    assert alike(mesh(SUNSET, 5, 96, 96), mesh(SUNSET, 6, 96, 96)) < 0.9


def test_as_a_scene() -> None:
    scene = Scene(ground=Mesh(colours=("purple", "orange", "pink")), seed=9)
    drawing = draw_labelled(scene, 96, 64)
    assert set(np.unique(drawing.labels)) == {LABELS.index("ground")}
    assert set(np.unique(drawing.colours)) == {NO_COLOUR}
    assert np.array_equal(drawing.picture, draw(scene, 96, 64))


def test_without_colours_it_says_what_it_needs() -> None:
    with pytest.raises(ValueError, match="two to six colours"):
        draw(Scene(ground=Mesh(colours=())), 32, 32)
