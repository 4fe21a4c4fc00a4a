"""What is to stay of a picture stays bit for bit, wherever it lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.pixels.compositing import Rows, blended, covering, laid_over

sides = st.integers(1, 40)
seeds = st.integers(0, 2**32 - 1)


def noise(seed: int, height: int, width: int, *channels: int) -> Rows:
    return np.random.default_rng(seed).integers(0, 256, (height, width, *channels), dtype=np.uint8)


@given(sides, sides, seeds)
def test_black_keeps_and_white_replaces_every_bit(height: int, width: int, seed: int) -> None:
    below, above = noise(seed, height, width, 3), noise(seed + 1, height, width, 3)
    cover = noise(seed + 2, height, width)
    cover[noise(seed + 3, height, width) < 100] = 0
    cover[noise(seed + 3, height, width) > 200] = 255
    result = blended(below, above, cover)
    assert (result[cover == 0] == below[cover == 0]).all()
    assert (result[cover == 255] == above[cover == 255]).all()
    exact = below + (above.astype(float) - below) * cover[..., None] / 255
    assert np.abs(result - exact).max() <= 0.5 + 1e-9


@given(sides, sides, sides, sides, st.data())
def test_a_product_keeps_its_bits_at_every_place(height: int, width: int, h: int, w: int, data: st.DataObject) -> None:
    h, w, seed = min(h, height), min(w, width), data.draw(seeds)
    x, y = data.draw(st.integers(0, width - w)), data.draw(st.integers(0, height - h))
    picture, product = noise(seed, height, width, 3), noise(seed + 1, h, w, 4)
    product[noise(seed + 2, h, w) < 100, 3] = 0
    product[noise(seed + 2, h, w) > 180, 3] = 255
    before = picture.copy()
    result = laid_over(picture, product, x, y)
    inside = result[y : y + h, x : x + w]
    opaque, clear = product[..., 3] == 255, product[..., 3] == 0
    assert (inside[opaque] == product[opaque][:, :3]).all()
    assert (inside[clear] == before[y : y + h, x : x + w][clear]).all()
    outside = np.ones((height, width), bool)
    outside[y : y + h, x : x + w] = False
    assert (result[outside] == before[outside]).all()
    assert (picture == before).all()


@given(sides, sides, sides, sides, seeds)
@settings(deadline=None)
def test_a_finished_size_is_that_size_and_always_the_same(height: int, width: int, h: int, w: int, seed: int) -> None:
    picture = noise(seed, height, width, 3)
    result = covering(picture, w, h)
    assert result.shape == (h, w, 3)
    assert (result == covering(picture, w, h)).all()


def test_the_size_it_has_changes_no_bit() -> None:
    picture = noise(1, 20, 30, 3)
    assert (covering(picture, 30, 20) == picture).all()


@pytest.mark.parametrize("side", [20, 40, 10])
def test_what_does_not_fit_the_shape_is_cut_off_both_sides(side: int) -> None:
    picture = np.zeros((20, 60, 3), np.uint8)
    picture[:, 20:40] = 255
    result = covering(picture, side, side)
    edge = max(3, side // 5)  # so far the neighbours that were cut off still shine in
    assert (result[:, edge:-edge] == 255).all()


@pytest.mark.parametrize("size", [(80, 60), (60, 45), (20, 15), (120, 60), (37, 29)])
def test_over_edges_that_it_goes_on_over_a_scaled_picture_still_does(size: tuple[int, int]) -> None:
    """Scaled as the middle of three by three copies is."""
    picture = noise(2, 30, 40, 3)
    both = covering(picture, *size, (True, True))
    many = covering(np.tile(picture, (3, 3, 1)), 3 * size[0], 3 * size[1], (True, True))
    middle = many[size[1] : 2 * size[1], size[0] : 2 * size[0]]
    assert np.abs(both.astype(int) - middle).max() <= 1
    assert np.abs(both.astype(int) - covering(picture, *size)).max() > 5


def test_a_side_that_goes_on_is_not_cut() -> None:
    picture = np.zeros((20, 24, 3), np.uint8)
    picture[:, :2] = 255
    assert (covering(picture, 20, 20)[:, 4:] == 0).all()
    assert covering(picture, 20, 20, (True, False))[:, 0].min() > 200
    assert (covering(picture, 20, 20, (False, True)) == covering(picture, 20, 20)).all()
