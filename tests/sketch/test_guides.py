"""Guides say what the drawing shows: lines run where parts meet, masks cover what is seen, what covers is nearer."""

from __future__ import annotations

from typing import get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from studio.sketch.canvas import paint_picture
from studio.sketch.guides import Lines, depth, edges, masks, parts
from studio.sketch.guides_edges import standing
from studio.sketch.layers import part_map
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.scene import (
    Flat,
    Gradient,
    Group,
    Land,
    Landscape,
    Mesh,
    Pattern,
    Poster,
    Scene,
    Spot,
    Style,
    Texture,
    Weather,
)
from studio.sketch.stack import stack
from studio.sketch.words.reading import understand
from tests.sketch.strategies import scenes

LINES: tuple[Lines, ...] = get_args(Lines)
PROMPTS = (
    "a red house left of a green tree",
    "seven yellow stars in two rows above a calm sea at dusk, paper cut",
    "a black cat on a red sofa beside a lamp, neon",
    "mountains at night in snow with a boat and three trees",
    "a pile of nine blue circles on polka dots",
    "a white moon inside a navy circle on marble",
    "a bauhaus poster with two red hearts",
    "desert with a cactus and a sun, watercolour",
)


def _things(shape: str, *spots: tuple[float, float, float], colour: str = "red") -> Group:
    placed = tuple(Spot(x=x, y=y, radius=radius, angle=7.0) for x, y, radius in spots)
    return Group(shape=shape, colour=colour, size="medium", place="scattered", spots=placed)


def _view(land: Land = "hills", weather: Weather = "clear", rich: bool = True) -> Landscape:
    return Landscape(land=land, time="day", horizon=0.5, light=0.3, weather=weather, rich=rich)


PLAIN = Scene(
    ground=Flat(colour="cream"),
    groups=(
        _things("circle", (0.3, 0.4, 0.2), (0.45, 0.5, 0.2), colour="coral"),
        _things("star", (0.4, 0.6, 0.15), colour="navy"),
        _things("house", (0.75, 0.5, 0.2), colour="teal"),
    ),
)


@given(
    scenes() | st.builds(lambda text, seed: understand(text, seed).scene, st.sampled_from(PROMPTS), st.integers(0, 9))
)
@settings(max_examples=40, deadline=None)
def test_of_any_scene(scene: Scene) -> None:
    """What covers is nearer, lines run where parts meet, masks fill the picture and cover what they are of."""
    width, height = 144, 96
    numbers, told = part_map(scene, width, height)
    near = depth(scene, width, height)[..., 0]
    _require_order(near, numbers, len(told))
    bare = depth(msgspec.structs.replace(scene, groups=()), width, height)[..., 0]
    assert (near >= bare).all()
    things = (numbers > 0) & ~_grown(_borders(numbers))
    assert (near > bare)[things].all()
    lines = edges(scene, width, height)[..., 0] > 0
    assert not (_borders(numbers) & ~_grown(lines)).any()
    shown = [mask.picture[..., 0].astype(int) for mask in masks(scene, width, height)]
    assert len(shown) == 1 + len(scene.groups)
    assert np.abs(sum(shown) - 255).max() <= 2 * len(shown)


def _require_order(near: NDArray[np.uint8], numbers: NDArray[np.uint32], count: int) -> None:
    """Of two objects that touch, the later is nearer; pixels that two parts share are left out."""
    inside = ~_grown(_borders(numbers))
    levels = {
        k: int(np.median(near[inside & (numbers == k)])) for k in range(1, count) if (inside & (numbers == k)).any()
    }
    for first, second in ((numbers[:, 1:], numbers[:, :-1]), (numbers[1:], numbers[:-1])):
        for a, b in {
            tuple(sorted(pair))
            for pair in zip(first[first != second].tolist(), second[first != second].tolist(), strict=True)
        }:
            if a in levels and b in levels:
                assert levels[a] < levels[b], (a, b)


def _borders(numbers: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Pixels beside another part."""
    found = np.zeros(numbers.shape, bool)
    for first, second in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        differ = numbers[first] != numbers[second]
        found[first] |= differ
        found[second] |= differ
    return found


def _grown(found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """One pixel more on all sides."""
    padded = np.pad(found, 1)
    rows, columns = found.shape
    return np.logical_or.reduce([padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)])


@pytest.mark.parametrize("size", [(64, 64), (300, 211), (768, 1024)])
def test_lines_of_plain_shapes_lie_on_the_borders_of_parts(size: tuple[int, int]) -> None:
    scene = msgspec.structs.replace(PLAIN, groups=PLAIN.groups[:2])
    borders = _borders(part_map(scene, *size)[0])
    lines = edges(scene, *size)[..., 0] > 0
    assert lines.any()
    assert not (lines & ~borders).any()
    assert not (borders & ~_grown(lines)).any()


def test_canny_is_hard_and_one_pixel_wide() -> None:
    lines = edges(Scene(ground=Flat(colour="cream"), groups=(_things("circle", (0.5, 0.5, 0.3)),)), 512, 512)
    assert np.array_equal(np.unique(lines), [0, 255])
    around = 2 * np.pi * 0.3 * 0.97 * 512
    assert 0.8 * around < (lines[..., 0] > 0).sum() < 1.2 * around


def test_line_art_is_soft_and_scribbles_are_thick() -> None:
    canny, lineart, scribble = (edges(PLAIN, 512, 512, kind)[..., 0] for kind in LINES)
    assert (canny > 0).sum() * 1.5 < (lineart > 127).sum() < (scribble > 127).sum()
    assert len(np.unique(lineart)) > 4
    for lines in (canny, lineart, scribble):
        assert (lines[:3] == 0).all(), "no line runs along the picture's edge"


def test_an_object_of_the_colour_of_its_ground_has_lines() -> None:
    scene = Scene(ground=Flat(colour="red"), groups=(_things("square", (0.5, 0.5, 0.3), colour="red"),))
    assert (edges(scene, 128, 128) > 0).any()


@pytest.mark.parametrize(
    "ground",
    [
        Flat(colour="red"),
        Gradient(kind="linear", direction="down", first="red", second="navy"),
        Mesh(colours=("red", "navy", "cream")),
        Texture(kind="wood", base="brown", vein="black"),
    ],
)
def test_grounds_without_a_layout_draw_no_lines(ground: Flat | Gradient | Mesh | Texture) -> None:
    for kind in LINES:
        assert not edges(Scene(ground=ground), 200, 120, kind).any()


def test_patterns_and_posters_draw_lines() -> None:
    dots = Pattern(motif="polka dots", ink="red", paper="cream", cells=4, shift=(0.0, 0.0))
    for ground in (dots, Poster(manner="bauhaus", colours=("cream", "red", "navy", "yellow"))):
        for kind in LINES:
            assert (edges(Scene(ground=ground, seed=3), 256, 256, kind) > 0).mean() > 0.005


@pytest.mark.parametrize("weather", ["rain", "snow"])
def test_what_falls_draws_nothing(weather: Weather) -> None:
    ground = stack(Scene(ground=_view(weather=weather)), 256, 256).ground
    shown = standing(ground)
    labels = [mark.label for mark in shown]
    assert len(shown) < len(ground)
    assert labels[-1] == "land"
    assert [mark for mark in ground if mark.label == "land"] == [mark for mark in shown if mark.label == "land"]


@pytest.mark.parametrize("style", get_args(Style))
@pytest.mark.parametrize("scene", [PLAIN, Scene(ground=_view(), groups=PLAIN.groups)])
def test_styles_leave_guides_alone(style: Style, scene: Scene) -> None:
    styled = msgspec.structs.replace(scene, style=style)
    for guide in (edges, depth, lambda *given: parts(*given).picture, lambda *given: next(masks(*given)).picture):
        assert np.array_equal(guide(styled, 96, 80), guide(scene, 96, 80))


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_a_mask_covers_what_changes_when_its_group_is_taken_away(taken: int) -> None:
    inks: tuple[Rgb, ...] = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
    pile = stack(PLAIN, 240, 176)
    marks = [(k, _inked(mark, inks[k])) for k, group in enumerate(pile.groups) for item in group for mark in item]
    whole = paint_picture([*pile.ground, *(mark for _, mark in marks)], 240, 176)
    without = paint_picture([*pile.ground, *(mark for k, mark in marks if k != taken)], 240, 176)
    changed = (whole != without).any(axis=2)
    mask = list(masks(PLAIN, 240, 176))[1 + taken].picture[..., 0]
    assert not (changed & (mask == 0)).any()
    assert not (~changed & (mask > 8)).any()
    assert 0 < ((mask > 0) & (mask < 255)).sum() < (mask == 255).sum(), "edges are soft, and only edges"


def _inked(mark: Mark, ink: Rgb) -> Mark:
    return msgspec.structs.replace(mark, fill=ink)


def test_masks_are_named_as_layers_and_have_no_slits() -> None:
    made = list(masks(PLAIN, 200, 200))
    assert [mask.name for mask in made] == ["ground", "2 × coral circle", "navy star", "teal house"]
    numbers, _ = part_map(PLAIN, 200, 200)
    inside = (numbers == 4) & ~_grown(_borders(numbers))
    assert made[3].picture[inside].min() == 255


def test_parts_are_those_of_the_part_map_in_the_colours_of_the_legend() -> None:
    numbers, told = part_map(PLAIN, 256, 192)
    made = parts(PLAIN, 256, 192)
    assert [area.name for area in made.legend] == [part.name for part in told]
    for k, area in enumerate(made.legend):
        assert np.array_equal((made.picture == area.colour).all(axis=2), numbers == k)


def test_a_legend_of_many_parts_has_no_colour_twice() -> None:
    spots = [(0.05 + 0.1 * (k % 10), 0.05 + 0.1 * (k // 10), 0.04) for k in range(100)]
    made = parts(Scene(ground=_view(), groups=(_things("star", *spots),)), 400, 400)
    colours = {area.colour for area in made.legend}
    assert len(colours) == len(made.legend) == 103
    assert {tuple(pixel) for pixel in made.picture.reshape(-1, 3).tolist()} == colours


def test_a_landscape_tells_sky_and_land_apart() -> None:
    made = parts(Scene(ground=_view(), groups=(_things("boat", (0.5, 0.7, 0.1)),)), 128, 128)
    assert [area.name for area in made.legend] == ["sky", "light", "land", "red boat"]


@pytest.mark.parametrize("land", get_args(Land))
@pytest.mark.parametrize("rich", [False, True])
def test_the_sky_is_far_and_the_land_comes_nearer(land: Land, rich: bool) -> None:
    near = depth(Scene(ground=_view(land, rich=rich), seed=2), 160, 160)[..., 0].astype(int)
    assert not near[:20].any()
    rows = near.mean(axis=1)
    assert rows[82] < rows[110] < rows[135] < rows[159]
    assert rows[159] > 190
    if not rich:
        assert (np.diff(near, axis=0) >= -1).all(), "nothing stands on plain land"


def test_things_stand_where_they_touch_the_ground() -> None:
    trees = _things("tree", (0.2, 0.5, 0.12), (0.5, 0.7, 0.12), (0.8, 0.84, 0.12))
    scene = Scene(ground=_view("sea", rich=False), groups=(trees,))
    near, bare = depth(scene, 300, 300)[..., 0], depth(Scene(ground=scene.ground), 300, 300)[..., 0]
    levels = [int(near[round(300 * y), round(300 * x)]) for x, y in ((0.2, 0.46), (0.5, 0.66), (0.8, 0.8))]
    assert levels == sorted(set(levels))
    numbers, _ = part_map(scene, 300, 300)
    for k, level in enumerate(levels, start=1):
        foot = int(np.nonzero((numbers == k).any(axis=1))[0].max())
        assert 0 < level - int(bare[foot, 150]) < 20


def test_what_hangs_in_the_sky_is_before_it_and_the_sun_is_behind_the_birds() -> None:
    scene = Scene(ground=_view(), groups=(_things("bird", (0.3, 0.15, 0.1)), _things("sun", (0.7, 0.15, 0.1))))
    near = depth(scene, 200, 200)[..., 0]
    assert 0 == near[2, 100] < near[30, 140] < near[32, 60]


def test_a_long_pile_keeps_its_order() -> None:
    spots = [(0.3 + 0.006 * k, 0.5, 0.2) for k in range(60)]
    scene = Scene(ground=Flat(colour="cream"), groups=(_things("circle", *spots),))
    numbers, told = part_map(scene, 1600, 400)
    near = depth(scene, 1600, 400)[..., 0]
    levels = [int(np.median(near[numbers == k])) for k in range(1, len(told))]
    assert levels == sorted(set(levels))


@pytest.mark.parametrize("size", [(16, 16), (40, 300), (1000, 37), (1500, 1100)])
def test_any_size(size: tuple[int, int]) -> None:
    shape = (size[1], size[0], 3)
    for scene in (PLAIN, Scene(ground=_view("mountains", "snow"), groups=PLAIN.groups)):
        made = [edges(scene, *size, kind) for kind in LINES]
        made += [depth(scene, *size), parts(scene, *size).picture, *(mask.picture for mask in masks(scene, *size))]
        for picture in made:
            assert picture.shape == shape
            assert picture.dtype == np.uint8
            assert picture.any()


@pytest.mark.parametrize("scene", [PLAIN, Scene(ground=_view("desert"), groups=PLAIN.groups[2:])])
def test_the_same_design_at_every_size(scene: Scene) -> None:
    small, large = depth(scene, 256, 256), _shrunk(depth(scene, 1536, 1536))
    assert np.abs(small.astype(float) - large).mean() < 1.0
    small, large = (
        (edges(scene, 256, 256, "scribble") > 127)[..., 0],
        _shrunk(edges(scene, 1536, 1536, "scribble")) > 127,
    )
    for one, other in ((small, large[..., 0]), (large[..., 0], small)):
        assert (one & ~_grown(other)).mean() < 0.01


def _shrunk(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    return picture.reshape(256, 6, 256, 6, 3).mean(axis=(1, 3))


def test_the_same_arguments_give_the_same_guides() -> None:
    scene = understand(PROMPTS[3], 5).scene
    for kind in LINES:
        assert np.array_equal(edges(scene, 120, 90, kind), edges(scene, 120, 90, kind))
    assert np.array_equal(depth(scene, 120, 90), depth(scene, 120, 90))
