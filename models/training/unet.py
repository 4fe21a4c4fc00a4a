"""Owns the denoiser: the UNet, its auxiliary head, its noise schedule and its losses."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, pixel_shuffle

from models.training.data import COLOUR_CLASSES, IGNORE, SHAPE_CLASSES, Batch
from models.training.latents import CHANNELS
from models.training.text import WIDTH

SHAPE_WEIGHT, MASK_WEIGHT, COLOUR_WEIGHT = 0.2, 0.2, 1.0
NOISE_SHIFT = 2.0
"""Training sees noisy times more often: u becomes 2u / (1 + u)."""


def make_unet() -> UNet2DConditionModel:
    """Pooled text goes to every block with the time embedding; words are attended to at 8x8 and 4x4."""
    return UNet2DConditionModel(
        sample_size=16,
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        layers_per_block=1,
        block_out_channels=(64, 128, 192),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH,
        attention_head_dim=4,
        norm_num_groups=16,
        addition_embed_type="text",
        addition_embed_type_num_heads=8,
        resnet_time_scale_shift="scale_shift",
    )


def load_unet(run: Path) -> UNet2DConditionModel:
    """The averaged weights of a run, without the auxiliary head."""
    average = torch.load(run / "run.pt", weights_only=True)["average"]
    unet = make_unet()
    own = {name.removeprefix("unet."): value for name, value in average.items() if name.startswith("unet.")}
    unet.load_state_dict(own)
    return unet


def make_scheduler() -> DDIMScheduler:
    return DDIMScheduler(
        num_train_timesteps=1000,
        beta_schedule="squaredcos_cap_v2",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        clip_sample=False,
        set_alpha_to_one=True,
        steps_offset=1,
    )


class Head(nn.Module):
    """Reads shape and colour of each half cell and the mask of each quarter off the features at 16x16 cells."""

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.GroupNorm(16, width), nn.SiLU(), nn.Conv2d(width, 128, 3, padding=1), nn.SiLU())
        self.shape = nn.Conv2d(128, 4 * SHAPE_CLASSES, 1)
        self.colour = nn.Conv2d(128, 4 * COLOUR_CLASSES, 1)
        self.mask = nn.Conv2d(128, 16, 1)

    def forward(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        inner = self.body(features)
        return pixel_shuffle(self.shape(inner), 2), pixel_shuffle(self.colour(inner), 2), self.mask(inner)

    def losses(self, features: torch.Tensor, batch: Batch) -> dict[str, torch.Tensor]:
        shape, colour, mask = self(features)
        return {
            "shape": cross_entropy(shape.float(), batch.shape),
            "colour": cross_entropy(colour.float(), batch.colour, ignore_index=IGNORE),
            "mask": binary_cross_entropy_with_logits(mask.float(), batch.mask),
        }


class Denoiser(nn.Module):
    """The UNet with the features that the head reads: the output of its second up block."""

    def __init__(self) -> None:
        super().__init__()
        self.unet = make_unet()
        self.head = Head()
        self.features = torch.zeros(())
        self.unet.up_blocks[1].register_forward_hook(self._keep)

    def _keep(self, _module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        self.features = output

    def forward(self, noisy: torch.Tensor, times: torch.Tensor, words: torch.Tensor) -> torch.Tensor:
        return self.unet(noisy, times, encoder_hidden_states=words, return_dict=False)[0]


def noised(
    latents: torch.Tensor, times: torch.Tensor, noise: torch.Tensor, alphas: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The noisy latents at `times` and the velocity that the UNet is to tell (Salimans and Ho, 2022)."""
    alpha = alphas[times].view(-1, 1, 1, 1)
    signal, spread = alpha.sqrt(), (1.0 - alpha).sqrt()
    return signal * latents + spread * noise, signal * noise - spread * latents


def random_times(count: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Timesteps 0..999, spread evenly within the batch and shifted towards noise."""
    u = (torch.arange(count) + torch.rand(count, generator=generator)) / count
    u = u[torch.randperm(count, generator=generator)]
    shifted = NOISE_SHIFT * u / (1.0 + (NOISE_SHIFT - 1.0) * u)
    return (shifted * 1000).long().clamp(max=999)
