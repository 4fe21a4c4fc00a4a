"""Circular padding: what a wrapped network makes moves with its picture, across the edges."""

from __future__ import annotations

import torch
from torch import nn

from models.training.wrapping import wrap


def moved(picture: torch.Tensor) -> torch.Tensor:
    return picture.roll((3, 2), (2, 3))


def test_a_wrapped_network_knows_no_edge() -> None:
    torch.manual_seed(1)
    network = nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.SiLU(), nn.Conv2d(4, 4, 1), nn.Conv2d(4, 2, 3, padding=1))
    picture = torch.randn(1, 2, 8, 8)
    plain = network(picture)
    assert not torch.allclose(moved(plain), network(moved(picture)), atol=1e-4)
    wrap(network, True)
    wrapped = network(picture)
    assert torch.allclose(moved(wrapped), network(moved(picture)), atol=1e-5)
    assert torch.allclose(wrapped[..., 2:-2, 2:-2], plain[..., 2:-2, 2:-2], atol=1e-5)
    wrap(network, False)
    assert torch.equal(network(picture), plain)
