"""Every shape by use has sizes that the model can make, near the shape, the trained ones first."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.families.recognise import recognise
from studio.paths import models_dir
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.sketch.about import CAPABILITIES
from studio.workspace.presets import SHAPES, Shape, shape_of, sizes_of
from tests.workspace.scripted_core import CAN


def can_make(side: int, multiple: int, largest: int, pixels: int) -> Capabilities:
    rule = SizeRule(width=side, height=side, multiple=multiple, smallest=multiple, largest=largest, max_pixels=pixels)
    return msgspec.structs.replace(CAN, size=rule)


def named(use: str) -> Shape:
    return next(shape for shape in SHAPES if shape.use == use)


@given(
    shape=st.sampled_from(SHAPES),
    multiple=st.sampled_from([8, 16, 32, 64]),
    side=st.integers(2, 24),
    room=st.floats(1.0, 4.0),
)
def test_every_size_can_be_made(shape: Shape, multiple: int, side: int, room: float) -> None:
    native = side * multiple
    can = can_make(native, multiple, round(native * room), round(native * native * room))
    sizes = sizes_of(shape, can)
    assert sizes
    assert all(can.size.allows(*size) for size in sizes)
    assert list(sizes) == sorted(set(sizes), key=math.prod)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.use)
def test_a_common_model_makes_each_shape_well(shape: Shape) -> None:
    can = can_make(512, 8, 2048, 1024 * 1024)
    for width, height in sizes_of(shape, can):
        assert width / height == pytest.approx(shape.ratio, rel=0.02)
    assert math.prod(sizes_of(shape, can)[0]) == pytest.approx(512 * 512, rel=0.05)


def test_sizes_it_was_trained_at_come_first() -> None:
    can = recognise(models_dir() / "starter").capabilities
    assert sizes_of(named("square"), can) == ((256, 256), (384, 384), (512, 512))
    assert sizes_of(named("portrait"), can)[0] == (256, 384)
    assert sizes_of(named("landscape"), can)[0] == (384, 256)


def test_the_shape_of_a_size() -> None:
    can = can_make(512, 8, 2048, 1024 * 1024)
    for shape in SHAPES:
        for size in sizes_of(shape, can):
            assert shape_of(*size, can) is shape
    assert shape_of(512, 504, can) is None


def test_a_model_of_one_size_offers_it_for_every_shape() -> None:
    can = can_make(64, 64, 64, 64 * 64)
    assert {sizes_of(shape, can) for shape in SHAPES} == {((64, 64),)}


def test_a_model_of_every_size_has_round_ones() -> None:
    for shape in SHAPES:
        sizes = sizes_of(shape, CAPABILITIES)
        assert [max(size) for size in sizes] == [1024, 2048, 4096, 8192]
        assert all(CAPABILITIES.size.allows(*size) for size in sizes)
        assert all(shape_of(*size, CAPABILITIES) is shape for size in sizes)
