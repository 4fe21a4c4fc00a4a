"""Between pixels and tensors: rows of bytes on the line, planes from -1 to 1 in the networks."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional


def planes(rows: np.ndarray) -> torch.Tensor:
    """uint8 of shape (height, width, 3) as float32 of shape (1, 3, height, width) from -1 to 1."""
    unit = rows.astype(np.float32) / 255.0
    return torch.from_numpy(unit.transpose(2, 0, 1)[None].copy()) * 2.0 - 1.0


def rgb8(picture: torch.Tensor) -> np.ndarray:
    """One picture of shape (3, height, width), -1 to 1, as uint8 of shape (height, width, 3)."""
    unit = (picture.float() * 0.5).add_(0.5).clamp_(0, 1)  # in place: a large picture is in memory often enough
    return unit.mul_(255).round_().to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()


def shrunk(latents: torch.Tensor, largest: int) -> torch.Tensor:
    """Latents of shape (n, c, h, w) with no side above `largest`, the ratio kept."""
    height, width = latents.shape[-2:]
    scale = largest / max(height, width)
    if scale >= 1:
        return latents
    size = (max(1, round(height * scale)), max(1, round(width * scale)))
    return functional.interpolate(latents, size=size, mode="area")
