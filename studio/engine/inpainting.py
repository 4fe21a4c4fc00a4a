"""UNets that were taught to inpaint: at every step they are given the picture with a hole where it is made anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch.nn import functional

from studio.engine.autoencoding import Autoencoding
from studio.engine.masking import share_anew
from studio.engine.pictures import Pictures
from studio.engine.pixels import planes
from studio.families.latent_diffusion import inpaints
from studio.recipe.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Holed:
    """A picture with a hole, among latents."""

    mask: torch.Tensor
    """(1, 1, h, w): 1 where anything is made anew"""
    around: Any
    """what is left of the picture, as Autoencoding.encode has it"""

    def drawn(self, coding: Autoencoding, generator: torch.Generator) -> torch.Tensor:
        """What the UNet is given beside the latents of one picture, in its order: (1, 1 + c, h, w)."""
        around = coding.drawn(self.around, generator)
        return torch.cat([self.mask.to(around), around], dim=1)


def wants_hole(unet: UNet2DConditionModel) -> bool:
    return inpaints(unet.config.in_channels, unet.config.out_channels)  # pyright: ignore


def holed(recipe: Recipe, given: Pictures, coding: Autoencoding) -> Holed:
    """The start picture with its mask cut out; without a mask a hole as large as the picture, so that all is new.

    Pixels that are made anew in part only are cut out too: what is laid over them at the end fades into the rest.
    """
    if given.start is None or given.mask is None:
        anew = torch.ones(1, 1, recipe.height, recipe.width)
        picture = torch.zeros(1, 3, recipe.height, recipe.width)
    else:
        anew = (share_anew(given.mask) > 0).float()
        picture = planes(given.start) * (1.0 - anew)
    return Holed(mask=functional.max_pool2d(anew, coding.scale), around=coding.encode(picture))
