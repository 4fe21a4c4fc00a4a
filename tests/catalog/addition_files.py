"""LoRAs, ControlNets and adapters by the names and shapes that real ones have, with weights that take no room."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.catalog.model_folders import write_json
from tests.families.safetensors_files import write_tensors

SD1, SD2, SDXL = 768, 1024, 2048
"""width of the cross attention"""
VECTOR, HIDDEN = 1024, 1280
"""of CLIP ViT-H/14"""


def write_lora(path: Path, context: int = SD1, notes: Mapping[str, str] | None = None, *, rank: int = 4) -> Path:
    """As kohya's trainer writes it."""
    layer = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"
    shapes = {f"{layer}.lora_down.weight": (rank, context), f"{layer}.lora_up.weight": (320, rank)}
    return write_tensors(path, shapes | {f"{layer}.alpha": ()}, notes)


def write_control(folder: Path, context: int = SD1, **config: Any) -> Path:
    """A folder in the diffusers layout; `config` replaces fields of it."""
    sized = {"addition_embed_type": "text_time"} if context == SDXL else {}
    told = {"_class_name": "ControlNetModel", "cross_attention_dim": context, "conditioning_channels": 3}
    write_json(folder / "config.json", told | sized | config)
    hint = {"controlnet_cond_embedding.conv_in.weight": (16, 3, 3, 3)}
    write_tensors(folder / "diffusion_pytorch_model.safetensors", hint | {"time_embedding.linear_1.bias": (8,)})
    return folder


def write_control_file(path: Path, context: int = SD1) -> Path:
    cross = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight"
    return write_tensors(path, {"controlnet_cond_embedding.conv_in.weight": (16, 3, 3, 3), cross: (8, context)})


def write_adapter(path: Path, context: int = SD1) -> Path:
    """A plain IP-Adapter, which reads the vector of CLIP ViT-H/14."""
    shapes = {"image_proj.proj.weight": (4 * context, VECTOR), "image_proj.norm.weight": (context,)}
    return write_tensors(path, shapes | {"ip_adapter.1.to_k_ip.weight": (8, context)})


def write_encoder(folder: Path, *, value: int = 0) -> Path:
    """CLIP ViT-H/14; `value` makes other weights."""
    told = {"architectures": ["CLIPVisionModelWithProjection"], "model_type": "clip_vision_model"}
    write_json(folder / "config.json", told | {"hidden_size": HIDDEN, "projection_dim": VECTOR})
    write_tensors(folder / "model.safetensors", {"vision_model.post_layernorm.bias": (HIDDEN + value,)})
    return folder


def write_encoder_file(path: Path) -> Path:
    """The same as other programs keep it: one file, no config."""
    return write_tensors(
        path,
        {
            "vision_model.embeddings.patch_embedding.weight": (HIDDEN, 3, 14, 14),
            "vision_model.embeddings.position_embedding.weight": (257, HIDDEN),
            "vision_model.encoder.layers.0.mlp.fc1.weight": (5120, HIDDEN),
            "visual_projection.weight": (VECTOR, HIDDEN),
        },
    )
