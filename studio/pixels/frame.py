"""How a picture of any shape lies in one of another: the middle of it, as large as it goes."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from PIL import Image


class Frame(NamedTuple):
    """The size that a model works at, and the finished size that is scaled and cut from its middle later."""

    width: int
    height: int
    finished: tuple[int, int] | None = None
    """(width, height) in pixels; None where the picture stays as it is made"""

    @property
    def shown(self) -> tuple[int, int]:
        """(width, height) of the part in the middle that the finished picture shows."""
        if self.finished is None:
            return self.width, self.height
        left, top, right, bottom = cover_box(self.width, self.height, *self.finished)
        return max(1, round(right - left)), max(1, round(bottom - top))


def framed(image: Image.Image, frame: Frame, how: Image.Resampling) -> Image.Image:
    """The middle of `image` in the size of `frame`: the part that is finished shows what the finished size would.

    What the model makes beside that part, and is cut away, repeats the edge.
    """
    shape = frame.finished or (frame.width, frame.height)
    box = cover_box(image.width, image.height, *shape)
    shown = image.resize(frame.shown, how, box=box)
    beside, above = frame.width - shown.width, frame.height - shown.height
    if not beside and not above:
        return shown
    sides = ((above // 2, above - above // 2), (beside // 2, beside - beside // 2), (0, 0))
    rows = np.asarray(shown)
    return Image.fromarray(np.pad(rows, cast(Any, sides[: rows.ndim]), mode="edge"))


def cover_box(width: int, height: int, to_width: int, to_height: int) -> tuple[float, float, float, float]:
    """The largest box (left, top, right, bottom) in the middle of width x height with the ratio to_width:to_height."""
    if width * to_height > height * to_width:
        inner = height * to_width / to_height
        return (width - inner) / 2, 0.0, (width + inner) / 2, float(height)
    inner = width * to_height / to_width
    return 0.0, (height - inner) / 2, float(width), (height + inner) / 2
