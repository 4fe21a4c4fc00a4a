"""Tiny single-file checkpoints in the layout of the models' makers, written from tiny diffusers folders.

The names are those of the published code (CompVis/latent-diffusion, Stability-AI/generative-models, OpenCLIP), written
here backwards, so that what reads them is checked against something else than itself.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

Tensors = dict[str, torch.Tensor]
UNET, VAE = "model.diffusion_model.", "first_stage_model."
CLIP, OPEN_CLIP = "cond_stage_model.transformer.", "cond_stage_model.model."
XL_CLIP, XL_OPEN_CLIP = "conditioner.embedders.0.transformer.", "conditioner.embedders.1.model."

_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}
_ENDS = {
    "conv_in": "input_blocks.0.0",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
_OPEN_CLIP = {"layer_norm1": "ln_1", "layer_norm2": "ln_2", "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj"}
_OPEN_CLIP_ENDS = {
    "embeddings.token_embedding.weight": "token_embedding.weight",
    "embeddings.position_embedding.weight": "positional_embedding",
    "final_layer_norm.weight": "ln_final.weight",
    "final_layer_norm.bias": "ln_final.bias",
}


def write_tiny_checkpoint(folder: Path, out: Path, *, open_clip: bool = False) -> tuple[Path, Path]:
    """(a single file, a layout's folder) with the weights and configs of a tiny pipeline's folder.

    `open_clip` writes the text encoder as Stable Diffusion 2.x has it; the second one of SDXL always is written so.
    """
    is_xl = (folder / "text_encoder_2").is_dir()
    prefixes = {"unet": UNET, "vae": VAE}
    tensors = {UNET + name: tensor for name, tensor in unet(_weights(folder, "unet"), _config(folder, "unet")).items()}
    tensors |= {VAE + name: tensor for name, tensor in vae(_weights(folder, "vae"), _config(folder, "vae")).items()}
    prefixes["text_encoder"] = XL_CLIP if is_xl else OPEN_CLIP if open_clip else CLIP
    text = (open_clip_names if open_clip else clip)(_weights(folder, "text_encoder"))
    tensors |= {prefixes["text_encoder"] + name: tensor for name, tensor in text.items()}
    if is_xl:
        prefixes["text_encoder_2"] = XL_OPEN_CLIP
        second = open_clip_names(_weights(folder, "text_encoder_2"))
        tensors |= {XL_OPEN_CLIP + name: tensor for name, tensor in second.items()}
    out.mkdir(parents=True, exist_ok=True)
    file = out / "model.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, file)
    marks = {f"{UNET}{name}": tensors[f"{UNET}{name}"].shape for name in ("input_blocks.0.0.weight", "out.2.weight")}
    return file, _layout(folder, out / "layouts" / "tiny" / "tiny", prefixes, marks)


def _layout(folder: Path, to: Path, prefixes: dict[str, str], marks: dict[str, torch.Size]) -> Path:
    ignored = shutil.ignore_patterns("*.safetensors", "tokenizer*")
    shutil.copytree(folder, to, ignore=ignored)
    layout = {"title": "Tiny", "prefixes": {part: [one] for part, one in prefixes.items()}, "marks": marks}
    (to / "layout.json").write_text(json.dumps(layout), "utf-8")
    return to


def _weights(folder: Path, part: str) -> Tensors:
    (file,) = (folder / part).glob("*.safetensors")
    return load_file(file)


def _config(folder: Path, part: str) -> dict[str, Any]:
    return json.loads((folder / part / "config.json").read_text("utf-8"))


def unet(weights: Tensors, config: dict[str, Any]) -> Tensors:
    """The weights of diffusers' UNet by the names of its makers."""
    return {_unet_name(name, config): tensor for name, tensor in weights.items()}


def _unet_name(name: str, config: dict[str, Any]) -> str:
    module, _, leaf = name.rpartition(".")
    if module in _ENDS:
        return f"{_ENDS[module]}.{leaf}"
    each = config["layers_per_block"] + 1
    match = re.fullmatch(r"(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.+)", name)
    if match is None:
        found = re.fullmatch(r"mid_block\.(resnets\.0|attentions\.0|resnets\.1)\.(.+)", name)
        assert found is not None, name
        place, rest = found.groups()
        return f"middle_block.{('resnets.0', 'attentions.0', 'resnets.1').index(place)}.{_inner(rest, place)}"
    way, block, kind, layer, rest = match[1], int(match[2]), match[3], int(match[4]), match[5]
    if kind == "downsamplers":
        return f"input_blocks.{block * each + each}.0.op.{leaf}"
    if kind == "upsamplers":
        attends = "CrossAttn" in config["up_block_types"][block]
        return f"output_blocks.{block * each + each - 1}.{2 if attends else 1}.{rest}"
    before = f"input_blocks.{1 + block * each + layer}" if way == "down" else f"output_blocks.{block * each + layer}"
    return f"{before}.{0 if kind == 'resnets' else 1}.{_inner(rest, kind)}"


def _inner(rest: str, kind: str) -> str:
    if not kind.startswith("resnets"):
        return rest
    module, _, leaf = rest.rpartition(".")
    return f"{_RESNET[module]}.{leaf}"


def vae(weights: Tensors, config: dict[str, Any]) -> Tensors:
    """The weights of diffusers' AutoencoderKL by the names of its makers."""
    blocks = len(config["block_out_channels"])
    made: Tensors = {}
    for name, tensor in weights.items():
        new = re.sub(r"down_blocks\.(\d+)\.resnets\.(\d+)", r"down.\1.block.\2", name)
        new = re.sub(r"down_blocks\.(\d+)\.downsamplers\.0", r"down.\1.downsample", new)
        new = re.sub(r"up_blocks\.(\d+)", lambda found: f"up.{blocks - 1 - int(found[1])}", new)
        new = new.replace("upsamplers.0", "upsample").replace(".resnets.", ".block.")
        new = re.sub(r"mid_block\.block\.(\d)", lambda found: f"mid.block_{int(found[1]) + 1}", new)
        new = new.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
        if "mid_block.attentions.0" in new:
            new, tensor = _vae_attention(new, tensor)
        made[new] = tensor
    return made


def _vae_attention(name: str, tensor: torch.Tensor) -> tuple[str, torch.Tensor]:
    """Linear layers that were convolutions over single pixels."""
    name = name.replace("mid_block.attentions.0", "mid.attn_1").replace("group_norm", "norm")
    name = re.sub(r"to_([qkv])\.", r"\1.", name).replace("to_out.0", "proj_out")
    return name, tensor[:, :, None, None] if tensor.ndim == 2 else tensor


def clip(given: Tensors) -> Tensors:
    """The weights of a CLIP text encoder as they were before transformers 5."""
    weights = {name.removeprefix("text_model."): one for name, one in given.items()}
    counted = {"text_model.embeddings.position_ids": torch.arange(77)[None]}  # old files carry it
    return {f"text_model.{name}": tensor for name, tensor in weights.items()} | counted


def open_clip_names(weights: Tensors) -> Tensors:
    """The weights of a CLIP text encoder by the names of OpenCLIP."""
    made: Tensors = {"logit_scale": torch.ones(())}
    for full, tensor in weights.items():
        name = full.removeprefix("text_model.")
        if name == "text_projection.weight":
            made["text_projection"] = tensor.T
        elif name in _OPEN_CLIP_ENDS:
            made[_OPEN_CLIP_ENDS[name]] = tensor
        elif "self_attn" in name and "out_proj" not in name:
            layer, leaf = name.split(".")[2], name.rpartition(".")[2]
            three = [
                weights[full.replace(name, f"encoder.layers.{layer}.self_attn.{one}_proj.{leaf}")] for one in "qkv"
            ]
            made[f"transformer.resblocks.{layer}.attn.in_proj_{leaf}"] = torch.cat(three)
        else:
            new = name.replace("encoder.layers.", "transformer.resblocks.").replace("self_attn.", "attn.")
            for ours, theirs in _OPEN_CLIP.items():
                new = new.replace(ours, theirs)
            made[new] = tensor
    return made
