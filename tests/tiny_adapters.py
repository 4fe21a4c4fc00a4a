"""Tiny IP-Adapters and image encoders with random weights, in the on-disk formats of h94/IP-Adapter and ComfyUI.

Imports torch and transformers, so call it from an engine test or in a process of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

Kind = Literal["plain", "plus", "full", "face"]
KINDS: tuple[Kind, ...] = ("plain", "plus", "full")
"""those that look at a picture themselves"""

HIDDEN, VECTOR, SIDE, PATCH = 32, 24, 32, 8
"""of the encoder: width of its hidden states and of its vector, pixels a side of pictures and patches"""
QUERIES = 4
_HEAD = 64
"""width of a resampler's head, which diffusers takes for granted"""
_STRONG = 8.0
"""so that a reference shows in the picture of a tiny model"""


def build_tiny_encoder(folder: Path, *, seed: int = 0, hidden: int = HIDDEN, vector: int = VECTOR) -> Path:
    """A folder as `image_encoder` of h94/IP-Adapter."""
    _encoder(seed, hidden, vector).save_pretrained(folder)
    return folder


def build_tiny_encoder_file(path: Path, *, seed: int = 0) -> Path:
    """One file as in ComfyUI's folder `clip_vision`: the same weights, and no config."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(_encoder(seed, HIDDEN, VECTOR).state_dict(), path)
    return path


def build_tiny_adapter(
    path: Path, model: Path, kind: Kind = "plain", *, seed: int = 0, hidden: int = HIDDEN, vector: int = VECTOR
) -> Path:
    """An adapter for the UNet of the pipeline in the folder `model`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(seed)
    save_file(_Weights(model, generator, hidden, vector).of(kind), path)
    return path


def _encoder(seed: int, hidden: int, vector: int) -> CLIPVisionModelWithProjection:
    config = CLIPVisionConfig(
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        projection_dim=vector,
        num_hidden_layers=2,
        num_attention_heads=16,
        image_size=SIDE,
        patch_size=PATCH,
        hidden_act="gelu",
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = CLIPVisionModelWithProjection(config)
    with torch.no_grad():  # so that one picture says something else than another
        model.vision_model.embeddings.patch_embedding.weight.mul_(20.0)
    return model.eval()


class _Weights:
    def __init__(self, model: Path, generator: torch.Generator, hidden: int, vector: int) -> None:
        self._unet: Any = UNet2DConditionModel.from_pretrained(model / "unet")
        self._generator = generator
        self._hidden, self._vector = hidden, vector
        self._context = int(self._unet.config.cross_attention_dim)

    def of(self, kind: Kind) -> dict[str, torch.Tensor]:
        makers = {"plain": self._plain, "plus": self._plus, "full": self._full, "face": self._face}
        projection = {f"image_proj.{name}": tensor for name, tensor in makers[kind]().items()}
        return projection | self._attention()

    def _attention(self) -> dict[str, torch.Tensor]:
        """Counted as the makers did: every layer of the UNet, with weights for those that look at the prompt."""
        found: dict[str, torch.Tensor] = {}
        for number, name in enumerate(self._unet.attn_processors):
            if name.endswith("attn2.processor"):
                shape = self._unet.get_submodule(f"{name.removesuffix('.processor')}.to_k").weight.shape
                for part in ("to_k_ip", "to_v_ip"):
                    found[f"ip_adapter.{number}.{part}.weight"] = self._random(*shape) * _STRONG
        return found

    def _plain(self) -> dict[str, torch.Tensor]:
        return self._linear("proj", 4 * self._context, self._vector) | self._norm("norm", self._context)

    def _full(self) -> dict[str, torch.Tensor]:
        return {
            **self._linear("proj.0", self._hidden, self._hidden),
            **self._linear("proj.2", self._context, self._hidden),
            **self._norm("proj.3", self._context),
        }

    def _face(self) -> dict[str, torch.Tensor]:
        """As IP-Adapter-FaceID: 512 numbers of a face recogniser."""
        return {
            **self._linear("proj.0", 1024, 512),
            **self._linear("proj.2", 4 * self._context, 1024),
            **self._norm("norm", self._context),
        }

    def _plus(self) -> dict[str, torch.Tensor]:
        inner, wide = self._hidden, _HEAD
        weights = {
            "latents": self._random(1, QUERIES, inner),
            **self._linear("proj_in", inner, self._hidden),
            **self._linear("proj_out", self._context, inner),
            **self._norm("norm_out", self._context),
        }
        for layer in range(4):
            before = f"layers.{layer}"
            weights |= {
                **self._norm(f"{before}.0.norm1", inner),
                **self._norm(f"{before}.0.norm2", inner),
                f"{before}.0.to_q.weight": self._random(wide, inner),
                f"{before}.0.to_kv.weight": self._random(2 * wide, inner),
                f"{before}.0.to_out.weight": self._random(inner, wide),
                **self._norm(f"{before}.1.0", inner),
                f"{before}.1.1.weight": self._random(4 * inner, inner),
                f"{before}.1.3.weight": self._random(inner, 4 * inner),
            }
        return weights

    def _linear(self, name: str, wide: int, given: int) -> dict[str, torch.Tensor]:
        return {f"{name}.weight": self._random(wide, given), f"{name}.bias": self._random(1, wide)[0]}

    def _norm(self, name: str, wide: int) -> dict[str, torch.Tensor]:
        return {f"{name}.weight": 1 + self._random(1, wide)[0], f"{name}.bias": self._random(1, wide)[0]}

    def _random(self, *shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=self._generator) / shape[-1] ** 0.5
