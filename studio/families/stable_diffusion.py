"""Stable Diffusion 1.x and 2.x, what was distilled from them (SD-Turbo, SDXS, LCM, Hyper), small models of the make.

2.x differs by its text encoder and, at 768 pixels, by predicting velocity: both are configs that the engine reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from studio.errors import ModelUnsupported
from studio.families.family import PipelineIndex
from studio.families.latent_diffusion import Pace, capabilities, pace_of, read_configs
from studio.recipe.capabilities import Capabilities

_PIPELINES = (
    "StableDiffusionPipeline",
    "StableDiffusionImg2ImgPipeline",
    "StableDiffusionInpaintPipeline",
    "LatentConsistencyModelPipeline",
    "LatentConsistencyModelImg2ImgPipeline",
)
_FULL = Pace(steps=25, guidance=7.5, negative=True)


class StableDiffusion:
    """Latent diffusion with a UNet, an autoencoder and one CLIP text encoder."""

    name = "stable-diffusion"

    def claims(self, index: PipelineIndex) -> bool:
        return index.pipeline in _PIPELINES

    def capabilities(self, parts: Mapping[str, Path], index: PipelineIndex, called: str) -> Capabilities:
        configs = read_configs(parts)
        if configs.unet.addition_embed_type == "text_time":
            raise ModelUnsupported(
                "Its UNet is one of Stable Diffusion XL, but its index calls it Stable Diffusion.",
                remedy="Get this model again; the index of its folder is of another model.",
            )
        return capabilities(configs, pace_of(configs, called, full=_FULL), self.name, called)
