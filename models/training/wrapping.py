"""Owns circular padding in training: a network that takes its picture as lying beside itself, so that the edges meet.

A switch that a compiled network may meet at every step; the studio's own (`studio/engine/tiling.py`) tells sides apart.
"""

from __future__ import annotations

from torch import nn


def wrap(network: nn.Module, on: bool) -> None:
    """Convolutions read across the edges (`on`), or see zeros there, as a new network does."""
    for part in network.modules():
        if isinstance(part, nn.Conv2d) and part.padding not in (0, (0, 0)):
            part.padding_mode = "circular" if on else "zeros"
