"""Posters: only the palette that was asked for, composed anew by each seed, the same design at any size."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.sketch.marks import LABELS
from studio.sketch.palette import COLOURS, Rgb
from studio.sketch.posters import poster_marks
from studio.sketch.posters_sheet import apart, sheet
from studio.sketch.render import draw, draw_labelled
from studio.sketch.scene import Manner, Poster, Scene

MANNERS: tuple[Manner, ...] = get_args(Manner)
PALETTES = (
    ("white", "black"),
    ("white", "black", "red"),
    ("navy", "white", "orange", "pink"),
    ("white", "gray", "blue", "yellow", "red", "black"),
)
PAPER, INKS = (244, 240, 230), ((20, 20, 22), (218, 36, 44), (250, 212, 44))


def poster(manner: Manner, seed: int, colours: tuple[str, ...] = ("white", "black", "red", "yellow")) -> Scene:
    return Scene(ground=Poster(manner=manner, colours=colours), seed=seed)


def coarse(scene: Scene, width: int) -> NDArray[np.float64]:
    step = width // 32
    return draw(scene, width, width * 5 // 4).reshape(40, step, 32, step, 3).mean((1, 3))


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(12))
def test_the_same_design_at_two_sizes(manner: Manner, seed: int) -> None:
    """Tiles lie on whole pixels, so that small pictures of many rings move by up to half a pixel."""
    large = coarse(poster(manner, seed), 1024)
    same = np.abs(coarse(poster(manner, seed), 256) - large).mean()
    other = np.abs(coarse(poster(manner, seed + 100), 256) - large).mean()
    assert same < 5.0
    assert same < 0.2 * other


@pytest.mark.parametrize("manner", MANNERS)
def test_a_seed_fixes_a_poster_and_seeds_vary_it(manner: Manner) -> None:
    pictures = [draw(poster(manner, seed), 48, 64) for seed in range(12)]
    assert np.array_equal(pictures[3], draw(poster(manner, 3), 48, 64))
    for k, first in enumerate(pictures):
        assert all(np.abs(first.astype(int) - other).mean() > 5 for other in pictures[k + 1 :])


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("palette", PALETTES)
def test_every_mark_is_of_the_palette_or_mixed_from_it(manner: Manner, palette: tuple[str, ...]) -> None:
    values = [COLOURS[name] for name in palette]
    for seed in range(6):
        page = sheet(values, 300, 400)
        known = {*values, *page.inks, *(page.overprint(a, b) for a in page.inks for b in page.inks)}
        marks = poster_marks(Poster(manner=manner, colours=palette), values, seed, 300, 400)
        strange = [mark.fill for mark in marks if mark.fill not in known]
        assert all(isinstance(fill, tuple) and max(fill) < 60 for fill in strange), strange


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(8))
def test_ink_and_paper_share_the_page(manner: Manner, seed: int) -> None:
    labels = draw_labelled(poster(manner, seed), 150, 200).labels
    assert set(np.unique(labels)) <= {LABELS.index("ground"), LABELS.index("motif")}
    picture = draw(poster(manner, seed), 150, 200).astype(int)
    inked = (np.abs(picture - np.array(COLOURS["white"])).max(axis=2) > 60).mean()
    assert 0.03 < inked < 0.97


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("size", [(320, 80), (80, 320), (1, 1), (33, 64)])
def test_any_shape_of_page(manner: Manner, size: tuple[int, int]) -> None:
    for seed in range(6):
        assert draw(poster(manner, seed), *size).shape == (size[1], size[0], 3)


def test_one_colour_is_printed_on_with_what_can_be_read_on_it() -> None:
    page = sheet([(250, 212, 44)], 100, 100)
    assert page.given == 1
    assert apart(page.inks[0], page.paper) > 60
    assert page.accent == page.inks[0]


def test_no_colour_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="two to six colours"):
        sheet([], 100, 100)


def test_the_boldest_ink_comes_first() -> None:
    page = sheet([PAPER, *reversed(INKS)], 100, 100)
    assert page.inks[0] == INKS[0]
    assert set(page.inks) == set(INKS)


def test_overprinting_darkens_on_light_paper_and_lightens_on_dark() -> None:
    first: Rgb = (200, 40, 60)
    light, dark = sheet([PAPER, *INKS], 100, 100), sheet([(18, 32, 92), PAPER], 100, 100)
    assert all(a <= b for a, b in zip(light.overprint(first, (30, 90, 200)), first, strict=True))
    assert all(a >= b for a, b in zip(dark.overprint(first, (30, 90, 200)), first, strict=True))


@pytest.mark.parametrize("manner", MANNERS)
def test_no_two_of_forty_seeds_are_one_composition(manner: Manner) -> None:
    """Told by where the ink is, in a grid of 32 by 40 fields, whatever its colour."""
    inked = [coarse(poster(manner, seed, ("white", "black")), 64).mean(axis=2) < 200 for seed in range(40)]
    unlike = [(a != b).mean() for k, a in enumerate(inked) for b in inked[k + 1 :]]
    assert min(unlike) > 0.01
