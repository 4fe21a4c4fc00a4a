"""Pictures over pictures, as uint8 arrays of shape (height, width, channels): what is to stay, stays bit for bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.pixels.frame import Wrap, cover_box, resampled

Rows = NDArray[np.uint8]
"""of shape (height, width, channels), or (height, width) for a mask; 8 bits a channel, sRGB"""

_BAND = 1 << 20
"""pixels blended at once: blending needs wider numbers for a while"""


def covering(picture: Rows, width: int, height: int, wrap: Wrap = (False, False)) -> Rows:
    """`picture` scaled to cover width x height and cut to its middle (Lanczos); itself where it has that size.

    Over edges that it goes on over it still does: there it is stretched rather than cut.
    """
    if picture.shape[:2] == (height, width):
        return picture
    box = cover_box(picture.shape[1], picture.shape[0], width, height, wrap)
    return np.asarray(resampled(Image.fromarray(picture), (width, height), Image.Resampling.LANCZOS, box, wrap))


def blended(below: Rows, above: Rows, cover: Rows) -> Rows:
    """`above` where `cover` is 255, `below` bit for bit where it is 0, and in between their rounded mixture.

    `below` and `above` have three channels, `cover` is (height, width).
    """
    result = np.empty_like(below)
    rows = max(1, _BAND // max(1, below.shape[1]))
    for top in range(0, len(below), rows):
        part = slice(top, top + rows)
        share = cover[part, :, None].astype(np.uint32)
        mixed = above[part] * share + below[part] * (255 - share)
        result[part] = (mixed + 127) // 255
    return result


def laid_over(picture: Rows, product: Rows, x: int, y: int) -> Rows:
    """`product` (four channels, alpha not multiplied) over `picture` (three) with its top left corner at x, y.

    It lies wholly inside. Where it is opaque the result has its pixels bit for bit, where it is transparent the
    picture's.
    """
    result = picture.copy()
    place = (slice(y, y + product.shape[0]), slice(x, x + product.shape[1]))
    result[place] = blended(picture[place], product[..., :3], product[..., 3])
    return result
