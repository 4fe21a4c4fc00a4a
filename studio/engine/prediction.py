"""What a UNet predicts at one step: with guidance or without, at once or in halves, and what it is given besides."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from studio.engine.attention import Attention
from studio.engine.controls import Guided
from studio.engine.device import Device
from studio.engine.text import Told
from studio.recipe.recipe import Recipe

_SMALL_STEPS = 2
"""from this rung of the memory ladder on attention is sliced, and guidance takes its two halves one after the other"""


@dataclass(frozen=True, kw_only=True)
class Now:
    """One step of the way."""

    timestep: torch.Tensor
    share: tuple[float, float]
    """of the steps: done before this one, and after it"""
    told: Told
    guided: Guided
    beside: torch.Tensor | None = None
    """(pictures, c, h, w) that the network is given beside the latents"""


class Prediction:
    """One UNet."""

    def __init__(self, unet: UNet2DConditionModel, device: Device) -> None:
        self._unet = unet
        self._device = device
        self.attention = Attention(unet)
        self._rung = 0

    @property
    def in_small_steps(self) -> bool:
        return self._rung >= _SMALL_STEPS

    def save_memory(self, rung: int) -> None:
        """As LoadedModel.save_memory; true from now on."""
        self._rung = rung
        self.attention.slice(self.in_small_steps)

    def is_guided(self, recipe: Recipe) -> bool:
        """Classifier-free guidance; consistency models take guidance as an input of the network instead."""
        return recipe.guidance > 1 and self._unet.config.time_cond_proj_dim is None  # pyright: ignore

    def of(self, recipe: Recipe, given: torch.Tensor, now: Now) -> torch.Tensor:
        """(pictures, c, h, w) in float32 from latents as the network expects them."""
        if not self.is_guided(recipe):
            return self._said(recipe, given, now)
        if self.in_small_steps:
            halves = (replace(now, told=half) for half in now.told.halves())
            without, with_prompt = (self._said(recipe, given, half) for half in halves)
        else:
            without, with_prompt = self._said(recipe, torch.cat([given] * 2), now).chunk(2)
        return without + recipe.guidance * (with_prompt - without)

    def _said(self, recipe: Recipe, given: torch.Tensor, now: Now) -> torch.Tensor:
        given = given.to(self._device.dtype)
        return self._unet(
            _with(given, now.beside),
            now.timestep,
            encoder_hidden_states=now.told.embeddings,
            timestep_cond=self._guidance_embedding(recipe, len(given)),
            added_cond_kwargs=now.told.beside or None,
            return_dict=False,
            **now.guided.said(given, now.timestep, now.told, now.share),
        )[0].float()

    def _guidance_embedding(self, recipe: Recipe, count: int) -> torch.Tensor | None:
        width = self._unet.config.time_cond_proj_dim  # pyright: ignore
        if width is None:
            return None
        return guidance_embedding(recipe.guidance, width).repeat(count, 1).to(self._device.torch, self._device.dtype)


def _with(given: torch.Tensor, beside: torch.Tensor | None) -> torch.Tensor:
    if beside is None:
        return given
    return torch.cat([given, beside.repeat(len(given) // len(beside), 1, 1, 1).to(given)], dim=1)


def guidance_embedding(guidance: float, width: int) -> torch.Tensor:
    """Sines and cosines of guidance - 1, shape (1, width): the input of a distilled UNet (Meng et al. 2022, LCM)."""
    half = width // 2
    rates = torch.exp(torch.arange(half) * (-torch.log(torch.tensor(10000.0)) / (half - 1)))
    angles = (guidance - 1.0) * 1000.0 * rates
    return torch.nn.functional.pad(torch.cat([angles.sin(), angles.cos()]), (0, width % 2))[None]
