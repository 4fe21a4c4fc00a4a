"""The parts of a model that is one safetensors file in its makers' layout, renamed as diffusers knows them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers.loaders.single_file_utils import (
    convert_ldm_unet_checkpoint,
    convert_ldm_vae_checkpoint,
    convert_open_clip_checkpoint,
)
from torch import nn
from transformers.models.clip.tokenization_clip import CLIPTokenizer

from studio.engine.components import Folder
from studio.engine.device import Device
from studio.engine.stop import Stop
from studio.engine.weights import damaged, read_tensors
from studio.families.header import read_header
from studio.families.layouts import Placed, prefix_in, text_config

_ENCODERS = {"tokenizer": "text_encoder", "tokenizer_2": "text_encoder_2"}
_PLAIN_CLIP = ".transformer."
"""how the prefix ends of a text encoder that has the names of transformers already; others have those of OpenCLIP"""


class SingleFile(Folder):
    """Weights from one file, configs from its layout, and `lent` (part to folder) what both lack."""

    def __init__(self, file: Path, layout: Placed, lent: Mapping[str, Path], device: Device, stop: Stop) -> None:
        """Raises ModelDamaged and ModelUnsafe for a file that is none."""
        super().__init__(layout.folder, layout.index, device, stop)
        self._file = file
        self._layout = layout
        self._lent = lent
        self._names = read_header(file).shapes

    def place(self, part: str) -> Path:
        return self._lent.get(part) or super().place(part)

    def tokenizer(self, part: str = "tokenizer") -> CLIPTokenizer:
        """The lent one, filling up prompts as this model was taught: the makers of its table fill up otherwise."""
        tokenizer = super().tokenizer(part)
        pad = text_config(self._layout.folder / _ENCODERS[part]).pad_token_id
        if pad is not None:
            tokenizer.pad_token = tokenizer.convert_ids_to_tokens(pad)
        return tokenizer

    def weights(self, part: str, network: nn.Module, dtype: torch.dtype) -> tuple[dict[str, torch.Tensor], Path]:
        prefix = prefix_in(self._layout.layout, part, self._names)
        if not prefix:
            return super().weights(part, network, dtype)
        tensors = dict(read_tensors((self._file,), dtype, self._stop, prefix=prefix))
        try:
            return _renamed(part, prefix, tensors, network), self._file
        except (AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError) as error:
            raise damaged(
                self._file, f"holds a {part.replace('_', ' ')} of another layout than its other parts", repr(error)
            ) from error


def _renamed(part: str, prefix: str, tensors: dict[str, torch.Tensor], network: nn.Module) -> dict[str, torch.Tensor]:
    config: Any = network.config
    if part == "unet":
        return convert_ldm_unet_checkpoint(tensors, config)
    if part == "vae":
        return convert_ldm_vae_checkpoint(tensors, config)
    if prefix.endswith(_PLAIN_CLIP):
        return {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    return convert_open_clip_checkpoint(network, tensors, prefix=prefix)
