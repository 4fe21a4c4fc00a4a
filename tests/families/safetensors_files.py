"""Safetensors files by name and shape: sound headers, and weights that are a hole in the file."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path

Shapes = Mapping[str, tuple[int, ...]]
UNET = "model.diffusion_model."
CLIP = "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight"
OPEN_CLIP = "cond_stage_model.model.token_embedding.weight"
XL_CLIP = "conditioner.embedders.0.transformer.text_model.embeddings.token_embedding.weight"
XL_OPEN_CLIP = "conditioner.embedders.1.model.token_embedding.weight"
VAE = "first_stage_model.decoder.conv_in.weight"


def write_header(path: Path, header: object, weights: int = 0) -> Path:
    content = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(content)) + content)
        file.truncate(8 + len(content) + weights)
    return path


def write_tensors(path: Path, shapes: Shapes, metadata: Mapping[str, str] | None = None) -> Path:
    """Half-precision zeros, which take no room on the disk."""
    header: dict[str, object] = {} if metadata is None else {"__metadata__": dict(metadata)}
    at = 0
    for name, shape in shapes.items():
        end = at + 2 * math.prod(shape)
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [at, end]}
        at = end
    return write_header(path, header, at)


def checkpoint(width: int, *texts: str, channels: int = 4, vae: bool = True) -> dict[str, tuple[int, ...]]:
    """The telling tensors of a whole model whose UNet is told of the prompt by vectors of `width`."""
    block, inner = ("input_blocks.4.1", 640) if width == 2048 else ("input_blocks.1.1", 320)
    shapes: dict[str, tuple[int, ...]] = {
        f"{UNET}input_blocks.0.0.weight": (320, channels, 3, 3),
        f"{UNET}out.2.weight": (4, 320, 3, 3),
        f"{UNET}{block}.transformer_blocks.0.attn2.to_k.weight": (inner, width),
    }
    shapes |= dict.fromkeys(texts, (49408, 8))
    return shapes | ({VAE: (512, 4, 3, 3)} if vae else {})


SD1 = checkpoint(768, CLIP)
SD2 = checkpoint(1024, OPEN_CLIP)
SDXL = checkpoint(2048, XL_CLIP, XL_OPEN_CLIP)
