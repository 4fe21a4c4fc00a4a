"""Owns the latents: a linear code of the picture, and the autoencoder in diffusers' format that makes and undoes it.

A 256 px picture is averaged to 64 px, each 4x4 block of pixels becomes one cell, and its 48 values are reduced by PCA
to 16 of unit variance: 16x16 cells. The encoder's convolutions do exactly that, so nothing is learned there."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from diffusers import AutoencoderTiny
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.functional import avg_pool2d, pixel_unshuffle

from models.training.data import CELL, batch

CHANNELS = 16
VALUES = 3 * CELL * CELL
SCALE = 3.0
"""The decoder squashes what it gets beyond about 3; peaks of the latents reach 8, so it gets them divided by this."""


@dataclass(frozen=True)
class Code:
    """`axes` (16, 48) and `mean` (48,): latent = axes @ (values - mean), each component of unit variance."""

    axes: torch.Tensor
    mean: torch.Tensor

    def encode(self, pictures: torch.Tensor) -> torch.Tensor:
        """(n, 3, 64, 64) in -1..1 to (n, 16, 16, 16)."""
        values = pixel_unshuffle(pictures, CELL) - self.mean[None, :, None, None]
        return torch.einsum("cv,nvhw->nchw", self.axes, values)

    def encode_large(self, pictures: torch.Tensor) -> torch.Tensor:
        """(n, 3, 16 h, 16 w) in -1..1 to (n, 16, h, w)."""
        return self.encode(avg_pool2d(pictures, 4))


def fit(rng: random.Random, examples: int = 4096) -> Code:
    """The code of a sample of training pictures."""
    values = torch.cat([_values(batch(rng, 256).pictures) for _ in range(examples // 256)])
    mean = values.mean(0)
    spread = torch.cov((values - mean).T)
    powers, vectors = torch.linalg.eigh(spread)
    best = torch.argsort(powers, descending=True)[:CHANNELS]
    kept = float(powers[best].sum() / powers.sum())
    print(f"PCA keeps {100 * kept:.2f}% of the variance", flush=True)
    return Code((vectors[:, best] / powers[best].sqrt()).T.contiguous(), mean)


def _values(pictures: torch.Tensor) -> torch.Tensor:
    return pixel_unshuffle(pictures, CELL).permute(0, 2, 3, 1).reshape(-1, VALUES)


def save_code(code: Code, path: Path) -> None:
    save_file({"axes": code.axes, "mean": code.mean}, path)


def load_code(path: Path) -> Code:
    """From the file that save_code wrote, or from a finished pipeline's vae folder."""
    if path.is_dir():
        return code_of(AutoencoderTiny.from_pretrained(path))
    tensors = load_file(path)
    return Code(tensors["axes"], tensors["mean"])


@torch.no_grad()
def code_of(model: AutoencoderTiny) -> Code:
    """The code that the encoder of `autoencoder` holds; of its mean, what the axes see."""
    last = cast(nn.Conv2d, model.encoder.layers[-1])
    assert last.bias is not None
    axes = torch.empty(CHANNELS, VALUES)
    axes[:, _order()] = last.weight[:, :, 1, 1].float() * SCALE / 2.0
    seen = -last.bias.float() * SCALE
    return Code(axes, torch.linalg.pinv(axes) @ seen - 1.0)


def autoencoder(code: Code) -> AutoencoderTiny:
    """Encoder exact for `code`, decoder untrained."""
    model = AutoencoderTiny(
        encoder_block_out_channels=(VALUES,) * 5,
        decoder_block_out_channels=(VALUES,) * 5,
        num_encoder_blocks=(0, 0, 0, 0, 0),
        num_decoder_blocks=(4, 3, 2, 1, 0),
        latent_channels=CHANNELS,
        scaling_factor=SCALE,
    )
    _set_encoder(model, code)
    return model


@torch.no_grad()
def _set_encoder(model: AutoencoderTiny, code: Code) -> None:
    layers = cast("list[nn.Conv2d]", [*model.encoder.layers])
    first, *halvings, last = layers
    assert first.bias is not None
    assert last.bias is not None
    for layer in layers:
        layer.weight.zero_()
    first.bias.zero_()
    for channel in range(3):
        first.weight[channel, channel, 1, 1] = 1.0
    for stage, layer in enumerate(halvings):
        _average(layer.weight) if stage < 2 else _unshuffle(layer.weight, 3 * 4 ** (stage - 2))
    order = _order()
    last.weight[:, :, 1, 1] = 2.0 * code.axes[:, order] / SCALE
    last.bias.copy_(-(code.axes @ (code.mean + 1.0)) / SCALE)


def _average(weight: torch.Tensor) -> None:
    """Taps 1 and 2 of a 3x3 kernel with stride 2 and padding 1 are the two pixels of a block."""
    for channel in range(3):
        weight[channel, channel, 1:, 1:] = 0.25


def _unshuffle(weight: torch.Tensor, channels: int) -> None:
    for channel in range(channels):
        for place in range(4):
            weight[4 * channel + place, channel, 1 + place // 2, 1 + place % 2] = 1.0


def _order() -> torch.Tensor:
    """Where each channel of two unshuffles by 2 stands in one unshuffle by 4."""
    index = torch.arange(3 * CELL * CELL).reshape(1, 3, CELL, CELL).float()
    return pixel_unshuffle(pixel_unshuffle(index, 2), 2).flatten().long()
