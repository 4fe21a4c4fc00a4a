"""The Stable Diffusion family: a UNet with a text encoder and an autoencoder, driven by a direct denoising loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny

from studio.engine.cancel import StopHooks
from studio.engine.components import Autoencoder, Config, Folder
from studio.engine.device import Device
from studio.engine.family import Condition, Step
from studio.engine.pixels import planes, shrunk
from studio.engine.schedulers import Schedule
from studio.engine.text import cut_notice, embed
from studio.errors import ModelUnsupported, SizeError
from studio.recipe.recipe import Recipe, StartImage

MAX_PREVIEW = 512
"""pixels, longer side"""
_MAX_PREVIEW_LATENTS = 16
"""longer side for AutoencoderKL, whose decoder costs more than the UNet"""


@dataclass(frozen=True, kw_only=True)
class _State:
    embeddings: torch.Tensor
    """(1 or 2, tokens, width): with guidance first the negative prompt's, then the prompt's"""
    start: Any
    """the start picture's distribution over latents, its latents, or None"""


class StableDiffusion:
    """One loaded model of the family."""

    def __init__(self, folder: Folder, hooks: StopHooks, device: Device) -> None:
        """Load every part of the folder. Raises ModelError, and Stopped when its load is no longer wanted."""
        self._device = device
        self._scheduler: tuple[str, Config] = folder.scheduler()
        self._tokenizer = folder.tokenizer()
        self._encoder = folder.text_encoder()
        self._unet = folder.unet()
        self._vae = folder.autoencoder()
        for network in (self._encoder, self._unet, self._vae):
            hooks.attach(network)

    def check(self, recipe: Recipe) -> None:
        width, height = (max(1, round(side / self._scale)) * self._scale for side in (recipe.width, recipe.height))
        if (width, height) != (recipe.width, recipe.height):
            raise SizeError(
                f"This model cannot make {recipe.width}x{recipe.height}.",
                remedy=f"The nearest size that it can make is {width}x{height}.",
            )
        if recipe.decoder == "tiny" and not self._is_tiny:
            raise ModelUnsupported("This model has no tiny decoder.", remedy="Choose the full decoder.")

    def condition(self, recipe: Recipe, start: bytes | None) -> Condition:
        prompts = [recipe.negative, recipe.prompt] if self._guided(recipe) else [recipe.prompt]
        names = ["negative prompt", "prompt"][-len(prompts) :]
        notices = (cut_notice(self._tokenizer, *pair) for pair in zip(prompts, names, strict=True))
        state = _State(
            embeddings=embed(self._tokenizer, self._encoder, prompts),
            start=None if start is None else self._encoded(planes(start, recipe.width, recipe.height)),
        )
        return Condition(
            state=state,
            notices=tuple(notice for notice in notices if notice is not None),
            adjustments=self._adjustments(recipe),
        )

    def denoise(self, recipes: Sequence[Recipe], condition: Condition) -> Iterator[Step]:
        recipe, state = recipes[0], condition.state
        schedule = self._schedule(recipe)
        generators = [torch.Generator("cpu").manual_seed(recipe.seed) for recipe in recipes]
        latents = self._initial(recipe, state, schedule, generators)
        embeddings = state.embeddings.repeat_interleave(len(recipes), dim=0)
        of = len(schedule.timesteps)
        yield Step(number=0, of=of, latents=latents, foreseen=latents)
        for number, timestep in enumerate(schedule.timesteps, start=1):
            prediction = self._predict(recipe, schedule, latents, timestep, embeddings)
            latents, foreseen = schedule.step(prediction, timestep, latents, generators)
            yield Step(number=number, of=of, latents=latents, foreseen=foreseen)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        scaled = latents / self._vae.config.scaling_factor  # pyright: ignore
        return self._vae.decode(scaled.to(self._device.dtype), return_dict=False)[0][0].float()

    def preview(self, latents: torch.Tensor) -> torch.Tensor:
        largest = MAX_PREVIEW // self._scale if self._is_tiny else _MAX_PREVIEW_LATENTS
        return self.decode(shrunk(latents, largest))

    @property
    def preview_is_final(self) -> bool:
        return self._is_tiny

    @property
    def _is_tiny(self) -> bool:
        return isinstance(self._vae, AutoencoderTiny)

    @property
    def _scale(self) -> int:
        return pixels_per_latent(self._vae)

    def _guided(self, recipe: Recipe) -> bool:
        """Classifier-free guidance; consistency models take guidance as an input of the network instead."""
        return recipe.guidance > 1 and self._unet.config.time_cond_proj_dim is None  # pyright: ignore

    def _schedule(self, recipe: Recipe) -> Schedule:
        kind, config = self._scheduler
        wanted = kind if recipe.scheduler == "default" else recipe.scheduler
        schedule = Schedule(wanted, config, recipe.steps, self._device.torch)
        if isinstance(recipe.start, StartImage):
            schedule.start_at(recipe.start.strength, recipe.steps)
        return schedule

    def _adjustments(self, recipe: Recipe) -> tuple[str, ...]:
        if isinstance(recipe.start, StartImage) and self._schedule(recipe).start_at(
            recipe.start.strength, recipe.steps
        ):
            return ("strength raised so that one step is made",)
        return ()

    def _encoded(self, picture: torch.Tensor) -> Any:
        encoded = self._vae.encode(picture.to(self._device.torch, self._device.dtype))
        return encoded.latents if self._is_tiny else encoded.latent_dist  # pyright: ignore

    def _initial(
        self, recipe: Recipe, state: _State, schedule: Schedule, generators: Sequence[torch.Generator]
    ) -> torch.Tensor:
        """Noise, or the start picture with noise; drawn on the CPU, so that a seed means the same on every device."""
        height, width = recipe.height // self._scale, recipe.width // self._scale
        shape = (1, self._unet.config.in_channels, height, width)  # pyright: ignore
        begun = [self._drawn(state.start, generator) for generator in generators]
        noise = torch.cat([torch.randn(shape, generator=generator) for generator in generators]).to(self._device.torch)
        if state.start is None:
            return noise * schedule.initial_scale
        return schedule.add_noise(torch.cat(begun), noise)

    def _drawn(self, start: Any, generator: torch.Generator) -> torch.Tensor:
        if start is None:
            return torch.empty(0)
        latents = start if isinstance(start, torch.Tensor) else start.sample(generator)
        return latents.float() * self._vae.config.scaling_factor  # pyright: ignore

    def _predict(
        self,
        recipe: Recipe,
        schedule: Schedule,
        latents: torch.Tensor,
        timestep: torch.Tensor,
        embeddings: torch.Tensor,
    ) -> torch.Tensor:
        guided = self._guided(recipe)
        given = schedule.scaled(torch.cat([latents] * 2) if guided else latents, timestep)
        said = self._unet(
            given.to(self._device.dtype),
            timestep,
            encoder_hidden_states=embeddings,
            timestep_cond=self._guidance_embedding(recipe, len(given)),
            return_dict=False,
        )[0].float()
        if not guided:
            return said
        without, with_prompt = said.chunk(2)
        return without + recipe.guidance * (with_prompt - without)

    def _guidance_embedding(self, recipe: Recipe, count: int) -> torch.Tensor | None:
        width = self._unet.config.time_cond_proj_dim  # pyright: ignore
        if width is None:
            return None
        return guidance_embedding(recipe.guidance, width).repeat(count, 1).to(self._device.torch, self._device.dtype)


def pixels_per_latent(vae: Autoencoder) -> int:
    """How many pixels a side one latent stands for."""
    config: Any = vae.config
    blocks = config.decoder_block_out_channels if isinstance(vae, AutoencoderTiny) else config.block_out_channels
    return 2 ** (len(blocks) - 1)


def guidance_embedding(guidance: float, width: int) -> torch.Tensor:
    """Sines and cosines of guidance - 1, shape (1, width): the input of a distilled UNet (Meng et al. 2022, LCM)."""
    half = width // 2
    rates = torch.exp(torch.arange(half) * (-torch.log(torch.tensor(10000.0)) / (half - 1)))
    angles = (guidance - 1.0) * 1000.0 * rates
    return torch.nn.functional.pad(torch.cat([angles.sin(), angles.cos()]), (0, width % 2))[None]
