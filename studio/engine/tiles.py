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
    """where a side goes on over its edge, the last ones end beyond it"""

    @property
    def count(self) -> int:
        return len(self.rows) * len(self.columns)


def grid(height: int, width: int, parts: int, wrap_rows: bool = False, wrap_columns: bool = False) -> Grid:
    """Tiles over height x width latents, about `parts` along the longer side, each at least SMALLEST a side."""
    longest = max(height, width)
    tile = max(SMALLEST, -(-longest * _OVERLAP // ((_OVERLAP - 1) * parts + 1)))
    return Grid(_spread(height, tile, wrap_rows), _spread(width, tile, wrap_columns))


def tiled(
    network: Callable[[torch.Tensor], torch.Tensor], given: torch.Tensor, tiles: Grid, given_scale: int, made_scale: int
) -> torch.Tensor:
    """`network` over the tiles of `given` (1, c, h, w), put together as float32.

    One latent of `tiles` is given_scale pixels a side of what is given, and made_scale of what is made. Where tiles
    overlap one fades into the next; what lies beyond an edge belongs to the other side.
    """
    latents = [side // given_scale for side in given.shape[-2:]]
    beyond = [max(0, parts[-1].stop - side) for parts, side in zip(tiles, latents, strict=True)]
    given = _continued(given, *(size * given_scale for size in beyond))
    height, width = ((side + more) * made_scale for side, more in zip(latents, beyond, strict=True))
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
    folded = [side * made_scale for side in latents]
    return _folded(made, *folded).div_(_folded(weights, *folded))


def _spread(side: int, tile: int, wrap: bool) -> tuple[slice, ...]:
    """Tiles at even distances, from end to end or all the way round."""
    if side <= tile:
        return (slice(0, side),)
    step = tile - tile // _OVERLAP
    if wrap:
        count = -(-side // step)
        return tuple(slice(start, start + tile) for start in (number * side // count for number in range(count)))
    count = -(-(side - tile) // step) + 1
    starts = (round(number * (side - tile) / (count - 1)) for number in range(count))
    return tuple(slice(start, start + tile) for start in starts)


def _continued(given: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
    """`given` (1, c, h, w) with its first rows and columns once more at the end."""
    wide = torch.cat([given, given[..., :columns]], -1) if columns else given
    return torch.cat([wide, wide[..., :rows, :]], -2) if rows else wide


def _folded(made: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """What lies beyond height x width added to the other side, in place."""
    rows, columns = made.shape[-2] - height, made.shape[-1] - width
    made[..., :rows, :] += made[..., height:, :]
    made[..., :columns] += made[..., width:]
    return made[..., :height, :width]


def _ramp(size: int) -> torch.Tensor:
    """Weights of the pixels of a tile along one side: rising, level, falling; never nought."""
    rise = max(1, size // _OVERLAP)
    from_end = torch.minimum(torch.arange(1, size + 1), torch.arange(size, 0, -1)).float()
    return (from_end / rise).clamp_max(1.0)


def _scaled(part: slice, scale: int) -> slice:
    return slice(part.start * scale, part.stop * scale)
