"""Control images: which kinds are made of a picture here, and making them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
from PIL import Image

from studio.errors import ImageError
from studio.pixels.colour import srgb_and_alpha
from studio.pixels.control_lines import Grey, Rgb, are_lines, edges, lines, strokes
from studio.pixels.start import opened

MadeHere = Literal["edges", "scribble", "lines"]

_WAYS: Mapping[MadeHere, Callable[[Rgb, float], Grey]] = {"edges": edges, "scribble": strokes, "lines": lines}

MADE_HERE: tuple[MadeHere, ...] = tuple(_WAYS)
"""of any picture; the others (depth, pose, normals, segments) want a network of their own, and come ready-made"""
LONGEST = 1024
"""pixels of the longer side: finer lines than models make pictures of would vanish when they are scaled to these"""
DETAIL = 0.5

_BLACK, _WHITE = 40, 160
_MOSTLY_BLACK, _BETWEEN, _COLOURED = 0.6, 0.15, 32


def control_image(data: bytes, kind: str, *, detail: float = DETAIL) -> bytes:
    """The control image of a picture file, as a PNG file in the picture's own size or LONGEST; equal files and details
    give equal pixels. A picture that has white lines on black already stays as it is.

    `detail` is 0 (the plainest lines alone) to 1 (the faintest as well). Raises ImageError for a picture that cannot be
    read, and for kinds that are not MADE_HERE.
    """
    way = next((way for made, way in _WAYS.items() if made == kind), None)
    if way is None:
        raise ImageError(
            f"A control image of the kind “{kind}” cannot be made from a picture here.",
            remedy="Give one that is ready-made, or choose edges, scribble or lines.",
        )
    picture, on_black = _pictures(data)
    if has_white_lines(on_black):
        return _png(on_black)
    return _png(np.repeat(way(picture, detail)[..., None], 3, axis=2))


def looks_ready(data: bytes) -> bool:
    """Whether a picture file has white lines on black, as control images for edges, scribbles and lines have, and so
    need not be made of it. Raises ImageError."""
    return has_white_lines(_pictures(data)[1])


def has_white_lines(picture: Rgb) -> bool:
    """Whether nearly all of it is black, and the rest thin, white and of no colour."""
    brightest, least = picture.max(axis=2), picture.min(axis=2)
    bright = np.where(brightest >= _WHITE, 255, 0).astype(np.uint8)
    between = (brightest > _BLACK) & (brightest < _WHITE)
    if (brightest <= _BLACK).mean() < _MOSTLY_BLACK or between.mean() > _BETWEEN or not bright.any():
        return False
    coloured = float((brightest - least)[bright > 0].mean())
    return coloured <= _COLOURED and are_lines(bright)


def _pictures(data: bytes) -> tuple[Rgb, Rgb]:
    """(the picture with white where it is transparent, with black there), at most LONGEST a side."""
    with opened(io.BytesIO(data)) as image:
        colours, alpha, _ = srgb_and_alpha(image)
        if alpha is None:
            rows = _rows(colours)
            return rows, rows
        white, black = (Image.new("RGB", colours.size, level) for level in ("white", "black"))
        return _rows(Image.composite(colours, white, alpha)), _rows(Image.composite(colours, black, alpha))


def _rows(image: Image.Image) -> Rgb:
    shrink = LONGEST / max(image.size)
    if shrink < 1:
        width, height = (max(1, round(side * shrink)) for side in image.size)
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(image)


def _png(picture: Rgb) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()
