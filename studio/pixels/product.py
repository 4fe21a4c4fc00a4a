"""Product cut-outs: pictures with transparency that are laid over others and never changed."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from studio.pixels.colour import srgb_and_alpha
from studio.pixels.start import ImageInfo, check_image, opened


def check_product(data: bytes) -> tuple[ImageInfo, tuple[str, ...]]:
    """What the file is, and what the user should know about it. Raises ImageError with the remedy."""
    info, _ = check_image(data)
    with opened(io.BytesIO(data)) as image:
        profiled = "icc_profile" in image.info
        colours, alpha, notices = srgb_and_alpha(image)
        changed = profiled and image.mode in ("RGB", "RGBA") and _changed(image, colours)
    if alpha is None:
        notices += ("It has no transparency: its whole rectangle covers the picture.",)
    elif alpha.getextrema() == (0, 0):
        notices += ("It is transparent throughout: nothing of it will be seen.",)
    if changed:
        notices += ("Its colours were converted from its own profile to sRGB.",)
    return info, notices


def product_rgba(path: Path) -> tuple[int, int, bytes]:
    """(width, height, rows from the top, four bytes a pixel: 8-bit sRGB and alpha, not multiplied).

    Raises ImageError with the remedy.
    """
    with opened(path) as image:
        colours, alpha, _ = srgb_and_alpha(image)
        colours.putalpha(Image.new("L", colours.size, 255) if alpha is None else alpha)
        return colours.width, colours.height, colours.tobytes()


def _changed(image: Image.Image, colours: Image.Image) -> bool:
    """Whether colours are others than in the file: their numbers by value, which no rotation changes."""
    return image.convert("RGB").histogram() != colours.histogram()
