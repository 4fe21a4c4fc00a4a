"""Stable Diffusion XL: base, and what was distilled from it (Turbo, Lightning, Hyper, LCM)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from studio.errors import ModelUnsupported
from studio.families.family import PipelineIndex
from studio.families.latent_diffusion import Pace, capabilities, pace_of, read_configs
from studio.recipe.capabilities import Capabilities

_PIPELINES = (
    "StableDiffusionXLPipeline",
    "StableDiffusionXLImg2ImgPipeline",
    "StableDiffusionXLInpaintPipeline",
)
_FULL = Pace(steps=30, guidance=5.0, negative=True)
REFINER = "This is the refiner of SDXL, which only goes on with pictures that the base model began."


class StableDiffusionXL:
    """Latent diffusion with a UNet, an autoencoder and two CLIP text encoders; told the picture's size as well."""

    name = "stable-diffusion-xl"

    def claims(self, index: PipelineIndex) -> bool:
        return index.pipeline in _PIPELINES

    def capabilities(self, parts: Mapping[str, Path], index: PipelineIndex, called: str) -> Capabilities:
        if "text_encoder" not in index.components and "text_encoder_2" in index.components:
            raise ModelUnsupported(REFINER, remedy="Choose the base model: it makes whole pictures on its own.")
        configs = read_configs(parts)
        if configs.unet.addition_embed_type != "text_time":
            raise ModelUnsupported(
                "Its UNet is none of Stable Diffusion XL, though its index says so.",
                remedy="Get this model again; the index of its folder is of another model.",
            )
        return capabilities(configs, pace_of(configs, called, full=_FULL), self.name, called)
