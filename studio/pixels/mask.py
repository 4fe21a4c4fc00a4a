"""Masks: which part of a start picture is made anew (white) and which stays (black)."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from studio.errors import ImageError
from studio.pixels.colour import srgb_and_alpha
from studio.pixels.frame import Frame, framed
from studio.pixels.start import ImageInfo, check_image, opened

_NOISE = 8
"""levels beside black and white that JPEG's noise reaches: they count as black and white"""
_SAME_SHAPE = 0.02
"""how far the ratios of a mask and its picture may differ: a rounded pixel, not another cut"""


def check_mask(data: bytes) -> tuple[ImageInfo, tuple[str, ...]]:
    """As `check_image`, for a mask: nothing but its brightness counts. Raises ImageError with the remedy."""
    info, _ = check_image(data)
    with opened(io.BytesIO(data)) as image:
        grey, transparent = _grey(image)
    notices = ("Its transparent parts count as black: what lies there stays.",) if transparent else ()
    lowest, highest = grey.getextrema()
    if lowest == highest == 0:
        notices += ("It is black throughout: nothing is made anew.",)
    elif lowest == highest == 255:
        notices += ("It is white throughout: everything is made anew.",)
    return info, notices


def require_same_shape(picture: ImageInfo, mask: ImageInfo) -> None:
    """Raise ImageError unless a mask lies on its start picture, whatever their sizes."""
    ratio = picture.width * mask.height / (picture.height * mask.width)
    if abs(ratio - 1) > _SAME_SHAPE:
        raise ImageError(
            f"The mask is {mask.width}x{mask.height}, another shape than the start picture of "
            f"{picture.width}x{picture.height}.",
            remedy="Draw the mask on a copy of the start picture, so that both are of one size.",
        )


def fit_mask(path: Path, frame: Frame) -> bytes:
    """The mask as rows from the top, one byte a pixel, 255 where the picture is made anew, in the size of `frame`.

    It lies as `fit_rgb` lays its picture. Raises ImageError with the remedy.
    """
    with opened(path) as image:
        grey, _ = _grey(image)
        return framed(grey, frame, Image.Resampling.BILINEAR).tobytes()


def _grey(image: Image.Image) -> tuple[Image.Image, bool]:
    """(brightness, whether there was transparency, which is black)."""
    colours, alpha, _ = srgb_and_alpha(image)
    grey = colours.convert("L")
    if alpha is not None:
        grey = Image.composite(grey, Image.new("L", grey.size, 0), alpha)
    levels = np.arange(256, dtype=np.float64)
    clear = np.clip(np.rint((levels - _NOISE) * 255 / (255 - 2 * _NOISE)), 0, 255).astype(np.uint8)
    return grey.point(clear.tolist()), alpha is not None
