"""Owns how guides fill whole objects: in one even grey, without a seam where two parts of one object meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import opaque, path, skia, without_alpha
from studio.sketch.marks import Mark


class Fill(msgspec.Struct, frozen=True, kw_only=True):
    """The marks of one object and the grey, 0..255, that all of it takes."""

    marks: Sequence[Mark]
    grey: int


def filled(fills: Sequence[Fill], width: int, height: int, behind: int = 0) -> NDArray[np.uint8]:
    """The fills one over another, on one grey: (height, width, 3). An edge that covers a part of a pixel is mixed
    into it."""
    pixels, canvas = opaque(width, height)
    canvas.clear(skia.Color(behind, behind, behind))
    fill_onto(canvas, fills)
    return without_alpha(pixels)


def fill_onto(canvas: Any, fills: Sequence[Fill]) -> None:
    """The fills one over another on what is there."""
    white = skia.Paint(AntiAlias=True, Color=skia.Color(255, 255, 255), BlendMode=skia.BlendMode.kPlus)
    for fill in fills:
        grey = skia.Color(fill.grey, fill.grey, fill.grey)
        tinted = skia.Paint(ColorFilter=skia.ColorFilters.Blend(grey, skia.BlendMode.kSrcIn))
        outlines = [path(mark) for mark in fill.marks]
        canvas.saveLayer(_around(outlines), tinted)
        for outline in outlines:  # coverage is added up: laid over one another, two halves would leave a slit
            canvas.drawPath(outline, white)
        canvas.restore()


def _around(outlines: Sequence[Any]) -> Any:
    """The box around outlines, a pixel wider on every side."""
    around = skia.Rect.MakeEmpty()
    for outline in outlines:
        around.join(outline.getBounds())
    return around.makeOutset(1, 1)
