"""Owns the line art style: contours of one even weight, hidden lines left out, on plain paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from studio.sketch.canvas import Pixels, path, skia
from studio.sketch.marks import Mark, Shade
from studio.sketch.palette import Rgb
from studio.sketch.styles_board import Board, Canvas
from studio.sketch.styles_marks import brightness, extent, ink, toward
from studio.sketch.styles_pen import hairline, stroke
from studio.sketch.styles_strip import Floats, Soft, blurred, curve, mixed, share, write
from studio.sketch.styles_window import Painting, Sheet

REACH = 0.006
_WEIGHT = 0.0074
"""The line's width in shorter sides; a ground's lines are finer."""
_MAPS, _TONES = (1024, 512), 512
"""The shorter sides, in pixels, of what slits are looked for in, the largest that the picture has (in smaller pictures
none is seen), and of the tones that level lines follow."""
_SLIT = 0.25
"""How far slits are closed from either side, in lines."""


class Lines:
    """The contours of marks, each of which hides what is below it."""

    def __init__(self, board: Board, marks: Sequence[Mark], part: float):
        """`part`: the line's weight, of the full one."""
        self._marks, self._paper = board.shown(marks), paper(board)
        self._weight = hairline(_WEIGHT * part * board.side)
        self._slits = self._closed(board)

    def paint(self, sheet: Sheet) -> None:
        """The marks as paper, the slits between them, and their lines."""
        for mark in self._marks:
            colour = skia.Color(*_filled(mark, self._paper))
            sheet.canvas.drawPath(path(mark), skia.Paint(AntiAlias=True, Color=colour))
        if self._slits is not None:
            for strip in sheet.window.strips():
                _lay(sheet.rows(strip), self._slits.strip(strip))
        over = Sheet(sheet.window)
        self._draw(over.canvas)
        over.lay(sheet.canvas)

    def _draw(self, canvas: Canvas) -> None:
        """What is too thin for two lines is one."""
        for mark in self._marks:
            outline, colour = path(mark), skia.Color(*_drawn(ink(mark), self._paper))
            if extent(mark) < 2.4 * self._weight:
                canvas.drawPath(outline, skia.Paint(AntiAlias=True, Color=colour))
                continue
            canvas.drawPath(outline, skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear))
            canvas.drawPath(outline, stroke(self._weight, colour, mark))

    def _closed(self, board: Board) -> Soft | None:
        """What closes slits that are narrower than half a line, in the colour of the line in front: drawn below the
        lines, whose own edges it keeps clear of."""
        most = max((side for side in _MAPS if side <= board.side), default=0)
        wide = _SLIT * self._weight * most / board.side
        if wide < 0.8 or not self._marks:
            return None
        pixels, canvas = board.soft(most, sharp=True)
        self._draw(canvas)
        part, scale = board.around(self._marks, REACH), most / board.side
        rows = slice(int(part.top * scale), math.ceil(part.bottom * scale))
        columns = slice(int(part.left * scale), math.ceil(part.right * scale))
        lines = np.ascontiguousarray(pixels[rows, columns, 3])
        closed = _ranked(_ranked(lines, round(wide), np.maximum), round(wide) + 1, np.minimum)
        canvas.clear(0)
        self._draw_wide(canvas)
        shown = np.take(_clear(), closed)
        planes = np.zeros((4, *pixels.shape[:2]), np.uint8)
        for channel in range(4):
            planes[channel, rows, columns] = share(pixels[rows, columns, channel], shown)
        return board.spread(*(planes[channel] for channel in range(4)))

    def _draw_wide(self, canvas: Canvas) -> None:
        """Lines that reach over the slits beside them."""
        clear = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear)
        for mark in self._marks:
            outline, colour = path(mark), skia.Color(*_drawn(ink(mark), self._paper))
            canvas.drawPath(outline, clear)
            canvas.drawPath(outline, stroke(2.0 * self._weight, colour, mark))


def ground(board: Board) -> Painting:
    """Paper, with the ground's contours; of one made of pixels the lines of equal tone."""
    sheet_colour = paper(board)
    lines = Lines(board, board.ground_marks, 0.62)
    tones = _levels(board) if board.backdrop is not None else None
    line = _drawn(ink(board.stack.ground[0]), sheet_colour)

    def paint(sheet: Sheet) -> None:
        sheet.canvas.drawPaint(skia.Paint(Color=skia.Color(*sheet_colour)))
        if tones is not None:
            for strip in sheet.window.strips():
                on = _level_lines(tones.strip(strip), 0.75 * _WEIGHT * board.side)
                write(
                    sheet.rows(strip),
                    [mixed(np.uint8(a), np.uint8(b), on) for a, b in zip(sheet_colour, line, strict=True)],
                    255,
                )
        lines.paint(sheet)

    return paint


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things in the full weight."""
    return Lines(board, marks, 1.0).paint


def paper(board: Board) -> Rgb:
    """Near white, or near black where the ground is dark, with a breath of the ground's colour."""
    under = ink(board.stack.ground[0])
    if brightness(under) < 84:
        return toward(under, (14, 16, 26), 0.5)
    return toward(under, (253, 251, 246), 0.88)


def _levels(board: Board) -> Soft:
    """The ground's tone without what is finer than lines can follow, in levels, and how many levels a pixel is high."""
    tone = board.tones(_TONES)
    reach = max(0.5, 0.006 * min(tone.shape))
    tone = blurred(tone[None], reach, "wrap" if board.wraps else "edge")[0] * np.float32(14.0 / 255) + np.float32(0.25)
    beyond = np.pad(tone, 1, mode="wrap" if board.wraps else "edge")
    slopes = (beyond[2:, 1:-1] - beyond[:-2, 1:-1]) / 2, (beyond[1:-1, 2:] - beyond[1:-1, :-2]) / 2
    return board.spread(tone, np.hypot(*slopes) * np.float32(min(tone.shape) / board.side))


def _level_lines(tones: Sequence[Floats], weight: float) -> Pixels:
    """How much of each pixel lies on a line of equal tone, 0..255; none where the ground is level."""
    tone, slope = tones
    away = np.abs(tone - np.floor(tone) - np.float32(0.5)) / np.maximum(slope, np.float32(0.02 / weight))
    steep = np.clip(slope * np.float32(weight / 0.02), 0, 1)
    on = np.clip(np.float32(0.5 * weight + 0.5) - away, 0, 1) * steep * steep * (3 - 2 * steep)
    return (on * np.float32(0.75 * 255)).astype(np.uint8)


def _lay(rows: Pixels, over: Sequence[Floats]) -> None:
    """Colours multiplied by alpha, and alpha, laid over pixels."""
    planes = [plane.astype(np.uint8) for plane in over]
    left = 255 - planes[3]
    for channel, plane in enumerate(planes):
        rows[..., channel] = share(rows[..., channel], left) + plane


def _ranked(pixels: Pixels, reach: int, rank: np.ufunc) -> Pixels:
    """The largest or smallest value within `reach` pixels across and down."""
    for axis in (0, 1):
        ranked = pixels.copy()
        for step in range(1, reach + 1):
            before, after = _shifted(axis, step)
            rank(ranked[after], pixels[before], out=ranked[after])
            rank(ranked[before], pixels[after], out=ranked[before])
        pixels = ranked
    return pixels


def _shifted(axis: int, step: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """All but the last and all but the first `step` rows or columns."""
    before, after = slice(None, -step), slice(step, None)
    return ((before,), (after,)) if axis == 0 else ((slice(None), before), (slice(None), after))


def _filled(mark: Mark, sheet: Rgb) -> Rgb:
    """The paper, with a breath of the mark's own colour."""
    part = 0.93 if isinstance(mark.fill, Shade) or brightness(sheet) < 128 else 0.86
    return toward(ink(mark), sheet, part)


@cache
def _clear() -> Pixels:
    """Slits are closed or not: what is closed by less than a half is a corner's blur."""
    return curve(lambda closed: 2.0 * closed - 1.0)


@lru_cache(maxsize=1024)
def _drawn(colour: Rgb, sheet: Rgb) -> Rgb:
    """The colour as an ink that shows on the paper."""
    dark = brightness(sheet) < 128
    part = 0.0
    while abs(brightness(toward(colour, (250, 250, 255) if dark else (24, 24, 48), part)) - brightness(sheet)) < 136:
        part += 0.08
    return toward(colour, (250, 250, 255) if dark else (24, 24, 48), min(1.0, part))
