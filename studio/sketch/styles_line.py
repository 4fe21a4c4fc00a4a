"""Owns the line art style: contours of one even weight, hidden lines left out, on plain paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.sketch.canvas import Pixels, path, skia
from studio.sketch.marks import Mark, Shade
from studio.sketch.palette import Rgb
from studio.sketch.styles_board import Board, Canvas, Image, brightness, covers, extent, ink, run, toward, unit

_WEIGHT = 0.0074
"""The line's width in shorter sides; a ground's lines are finer."""
_LEVELS = """
uniform shader picture; uniform float3 paper; uniform float3 line; uniform float weight;
float tone(float2 p) { return 14.0 * dot(float3(picture.eval(p).rgb), float3(0.3, 0.59, 0.11)) + 0.25; }
half4 main(float2 p) {
  float t = tone(p), d = 1.5 * weight;
  float2 slope = float2(tone(p + float2(d, 0)) - tone(p - float2(d, 0)),
                        tone(p + float2(0, d)) - tone(p - float2(0, d))) / (2.0 * d);
  float far = abs(fract(t) - 0.5) / max(length(slope), 0.02 / weight);
  float on = clamp(0.5 * weight - far + 0.5, 0.0, 1.0) * smoothstep(0.0, 0.02, length(slope) * weight);
  return half4(half3(mix(paper, line, 0.75 * on)), 1.0);
}
"""


def ground(board: Board, canvas: Canvas) -> None:
    """Paper, with the ground's contours; of one made of pixels the lines of equal tone."""
    sheet = paper(board)
    canvas.drawPaint(skia.Paint(Color=skia.Color(*sheet)))
    if board.backdrop is not None:
        line = unit(_drawn(ink(board.stack.ground[0]), sheet))
        shaders = {"picture": board.sampled(_smooth(board))}
        run(canvas, _LEVELS, shaders, paper=unit(sheet), line=line, weight=0.75 * _WEIGHT * board.side)
    _contours(board, canvas, board.ground_marks, sheet, 0.62)


def objects(board: Board, canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Things in the full weight."""
    _contours(board, canvas, marks, paper(board), 1.0)


def paper(board: Board) -> Rgb:
    """Near white, or near black where the ground is dark, with a breath of the ground's colour."""
    under = ink(board.stack.ground[0])
    if brightness(under) < 84:
        return toward(under, (14, 16, 26), 0.5)
    return toward(under, (253, 251, 246), 0.88)


def _smooth(board: Board) -> Image:
    """The ground without what is finer than lines can follow."""
    surface = board.clear()
    blur = 0.006 * board.side
    mode = skia.TileMode.kRepeat if board.wraps else skia.TileMode.kClamp
    brush = skia.Paint(ImageFilter=skia.ImageFilters.Blur(blur, blur, mode))
    surface.getCanvas().drawImage(board.flat_ground(), 0, 0, skia.SamplingOptions(), brush)
    return surface.makeImageSnapshot()


def _contours(board: Board, canvas: Canvas, marks: Sequence[Mark], sheet: Rgb, share: float) -> None:
    """Each mark hides what is below it; what is too thin for two lines is one."""
    weight = max(0.9, _WEIGHT * share * board.side)
    shown = [mark for mark in marks if not covers(board, mark)]
    for mark in shown:
        canvas.drawPath(path(mark), skia.Paint(AntiAlias=True, Color=skia.Color(*_filled(mark, sheet))))
    _fill_slits(board, canvas, shown, sheet, weight)
    surface = board.clear()
    _lines(surface.getCanvas(), shown, sheet, weight)
    canvas.drawImage(surface.makeImageSnapshot(), 0, 0)


def _lines(lines: Canvas, shown: Sequence[Mark], sheet: Rgb, weight: float) -> None:
    for mark in shown:
        outline, colour = path(mark), skia.Color(*_drawn(ink(mark), sheet))
        if extent(mark) < 2.4 * weight:
            lines.drawPath(outline, skia.Paint(AntiAlias=True, Color=colour))
            continue
        lines.drawPath(outline, skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear))
        brush = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=weight, Color=colour)
        brush.setStrokeJoin(skia.Paint.kRound_Join)
        lines.drawPath(outline, brush)


def _fill_slits(board: Board, canvas: Canvas, shown: Sequence[Mark], sheet: Rgb, weight: float) -> None:
    """Closes slits between lines that are narrower than a quarter of a line, below the lines, whose own edges the
    closing keeps clear of."""
    surface = board.soft()
    reach = round(0.13 * weight * surface.width() / board.width)
    if reach < 1:
        return
    _lines(surface.getCanvas(), shown, sheet, weight)
    lines = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    closed = _ranked(_ranked(lines, reach, np.maximum), reach + 1, np.minimum)
    image = skia.Image.fromarray(closed, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas.drawPaint(skia.Paint(Shader=board.spread(image)))


def _ranked(pixels: Pixels, reach: int, rank: np.ufunc) -> Pixels:
    """The largest or smallest value within `reach` pixels across and down; edges wrap."""
    for axis in (0, 1):
        moved = [np.roll(pixels, step, axis) for step in range(-reach, reach + 1)]
        pixels = rank.reduce(moved)
    return pixels


def _filled(mark: Mark, sheet: Rgb) -> Rgb:
    """The paper, with a breath of the mark's own colour."""
    share = 0.93 if isinstance(mark.fill, Shade) or brightness(sheet) < 128 else 0.86
    return toward(ink(mark), sheet, share)


def _drawn(colour: Rgb, sheet: Rgb) -> Rgb:
    """The colour as an ink that shows on the paper."""
    dark = brightness(sheet) < 128
    share = 0.0
    while abs(brightness(toward(colour, (250, 250, 255) if dark else (24, 24, 48), share)) - brightness(sheet)) < 136:
        share += 0.08
    return toward(colour, (250, 250, 255) if dark else (24, 24, 48), min(1.0, share))
