"""Owns circular padding: a network that takes its picture as lying beside itself, so that the edges meet."""

from __future__ import annotations

from torch import nn


def wrap(network: nn.Module, on: bool) -> None:
    """Convolutions read across the edges (`on`), or see zeros there, as a new network does."""
    for part in network.modules():
        if isinstance(part, nn.Conv2d) and part.padding not in (0, (0, 0)):
            part.padding_mode = "circular" if on else "zeros"
