"""Masks among latents: where a picture is made anew, and what the rest is held to at every step."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from studio.engine.schedulers import Schedule
from studio.engine.tiling import surrounded, wraps
from studio.pixels.compositing import Rows
from studio.recipe.recipe import Tile


class Held:
    """Keeps what lies outside a mask on the start picture's own way from noise to latents."""

    def __init__(self, start: torch.Tensor, noise: torch.Tensor, mask: torch.Tensor, schedule: Schedule) -> None:
        """`start` and `noise` (n, c, h, w), `mask` (1, 1, h, w): 1 where latents are made anew."""
        self._start = start
        self._noise = noise
        self._mask = mask
        self._schedule = schedule

    def beside(self, anew: torch.Tensor, rest: torch.Tensor) -> torch.Tensor:
        """`anew` inside the mask, `rest` outside it."""
        return self._mask * anew + (1.0 - self._mask) * rest

    def after(self, number: int, latents: torch.Tensor) -> torch.Tensor:
        """`latents` after step `number` (from 1), with the start picture as noisy as they are outside the mask."""
        return self.beside(latents, self._schedule.noisy_after(number, self._start, self._noise))

    def at_the_end(self, foreseen: torch.Tensor) -> torch.Tensor:
        """Finished latents with the start picture's outside the mask."""
        return self.beside(foreseen, self._start)


def share_anew(mask: Rows) -> torch.Tensor:
    """A mask (height, width), 255 where the picture is made anew, as (1, 1, height, width) from 0 to 1."""
    return torch.from_numpy(mask.astype(np.float32) / 255.0)[None, None]


def latent_mask(anew: torch.Tensor, scale: int, tile: Tile = "") -> torch.Tensor:
    """`anew` (1, 1, height, width) as (1, 1, height / scale, width / scale), its edges softened by one latent; over the
    edges of a `tile` it goes on."""
    small = functional.avg_pool2d(anew, scale)
    kernel = torch.tensor([1.0, 2.0, 1.0])
    rows, columns = (int(wrapped) for wrapped in wraps(tile))
    wrapped = surrounded(small, rows, columns)
    soft = functional.pad(wrapped, (1 - columns, 1 - columns, 1 - rows, 1 - rows), mode="replicate")
    return functional.conv2d(soft, (kernel[:, None] * kernel[None] / 16.0)[None, None])


def filled(picture: torch.Tensor, anew: torch.Tensor, tile: Tile = "") -> torch.Tensor:
    """`picture` (1, 3, height, width) with what is made anew replaced by the colours around it.

    Push and pull over halved sizes (Gortler et al. 1996, The Lumigraph, section 3.4): nothing of what was there is
    left to shine through. Over the edges of a `tile` the colours of the other side are around it too.
    """
    height, width = picture.shape[-2:]
    rows, columns = (side // 2 if wrapped else 0 for side, wrapped in zip((height, width), wraps(tile), strict=True))
    made = _filled(surrounded(picture, rows, columns), 1.0 - surrounded(anew, rows, columns))
    return made[..., rows : rows + height, columns : columns + width]


def _filled(picture: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    height, width = picture.shape[-2:]
    if max(height, width) == 1:
        return picture * (known > 0)
    half = ((height + 1) // 2, (width + 1) // 2)
    weight = functional.adaptive_avg_pool2d(known, half)
    coarse = functional.adaptive_avg_pool2d(picture * known, half) / weight.clamp_min(1e-12)
    around = functional.interpolate(
        _filled(coarse, (weight * 4).clamp_max(1.0)), size=(height, width), mode="bilinear", align_corners=False
    )
    return picture * known + around * (1.0 - known)
