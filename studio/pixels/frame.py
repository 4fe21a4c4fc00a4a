"""How a picture of any shape lies in one of another: the middle of it, as large as it goes."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, cast

import numpy as np
from PIL import Image

Box = tuple[float, float, float, float]
"""left, top, right, bottom"""

Wrap = tuple[bool, bool]
"""whether a picture goes on over an edge: columns from right to left, rows from bottom to top"""

_REACH = 3
"""pixels, of the coarser of two pictures, that Lanczos looks beyond an edge"""


class Frame(NamedTuple):
    """The size that a model works at, and the finished size that is scaled and cut from its middle later."""

    width: int
    height: int
    finished: tuple[int, int] | None = None
    """(width, height) in pixels; None where the picture stays as it is made"""
    wrap: Wrap = (False, False)

    @property
    def shown(self) -> tuple[int, int]:
        """(width, height) of the part in the middle that the finished picture shows."""
        if self.finished is None:
            return self.width, self.height
        left, top, right, bottom = cover_box(self.width, self.height, *self.finished, self.wrap)
        return max(1, round(right - left)), max(1, round(bottom - top))


def framed(image: Image.Image, frame: Frame, how: Image.Resampling) -> Image.Image:
    """The middle of `image` in the size of `frame`: the part that is finished shows what the finished size would.

    What the model makes beside that part, and is cut away, repeats the edge.
    """
    shape = frame.finished or (frame.width, frame.height)
    box = cover_box(image.width, image.height, *shape)
    shown = resampled(image, frame.shown, how, box, frame.wrap)
    beside, above = frame.width - shown.width, frame.height - shown.height
    if not beside and not above:
        return shown
    sides = ((above // 2, above - above // 2), (beside // 2, beside - beside // 2), (0, 0))
    rows = np.asarray(shown)
    return Image.fromarray(np.pad(rows, cast(Any, sides[: rows.ndim]), mode="edge"))


def cover_box(width: int, height: int, to_width: int, to_height: int, whole: Wrap = (False, False)) -> Box:
    """The largest box in the middle of width x height with the ratio to_width:to_height.

    A side that is to stay `whole`, since it goes on over its edges, is not cut: the picture is stretched instead.
    """
    if width * to_height > height * to_width:
        inner = width if whole[0] else height * to_width / to_height
        return (width - inner) / 2, 0.0, (width + inner) / 2, float(height)
    inner = height if whole[1] else width * to_height / to_width
    return 0.0, (height - inner) / 2, float(width), (height + inner) / 2


def resampled(
    image: Image.Image, size: tuple[int, int], how: Image.Resampling, box: Box, wrap: Wrap = (False, False)
) -> Image.Image:
    """`box` of the image in another size; over the edges that it goes on over, the other side is looked at."""
    if wrap == (False, False):
        return image.resize(size, how, box=box)
    coarser = max(1.0, (box[2] - box[0]) / size[0], (box[3] - box[1]) / size[1])
    across, down = (math.ceil(_REACH * coarser) + 1 if wrapped else 0 for wrapped in wrap)
    rows = np.asarray(image)
    around = ((down, down), (across, across), (0, 0))
    wide = Image.fromarray(np.pad(rows, cast(Any, around[: rows.ndim]), mode="wrap"))
    left, top, right, bottom = box
    return wide.resize(size, how, box=(left + across, top + down, right + across, bottom + down))
