"""Owns how styles put marks on a canvas: filled in their own colours, or as lines along their contours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studio.sketch.canvas import paint, path, skia
from studio.sketch.marks import Mark

Canvas = Any
_ROUND = 40
"""Corners of contours with more points than this are too blunt to need rounding."""


def draw(canvas: Canvas, marks: Sequence[Mark]) -> None:
    """The marks in their own colours."""
    for mark in marks:
        canvas.drawPath(path(mark), paint(mark))


def hairline(width: float) -> float:
    """A line's width in pixels; one of about a pixel is just that, which is drawn several times as fast."""
    return 1.0 if width < 1.3 else width


def stroke(width: float, colour: int, mark: Mark) -> Any:
    """A line along the mark's contours; the corners of few points are rounded, those of many never show."""
    brush = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width, Color=colour)
    if len(mark.outline[0]) < _ROUND:
        brush.setStrokeJoin(skia.Paint.kRound_Join)
    return brush
