"""What families with a UNet among latents share: the configs that are read, sizes, the pace of few-step models."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from studio.errors import ModelDamaged, ModelUnsupported
from studio.families.family import read_json
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.scheduling import DEFAULT

SKETCH_STRENGTH = 0.6
"""The upper end of what SDEdit (Meng et al. 2022, section 3) found faithful to painted strokes as well as lifelike, 0.3
to 0.6 of the way; it is a level of noise, so it holds for any number of steps. A card knows its own model better."""
_DIFFUSERS_MULTIPLE = 8
"""diffusers' own check on width and height, whatever the autoencoder"""
_LARGEST_FACTOR = 4
"""sides, and the area, beyond the native size: past that the same motif comes twice"""


class UNet(msgspec.Struct, frozen=True, kw_only=True):
    """unet/config.json as far as it decides what a model can do."""

    sample_size: int | tuple[int, int] = 64
    in_channels: int = 4
    out_channels: int = 4
    cross_attention_dim: int | tuple[int, ...] = 1280
    time_cond_proj_dim: int | None = None
    addition_embed_type: str | None = None
    made_from: str = msgspec.field(name="_name_or_path", default="")


class Autoencoder(msgspec.Struct, frozen=True, kw_only=True):
    """vae/config.json."""

    block_out_channels: tuple[int, ...] = ()
    decoder_block_out_channels: tuple[int, ...] = ()
    """of AutoencoderTiny, which has no block_out_channels"""

    @property
    def scale(self) -> int:
        """Pixels per latent, one side."""
        blocks = self.block_out_channels or self.decoder_block_out_channels
        return 2 ** (len(blocks) - 1) if blocks else _DIFFUSERS_MULTIPLE


class Scheduler(msgspec.Struct, frozen=True, kw_only=True):
    """scheduler/scheduler_config.json."""

    kind: str = msgspec.field(name="_class_name", default="")
    timestep_spacing: str = "leading"
    prediction_type: str = "epsilon"


for _config in (UNet, Autoencoder, Scheduler):
    msgspec.json.Decoder(_config)  # before any thread decodes one: see recipe/recipe.py


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Steps and guidance that suit how a model was distilled."""

    steps: int
    guidance: float
    negative: bool = False


class Configs(msgspec.Struct, frozen=True, kw_only=True):
    """The configs of one model."""

    unet: UNet
    vae: Autoencoder
    scheduler: Scheduler


def read_configs(parts: Mapping[str, Path]) -> Configs:
    """Of UNet, autoencoder and scheduler. Raises ModelDamaged, and ModelUnsupported for a UNet that wants more."""
    for part in ("unet", "vae", "scheduler"):
        if part not in parts:
            raise ModelDamaged(
                f"The part “{part}” is missing.", remedy="Get this model again, or mend its folder.", detail=part
            )
    unet = read_json(parts["unet"] / "config.json", UNet)
    require_plain(unet.in_channels, unet.out_channels)
    return Configs(
        unet=unet,
        vae=read_json(parts["vae"] / "config.json", Autoencoder),
        scheduler=read_json(parts["scheduler"] / "scheduler_config.json", Scheduler),
    )


def require_plain(given: int, made: int) -> None:
    """Raise ModelUnsupported for a UNet that takes more than latents and a hole, and say what it takes."""
    if given == made or inpaints(given, made):
        return
    wants = {
        8: "This model edits pictures by instruction (as InstructPix2Pix), which is not run here.",
        5: "This model wants a depth map with every picture, which is not run here.",
        7: "This is an upscaler: it wants a small picture with every step, which is not run here.",
    }
    raise ModelUnsupported(
        wants.get(given, "This model wants more than noise and a prompt."),
        remedy="Choose the model's text-to-image version: with a mask it repaints a part of a picture as well.",
        detail=f"{given} channels in, {made} out",
    )


def inpaints(given: int, made: int) -> bool:
    """Whether a UNet with so many channels is given a mask and what is left of a picture beside the latents."""
    return given == 2 * made + 1


def capabilities(configs: Configs, pace: Pace, family: str, called: str) -> Capabilities:
    """What every model of such a family can do; `called` has every name it goes by."""
    context = configs.unet.cross_attention_dim
    return Capabilities(
        family=family,
        context=context if isinstance(context, int) else context[0],
        modes=("text", "image", "mask", "tile", "near", "weighted", "addon", "control", "reference"),
        size=_sizes(configs.unet, configs.vae.scale),
        steps=pace.steps,
        guidance=pace.guidance,
        negative=pace.negative,
        scheduler=scheduler_of(configs, family, called),
        sketch_strength=SKETCH_STRENGTH,
    )


def pace_of(configs: Configs, called: str, *, full: Pace) -> Pace:
    """From the configs where they tell, else from the names of the model; `full` for one that was not distilled.

    Consistency models (LCM) take guidance as an input of the UNet or have it folded in. Turbo, Lightning and Hyper are
    plain UNets: what tells them is a scheduler whose timesteps trail, or nothing but a name (their makers say
    "4step" there, and a model gives its best at exactly these).
    """
    unet, scheduler = configs.unet, configs.scheduler
    if unet.time_cond_proj_dim is not None:
        return Pace(steps=4, guidance=8.0)
    if scheduler.kind in _CONSISTENT:
        return Pace(steps=steps_named(called) or 4, guidance=1.0)
    kind = distilled_kind(f"{called} {unet.made_from}")
    if kind:
        return Pace(steps=steps_named(called) or _STEPS[kind], guidance=1.0)
    if scheduler.timestep_spacing == "trailing" and scheduler.kind in _TURBO_SCHEDULERS:
        return Pace(steps=steps_named(called) or 2, guidance=1.0)
    return full


def scheduler_of(configs: Configs, family: str, called: str) -> str:
    """As Recipe.scheduler: the one that suits how a model was distilled, where its own is that of the base model.

    What was distilled was so over times that trail; a scheduler that foresees the picture (LCM, TCD), or one whose
    times trail, was chosen by its makers and stays.
    """
    unet, own = configs.unet, configs.scheduler
    if own.kind in _CONSISTENT:
        return own.kind
    if unet.time_cond_proj_dim is not None:
        return _LCM
    kind = distilled_kind(f"{called} {unet.made_from}")
    if not kind or own.timestep_spacing == "trailing":
        return own.kind or DEFAULT
    return _ANCESTRAL if kind == "turbo" and family == "stable-diffusion-xl" else _SCHEDULERS[kind]


_LCM = "LCMScheduler"
_CONSISTENT = (_LCM, "TCDScheduler")
_TRAILING = "EulerDiscreteScheduler/trailing"
_ANCESTRAL = "EulerAncestralDiscreteScheduler/trailing"
"""what the makers of SDXL Turbo give to it; to SD-Turbo they give the plain one"""
_SCHEDULERS = {"sdxs": _TRAILING, "turbo": _TRAILING, "lightning": _TRAILING, "hyper": _TRAILING, "lcm": _LCM}
_TURBO_SCHEDULERS = ("EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler")
_STEPS = {"sdxs": 1, "turbo": 2, "lightning": 4, "hyper": 4, "lcm": 4}
"""in the order in which a name is looked through; the steps that each is best known for"""


def distilled_kind(called: str) -> str:
    """sdxs, turbo, lightning, hyper or lcm, where a name says so as a word of its own; else empty."""
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", called).lower()
    for kind in _STEPS:
        if not re.search(rf"(?<![a-z]){kind}(?![a-z])|xl{kind}(?![a-z])", words):
            continue
        if kind != "hyper" or re.search(r"hyper[ _-]?sd", words) or steps_named(words):  # not: hyper realistic
            return kind
    return ""


def steps_named(called: str) -> int | None:
    """The number in "4step", "8-steps" and the like; None without one between 1 and 16."""
    match = re.search(r"(?<!\d)(\d{1,2})[ _-]?steps?(?![a-z])", called.lower())
    return int(match[1]) if match and 1 <= int(match[1]) <= 16 else None


def _sizes(unet: UNet, scale: int) -> SizeRule:
    rows, columns = unet.sample_size if isinstance(unet.sample_size, tuple) else (unet.sample_size,) * 2
    width, height = columns * scale, rows * scale
    multiple = math.lcm(_DIFFUSERS_MULTIPLE, scale)
    return SizeRule(
        width=width,
        height=height,
        multiple=multiple,
        smallest=max(multiple, min(width, height) // 4),
        largest=max(width, height) * _LARGEST_FACTOR,
        max_pixels=width * height * _LARGEST_FACTOR,
    )
