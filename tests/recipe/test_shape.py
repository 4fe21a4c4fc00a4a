"""The size a model should make for a finished size of any shape."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import SizeError
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.recipe import Tile
from studio.recipe.shape import MAX_PIXELS, MAX_SIDE, cut_share, made_for, repeats, require_finished

NATIVE = 512
SD = Capabilities(
    modes=("text",),
    size=SizeRule(width=NATIVE, height=NATIVE, multiple=8, smallest=128, largest=2048, max_pixels=4 * NATIVE**2),
    steps=4,
    guidance=1.0,
)
TRAINED = Capabilities(
    modes=("text",),
    size=SizeRule(width=256, height=256, multiple=16, smallest=128, largest=512, max_pixels=512**2),
    trained=((256, 256), (256, 384), (384, 256), (512, 512)),
    steps=4,
    guidance=1.0,
)
sides = st.integers(1, MAX_SIDE)


@given(sides, sides, st.sampled_from([SD, TRAINED]))
def test_it_can_always_be_made(width: int, height: int, can: Capabilities) -> None:
    made = made_for(width, height, can)
    assert can.size.allows(*made)
    assert 0 <= cut_share(made, (width, height)) < 1


@given(st.integers(64, 4096), st.floats(0.35, 2.8))
def test_ordinary_shapes_are_kept_at_about_the_native_area(width: int, ratio: float) -> None:
    height = round(width / ratio)
    made = made_for(width, height, SD)
    assert cut_share(made, (width, height)) < 0.02
    assert NATIVE**2 / 1.7 <= made[0] * made[1] <= NATIVE**2 * 1.7


@pytest.mark.parametrize(
    ("finished", "can", "made"),
    [
        ((1080, 1350), SD, (448, 560)),
        ((1080, 1080), SD, (512, 512)),
        ((512, 768), SD, (512, 768)),
        ((300, 300), SD, (512, 512)),
        ((1000, 1500), TRAINED, (256, 384)),
        ((1080, 1080), TRAINED, (256, 256)),
        ((512, 512), TRAINED, (512, 512)),
        ((1080, 1350), TRAINED, (256, 320)),
        ((200, 200), TRAINED, (256, 256)),
        ((320, 256), TRAINED, (320, 256)),
    ],
)
def test_shapes_people_ask_for(finished: tuple[int, int], can: Capabilities, made: tuple[int, int]) -> None:
    assert made_for(*finished, can) == made


@pytest.mark.parametrize("size", [(1, 1), (MAX_SIDE, 1), (10_000, 10_000)])
def test_sizes_that_can_be_finished(size: tuple[int, int]) -> None:
    require_finished(*size)


@pytest.mark.parametrize("size", [(0, 1), (1, -1), (MAX_SIDE + 1, 1), (MAX_SIDE, MAX_PIXELS // MAX_SIDE + 1)])
def test_sizes_that_cannot(size: tuple[int, int]) -> None:
    with pytest.raises(SizeError) as caught:
        require_finished(*size)
    assert caught.value.remedy


def test_what_is_as_good_at_every_size_is_made_as_it_is_delivered() -> None:
    can = msgspec.structs.replace(SD, scalable=True)
    assert made_for(640, 1600, SD) != (640, 1600)
    assert made_for(640, 1600, can) == (640, 1600)


@given(st.integers(64, 4096), st.floats(0.35, 2.8), st.sampled_from([SD, TRAINED]), st.sampled_from(["x", "y", "both"]))
def test_what_goes_on_over_its_edges_is_hardly_stretched(
    width: int, ratio: float, can: Capabilities, tile: Tile
) -> None:
    finished = width, round(width / ratio)
    made = made_for(*finished, can, tile)
    if not repeats(made, finished, tile):  # then no size that it can make does
        assert not any(repeats((w, h), finished, tile) for w in range(128, 513, 16) for h in range(128, 513, 16))


def test_only_a_side_that_goes_on_must_not_be_cut() -> None:
    wide, square = (512, 256), (300, 300)
    assert not repeats(wide, square, "x")
    assert not repeats(wide, square, "both")
    assert repeats(wide, square, "y")
    assert repeats(wide, square, "")
