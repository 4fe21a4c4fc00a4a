"""Networks run over overlapping tiles, so that a large picture never lies in memory whole.

diffusers tiles its autoencoders too, but not below the size it was trained at, and AutoencoderTiny only with the
factor 8 and four channels: the memory ladder wants smaller tiles, of every autoencoder.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch

SMALLEST = 16
"""latents a side: below it a tile is mostly overlap"""
_OVERLAP = 4
"""a tile shares one part in so many with the next"""


class Grid(NamedTuple):
    """Tiles of one size over rows and columns of latents."""

    rows: tuple[slice, ...]
    columns: tuple[slice, ...]

    @property
    def count(self) -> int:
        return len(self.rows) * len(self.columns)


def grid(height: int, width: int, parts: int) -> Grid:
    """Tiles over height x width latents, about `parts` along the longer side, each at least SMALLEST a side."""
    longest = max(height, width)
    tile = max(SMALLEST, -(-longest * _OVERLAP // ((_OVERLAP - 1) * parts + 1)))
    return Grid(_spread(height, tile), _spread(width, tile))


def tiled(
    network: Callable[[torch.Tensor], torch.Tensor], given: torch.Tensor, tiles: Grid, given_scale: int, made_scale: int
) -> torch.Tensor:
    """`network` over the tiles of `given` (1, c, h, w), put together as float32.

    One latent of `tiles` is given_scale pixels a side of what is given, and made_scale of what is made. Where tiles
    overlap one fades into the next.
    """
    height, width = (side // given_scale * made_scale for side in given.shape[-2:])
    made: torch.Tensor | None = None
    weights = torch.zeros((height, width), device=given.device)
    for rows in tiles.rows:
        for columns in tiles.columns:
            part = network(given[..., _scaled(rows, given_scale), _scaled(columns, given_scale)]).float()
            weight = (_ramp(part.shape[-2])[:, None] * _ramp(part.shape[-1])[None]).to(given.device)
            if made is None:
                made = torch.zeros((1, part.shape[1], height, width), device=given.device)
            place = _scaled(rows, made_scale), _scaled(columns, made_scale)
            made[(..., *place)] += part * weight
            weights[place] += weight
    assert made is not None  # a grid has a tile at least
    return made.div_(weights)


def _spread(side: int, tile: int) -> tuple[slice, ...]:
    """Tiles from end to end at even distances."""
    if side <= tile:
        return (slice(0, side),)
    step = tile - tile // _OVERLAP
    count = -(-(side - tile) // step) + 1
    starts = (round(number * (side - tile) / (count - 1)) for number in range(count))
    return tuple(slice(start, start + tile) for start in starts)


def _ramp(size: int) -> torch.Tensor:
    """Weights of the pixels of a tile along one side: rising, level, falling; never nought."""
    rise = max(1, size // _OVERLAP)
    from_end = torch.minimum(torch.arange(1, size + 1), torch.arange(size, 0, -1)).float()
    return (from_end / rise).clamp_max(1.0)


def _scaled(part: slice, scale: int) -> slice:
    return slice(part.start * scale, part.stop * scale)
