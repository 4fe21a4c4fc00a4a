"""Tiny pipelines with random weights in the real diffusers folder format: a few hundred kilobytes, 64x64 native.

Imports torch and diffusers, so call it from an engine test or in a process of its own:
`python -m tests.tiny_models FOLDER [kl|tiny|xl]`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Literal, cast

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_euler_discrete import EulerDiscreteScheduler
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from studio import __version__

Kind = Literal["kl", "tiny", "xl"]
"""kl: AutoencoderKL, factor 8, 4 channels, epsilon prediction (as Stable Diffusion 1.x).
tiny: AutoencoderTiny, factor 16, 16 channels, v-prediction with zero terminal SNR, pooled text added to the time
embedding (as the embedded model).
xl: two text encoders, AutoencoderKL, told of sizes (as Stable Diffusion XL)."""

WIDTH = 32
"""of the text encoder's hidden states"""
MAX_TOKENS = 77


def build_tiny_stable_diffusion(
    folder: Path, *, seed: int = 0, kind: Kind = "kl", width: int = WIDTH, inpainting: bool = False
) -> Path:
    """Write a folder of a pipeline that makes 64x64 pictures; equal seeds give equal weights.

    `width` is that of the text encoder: 768 is known for Stable Diffusion 1.x. `inpainting` gives the UNet a mask and
    what is left of a picture beside the latents.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        parts: dict[str, Any] = {
            "tokenizer": tiny_tokenizer(),
            "text_encoder": _text_encoder(width),
            "unet": _unet(kind, width, inpainting=inpainting),
            "vae": _vae_tiny() if kind == "tiny" else _vae_kl(),
            "scheduler": _scheduler(kind),
        }
        if kind == "xl":
            parts |= {"tokenizer_2": tiny_tokenizer(pad="!"), "text_encoder_2": _second_text_encoder(width)}
    for name, part in parts.items():
        part.save_pretrained(folder / name)
    index = _index(parts)
    if inpainting:
        index = index.replace("Pipeline", "InpaintPipeline")
    (folder / "model_index.json").write_text(index, encoding="utf-8")
    return folder


def _index(parts: dict[str, Any]) -> str:
    index: dict[str, object] = {
        "_class_name": "StableDiffusionXLPipeline" if "text_encoder_2" in parts else "StableDiffusionPipeline",
        "_diffusers_version": "0.42.1",
        "_studio_version": __version__,
        "feature_extractor": [None, None],
        "image_encoder": [None, None],
        "requires_safety_checker": False,
        "safety_checker": [None, None],
    }
    if "text_encoder_2" in parts:
        del index["safety_checker"], index["requires_safety_checker"]
        index["force_zeros_for_empty_prompt"] = True
    for name, part in parts.items():
        library = "transformers" if name.startswith(("tokenizer", "text_encoder")) else "diffusers"
        index[name] = [library, type(part).__name__]
    return json.dumps(index, indent=2, sort_keys=True) + "\n"


def _byte_letters() -> list[str]:
    """The 256 printable letters that stand for bytes in CLIP's vocabulary."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = (b for b in range(256) if b not in plain)
    letters = {b: chr(b) for b in plain} | {b: chr(256 + n) for n, b in enumerate(others)}
    return [letters[b] for b in range(256)]


def tiny_tokenizer(pad: str = "<|endoftext|>") -> CLIPTokenizer:
    """CLIP's byte-level tokenizer without merges: one token a letter. `pad` is what a prompt is filled up with."""
    letters = _byte_letters()
    words = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={w: n for n, w in enumerate(words)}, merges=[], model_max_length=MAX_TOKENS, pad_token=pad
    )


def _text_encoder(width: int) -> CLIPTextModel:
    model = CLIPTextModel(_text_config(width, pad=513))
    _enlarge(model, "embedding", 30.0)  # so that words matter as much as places
    return model.eval()


def _second_text_encoder(width: int) -> CLIPTextModelWithProjection:
    model = CLIPTextModelWithProjection(_text_config(width, pad=ord("!")))
    _enlarge(model, "embedding", 30.0)
    return model.eval()


def _text_config(width: int, *, pad: int) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=514,
        hidden_size=width,
        intermediate_size=2 * width,
        projection_dim=width,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=MAX_TOKENS,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=pad,
    )


def _unet(kind: Kind, width: int, *, inpainting: bool) -> UNet2DConditionModel:
    channels = 16 if kind == "tiny" else 4
    config: dict[str, Any] = {
        "sample_size": 4 if kind == "tiny" else 8,
        "in_channels": 2 * channels + 1 if inpainting else channels,
        "out_channels": channels,
        "block_out_channels": (16, 32),
        "layers_per_block": 1,
        "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
        "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
        "cross_attention_dim": width,
        "attention_head_dim": 4,
        "norm_num_groups": 8,
    }
    if kind == "tiny":
        config |= {
            "addition_embed_type": "text",
            "addition_embed_type_num_heads": 4,
            "resnet_time_scale_shift": "scale_shift",
        }
    if kind == "xl":
        config |= {
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
            "cross_attention_dim": 2 * width,
            "transformer_layers_per_block": (1, 2),
            "use_linear_projection": True,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 8,
            "projection_class_embeddings_input_dim": 6 * 8 + width,
        }
    model = UNet2DConditionModel(**config)
    _enlarge(model, "attn2.to_", 4.0)  # so that words show in the picture
    return model.eval()


def _vae_kl() -> AutoencoderKL:
    config: dict[str, Any] = {
        "block_out_channels": (8, 8, 16, 16),
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "latent_channels": 4,
        "norm_num_groups": 4,
        "sample_size": 64,
    }
    model = AutoencoderKL(**config)
    _enlarge(model, "decoder.conv_out.weight", 3.0)  # random weights make grey mud otherwise
    return model.eval()


def _vae_tiny() -> AutoencoderTiny:
    config: dict[str, Any] = {
        "encoder_block_out_channels": (12,) * 5,
        "decoder_block_out_channels": (12,) * 5,
        "num_encoder_blocks": (1,) * 5,
        "num_decoder_blocks": (1,) * 5,
        "latent_channels": 16,
    }
    model = AutoencoderTiny(**config)
    last = model.decoder.layers[-1]
    with torch.no_grad():  # random weights make black pictures otherwise
        last.weight.mul_(6.0)  # type: ignore[union-attr]
        last.bias.copy_(torch.tensor([0.5, 0.5, 0.5]))  # type: ignore[union-attr]
    return model.eval()


def _enlarge(model: torch.nn.Module, name: str, factor: float) -> None:
    with torch.no_grad():
        for path, parameter in model.named_parameters():
            if name in path:
                parameter.mul_(factor)


def _scheduler(kind: Kind) -> DDIMScheduler | EulerDiscreteScheduler:
    if kind == "xl":
        return EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1)
    if kind == "kl":
        return DDIMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, steps_offset=1
        )
    return DDIMScheduler(
        beta_schedule="squaredcos_cap_v2",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        clip_sample=False,
        steps_offset=1,
    )


if __name__ == "__main__":
    build_tiny_stable_diffusion(Path(sys.argv[1]), kind=cast("Kind", (*sys.argv[2:], "kl")[0]))
