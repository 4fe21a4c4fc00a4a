"""Families of patterns: seamless at any size, true to their inks, the same design at every size."""

from __future__ import annotations

from typing import get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sketch.canvas import paint_picture
from studio.sketch.marks import LABELS, NO_COLOUR, Mark
from studio.sketch.palette import NAMES, Rgb
from studio.sketch.patterns import pattern_marks
from studio.sketch.render import draw, draw_labelled
from studio.sketch.scene import Family, Motif, Pattern, Scene
from studio.sketch.weaves import WEAVERS, third, weave_marks
from studio.sketch.weaves_loom import Loom
from tests.sketch.seams import LARGE, SIZES, Picture, excess, likeness, reduced
from tests.sketch.strategies import seeds

FAMILIES: tuple[Family, ...] = get_args(Family)
MOTIFS: tuple[Motif, ...] = get_args(Motif)
TILES: dict[Family | Motif, tuple[float, float]] = {
    "tartan": (2.0, 2.0),
    "basketweave": (2.0, 2.0),
    "herringbone": (1.0, 1.0 / 3),
    "honeycomb": (1.0, 3.0**0.5),
    "cubes": (1.0, 3.0**0.5),
    "bricks": (1.0, 0.8),
    "leaves": (1.0, 1.5),
    "fans": (1.0, 0.5),
}
"""Width and height of a family's repeat in cells, where they are not 1."""
INKS: tuple[Rgb, Rgb, Rgb] = ((28, 60, 120), (246, 240, 226), (236, 120, 60))
LAID_OVER = ("fans", "scales", "lattice")
"""Families whose pieces lie over one another in an order."""
SCATTERED = ("confetti", "memphis squiggles", "honeycomb", "bricks")

families = pytest.mark.parametrize("family", FAMILIES)


def pattern(family: Family, cells: int = 4, shift: tuple[float, float] = (0.31, 0.77)) -> Pattern:
    return Pattern(motif=family, ink="navy", paper="white", accent="orange", cells=cells, shift=shift)


def made(ground: Pattern, width: int, height: int, seed: int = 5) -> Picture:
    return paint_picture(weave_marks(ground, INKS, width, height, seed), width, height)


def test_every_family_has_a_weaver() -> None:
    assert set(WEAVERS) == set(FAMILIES)


@families
@pytest.mark.parametrize("size", SIZES)
def test_closes_at_the_seams(family: Family, size: tuple[int, int]) -> None:
    """Edges that fall between pixels are smoothed a little differently from one repeat to the next."""
    assert excess(made(pattern(family), *size)) <= 3.0


@settings(max_examples=60, deadline=None)
@given(
    family=st.sampled_from(FAMILIES),
    seed=seeds,
    cells=st.integers(2, 7),
    shift=st.tuples(st.floats(-2, 2), st.floats(-2, 2)),
    size=st.tuples(st.integers(60, 300), st.integers(60, 300)),
)
def test_closes_at_any_size(
    family: Family, seed: int, cells: int, shift: tuple[float, float], size: tuple[int, int]
) -> None:
    picture = made(pattern(family, cells, shift), *size, seed)
    assert picture.shape == (size[1], size[0], 3)
    assert excess(picture, smoothed=2) <= 6.0


@pytest.mark.parametrize("motif", [*FAMILIES, *MOTIFS])
@pytest.mark.parametrize("size", [(250, 250), (330, 210), (512, 512), (1000, 1000)])
def test_has_no_edges(motif: Family | Motif, size: tuple[int, int]) -> None:
    """Moved by whole pixels it is the same picture, moved over the edges: those are like any other place. Fields drawn
    as whole pixels are a pixel larger or smaller elsewhere, which is let pass."""
    here, there, step = _moved_by(motif, size)
    apart = np.abs(np.roll(here, step, (0, 1)).astype(int) - there).max(axis=2)
    if motif in ("gingham", "tartan"):
        apart = np.min([np.roll(apart, move, (0, 1)) for move in ((0, 0), (0, 1), (1, 0), (1, 1))], axis=0)
    assert np.percentile(apart, 99.5) <= 24.0
    assert apart.mean() < 1.0


@pytest.mark.parametrize("motif", [*FAMILIES, *MOTIFS])
def test_the_measure_sees_an_edge(motif: Family | Motif) -> None:
    """What is cut off no longer closes, and shows when it is moved over the edges."""
    here, there, step = _moved_by(motif, (1000, 1000))
    apart = np.abs(np.roll(here[:870, :870], step, (0, 1)).astype(int) - there[:870, :870]).max(axis=2)
    assert np.percentile(apart, 99.5) > 24.0
    assert apart.mean() > 1.0


def _moved_by(motif: Family | Motif, size: tuple[int, int]) -> tuple[Picture, Picture, tuple[int, int]]:
    """The pattern, itself moved by over half a repeat, and by how many pixels down and across."""
    width, height = size
    across, down = _repeats(motif, width, height)
    right, low = round(0.6 * width / across), round(0.6 * height / down)
    shift = (right * across / width, low * down / height)
    moves = (
        0 if motif in ("vertical stripes", "diagonal stripes") else low,
        0 if motif == "horizontal stripes" else right,
    )
    return _laid(motif, (0.0, 0.0), width, height), _laid(motif, shift, width, height), moves


def _repeats(motif: Family | Motif, width: int, height: int) -> tuple[float, float]:
    """How many times the picture is as wide and as high as what one unit of `shift` moves the pattern by."""
    cell = min(width, height) / 4
    if motif in ("confetti", "memphis squiggles"):
        return width / cell, height / cell
    if motif in FAMILIES:
        loom = Loom(
            pattern=pattern(motif), ink=INKS[0], paper=INKS[1], accent=INKS[2], seed=5, width=width, height=height
        )
        return loom.counts(*TILES.get(motif, (1.0, 1.0)))
    across, down = round(width / cell), round(height / cell)
    if motif == "checkerboard":
        return across + across % 2, down + down % 2
    return (across // 2, down) if motif in ("zigzag", "waves") else (across, down)


def _laid(motif: Family | Motif, shift: tuple[float, float], width: int, height: int) -> Picture:
    ground = Pattern(motif=motif, ink="navy", paper="white", accent="orange", cells=4, shift=shift)
    if motif in FAMILIES:
        return paint_picture(weave_marks(ground, INKS, width, height, 5), width, height)
    return paint_picture(pattern_marks(ground, INKS[:2], width, height), width, height)


@pytest.mark.parametrize("family", [name for name in FAMILIES if name not in LAID_OVER])
@pytest.mark.parametrize("size", [(256, 256), (330, 210), (210, 330)])
def test_nothing_that_reaches_over_an_edge_is_missing(family: Family, size: tuple[int, int]) -> None:
    """All marks drawn again where they would lie in the neighbouring copies change nothing but the edges' smoothing."""
    width, height = size
    ground, *marks = weave_marks(pattern(family), INKS, width, height, 5)
    around = [
        msgspec.structs.replace(mark, matrix=_moved(mark, dx * width, dy * height))
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for mark in marks
    ]
    once = paint_picture([ground, *marks], width, height).astype(float)
    thrice = paint_picture([ground, *around], width, height).astype(float)
    gaps = np.abs(once - thrice).max(axis=2)[: height // 6 * 6, : width // 6 * 6]
    assert gaps.reshape(height // 6, 6, width // 6, 6).mean(axis=(1, 3)).max() < 80.0


def _moved(mark: Mark, dx: float, dy: float) -> tuple[float, float, float, float, float, float]:
    a, b, x, c, d, y = mark.matrix
    return a, b, x + dx, c, d, y + dy


@pytest.mark.parametrize("motif", [*FAMILIES, *MOTIFS])
@pytest.mark.parametrize("side", LARGE)
def test_the_same_design_at_every_size(motif: Family | Motif, side: int) -> None:
    """What is averaged down from many times as large is the small picture: bands of whole pixels, rounded otherwise,
    are the most that differs."""
    small, large = (_laid(motif, (0.31, 0.77), here, here) for here in (256, side))
    large = reduced(large, side // 256)
    assert likeness(small, large) > 0.93
    assert np.abs(small - large).mean() < 4.0


@families
def test_shows_ink_and_paper_and_an_accent_where_it_has_use_for_one(family: Family) -> None:
    picture = made(pattern(family, 3), 240, 240).reshape(-1, 3).astype(int)
    shares = [(np.abs(picture - np.array(ink)).max(axis=1) <= 3).mean() for ink in INKS]
    assert shares[0] > 0.02
    assert shares[1] > 0.04
    assert shares[2] > 0.01 or family in ("gingham", "houndstooth", "bricks", "tartan", "herringbone", "honeycomb")


@families
def test_an_even_hand(family: Family) -> None:
    """No quarter of a picture of many repeats is much fuller than another."""
    picture = made(pattern(family, 6), 384, 384).astype(float).mean(axis=2)
    quarters = [picture[y : y + 192, x : x + 192].mean() for y in (0, 192) for x in (0, 192)]
    assert np.ptp(quarters) < 20.0


@families
def test_a_seed_varies_it(family: Family) -> None:
    ground = pattern(family)
    pictures = [made(ground, 160, 160, seed) for seed in range(6)]
    assert np.array_equal(pictures[0], made(ground, 160, 160, 0))
    assert any(not np.array_equal(pictures[0], other) for other in pictures[1:])


@pytest.mark.parametrize("family", SCATTERED[:2])
def test_what_is_scattered_keeps_apart(family: Family) -> None:
    """Ink covers as much as the pieces' areas add up to: nothing lies on anything else."""
    ground, *marks = weave_marks(pattern(family), INKS, 512, 512, 3)
    alone = sum(_covered([ground, mark]) for mark in marks)
    assert abs(alone - _covered([ground, *marks])) < 0.02 * alone


def _covered(marks: list[Mark]) -> float:
    picture = paint_picture(marks, 512, 512).astype(int)
    return float((np.abs(picture - np.array(INKS[1])).max(axis=2) > 40).sum())


@families
def test_through_a_scene_with_labels_and_any_colour(family: Family) -> None:
    """Label maps hold for inks with a name; a pattern without accent takes a third tone of its own."""
    bare = msgspec.structs.replace(pattern(family, 3), accent="")
    drawing = draw_labelled(Scene(ground=bare, seed=2), 120, 90)
    assert set(np.unique(drawing.labels)) <= {LABELS.index("ground"), LABELS.index("motif")}
    assert set(np.unique(drawing.colours)) <= {NAMES.index("navy"), NAMES.index("white"), NO_COLOUR}
    assert np.array_equal(drawing.picture, draw(Scene(ground=bare, seed=2), 120, 90))


def test_the_third_tone_lies_between() -> None:
    assert third((0, 0, 0), (200, 100, 20)) == (90, 45, 9)


def test_motifs_are_not_families() -> None:
    with pytest.raises(KeyError):
        weave_marks(msgspec.structs.replace(pattern("rings"), motif="stars"), INKS, 64, 64)
