"""Owns soft maps of light on things, of shade, and of their rims."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from studio.sketch.canvas import Pixels, path, skia
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board
from studio.sketch.styles_marks import covers, extent
from studio.sketch.styles_strip import Floats

_LIT = (0.34, 0.36)
"""Where light falls on a thing, in shares of its box."""
_TINY = 0.045
"""What is thinner, in shorter sides, has no shade and no rim of its own: it is lit as what it stands on is."""


def shading(board: Board, marks: Sequence[Mark]) -> tuple[Floats, Floats]:
    """How far each pixel of a soft map is in the shade and in the light of the mark it shows, each 0..1: things are
    lit from the upper left, land from above."""
    pixels, canvas = board.soft()
    for mark in marks:
        outline = path(mark)
        if covers(mark, board.width, board.height):
            canvas.drawPaint(skia.Paint(Color=skia.ColorBLACK))
            continue
        if extent(mark) >= _TINY * board.side:
            canvas.drawPath(outline, skia.Paint(AntiAlias=True, Shader=_gradient(outline.getBounds(), board)))
    return _unit(pixels[..., 0]), _unit(pixels[..., 1])


def _gradient(box: Any, board: Board) -> Any:
    """Green for light, running out into red for shade."""
    inks = [skia.Color(0, 255, 0), skia.Color(0, 0, 0), skia.Color(0, 0, 0), skia.Color(255, 0, 0)]
    if box.width() > 0.7 * board.width:
        deep = max(1.0, 1.2 * (min(float(box.bottom()), float(board.height)) - box.top()))
        ends = [skia.Point(0, box.top()), skia.Point(0, box.top() + deep)]
        return skia.GradientShader.MakeLinear(ends, inks, [0.0, 0.3, 0.42, 1.0])
    centre = skia.Point(box.left() + _LIT[0] * box.width(), box.top() + _LIT[1] * box.height())
    radius = max(1.0, 0.74 * math.hypot(box.width(), box.height()) * 0.9)
    return skia.GradientShader.MakeRadial(centre, radius, inks, [0.0, 0.42, 0.5, 1.0])


def rims(board: Board, marks: Sequence[Mark], reach: float, most: float) -> Floats:
    """How near each pixel of a soft map is to the rim of the mark it shows, 1 at the rim. The rim is `reach` of a
    mark's thickness wide, at most `most` shorter sides."""
    pixels, canvas = board.soft()
    white = skia.Paint(Color=skia.ColorWHITE)
    for mark in marks:
        if covers(mark, board.width, board.height):
            canvas.clear(0)
            continue
        outline = path(mark)
        if extent(mark) < _TINY * board.side:
            continue
        wide = max(0.5, min(reach * extent(mark), most * board.side))
        brush = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kDstOut)
        brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.35 * wide))
        canvas.save()
        canvas.clipPath(outline, False)
        canvas.drawPaint(white)
        canvas.drawPath(outline, brush)
        canvas.restore()
    return _unit(pixels[..., 3])


def _unit(channel: Pixels) -> Floats:
    return channel * np.float32(1 / 255)
