"""Every name that files of LoRAs give the layers of a model: diffusers', its makers', with dots or underscores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from torch import nn

_TEXT = "text_model."
"""before transformers 5 the layers of a CLIP text encoder were named with it"""
_ENDS = {
    "conv_in": "input_blocks.0.0",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}


def named_layers(networks: Mapping[str, nn.Module]) -> dict[str, nn.Module]:
    """Name in a file to the layer that is meant; `networks` by unet, text_encoder, text_encoder_2."""
    found: dict[str, nn.Module] = {}
    for part, network in networks.items():
        spelt = _spelt_unet(network) if part == "unet" else _spelt_encoder(network)
        dotted, underscored = _prefixes(part, two="text_encoder_2" in networks)
        for name, layer in spelt:
            for prefix in dotted:
                found.setdefault(prefix + name, layer)
            for prefix in underscored:
                found.setdefault(prefix + name.replace(".", "_"), layer)
    return found


def _prefixes(part: str, *, two: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What names with dots begin with, and those of kohya and LyCORIS, which have none."""
    if part == "unet":
        return ("unet.", "", "diffusion_model.", "model.diffusion_model."), ("lora_unet_", "lycoris_unet_", "lycoris_")
    number = "" if not two else "2" if part == "text_encoder_2" else "1"
    return (f"{part}.",), (f"lora_te{number}_",)


def _spelt_encoder(network: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    for path, layer in _layers(network):
        plain = path.removeprefix(_TEXT)
        yield plain, layer
        yield _TEXT + plain, layer


def _spelt_unet(network: Any) -> Iterator[tuple[str, nn.Module]]:
    blocks = dict(_blocks(network))
    for path, layer in _layers(network):
        yield path, layer
        makers = _makers_name(path, blocks)
        if makers:
            yield makers, layer


def _layers(network: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Those that have weights of their own."""
    for path, layer in network.named_modules():
        if any(True for _ in layer.parameters(recurse=False)):
            yield path, layer


def _makers_name(path: str, blocks: Mapping[str, str]) -> str:
    """As CompVis and Stability call a layer of their UNet; empty for one that theirs has not."""
    if path in _ENDS:
        return _ENDS[path]
    pieces = path.split(".")
    kind = "resnets" if "resnets" in pieces[:3] else ""
    length = 3 if pieces[0] == "mid_block" else 4
    block, rest = blocks.get(".".join(pieces[:length]), ""), ".".join(pieces[length:])
    if not block:
        return ""
    if kind:
        return f"{block}.{_RESNET[rest]}" if rest in _RESNET else ""
    return f"{block}.{rest}" if "downsamplers" not in pieces else f"{block}.op"


def _blocks(unet: Any) -> Iterator[tuple[str, str]]:
    """(diffusers' name, makers' name) of what a UNet is put together from: theirs are counted through."""
    number = 1
    for place, block in enumerate(unet.down_blocks):
        for layer in range(len(block.resnets)):
            yield f"down_blocks.{place}.resnets.{layer}", f"input_blocks.{number}.0"
            yield f"down_blocks.{place}.attentions.{layer}", f"input_blocks.{number}.1"
            number += 1
        if block.downsamplers:
            yield f"down_blocks.{place}.downsamplers.0", f"input_blocks.{number}.0"
            number += 1
    for middle, name in enumerate(("resnets.0", "attentions.0", "resnets.1")):
        yield f"mid_block.{name}", f"middle_block.{middle}"
    number = 0
    for place, block in enumerate(unet.up_blocks):
        for layer in range(len(block.resnets)):
            yield f"up_blocks.{place}.resnets.{layer}", f"output_blocks.{number}.0"
            yield f"up_blocks.{place}.attentions.{layer}", f"output_blocks.{number}.1"
            number += 1
        if block.upsamplers:
            attends = bool(getattr(block, "attentions", None))
            yield f"up_blocks.{place}.upsamplers.0", f"output_blocks.{number - 1}.{2 if attends else 1}"
