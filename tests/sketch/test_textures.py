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
from tests.sketch.seams import SIZES, Picture, alike, excess, steps
from tests.sketch.strategies import seeds

KINDS: tuple[TextureKind, ...] = get_args(TextureKind)
SHOWS = ("marble", "wood", "paper", "terrazzo", "concrete", "water", "grass", "noise", "sand", "leather", "stone")
"""Kinds whose parts are larger than a block of the measure, so that a cut through the picture shows."""

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


@pytest.mark.parametrize("kind", SHOWS)
def test_the_measure_sees_a_cut(kind: TextureKind) -> None:
    """What was cut off no longer wraps, and the step over its edge is the largest of all."""
    picture = made(kind, 512, 512)
    assert any(excess(picture[:height, :width]) > 0.0 for height, width in ((471, 512), (512, 463), (399, 381)))


@kinds
def test_the_same_design_at_every_size(kind: TextureKind) -> None:
    """Fabric has threads of about three pixels at 256, which fall on them unevenly."""
    assert alike(made(kind, 256, 256), made(kind, 1024, 1024)) > (0.8 if kind == "fabric" else 0.97)


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
