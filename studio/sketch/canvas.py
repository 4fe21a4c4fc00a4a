"""Owns skia in the sketch: fills marks into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
import skia as _skia
from numpy.typing import NDArray

from studio.sketch.identity import remembered
from studio.sketch.marks import Mark, Shade, colour_index, label_index
from studio.sketch.shapes import Outline

skia = cast(Any, _skia)
Pixels = NDArray[np.uint8]


def paint_picture(marks: Sequence[Mark], width: int, height: int, backdrop: Pixels | None = None) -> Pixels:
    """The marks filled in order with smooth edges, over `backdrop` (height, width, 3) where one is given: (height,
    width, 3) sRGB."""
    pixels, canvas = opaque(width, height)
    if backdrop is not None:
        pixels[..., :3] = backdrop
    for mark in marks:
        canvas.drawPath(path(mark), paint(mark))
    return without_alpha(pixels)


def paint_labels(marks: Sequence[Mark], width: int, height: int) -> Pixels:
    """The same marks with hard edges: (height, width, 3) of label index, colour index, mark number (mod 256)."""
    return paint_codes(marks, [(label_index(m), colour_index(m), k % 256) for k, m in enumerate(marks)], width, height)


def paint_codes(marks: Sequence[Mark], codes: Sequence[tuple[int, int, int]], width: int, height: int) -> Pixels:
    """The marks with hard edges in order, each in its own three numbers, 0..255: (height, width, 3)."""
    pixels, canvas = opaque(width, height)
    for mark, code in zip(marks, codes, strict=True):
        canvas.drawPath(path(mark), skia.Paint(AntiAlias=False, Color=skia.Color(*code)))
    return without_alpha(pixels)


def opaque(width: int, height: int) -> tuple[Pixels, Any]:
    """Black pixels (height, width, 4), and the canvas that paints on them."""
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    canvas.clear(skia.Color(0, 0, 0))
    return pixels, canvas


def transparent(width: int, height: int) -> tuple[Pixels, Any]:
    """Clear pixels (height, width, 4), colours multiplied by alpha, and the canvas that paints on them."""
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    return pixels, surface.getCanvas()


def without_alpha(pixels: Pixels) -> Pixels:
    """Red, green and blue of opaque pixels, (height, width, 3)."""
    picture = np.empty((*pixels.shape[:2], 3), np.uint8)
    copy_colours(pixels, picture)
    return picture


def copy_colours(pixels: Pixels, picture: Pixels) -> None:
    """Copies red, green and blue of pixels (height, width, 3 or 4) into others, channel by channel, which is faster
    than all at once."""
    rows = max(1, 2**16 // max(1, pixels.shape[1]))
    for top in range(0, len(pixels), rows):
        for channel in range(3):
            picture[top : top + rows, :, channel] = pixels[top : top + rows, :, channel]


def paint(mark: Mark) -> Any:
    """How the mark is filled; not to be changed."""
    if isinstance(mark.fill, Shade):
        return skia.Paint(AntiAlias=True, Shader=_shader(mark.fill))
    return plain(skia.Color(*mark.fill))


@lru_cache(maxsize=1024)
def plain(colour: int) -> Any:
    """A fill of one colour with smooth edges; not to be changed."""
    return skia.Paint(AntiAlias=True, Color=colour)


def _shader(shade: Shade) -> Any:
    start, end = skia.Point(*shade.start), skia.Point(*shade.end)
    colours = [skia.Color(*rgb) for rgb in shade.colours]
    if not shade.radial:
        return skia.GradientShader.MakeLinear([start, end], colours)
    return skia.GradientShader.MakeRadial(start, _distance(shade), colours)


def _distance(shade: Shade) -> float:
    return float(np.hypot(shade.end[0] - shade.start[0], shade.end[1] - shade.start[1]))


@remembered(1024)
def path(mark: Mark) -> Any:
    """The mark's outline in pixels; not to be changed."""
    path = skia.Path()
    unit_path(mark.outline).transform(skia.Matrix.MakeAll(*mark.matrix, 0, 0, 1), path)
    return path


@remembered(2048)
def unit_path(outline: Outline) -> Any:
    """The outline as it is; not to be changed."""
    path = skia.Path()
    line = path.lineTo
    for first, *others in outline:
        path.moveTo(*first)
        for x, y in others:
            line(x, y)
        path.close()
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path
