"""Styles: real treatments, the same pixels each time, the same design at every size, closed where ground repeats."""

from __future__ import annotations

from typing import get_args

import msgspec
import numpy as np
import pytest

from studio.sketch.render import draw
from studio.sketch.scene import Flat, Ground, Group, Landscape, Mesh, Pattern, Scene, Spot, Style, Texture
from studio.sketch.styles import TREATMENTS

STYLES: tuple[Style, ...] = get_args(Style)


def group(shape: str, colour: str, *spots: tuple[float, float, float]) -> Group:
    places = tuple(Spot(x=x, y=y, radius=radius, angle=0.0) for x, y, radius in spots)
    return Group(shape=shape, colour=colour, size="medium", place="scattered", spots=places)


THINGS = (group("circle", "coral", (0.3, 0.3, 0.2), (0.7, 0.3, 0.12)), group("house", "#2277aa", (0.5, 0.72, 0.2)))
PLAIN = Scene(ground=Flat(colour="cream"), groups=THINGS, seed=3)
GROUNDS: dict[str, Ground] = {
    "leaves": Pattern(motif="leaves", ink="green", paper="cream", cells=3, shift=(0.2, 0.6), accent="coral"),
    "dots": Pattern(motif="polka dots", ink="navy", paper="white", cells=4, shift=(0.3, 0.1)),
    "marble": Texture(kind="marble", base="white", vein="gray"),
}


def styled(scene: Scene, style: Style) -> Scene:
    return msgspec.structs.replace(scene, style=style)


def test_every_style_has_a_treatment_of_its_own() -> None:
    assert set(TREATMENTS) == set(STYLES)
    pictures = [draw(styled(PLAIN, style), 128, 128).astype(int) for style in STYLES]
    for k, first in enumerate(pictures):
        assert all(np.abs(first - other).mean() > 2.0 for other in pictures[k + 1 :]), STYLES[k]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("width", [97, 160])
def test_the_same_scene_is_the_same_pixels(style: Style, width: int) -> None:
    first, again = (draw(styled(PLAIN, style), width, 128) for _ in range(2))
    assert first.shape == (128, width, 3)
    assert np.array_equal(first, again)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [(1, 1), (2, 9), (17, 300), (900, 33)])
def test_no_size_is_too_odd(style: Style, size: tuple[int, int]) -> None:
    for ground in (Mesh(colours=("navy", "pink")), GROUNDS["leaves"]):
        assert draw(Scene(ground=ground, groups=THINGS, style=style), *size).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ground", ["objects", "landscape", "mesh"])
def test_the_design_is_the_same_at_sixteen_times_the_pixels(style: Style, ground: str) -> None:
    """Seen from so far that a dot or a speck is no longer seen."""
    scene = {
        "objects": PLAIN,
        "landscape": Scene(ground=Landscape(land="hills", time="day", horizon=0.6, light=0.3, rich=True), seed=5),
        "mesh": Scene(ground=Mesh(colours=("navy", "pink", "yellow")), seed=2),
    }[ground]
    small = draw(styled(scene, style), 256, 256).reshape(16, 16, 16, 16, 3).mean((1, 3))
    large = draw(styled(scene, style), 1024, 1024).reshape(16, 64, 16, 64, 3).mean((1, 3))
    assert np.abs(small - large).mean() < 3.0


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("size", [(192, 192), (256, 160), (480, 480)])
def test_a_ground_that_repeats_still_closes(style: Style, ground: str, size: tuple[int, int]) -> None:
    """Across the wrap a picture differs no more than inner neighbours do."""
    picture = draw(Scene(ground=GROUNDS[ground], style=style, seed=4), *size).astype(int)
    for axis in (0, 1):
        steps = np.abs(picture - np.roll(picture, 1, axis)).mean(axis=(1 - axis, 2))
        assert steps[0] <= steps[1:].max() + 1.5


@pytest.mark.parametrize("style", ["grain", "pastel", "watercolour"])
def test_a_seed_moves_what_is_by_chance(style: Style) -> None:
    scene = styled(Scene(ground=Flat(colour="#88aacc"), seed=1), style)
    assert not np.array_equal(draw(scene, 96, 96), draw(msgspec.structs.replace(scene, seed=2), 96, 96))


def test_halftone_keeps_the_tone_of_its_colour() -> None:
    """The share of paper that dots leave is what the colour asks for."""
    for value in (60, 128, 200):
        colour = f"#{value:02x}{value:02x}{value:02x}"
        scene = Scene(ground=Pattern(motif="grid", ink=colour, paper=colour, cells=3, shift=(0, 0)), style="halftone")
        assert abs(draw(scene, 512, 512).mean() - value) < 26


def test_line_art_is_mostly_paper_and_neon_mostly_night() -> None:
    assert np.median(draw(styled(PLAIN, "line art"), 256, 256)) > 225
    assert np.median(draw(styled(PLAIN, "neon"), 256, 256)) < 60


def test_neon_tubes_shine_in_their_colour() -> None:
    scene = Scene(ground=Flat(colour="black"), groups=(group("circle", "green", (0.5, 0.5, 0.3)),), style="neon")
    picture = draw(scene, 256, 256).astype(int)
    tube = picture[128, 185:215]
    assert (tube[:, 1] - tube[:, 0]).max() > 60
    assert tube.max() > 220


def test_paper_casts_its_shadow_down() -> None:
    scene = Scene(ground=Flat(colour="white"), groups=(group("square", "red", (0.5, 0.5, 0.25)),), style="paper cut")
    picture = draw(scene, 400, 400).astype(int).sum(axis=2)
    bounds = np.nonzero(picture[:, 200] < 600)[0]
    above, below = picture[bounds.min() - 12, 150:250].mean(), picture[bounds.max() + 3, 150:250].mean()
    assert below < above - 20


def test_isometric_slabs_have_lit_tops_and_dark_sides() -> None:
    scene = Scene(ground=Flat(colour="white"), groups=(group("square", "red", (0.5, 0.5, 0.28)),), style="isometric")
    picture = draw(scene, 400, 400).astype(int)
    red = (picture[..., 0] > picture[..., 1] + 40) & (picture[..., 0] > picture[..., 2] + 40)
    tones = picture[red].sum(axis=1)
    assert np.quantile(tones, 0.95) - np.quantile(tones, 0.05) > 120
