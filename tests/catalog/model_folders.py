"""Model folders in the real on-disk layout, without torch: right configs, sound headers, weights of a few bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

INDEX: dict[str, Any] = {
    "_class_name": "StableDiffusionPipeline",
    "_diffusers_version": "0.42.1",
    "feature_extractor": [None, None],
    "safety_checker": [None, None],
    "requires_safety_checker": False,
    "scheduler": ["diffusers", "DDIMScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
}
CONFIGS: dict[str, dict[str, Any]] = {
    "scheduler/scheduler_config.json": {"_class_name": "DDIMScheduler", "timestep_spacing": "leading"},
    "text_encoder/config.json": {"architectures": ["CLIPTextModel"]},
    "tokenizer/tokenizer_config.json": {"tokenizer_class": "CLIPTokenizer"},
    "tokenizer/tokenizer.json": {"version": "1.0"},
    "unet/config.json": {"_class_name": "UNet2DConditionModel", "sample_size": 64, "in_channels": 4, "out_channels": 4},
    "vae/config.json": {"_class_name": "AutoencoderKL", "block_out_channels": [8, 8, 8, 8]},
}
WEIGHTS = (
    "text_encoder/model.safetensors",
    "unet/diffusion_pytorch_model.safetensors",
    "vae/diffusion_pytorch_model.safetensors",
)


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


def write_weights(path: Path, value: float = 0.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({"weight": np.full((4,), value, dtype=np.float32)}, path)


def write_model(folder: Path, *, card: dict[str, Any] | None = None, value: float = 0.0) -> Path:
    """A whole Stable Diffusion folder; `value` makes other weights, and so another model."""
    write_json(folder / "model_index.json", INDEX)
    for name, content in CONFIGS.items():
        write_json(folder / name, content)
    for name in WEIGHTS:
        write_weights(folder / name, value)
    if card is not None:
        write_json(folder / "card.json", card)
    return folder


def write_xl_model(
    folder: Path,
    *,
    index: dict[str, Any] | None = None,
    unet: dict[str, Any] | None = None,
    scheduler: dict[str, Any] | None = None,
    value: float = 0.0,
) -> Path:
    """A whole SDXL folder; what is given replaces fields of the index and the configs."""
    write_model(folder, value=value)
    second = {"text_encoder_2": ["transformers", "CLIPTextModelWithProjection"]}
    second |= {"tokenizer_2": ["transformers", "CLIPTokenizer"]}
    named = {"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": True}
    write_json(folder / "model_index.json", INDEX | second | named | (index or {}))
    for part in ("text_encoder", "tokenizer"):
        shutil.copytree(folder / part, folder / f"{part}_2", dirs_exist_ok=True)
    channels = {"in_channels": 4, "out_channels": 4, "addition_embed_type": "text_time"}
    write_json(folder / "unet/config.json", {"sample_size": 128} | channels | (unet or {}))
    spaced = {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "leading"}
    write_json(folder / "scheduler/scheduler_config.json", scheduler or spaced)
    return folder
