"""Larger pictures around pictures: the picture on a wider canvas, and the mask of what is new there."""

from __future__ import annotations

import io

import msgspec
import numpy as np
from PIL import Image, ImageFilter

from studio.pixels.colour import srgb
from studio.pixels.compositing import Rows, blended
from studio.pixels.start import opened

_COARSE_SIDE = 64
"""longer side of the small copy that the far end of the new part is coloured from"""
_SOFT = 3.0
"""pixels of that copy over which colours run into each other"""
_PACKED = 1
"""zlib's fastest level: these files are made while somebody waits"""


class Sides(msgspec.Struct, frozen=True, kw_only=True):
    """How far a picture grows, in its own pixels; none is negative."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def around(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) of the canvas of a picture."""
        return self.left + width + self.right, self.top + height + self.bottom


class Extended(msgspec.Struct, frozen=True, kw_only=True):
    """Two PNG files of one size."""

    start: bytes
    """sRGB: the picture bit for bit, and around it its own colours, running out, for a model to begin with"""
    mask: bytes
    """white where the canvas is new, black where the picture lies: no grey between them"""


def extended(data: bytes, sides: Sides) -> Extended:
    """The picture of a file, upright and in 8-bit sRGB, on its canvas. Raises ImageError for what is none.

    Takes a second for large pictures, and three times the canvas in memory.
    """
    with opened(io.BytesIO(data)) as image:
        rows = np.asarray(srgb(image)[0])
    around = ((sides.top, sides.bottom), (sides.left, sides.right))
    canvas = np.pad(rows, (*around, (0, 0)), mode="edge")
    away = _away(rows.shape[0], rows.shape[1], sides)
    start = blended(canvas, _coarse(canvas), away)
    return Extended(start=_png(start), mask=_png(np.where(away > 0, 255, 0).astype(np.uint8)))


def _away(height: int, width: int, sides: Sides) -> Rows:
    """How far every pixel of the canvas is from the picture: 0 inside it alone, 255 at the farthest edge."""
    farthest = max(1, sides.left, sides.top, sides.right, sides.bottom)
    down = _steps(sides.top, height, sides.bottom)
    across = _steps(sides.left, width, sides.right)
    shares = [(-(-steps * 255 // farthest)).astype(np.uint8) for steps in (down, across)]
    return np.maximum.outer(*shares)


def _steps(before: int, inside: int, after: int) -> np.ndarray:
    return np.concatenate([np.arange(before, 0, -1), np.zeros(inside, int), np.arange(1, after + 1)])


def _coarse(canvas: Rows) -> Rows:
    """The canvas with all its detail gone, in its own size: streaks of its edges would be drawn as streaks."""
    height, width = canvas.shape[:2]
    scale = min(1.0, _COARSE_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = Image.fromarray(canvas).resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(_SOFT))
    return np.asarray(small.resize((width, height), Image.Resampling.BILINEAR))


def _png(rows: Rows) -> bytes:
    file = io.BytesIO()
    Image.fromarray(rows).save(file, "PNG", compress_level=_PACKED)
    return file.getvalue()
