"""One LoRA, read from its file: what it does to which weights of the networks in memory."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import torch
from torch import nn

from studio.engine.lora_change import Change
from studio.engine.stop import Stop
from studio.engine.weights import damaged, read_tensors
from studio.errors import ModelMissing, ModelUnsupported
from studio.families.header import Header, read_header
from studio.families.lora import LoraFacts, lora_of
from studio.wire.messages import AdditionSource

_OTHER_REMEDY = "Choose a LoRA that is made for this model, or another model."
_KINDS: Mapping[str, str] = {
    "lora_down.weight": "down",
    "lora_up.weight": "up",
    "lora_mid.weight": "mid",
    "lora_A.weight": "down",
    "lora_B.weight": "up",
    "lora.down.weight": "down",
    "lora.up.weight": "up",
    "lora_linear_layer.down.weight": "down",
    "lora_linear_layer.up.weight": "up",
    "alpha": "alpha",
    "dora_scale": "dora",
    "lora_magnitude_vector": "dora",
    "lora_magnitude_vector.weight": "dora",
    "diff": "diff",
    "w_norm": "diff",
    "diff_b": "bias",
    "b_norm": "bias",
    **{name: name for name in ("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b", "hada_t1", "hada_t2")},
    **{name: name for name in ("lokr_w1", "lokr_w1_a", "lokr_w1_b", "lokr_w2", "lokr_w2_a", "lokr_w2_b", "lokr_t2")},
}
"""how the name of a tensor ends, and which part of a change it is"""
_PROCESSORS = re.compile(r"\.(?:processor\.)?to_(q|k|v|out)_lora\.(down|up)\.weight$")
"""the oldest names of diffusers: beside the layer that is meant, not in it"""
_ADAPTER = re.compile(r"\.default(?:_\d+)?(?=\.weight$|$)")
"""PEFT's name of an adapter that nobody named"""


@dataclass(frozen=True, kw_only=True)
class Lora:
    """What is to be done."""

    changes: dict[nn.Parameter, Change]
    left_out: int
    """layers that it names and the model has not"""
    layers: int
    """that it names"""


@dataclass(kw_only=True)
class _Layer:
    """Of the file: the parts of one layer."""

    parts: dict[str, torch.Tensor] = field(default_factory=dict)
    alpha: float | None = None


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What a model has that a LoRA must have been made for."""

    layers: Mapping[str, nn.Module]
    """by every name that files give them"""
    family: str
    """as in LoraFacts"""
    context: int


def read_lora(source: AdditionSource, model: Fit, stop: Stop) -> Lora:
    """Read all of it before anything is changed; `stop` is looked at before each tensor.

    Raises ModelError that names the LoRA: damaged, unsafe, gone, or made for another model.
    """
    path = _file(source)
    header = read_header(path)
    _require_fitting(source, header, model)
    layers, unknown = _layers(path, header, stop)
    changes: dict[nn.Parameter, Change] = {}
    left_out = unknown
    for name, own in sorted(layers.items()):
        layer = model.layers.get(name)
        if layer is None:
            left_out += 1
        else:
            _add(changes, own, layer, source, path / name)
    if not changes:
        raise ModelUnsupported(
            f"The LoRA “{source.ref.id}” belongs to another model: none of its layers is in this one.",
            remedy=_OTHER_REMEDY,
            detail=next(iter(header.shapes), ""),
        )
    return Lora(changes=changes, left_out=left_out, layers=len(layers) + unknown)


def _file(source: AdditionSource) -> Path:
    path = Path(source.path)
    if not path.is_file():
        raise ModelMissing(
            f"The file of the LoRA “{source.ref.id}” is gone.",
            remedy="Get it again, or take it away.",
            detail=str(path),
        )
    return path


def _require_fitting(source: AdditionSource, header: Header, model: Fit) -> None:
    try:
        facts = lora_of(header, source.ref.id)
    except ModelUnsupported as error:
        raise ModelUnsupported(
            f"The LoRA “{source.ref.id}” cannot be used. {error.message}", remedy=error.remedy, detail=error.detail
        ) from error
    other_family = bool(facts.family) and facts.family != model.family
    other_context = bool(facts.context) and facts.context != model.context
    if other_family or other_context:
        raise _other_model(source, facts, f"{facts.family} {facts.context}, the model {model.family} {model.context}")


def _other_model(source: AdditionSource, facts: LoraFacts, detail: str) -> ModelUnsupported:
    return ModelUnsupported(
        f"The LoRA “{source.ref.id}” is made for {facts.base or 'other models'}, not for this one.",
        remedy=_OTHER_REMEDY,
        detail=detail,
    )


def _layers(path: Path, header: Header, stop: Stop) -> tuple[dict[str, _Layer], int]:
    """(layers by their names in the file, how many tensors are of no known kind)."""
    layers: dict[str, _Layer] = {}
    unknown = 0
    alphas = _Alphas(header.metadata)
    for name, tensor in read_tensors((path,), torch.float32, stop):
        layer, kind = _split(name)
        if not kind:
            unknown += 1
            continue
        own = layers.setdefault(layer, _Layer())
        if kind == "alpha":
            own.alpha = float(tensor.reshape(-1)[0]) if tensor.numel() == 1 else None
        else:
            own.parts[kind] = tensor
            if kind == "down" and own.alpha is None:
                own.alpha = alphas.of(layer, len(tensor) if tensor.ndim else 1)
    return layers, unknown


def _split(name: str) -> tuple[str, str]:
    """(layer, part of its change); an empty part for what no LoRA has."""
    name = _ADAPTER.sub("", name)
    old = _PROCESSORS.search(name)
    if old is not None:
        return name[: old.start()] + _old_layer(name, old[1]), old[2]
    at = name.find(".")
    while at >= 0:
        if (kind := _KINDS.get(name[at + 1 :])) is not None:
            return name[:at], kind
        at = name.find(".", at + 1)
    return name, ""


def _old_layer(name: str, which: str) -> str:
    if "self_attn" in name:
        return f".{which}_proj"
    return ".to_out.0" if which == "out" else f".to_{which}"


class _Alphas:
    """What diffusers notes of a training by PEFT, in the header: alpha is not among its tensors."""

    def __init__(self, metadata: Mapping[str, str]) -> None:
        try:
            self._notes = msgspec.json.decode(metadata.get("lora_adapter_metadata", "{}"), type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self._notes = {}

    def of(self, layer: str, rank: int) -> float | None:
        part = layer.partition(".")[0]
        alpha = self._notes.get(f"{part}.lora_alpha")
        patterns = self._notes.get(f"{part}.alpha_pattern")
        if isinstance(patterns, dict):
            alpha = next((own for name, own in patterns.items() if f".{layer}".endswith(f".{name}")), alpha)
        if not isinstance(alpha, int | float) or not math.isfinite(alpha):
            return None
        return alpha * math.sqrt(rank) if self._notes.get(f"{part}.use_rslora") is True else float(alpha)


def _add(
    changes: dict[nn.Parameter, Change], own: _Layer, layer: nn.Module, source: AdditionSource, where: Path
) -> None:
    """Raises ModelDamaged for parts that do not belong together, ModelUnsupported for those of another shape."""
    bias = own.parts.pop("bias", None)
    wanted: list[tuple[Any, Change]] = []
    if own.parts:
        wanted.append((getattr(layer, "weight", None), Change(parts=own.parts, alpha=own.alpha)))
    if bias is not None:
        wanted.append((getattr(layer, "bias", None), Change(parts={"diff": bias})))
    for parameter, change in wanted:
        if parameter is None or not _fits(change, parameter, where):
            sizes = [f"{name} {tuple(part.shape)}" for name, part in change.parts.items()]
            raise ModelUnsupported(
                f"The LoRA “{source.ref.id}” is made for another model: its layers have other sizes.",
                remedy=_OTHER_REMEDY,
                detail=f"{where.name}: {', '.join(sizes)}",
            )
        changes.setdefault(parameter, change)  # a file may name a layer in two ways: it is changed once


def _fits(change: Change, parameter: nn.Parameter, where: Path) -> bool:
    try:
        return change.fits(parameter)
    except (ArithmeticError, IndexError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise damaged(
            where.parent, "holds a LoRA whose parts do not belong together", f"{where.name}: {error!r}"
        ) from error
