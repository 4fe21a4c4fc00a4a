"""Owns the paper cut style: every shape a sheet of paper with a soft shadow under it and light on its upper edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from studio.sketch.canvas import paint, path, skia
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board, Canvas
from studio.sketch.styles_marks import covers, extent, ink, toward
from studio.sketch.styles_noise import GRANULES
from studio.sketch.styles_strip import Soft, share, write
from studio.sketch.styles_window import Painting, Sheet

REACH = 0.07
_SHADE, _LIGHT = (28, 18, 44), (255, 252, 244)
_SHADOW = ((1.0, 42), (0.5, 36), (1.6, 24))
"""How far each step of a hard shadow falls, and how dark it is, 0..255."""
_MAP = 256
"""The shorter side, in pixels, that soft shadows are made at."""
_SMALL, _TINY = 0.05, 0.02
"""What is thinner, in shorter sides, lies so low that its shadow has no soft edge; that its own edge is not seen."""


class Sheets:
    """Sheets of paper in a window of the picture, one above the other."""

    def __init__(self, board: Board, marks: Sequence[Mark], lift: float):
        self._board, self._marks = board, list(_lifted(board, marks, lift))
        self._shadow = self._soft_shadows()

    def paint(self, sheet: Sheet) -> None:
        """The sheets with their hard shadows, then what of soft shadows lies on them."""
        for mark, lift in self._marks:
            _sheet(self._board, sheet.canvas, mark, lift)
        if self._shadow is None:
            return
        for strip in sheet.window.strips():
            (dark,) = self._shadow.strip(strip)
            alpha = dark.astype(np.uint8)
            rows, left = sheet.rows(strip), 255 - alpha
            for channel, part in enumerate((*_SHADE, 255)):
                rows[..., channel] = share(rows[..., channel], left) + share(alpha, np.uint8(part))

    def _soft_shadows(self) -> Soft | None:
        """Of shadows as under a wide lamp, what other sheets do not hide, 0..255."""
        if not any(lift > 0 for _, lift in self._marks):
            return None
        pixels, canvas = self._board.soft(_MAP)
        hide = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kDstOut)
        for mark, lift in self._marks:
            outline = path(mark)
            if lift > 0 and extent(mark) >= _SMALL * self._board.side:
                brush = skia.Paint(AntiAlias=True, Color=skia.Color(0, 0, 0, 96))
                brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.0115 * lift * self._board.side))
                canvas.drawPath(_moved(outline, 0.0095 * lift * self._board.side), brush)
            if extent(mark) >= _TINY * self._board.side:
                canvas.drawPath(outline, hide)
        return self._board.spread(pixels[..., 3])


def ground(board: Board) -> Painting:
    """The ground's sheets, one above the other."""
    sheets = Sheets(board, board.ground_marks, 1.0)

    def paint(sheet: Sheet) -> None:
        if board.backdrop is not None:
            board.draw_ground(sheet.canvas, sheet.window)
        sheets.paint(sheet)

    return paint


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things that lie higher than the ground."""
    return Sheets(board, marks, 1.8).paint


def finish(board: Board) -> Painting:
    """The paper's fibres."""
    fine, clouds = board.grain(GRANULES, 3.0), board.spread(board.clouds(1.0) * np.float32(0.16 * 255))

    def paint(sheet: Sheet) -> None:
        for strip in sheet.window.strips():
            grain = fine.strip(strip).astype(np.float32)
            (n,) = clouds.strip(strip)
            n = n + grain * np.float32(0.72) - fine.strip(strip, 0.0048) * np.float32(0.5) - np.float32(28.0)
            alpha = np.minimum(np.abs(n) * np.float32(0.12), np.float32(25.5)).astype(np.uint8)
            light = alpha * (n > 0)
            write(sheet.rows(strip), [light, light, light], alpha)

    return paint


def _lifted(board: Board, marks: Sequence[Mark], lift: float) -> Iterator[tuple[Mark, float]]:
    """Each mark and how high it lies: parts of one thing nearly on one another, what covers the picture not at all."""
    before = None
    for mark in marks:
        within = before == mark.matrix and mark.label not in ("ground", "land", "motif")
        high = min(lift, 12.0 * extent(mark) / board.side) * (0.4 if within else 1.0)
        yield mark, 0.0 if covers(mark, board.width, board.height) else high
        before = mark.matrix


def _sheet(board: Board, canvas: Canvas, mark: Mark, lift: float) -> None:
    """Its hard shadow, its cut edge, dark below and light above, and its face."""
    outline = path(mark)
    if lift > 0.0:
        fall, edge, plain = 0.0026 * lift * board.side, 0.0014 * board.side, ink(mark)
        thick = extent(mark) / board.side
        steps = _SHADOW[: 3 if thick >= _SMALL else 2 if thick >= _TINY else 1]
        layers = [(part * fall, skia.Color(*_SHADE, alpha)) for part, alpha in steps]
        if thick >= _TINY:
            layers.append((edge, skia.Color(*toward(plain, _SHADE, 0.22))))
            layers.append((-edge, skia.Color(*toward(plain, _LIGHT, 0.38))))
        at = 0.0
        for move, colour in layers:
            canvas.translate(0.45 * (move - at), move - at)
            canvas.drawPath(outline, skia.Paint(AntiAlias=True, Color=colour))
            at = move
        canvas.translate(-0.45 * at, -at)
    canvas.drawPath(outline, paint(mark))


def _moved(outline: Any, fall: float) -> Any:
    """The outline moved as shadows fall."""
    moved = skia.Path(outline)
    moved.offset(0.45 * fall, fall)
    return moved
