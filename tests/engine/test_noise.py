"""Noise turns from one to another along the great circle between them."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.noise import turned

seeds = st.integers(0, 2**32 - 1)
amounts = st.floats(0, 1)


def noise(seed: int, side: int = 8) -> torch.Tensor:
    return torch.randn((1, 4, side, side), generator=torch.Generator("cpu").manual_seed(seed))


def angle(one: torch.Tensor, other: torch.Tensor) -> float:
    cosine = torch.nn.functional.cosine_similarity(one.double().flatten(), other.double().flatten(), dim=0)
    return math.acos(min(1.0, max(-1.0, float(cosine))))


@given(seeds, seeds, amounts)
def test_the_length_goes_evenly_from_one_to_the_other(first: int, second: int, amount: float):
    one, other = noise(first), noise(second)
    expected = (1 - amount) * float(one.norm()) + amount * float(other.norm())
    assert float(turned(one, other, amount).norm()) == pytest.approx(expected, rel=1e-5)


@given(seeds, seeds, amounts)
def test_the_angle_is_shared_out(first: int, second: int, amount: float):
    one, other = noise(first), noise(second)
    assert angle(one, turned(one, other, amount)) == pytest.approx(amount * angle(one, other), abs=1e-3)


@given(seeds, seeds)
def test_the_ends_are_what_they_were(first: int, second: int):
    one, other = noise(first), noise(second)
    assert torch.allclose(turned(one, other, 0.0), one, rtol=1e-6, atol=0)
    assert torch.allclose(turned(one, other, 1.0), other, rtol=1e-6, atol=0)


@given(seeds, amounts, st.sampled_from([1.0, 2.0, 1 + 1e-7, -1.0]))
def test_parallel_and_opposite_noise_goes_straight(seed: int, amount: float, factor: float):
    one = noise(seed)
    made = turned(one, one * factor, amount)
    assert torch.isfinite(made).all()
    assert torch.allclose(made, one * (1 + amount * (factor - 1)), atol=1e-5)


@given(seeds, amounts)
def test_towards_itself_it_does_not_move(seed: int, amount: float):
    assert torch.equal(turned(noise(seed), noise(seed), amount), noise(seed))


def test_half_way_noise_still_has_the_variance_of_noise():
    assert float(turned(noise(1, 64), noise(2, 64), 0.5).var()) == pytest.approx(1.0, abs=0.05)
