"""Tiny LoRAs for the pipelines of tests/tiny_models.py, in the formats that people have, and what they should do.

What a LoRA does to a weight is worked out here in double precision by other formulas than the engine's, and its names
are those of the published trainers, written backwards from diffusers' names. Imports torch.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from studio.recipe.recipe import ModelRef
from studio.wire.messages import AdditionSource
from tests.tiny_checkpoints import unet as makers_unet

Tensors = dict[str, torch.Tensor]
PARTS = ("unet", "text_encoder", "text_encoder_2")
RANK = 2
ALPHA = 1.0


@dataclass(frozen=True, kw_only=True)
class TinyLayer:
    """What a LoRA says of one layer."""

    part: str
    path: str
    """in diffusers; of a text encoder without text_model"""
    down: torch.Tensor
    up: torch.Tensor

    @property
    def delta(self) -> torch.Tensor:
        """float64, in the shape of the layer's weight."""
        rows = torch.stack([row.double() @ self.down.double().flatten(1) for row in self.up.double().flatten(1)])
        return (rows * ALPHA / RANK).reshape(len(self.up), *self.down.shape[1:])


def tiny_lora(folder: Path, *, seed: int = 0, keep: Callable[[str, str], bool] = lambda _, __: True) -> list[TinyLayer]:
    """For every linear layer and convolution of a tiny pipeline's networks that `keep(part, path)` says yes to."""
    made = torch.Generator().manual_seed(seed)
    layers: list[TinyLayer] = []
    for part in PARTS:
        for name, weight in sorted(weights(folder, part).items()):
            path, _, leaf = name.rpartition(".")
            if leaf == "weight" and weight.ndim in (2, 4) and not path.endswith("_embedding") and keep(part, path):
                layers.append(_layer(part, path, weight, made))
    return layers


def _layer(part: str, path: str, weight: torch.Tensor, made: torch.Generator) -> TinyLayer:
    """About as strong as the weight itself."""
    down = torch.randn((RANK, *weight.shape[1:]), generator=made)
    up = torch.randn((len(weight), RANK, *[1] * (weight.ndim - 2)), generator=made)
    return TinyLayer(part=part, path=path, down=down, up=up * weight.std() * 0.7)


def weights(folder: Path, part: str) -> Tensors:
    """Of one network, by diffusers' names; nothing of one that the pipeline has not."""
    file = next((folder / part).glob("*.safetensors"), None)
    found = {} if file is None else load_file(file)
    return {name.removeprefix("text_model."): tensor for name, tensor in found.items()}


def kohya(layers: Sequence[TinyLayer], folder: Path) -> Tensors:
    """sd-scripts: underscores, the UNet by diffusers' names, with alpha."""
    return _underscored(layers, folder, lambda layer: layer.path)


def kohya_makers(layers: Sequence[TinyLayer], folder: Path) -> Tensors:
    """sd-scripts for SDXL: the UNet by its makers' names."""
    config = json.loads((folder / "unet" / "config.json").read_text("utf-8"))

    def named(layer: TinyLayer) -> str:
        if layer.part != "unet":
            return layer.path
        (name,) = makers_unet({f"{layer.path}.weight": layer.up}, config)
        return name.removesuffix(".weight")

    return _underscored(layers, folder, named)


def _underscored(layers: Sequence[TinyLayer], folder: Path, named: Callable[[TinyLayer], str]) -> Tensors:
    made: Tensors = {}
    two = (folder / "text_encoder_2").is_dir()
    for layer in layers:
        prefix = {"unet": "lora_unet_", "text_encoder": "lora_te1_" if two else "lora_te_"}.get(layer.part, "lora_te2_")
        middle = "" if layer.part == "unet" or layer.path == "text_projection" else "text_model_"
        name = prefix + middle + named(layer).replace(".", "_")
        made |= {f"{name}.lora_down.weight": layer.down, f"{name}.lora_up.weight": layer.up}
        made[f"{name}.alpha"] = torch.tensor(ALPHA)
    return made


def peft(layers: Sequence[TinyLayer], folder: Path) -> Tensors:
    """diffusers of today; alpha stands in the header."""
    made: Tensors = {}
    for layer in layers:
        name = _dotted(layer)
        made |= {f"{name}.lora_A.weight": layer.down, f"{name}.lora_B.weight": layer.up}
    return made


def peft_notes(rank: int = RANK, alpha: float = ALPHA) -> dict[str, str]:
    """What diffusers writes into the header beside `peft`."""
    notes = {f"{part}.{name}": value for part in PARTS for name, value in (("r", rank), ("lora_alpha", alpha))}
    return {"format": "pt", "lora_adapter_metadata": json.dumps(notes)}


def old_diffusers(layers: Sequence[TinyLayer], folder: Path) -> Tensors:
    """The first of diffusers: beside the layers of attention, in its processors. Alpha was the rank there."""
    made: Tensors = {}
    scale = ALPHA / RANK
    for layer in layers:
        before, _, leaf = _dotted(layer).rpartition(".")
        if layer.path.endswith("to_out.0"):
            before, leaf = before.removesuffix(".to_out"), "to_out"
        name = f"{before}.processor.{leaf}_lora" if layer.part == "unet" else f"{before}.{leaf}.lora_linear_layer"
        made |= {f"{name}.down.weight": layer.down * scale, f"{name}.up.weight": layer.up}
    return made


def is_attention(part: str, path: str) -> bool:
    """Of the layers that the oldest files change."""
    layers = ("to_q", "to_k", "to_v", "to_out.0") if part == "unet" else ("q_proj", "k_proj", "v_proj", "out_proj")
    return path.endswith(layers)


def _dotted(layer: TinyLayer) -> str:
    middle = "" if layer.part == "unet" or layer.path == "text_projection" else "text_model."
    return f"{layer.part}.{middle}{layer.path}"


def write(path: Path, tensors: Tensors, notes: Mapping[str, str] | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path, dict(notes or {}))
    return path


def write_tiny_lora(path: Path, folder: Path, *, seed: int = 0, notes: Mapping[str, str] | None = None) -> Path:
    """A LoRA of kohya's for every layer of the tiny pipeline in `folder`."""
    return write(path, kohya(tiny_lora(folder, seed=seed), folder), notes)


def lora_source(path: Path, name: str = "") -> AdditionSource:
    """As the catalogue would name it; the weights' hash is of no concern to the engine."""
    return AdditionSource(ref=ModelRef(id=name or path.stem, weights=str(path)), kind="lora", path=str(path))


def patched(folder: Path, out: Path, wanted: Sequence[tuple[Sequence[TinyLayer], float]], dtype: torch.dtype) -> Path:
    """A copy of a pipeline with the LoRAs in its weights, for an engine that holds these as `dtype`."""
    shutil.copytree(folder, out)
    for part in PARTS:
        file = next((out / part).glob("*.safetensors"), None)
        if file is None:
            continue
        tensors = load_file(file)
        for layers, factor in wanted:
            for layer in layers:
                if layer.part == part:
                    _add(tensors, layer, factor, dtype)
        save_file(tensors, file, {"format": "pt"})
    return out


def _add(tensors: Tensors, layer: TinyLayer, factor: float, dtype: torch.dtype) -> None:
    """What is loaded is rounded already; sums are kept as long as can be."""
    name = next(n for n in (f"{layer.path}.weight", f"text_model.{layer.path}.weight") if n in tensors)
    loaded = tensors[name] if tensors[name].dtype == torch.float64 else tensors[name].to(dtype).double()
    tensors[name] = loaded + factor * layer.delta
