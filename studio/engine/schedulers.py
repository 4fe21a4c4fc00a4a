"""Schedulers by name, made for one run of steps from the model's configuration, as diffusers' pipeline sets them."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from studio.errors import ModelDamaged, ModelUnsupported
from studio.recipe.scheduling import SPACINGS, Scheduling, scheduling

Config = dict[str, Any]

_MODULES = {
    "DDIMScheduler": "ddim",
    "DDPMScheduler": "ddpm",
    "DEISMultistepScheduler": "deis_multistep",
    "DPMSolverMultistepScheduler": "dpmsolver_multistep",
    "DPMSolverSinglestepScheduler": "dpmsolver_singlestep",
    "EulerAncestralDiscreteScheduler": "euler_ancestral_discrete",
    "EulerDiscreteScheduler": "euler_discrete",
    "HeunDiscreteScheduler": "heun_discrete",
    "KDPM2AncestralDiscreteScheduler": "k_dpm_2_ancestral_discrete",
    "KDPM2DiscreteScheduler": "k_dpm_2_discrete",
    "LCMScheduler": "lcm",
    "PNDMScheduler": "pndm",
    "TCDScheduler": "tcd",
    "UniPCMultistepScheduler": "unipc_multistep",
}
"""Class to module of diffusers.schedulers; those that need a library of their own are left out."""


class Schedule:
    """The way from noise to latents, of one picture or of several at once (the fast plan): all share the timesteps."""

    def __init__(self, name: str, config: Config, steps: int, device: torch.device) -> None:
        """`name` as Recipe.scheduler, but for "default". Raises ModelUnsupported and ModelDamaged."""
        self._scheduler = _make(scheduling(name), config)
        self._steps, self._device = steps, device
        self._scheduler.set_timesteps(steps, device=device)
        self.timesteps: torch.Tensor = self._scheduler.timesteps
        self._accepted = inspect.signature(self._scheduler.step).parameters

    @property
    def initial_scale(self) -> float:
        """What noise of variance 1 is multiplied with at the start."""
        return float(self._scheduler.init_noise_sigma)

    def start_at(self, strength: float) -> bool:
        """Leave out the first steps, so that a picture keeps 1 - strength; whether the strength had to be raised.

        `strength` above 0, up to 1, rounded down to whole steps as diffusers does, but at least one step is made.
        """
        wanted = min(int(self._steps * strength), self._steps)
        self._keep_last(max(wanted, 1), self._steps)
        return wanted < 1

    def spread_over(self, strength: float) -> bool:
        """Make every step, but over the last `strength` of the way; whether the strength had to be raised.

        The way is cut finer until as many steps lie there, so models of a few steps know more than a few strengths.
        """
        whole = whole_way(self._steps, strength, self._scheduler.config)
        self._scheduler.set_timesteps(whole, device=self._device)
        self._keep_last(self._steps, whole)
        return whole < round(self._steps / strength)

    def _keep_last(self, steps: int, of: int) -> None:
        first = (of - steps) * self._scheduler.order
        self.timesteps = self._scheduler.timesteps[first:]
        if hasattr(self._scheduler, "set_begin_index"):
            self._scheduler.set_begin_index(first)

    def add_noise(self, latents: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """Latents of pictures as they would be at the first timestep."""
        return self._scheduler.add_noise(latents, noise, self.timesteps[:1].repeat(len(latents)))

    def noisy_after(self, number: int, latents: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """Latents of pictures as they would be after step `number` (from 1) of them; the last leaves no noise."""
        if number == len(self.timesteps):
            return latents
        return self._scheduler.add_noise(latents, noise, self.timesteps[number : number + 1].repeat(len(latents)))

    def scaled(self, latents: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        """Latents as the network expects them."""
        return self._scheduler.scale_model_input(latents, timestep)

    def step(
        self,
        prediction: torch.Tensor,
        timestep: torch.Tensor,
        latents: torch.Tensor,
        generators: Sequence[torch.Generator],
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(latents after this step, latents as they would end as far as can be told now)."""
        extra: dict[str, Any] = {}
        if "eta" in self._accepted:
            extra["eta"] = 0.0
        if "generator" in self._accepted:
            extra["generator"] = generators[0] if len(generators) == 1 else list(generators)
        result = self._scheduler.step(prediction, timestep, latents, **extra)
        return result.prev_sample, self._foreseen(result)

    def _foreseen(self, result: Any) -> torch.Tensor:
        for name in ("pred_original_sample", "denoised"):
            foreseen = getattr(result, name, None)
            if foreseen is not None:
                return foreseen
        return self._converted() if self._predicts_pictures() else result.prev_sample

    def _predicts_pictures(self) -> bool:
        """Multistep solvers keep what the network said, some of them as the picture itself."""
        config = self._scheduler.config
        return bool(config.get("predict_x0")) or "++" in str(config.get("algorithm_type", ""))

    def _converted(self) -> torch.Tensor:
        return self._scheduler.model_outputs[-1]


def whole_way(steps: int, strength: float, config: Mapping[str, Any]) -> int:
    """How many steps the way from noise has where its last `steps` are about `strength` (above 0, up to 1) of it.

    Never finer than the times that a scheduler of this `config` knows; consistency models were distilled at a few.
    """
    most = config.get("original_inference_steps") or config.get("num_train_timesteps", 1000)
    return max(steps, min(round(steps / strength), most))


def _make(chosen: Scheduling, config: Config) -> Any:
    if chosen.kind not in _MODULES or chosen.spacing not in ("", *SPACINGS):
        raise ModelUnsupported(
            f"This studio does not know the scheduler “{chosen.name}”.",
            remedy=f"Choose one of these: {', '.join(_MODULES)}.",
        )
    module = importlib.import_module(f"diffusers.schedulers.scheduling_{_MODULES[chosen.kind]}")
    spaced = {"timestep_spacing": chosen.spacing} if chosen.spacing else {}
    try:
        return getattr(module, chosen.kind).from_config(_current(config) | spaced)
    except Exception as error:  # whatever a class raises when its config makes no sense
        raise ModelDamaged(
            "scheduler/scheduler_config.json does not describe a scheduler.",
            remedy="Get this model again, or mend its folder.",
            detail=f"{type(error).__name__}: {error}",
        ) from error


def _current(config: Config) -> Config:
    """Old configurations as StableDiffusionPipeline mends them."""
    mended = dict(config)
    if mended.get("steps_offset", 1) != 1:
        mended["steps_offset"] = 1
    if mended.get("clip_sample") is True:
        mended["clip_sample"] = False
    return mended
