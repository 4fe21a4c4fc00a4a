"""One IP-Adapter read from its file, and refused where it belongs to other models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from accelerate import init_empty_weights
from diffusers.models.attention_processor import IPAdapterAttnProcessor2_0
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn

from studio.engine.device import Device
from studio.engine.memory import is_out_of_memory
from studio.engine.stop import Stop
from studio.engine.weights import damaged, read_tensors
from studio.errors import ModelMissing, ModelUnsupported
from studio.families.adapter import ATTENTION, PROJECTION, AdapterFacts, adapter_of
from studio.families.contents import BASES
from studio.families.header import Header, read_header
from studio.wire.messages import AdditionSource

Crosses = Mapping[str, tuple[int, int]]
"""as Attention.crosses"""


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """The weights of one, on the device."""

    facts: AdapterFacts
    projection: nn.Module
    """from what an image encoder says to words that the UNet can look at"""
    words: tuple[tuple[torch.Tensor, torch.Tensor], ...]
    """(to_k, to_v) for every layer that looks at the prompt, in the UNet's order"""


def adapter_facts(source: AdditionSource, crosses: Crosses) -> AdapterFacts:
    """What a file is told to be by its header alone, with a UNet that has these layers.

    Raises ModelMissing, ModelDamaged, ModelUnsafe, and ModelUnsupported for what is no adapter or one of other models.
    """
    path = Path(source.path)
    if not path.is_file():
        raise ModelMissing(
            f"The file of the adapter “{source.ref.id}” is gone.",
            remedy="Get this adapter again, or take its reference pictures away.",
            detail=source.path,
        )
    header = read_header(path)
    facts = adapter_of(header)
    if facts is None:
        raise ModelUnsupported(f"{path.name} is not an IP-Adapter.", remedy="Choose an IP-Adapter for this picture.")
    if facts.problem:
        raise ModelUnsupported(facts.problem, remedy=facts.remedy, detail=source.path)
    _require_fitting(source, header, facts, crosses)
    return facts


def read_adapter(
    source: AdditionSource, facts: AdapterFacts, unet: UNet2DConditionModel, device: Device, stop: Stop
) -> Adapter:
    """Raises ModelDamaged, and Stopped between tensors."""
    path = Path(source.path)
    projection = dict(read_tensors((path,), device.dtype, stop, prefix=PROJECTION))
    attention = dict(read_tensors((path,), device.dtype, stop, prefix=ATTENTION))
    pairs = (_names(number) for number in range(len(attention) // 2))
    return Adapter(
        facts=facts,
        projection=_projection(path, {name.removeprefix(PROJECTION): one for name, one in projection.items()}, unet),
        words=tuple((attention[key].to(device.torch), attention[value].to(device.torch)) for key, value in pairs),
    )


def processors(adapters: Sequence[Adapter], crosses: Crosses) -> dict[str, IPAdapterAttnProcessor2_0]:
    """diffusers' own, each with all adapters in their order."""
    made: dict[str, IPAdapterAttnProcessor2_0] = {}
    for number, (name, (inner, context)) in enumerate(crosses.items()):
        tokens = [1] * len(adapters)  # only read where what is looked at comes joined, and it never does here
        with init_empty_weights():
            made[name] = IPAdapterAttnProcessor2_0(inner, context, num_tokens=tokens)
        words = {
            f"{part}.{place}.weight": tensor
            for place, adapter in enumerate(adapters)
            for part, tensor in zip(("to_k_ip", "to_v_ip"), adapter.words[number], strict=True)
        }
        made[name].load_state_dict(words, assign=True)
    return made


def _names(number: int) -> tuple[str, str]:
    """Adapters count every layer of a UNet, and have weights for every other one."""
    return f"{ATTENTION}{2 * number + 1}.to_k_ip.weight", f"{ATTENTION}{2 * number + 1}.to_v_ip.weight"


def _require_fitting(source: AdditionSource, header: Header, facts: AdapterFacts, crosses: Crosses) -> None:
    wanted = {name: shape for number, shape in enumerate(crosses.values()) for name in _names(number)}
    own = {name: shape for name, shape in header.shapes.items() if name.startswith(ATTENTION)}
    if own == wanted:
        return
    base = BASES.get(max((context for _, context in crosses.values()), default=0), "")
    raise ModelUnsupported(
        f"The adapter “{source.ref.id}” belongs to {facts.base or 'other models'} and cannot be used with this model.",
        remedy=f"Choose an adapter for {base or 'this model'}, or take its reference pictures away.",
        detail=f"{len(own)} weights of width {facts.context} for {len(wanted)}",
    )


def _projection(path: Path, weights: dict[str, torch.Tensor], unet: UNet2DConditionModel) -> nn.Module:
    """Made by diffusers, which knows the names of every kind."""
    try:
        network: nn.Module = unet._convert_ip_adapter_image_proj_to_diffusers(weights)
    except Exception as error:  # whatever it raises for weights that do not belong together
        if is_out_of_memory(error):
            raise
        raise damaged(path, "holds weights that do not belong together", f"{type(error).__name__}: {error}") from error
    lacking = next((name for name, one in network.state_dict().items() if one.is_meta), None)
    if lacking is not None:
        raise damaged(path, "lacks weights", lacking)
    return network.eval().requires_grad_(requires_grad=False)
