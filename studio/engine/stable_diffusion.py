"""The Stable Diffusion family: a UNet with a text encoder and an autoencoder, driven by a direct denoising loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

import torch

from studio.engine.autoencoding import Autoencoding
from studio.engine.cancel import StopHooks
from studio.engine.components import Config, Folder
from studio.engine.controls import Guided
from studio.engine.device import Device
from studio.engine.equipment import Equipment
from studio.engine.family import Condition, Encoded, Step
from studio.engine.inpainting import Holed, holed, wants_hole
from studio.engine.masking import Held, filled, latent_mask, share_anew
from studio.engine.noise import Drawn, beginning
from studio.engine.pictures import Pictures
from studio.engine.pixels import planes, shrunk
from studio.engine.prediction import Now, Prediction
from studio.engine.preview import LARGEST
from studio.engine.schedulers import Schedule
from studio.engine.text import OneText, Texts, Told, pool_first_part
from studio.engine.tiling import Edges
from studio.errors import ModelUnsupported, SizeError
from studio.pixels.compositing import Rows
from studio.recipe.recipe import Blank, Recipe, Sketched, StartImage, Tile
from studio.recipe.scheduling import DEFAULT
from studio.wire.messages import AdditionSource

_MAX_PREVIEW_LATENTS = 16
"""longer side for AutoencoderKL, whose decoder costs more than the UNet"""


@dataclass(frozen=True, kw_only=True)
class _State:
    told: Told
    """of 1 or 2 prompts: with guidance first the negative one, then the prompt"""
    mask: torch.Tensor | None
    """(1, 1, h, w) among latents, 1 where they are made anew; None for everywhere, or where the UNet knows itself"""
    holed: Holed | None
    """what a UNet that was taught to inpaint is given"""
    guided: Guided


class StableDiffusion:
    """One loaded model of the family."""

    def __init__(self, folder: Folder, hooks: StopHooks, device: Device) -> None:
        """Load every part of the folder. Raises ModelError, and Stopped when its load is no longer wanted."""
        self._device = device
        self._scheduler: tuple[str, Config] = folder.scheduler()
        self._texts = self._texts_of(folder)
        self._unet = folder.unet()
        pool_first_part(self._unet, self._texts.limit)
        self._autoencoding = Autoencoding(folder.autoencoder(), device)
        self._inpaints = wants_hole(self._unet)
        self._prediction = Prediction(self._unet, device)
        self._edges = Edges(self._unet)
        self._equipment = Equipment(self._unet, self._prediction.attention, self._texts.networks, device, hooks)
        self._rung = 0
        for network in (*self._texts.networks, self._unet, self._autoencoding.vae):
            hooks.attach(network)

    def _texts_of(self, folder: Folder) -> Texts:
        return OneText(folder)

    def save_memory(self, rung: int) -> None:
        if rung != self._rung:
            self._rung = self._autoencoding.rung = rung
            self._prediction.save_memory(rung)
            self._equipment.controls.slice(self._prediction.in_small_steps)

    def holds(self, additions: Sequence[AdditionSource]) -> bool:
        return self._equipment.holds(additions)

    def equip(self, recipe: Recipe, additions: Sequence[AdditionSource]) -> tuple[str, ...]:
        return self._equipment.put_on(recipe, additions)

    def go_on_over(self, tile: Tile) -> None:
        self._edges.wrap(tile)
        self._equipment.go_on_over(tile)
        self._autoencoding.tile = tile

    def check(self, recipe: Recipe) -> None:
        scale = self._autoencoding.scale
        width, height = (max(1, round(side / scale)) * scale for side in (recipe.width, recipe.height))
        if (width, height) != (recipe.width, recipe.height):
            raise SizeError(
                f"This model cannot make {recipe.width}x{recipe.height}.",
                remedy=f"The nearest size that it can make is {width}x{height}.",
            )
        if recipe.decoder == "tiny" and not self._autoencoding.is_tiny:
            raise ModelUnsupported("This model has no tiny decoder.", remedy="Choose the full decoder.")

    def condition(self, recipe: Recipe, given: Pictures) -> Condition:
        guided = self._prediction.is_guided(recipe)
        prompts = [recipe.negative, recipe.prompt] if guided else [recipe.prompt]
        names = ["negative prompt", "prompt"][-len(prompts) :]
        notices = (self._texts.notices(*pair, recipe.text) for pair in zip(prompts, names, strict=True))
        seen = self._equipment.references.seen(given.references, guided=guided)
        state = _State(
            told=replace(self._texts.told(prompts, recipe), seen=seen),
            mask=None if given.mask is None or self._inpaints else self._latent_mask(given.mask),
            holed=holed(recipe, given, self._autoencoding) if self._inpaints else None,
            guided=self._equipment.controls.guided(recipe.controls, given.controls),
        )
        return Condition(
            state=state,
            notices=tuple(notice for some in notices for notice in some),
            adjustments=self._adjustments(recipe),
        )

    def encode(self, recipe: Recipe, start: Rows, mask: Rows | None) -> Encoded:
        """The picture's distribution over latents, or its latents; None where nothing of it is wanted."""
        if self._inpaints and _from_nothing(recipe):
            return None
        picture = planes(start)
        if mask is not None and _from_nothing(recipe):
            picture = filled(picture, share_anew(mask), self._autoencoding.tile)
        return self._autoencoding.encode(picture)

    def denoise(
        self, recipes: Sequence[Recipe], condition: Condition, starts: Sequence[Encoded] = ()
    ) -> Iterator[Step]:
        recipe, state = recipes[0], condition.state
        schedule, _ = self._schedule(recipe)
        begun = self._begun(recipes, state, starts)
        latents, held = self._initial(recipe, state, begun, schedule)
        generators = [one.generator for one in begun]
        told = state.told.for_each(len(recipes))
        given = [one.beside for one in begun if one.beside is not None]
        beside = torch.cat(given) if given else None
        of = len(schedule.timesteps)
        yield Step(number=0, of=of, latents=latents, foreseen=latents)
        for number, timestep in enumerate(schedule.timesteps, start=1):
            share = (number - 1) / of, number / of
            now = Now(timestep=timestep, share=share, told=told, guided=state.guided, beside=beside)
            prediction = self._prediction.of(recipe, schedule.scaled(latents, timestep), now)
            latents, foreseen = schedule.step(prediction, timestep, latents, generators)
            if held is not None:
                latents, foreseen = held.after(number, latents), held.at_the_end(foreseen)
            yield Step(number=number, of=of, latents=latents, foreseen=foreseen)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        return self._autoencoding.decode(latents)

    def preview(self, latents: torch.Tensor) -> torch.Tensor:
        coding = self._autoencoding
        return self.decode(shrunk(latents, LARGEST // coding.scale if coding.is_tiny else _MAX_PREVIEW_LATENTS))

    @property
    def preview_is_final(self) -> bool:
        return self._autoencoding.is_tiny

    def _schedule(self, recipe: Recipe) -> tuple[Schedule, bool]:
        """The steps, and whether the strength had to be raised for them."""
        kind, config = self._scheduler
        wanted = recipe.scheduler.replace(DEFAULT, kind)
        schedule = Schedule(wanted, config, recipe.steps, self._device.torch)
        match recipe.start:
            case Blank():
                return schedule, False
            case StartImage(strength=strength):
                return schedule, schedule.start_at(strength)
            case Sketched(strength=strength):
                return schedule, schedule.spread_over(strength)
            case _:
                assert_never(recipe.start)

    def _adjustments(self, recipe: Recipe) -> tuple[str, ...]:
        done: list[str] = []
        if self._schedule(recipe)[1]:
            sketched = isinstance(recipe.start, Sketched)
            made = "every step" if sketched else "one step"
            done.append(f"strength raised so that {made} is made")
        if self._autoencoding.in_tiles(recipe.width, recipe.height):
            done.append("put together from tiles to save memory")
        if self._prediction.in_small_steps:
            done.append("computed in smaller parts to save memory")
        return tuple(done)

    def _latent_mask(self, mask: Rows) -> torch.Tensor:
        return latent_mask(share_anew(mask), self._autoencoding.scale, self._autoencoding.tile).to(self._device.torch)

    def _begun(self, recipes: Sequence[Recipe], state: _State, starts: Sequence[Encoded]) -> list[Drawn]:
        """What is drawn for each picture before its first step, in the order that diffusers draws it in."""
        height, width = (side // self._autoencoding.scale for side in (recipes[0].height, recipes[0].width))
        shape = (1, self._unet.config.out_channels, height, width)  # pyright: ignore

        def draw(generator: torch.Generator, start: Encoded | None) -> Drawn:
            latents = None if start is None else self._autoencoding.drawn(start, generator)
            noise = torch.randn(shape, generator=generator)
            beside = None if state.holed is None else state.holed.drawn(self._autoencoding, generator)
            return Drawn(noise=noise, start=latents, beside=beside, generator=generator)

        pairs = zip(recipes, starts or [None] * len(recipes), strict=True)
        return [beginning(recipe, partial(draw, start=start)) for recipe, start in pairs]

    def _initial(
        self, recipe: Recipe, state: _State, begun: Sequence[Drawn], schedule: Schedule
    ) -> tuple[torch.Tensor, Held | None]:
        """Noise, or start pictures with noise; with a mask also what holds the rest of the picture at every step."""
        noise = torch.cat([one.noise for one in begun]).to(self._device.torch)
        drawn = [one.start for one in begun if one.start is not None]
        if not drawn:
            return noise * schedule.initial_scale, None
        start = torch.cat(drawn)
        noisy = schedule.add_noise(start, noise)
        if state.mask is None:
            return noisy, None
        held = Held(start, noise, state.mask, schedule)
        return held.beside(noise * schedule.initial_scale, noisy) if _from_nothing(recipe) else noisy, held


def _from_nothing(recipe: Recipe) -> bool:
    """Whether nothing of the start picture is to be left where it is made anew."""
    return isinstance(recipe.start, StartImage) and recipe.start.strength >= 1
