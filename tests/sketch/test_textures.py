"""Textures: seamless at any size, the same at every size, anew with every seed, in the colours that were asked for."""

from __future__ import annotations

import random
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sketch.captions import usual
from studio.sketch.marks import LABELS
from studio.sketch.palette import Rgb
from studio.sketch.render import draw, draw_labelled
from studio.sketch.sample import sample
from studio.sketch.scene import Group, Scene, Spot, Texture, TextureKind
from studio.sketch.textures import MAKERS, texture
from tests.sketch.seams import (
    LARGE,
    SIZES,
    Picture,
    alike,
    excess,
    likeness,
    reduced,
    seam,
    sheared,
    steps,
    thread_seam,
)
from tests.sketch.strategies import seeds

KINDS: tuple[TextureKind, ...] = get_args(TextureKind)

kinds = pytest.mark.parametrize("kind", KINDS)


def made(kind: TextureKind, width: int, height: int, seed: int = 7) -> Picture:
    return texture(ground(kind), (226, 200, 160), (70, 60, 90), seed, width, height)


def ground(kind: TextureKind) -> Texture:
    return Texture(kind=kind, base="white", vein="gray")


def test_every_kind_has_a_maker() -> None:
    assert set(MAKERS) == set(KINDS)


@kinds
@pytest.mark.parametrize("size", SIZES)
def test_closes_at_the_seams(kind: TextureKind, size: tuple[int, int]) -> None:
    assert excess(made(kind, *size)) <= 0.6


@settings(max_examples=40, deadline=None)
@given(kind=st.sampled_from(KINDS), seed=seeds, width=st.integers(17, 260), height=st.integers(17, 260))
def test_closes_at_any_size_and_with_any_seed(kind: TextureKind, seed: int, width: int, height: int) -> None:
    picture = made(kind, width, height, seed)
    assert picture.shape == (height, width, 3)
    assert picture.dtype == np.uint8
    for axis in (0, 1):
        step = steps(picture, axis)
        assert step[0] <= step[1:].max() + 2.5 * step[1:].std() + 1.0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "fabric"])
@pytest.mark.parametrize("size", [(250, 250), (333, 210), (1000, 1000)])
def test_edges_step_no_more_than_what_lies_next_to_them(kind: TextureKind, size: tuple[int, int]) -> None:
    assert seam(made(kind, *size)) <= 1.15


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "fabric"])
@pytest.mark.parametrize("axis", [0, 1])
def test_the_measure_sees_edges_that_do_not_fit(kind: TextureKind, axis: int) -> None:
    """Of one of two pictures at least: where a joint of planks lies next to the edge, it hides much."""
    assert any(seam(sheared(made(kind, 1000, 1000, seed), axis), (axis,)) > 1.5 for seed in (5, 6))


@pytest.mark.parametrize("pair", [7, 13, 26])
def test_threads_run_on_over_the_edges(pair: int) -> None:
    cloth = made("fabric", 38 * pair, 38 * pair, 5)
    assert thread_seam(cloth, pair) <= 1.0
    assert min(thread_seam(sheared(cloth, axis), pair) for axis in (0, 1)) > 1.4


@kinds
@pytest.mark.parametrize("side", LARGE)
def test_the_same_design_at_every_size(kind: TextureKind, side: int) -> None:
    """What is averaged down from many times as large is the small picture, and nothing like another seed's. Grain as
    fine as pixels and threads of three pixels are the most that differs."""
    small, large = made(kind, 256, 256), reduced(made(kind, side, side), side // 256)
    same = likeness(small, large)
    assert same > (0.65 if kind == "noise" else 0.8)
    assert same > likeness(small, made(kind, 256, 256, 8)) + 0.1
    assert np.abs(small.mean(axis=(0, 1)) - large.mean(axis=(0, 1))).max() < 5.0


@kinds
def test_the_same_colour_at_every_size(kind: TextureKind) -> None:
    small, large = (made(kind, side, side).astype(float).mean(axis=(0, 1)) for side in (96, 512))
    assert np.abs(small - large).max() < 9.0


@kinds
def test_a_seed_is_one_picture_and_another_seed_another(kind: TextureKind) -> None:
    picture = made(kind, 256, 192)
    assert np.array_equal(picture, made(kind, 256, 192))
    assert alike(picture, made(kind, 256, 192, 8)) < 0.75


@kinds
@pytest.mark.parametrize(
    ("base", "vein"),
    [((200, 60, 70), (250, 220, 200)), ((30, 60, 140), (120, 190, 220)), ((40, 110, 60), (190, 220, 120))],
)
def test_shows_the_colours_that_were_asked_for(kind: TextureKind, base: Rgb, vein: Rgb) -> None:
    """The mean lies near the mixtures of the two colours, and nearer than to those of their opposites."""
    mean = texture(ground(kind), base, vein, 3, 192, 192).astype(float).mean(axis=(0, 1))
    assert _aside(mean, base, vein) < 60.0
    assert _aside(mean, base, vein) < _aside(mean, _opposite(base), _opposite(vein))


def _opposite(rgb: Rgb) -> Rgb:
    return 255 - rgb[0], 255 - rgb[1], 255 - rgb[2]


def _aside(rgb: Picture | np.ndarray, first: Rgb, second: Rgb) -> float:
    """Distance from the line between two colours."""
    a, b = np.array(first, float), np.array(second, float)
    share = np.clip(np.dot(rgb - a, b - a) / np.dot(b - a, b - a), 0.0, 1.0)
    return float(np.linalg.norm(rgb - (a + share * (b - a))))


@kinds
def test_is_rich_but_keeps_its_balance(kind: TextureKind) -> None:
    """Some contrast everywhere, and no corner of a picture much darker than the rest."""
    picture = made(kind, 512, 512).astype(float).mean(axis=2)
    quarters = [picture[y : y + 256, x : x + 256] for y in (0, 256) for x in (0, 256)]
    assert min(part.std() for part in quarters) > 1.0
    assert np.ptp([part.mean() for part in quarters]) < 45.0


def test_objects_stand_on_a_texture() -> None:
    spot = Spot(x=0.5, y=0.5, radius=0.3, angle=0.0)
    disc = Group(shape="circle", colour="red", size="large", place="centre", spots=(spot,))
    material = Texture(kind="marble", base="white", vein="gray")
    scene, bare = Scene(ground=material, groups=(disc,), seed=4), Scene(ground=material, seed=4)
    drawing = draw_labelled(scene, 200, 160)
    outside = drawing.labels == LABELS.index("ground")
    assert np.array_equal(np.unique(drawing.labels), [0, LABELS.index("circle")])
    plain = draw(bare, 200, 160)
    assert (drawing.picture != plain).any(axis=2)[~outside].mean() > 0.99
    assert (drawing.picture != plain).any(axis=2)[outside].mean() < 0.03
    assert np.array_equal(drawing.picture, draw(scene, 200, 160))


def test_training_scenes_have_none() -> None:
    """What the embedded model learns stays as it was."""
    grounds = {type(sample(random.Random(n)).ground).__name__ for n in range(300)}
    assert grounds == {"Flat", "Gradient", "Pattern", "Landscape"}


def test_captions_are_not_made_up_for_what_training_never_shows() -> None:
    with pytest.raises(ValueError, match="training scenes"):
        usual(Scene(ground=ground("wood")))
