"""Stable Diffusion 1.x and 2.x in the diffusers layout, and small models of the same make."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec

from studio.errors import ModelUnsupported
from studio.families.family import PipelineIndex, read_json
from studio.recipe.capabilities import Capabilities, SizeRule

_PIPELINES = ("StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "LatentConsistencyModelPipeline")
_DIFFUSERS_MULTIPLE = 8
"""diffusers' own check on width and height, whatever the autoencoder"""
_SKETCH_STRENGTH = 0.6
"""The upper end of what SDEdit (Meng et al. 2022, section 3) found faithful to painted strokes as well as lifelike, 0.3
to 0.6 of the way; it is a level of noise, so it holds for any number of steps. A card knows its own model better."""
_TEXT_TO_IMAGE_CHANNELS_DIFFER = "This model wants more than noise and a prompt, for example a mask."


class _UNet(msgspec.Struct, frozen=True, kw_only=True):
    sample_size: int | tuple[int, int] = 64
    in_channels: int = 4
    out_channels: int = 4
    time_cond_proj_dim: int | None = None


class _Autoencoder(msgspec.Struct, frozen=True, kw_only=True):
    block_out_channels: tuple[int, ...] = ()
    decoder_block_out_channels: tuple[int, ...] = ()
    """of AutoencoderTiny, which has no block_out_channels"""

    @property
    def scale(self) -> int:
        """Pixels per latent, one side."""
        blocks = self.block_out_channels or self.decoder_block_out_channels
        return 2 ** (len(blocks) - 1) if blocks else _DIFFUSERS_MULTIPLE


class _Scheduler(msgspec.Struct, frozen=True, kw_only=True):
    kind: str = msgspec.field(name="_class_name", default="")
    timestep_spacing: str = "leading"


for _config in (_UNet, _Autoencoder, _Scheduler):
    msgspec.json.Decoder(_config)  # before any thread decodes one: see recipe/recipe.py


class _Pace(msgspec.Struct, frozen=True, kw_only=True):
    steps: int
    guidance: float
    negative: bool


class StableDiffusion:
    """Latent diffusion with a UNet, an autoencoder and a CLIP text encoder."""

    name = "stable-diffusion"

    def claims(self, index: PipelineIndex) -> bool:
        return index.pipeline in _PIPELINES

    def capabilities(self, folder: Path, index: PipelineIndex) -> Capabilities:
        unet = read_json(folder / "unet" / "config.json", _UNet)
        if unet.in_channels != unet.out_channels:
            raise ModelUnsupported(_TEXT_TO_IMAGE_CHANNELS_DIFFER, remedy="Choose the model's text-to-image version.")
        vae = read_json(folder / "vae" / "config.json", _Autoencoder)
        scheduler = read_json(folder / "scheduler" / "scheduler_config.json", _Scheduler)
        pace = _pace(unet, scheduler)
        return Capabilities(
            modes=("text", "image", "mask"),
            size=_sizes(unet, vae.scale),
            steps=pace.steps,
            guidance=pace.guidance,
            negative=pace.negative,
            scheduler=scheduler.kind or "default",
            sketch_strength=_SKETCH_STRENGTH,
        )


def _sizes(unet: _UNet, scale: int) -> SizeRule:
    """Half as much again beyond the native size the same motif comes twice, so the area ends at four times."""
    rows, columns = unet.sample_size if isinstance(unet.sample_size, tuple) else (unet.sample_size,) * 2
    width, height = columns * scale, rows * scale
    multiple = math.lcm(_DIFFUSERS_MULTIPLE, scale)
    return SizeRule(
        width=width,
        height=height,
        multiple=multiple,
        smallest=max(multiple, min(width, height) // 4),
        largest=max(width, height) * 4,
        max_pixels=width * height * 4,
    )


def _pace(unet: _UNet, scheduler: _Scheduler) -> _Pace:
    """Steps and guidance that suit how the model was distilled, read from the configs.

    Consistency models (LCM) either take guidance as an input of the UNet or have it folded in; Turbo models come
    with an Euler scheduler whose timesteps trail, and are made for one to four steps without guidance.
    """
    if unet.time_cond_proj_dim is not None:
        return _Pace(steps=4, guidance=8.0, negative=False)
    if scheduler.kind == "LCMScheduler":
        return _Pace(steps=4, guidance=1.0, negative=False)
    if scheduler.kind == "EulerDiscreteScheduler" and scheduler.timestep_spacing == "trailing":
        return _Pace(steps=2, guidance=1.0, negative=False)
    return _Pace(steps=25, guidance=7.5, negative=True)
