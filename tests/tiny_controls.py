"""Tiny ControlNets beside tiny pipelines, in the real formats: a diffusers folder, a file in its names or the makers'.

Imports torch and diffusers: see tiny_models.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import torch
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from safetensors.torch import load_file, save_file

from studio.recipe.recipe import ModelRef
from studio.wire.messages import AdditionSource
from tests.tiny_checkpoints import Tensors, unet

_HINT = "controlnet_cond_embedding."
MADE = "control_model."
Weight = TypeVar("Weight")
"""a tensor, or what stands for one"""


def build_tiny_control(folder: Path, beside: Path, *, seed: int = 0, **changes: Any) -> Path:
    """Write the folder of a ControlNet for the tiny pipeline in `beside`; it speaks up, as a trained one does.

    `changes` are made to its config.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(100 + seed)
        base = UNet2DConditionModel.from_pretrained(beside / "unet", local_files_only=True)
        hint = (4, 8, 8, 16) if base.config["in_channels"] == 4 else (4, 8, 8, 8, 16)
        network = ControlNetModel.from_unet(base, conditioning_embedding_out_channels=hint)
        heads = base.config["addition_embed_type_num_heads"]  # which diffusers forgets to take over
        config = {name: value for name, value in network.config.items() if not name.startswith("_")}
        network = ControlNetModel(**{**config, "addition_embed_type_num_heads": heads, **changes})
        with torch.no_grad():
            for name, parameter in network.named_parameters():  # zeros, before a training
                if name.startswith(("controlnet_down_blocks", "controlnet_mid_block", f"{_HINT}conv_out")):
                    parameter.normal_(std=0.5)
    network.save_pretrained(folder)
    return folder


def as_one_file(folder: Path, file: Path) -> Path:
    """The same in one file, in diffusers' names."""
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(_weights(folder), file)
    return file


def as_made(folder: Path, file: Path, *, prefix: str = MADE) -> Path:
    """The same in one file, in the makers' names."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({prefix + name: tensor for name, tensor in made_names(_weights(folder), config).items()}, file)
    return file


def made_names(weights: Mapping[str, Weight], config: dict[str, Any]) -> dict[str, Weight]:
    """By the names of the published code (lllyasviel/ControlNet, cldm.py) instead of diffusers'."""
    own: Any = {name: weight for name, weight in weights.items() if not name.startswith("control")}
    others = {name: weight for name, weight in weights.items() if name.startswith("control")}
    return unet(own, config) | {_made_name(name): weight for name, weight in others.items()}  # type: ignore[return-value]


def control_source(path: Path, name: str = "") -> AdditionSource:
    """A ControlNet as the catalogue would name it; the weights' hash is of no concern to the engine."""
    ref = ModelRef(id=name or path.name, weights=str(path))
    return AdditionSource(ref=ref, kind="control", path=str(path))


def _weights(folder: Path) -> Tensors:
    (file,) = folder.glob("*.safetensors")
    return load_file(file)


def _made_name(name: str) -> str:
    module, _, leaf = name.rpartition(".")
    if module == "controlnet_mid_block":
        return f"middle_block_out.0.{leaf}"
    if module.startswith("controlnet_down_blocks."):
        return f"zero_convs.{module.rpartition('.')[2]}.0.{leaf}"
    places = {f"{_HINT}conv_in": 0, f"{_HINT}conv_out": 14}
    place = places[module] if module in places else 2 + 2 * int(module.rpartition(".")[2])
    return f"input_hint_block.{place}.{leaf}"
