"""Owns skia in the sketch: fills marks into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
import skia as _skia
from numpy.typing import NDArray

from studio.sketch.marks import Mark, Shade, colour_index, label_index
from studio.sketch.shapes import Outline

skia = cast(Any, _skia)


def paint_picture(
    marks: Sequence[Mark], width: int, height: int, backdrop: NDArray[np.uint8] | None = None
) -> NDArray[np.uint8]:
    """The marks filled in order with smooth edges, over `backdrop` (height, width, 3) where one is given: (height,
    width, 3) sRGB."""
    pixels, canvas = _surface(width, height)
    if backdrop is not None:
        pixels[..., :3] = backdrop
    for mark in marks:
        paint = skia.Paint(AntiAlias=True)
        if isinstance(mark.fill, Shade):
            paint.setShader(_shader(mark.fill))
        else:
            paint.setColor(_colour(mark.fill))
        canvas.drawPath(_path(mark), paint)
    return np.ascontiguousarray(pixels[..., :3])


def paint_labels(marks: Sequence[Mark], width: int, height: int) -> NDArray[np.uint8]:
    """The same marks with hard edges: (height, width, 3) of label index, colour index, mark number (mod 256)."""
    pixels, canvas = _surface(width, height)
    for number, mark in enumerate(marks):
        codes = (label_index(mark), colour_index(mark), number % 256)
        canvas.drawPath(_path(mark), skia.Paint(AntiAlias=False, Color=_colour(codes)))
    return np.ascontiguousarray(pixels[..., :3])


def _surface(width: int, height: int) -> tuple[NDArray[np.uint8], Any]:
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    canvas.clear(_colour((0, 0, 0)))
    return pixels, canvas


def _colour(rgb: tuple[int, int, int]) -> int:
    return skia.Color(*rgb)


def _shader(shade: Shade) -> Any:
    start, end = skia.Point(*shade.start), skia.Point(*shade.end)
    colours = [_colour(rgb) for rgb in shade.colours]
    if not shade.radial:
        return skia.GradientShader.MakeLinear([start, end], colours)
    return skia.GradientShader.MakeRadial(start, _distance(shade), colours)


def _distance(shade: Shade) -> float:
    return float(np.hypot(shade.end[0] - shade.start[0], shade.end[1] - shade.start[1]))


def _path(mark: Mark) -> Any:
    path = skia.Path()
    _unit_path(mark.outline).transform(skia.Matrix.MakeAll(*mark.matrix, 0, 0, 1), path)
    return path


@lru_cache(maxsize=64)
def _unit_path(outline: Outline) -> Any:
    path = skia.Path()
    for contour in outline:
        path.addPoly([skia.Point(x, y) for x, y in contour], True)
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path
