"""Owns the paper cut style: every shape a sheet of paper with a soft shadow under it and light on its upper edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from studio.sketch.canvas import paint, path, plain, skia
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board, Canvas
from studio.sketch.styles_marks import covers, extent, ink, toward
from studio.sketch.styles_noise import GRANULES
from studio.sketch.styles_strip import Soft, share, write
from studio.sketch.styles_window import Painting, Sheet

REACH = 0.07
_SHADE, _LIGHT = (28, 18, 44), (255, 252, 244)
_SHADOW = ((1.15, 44), (0.55, 40))
"""How far each step of a hard shadow falls, and how dark it is, 0..255."""
_FALL, _EDGE = 0.0026, 0.0014
"""How far a step of 1 falls from a sheet that lies 1 high, and how far a cut edge is seen, in shorter sides."""
_MAP = 256
"""The shorter side, in pixels, that soft shadows are made at."""
_SMALL, _TINY = 0.05, 0.03
"""What is thinner, in shorter sides, lies so low that its shadow has no soft edge; that its own edge is not seen."""
_LOW = 0.5
"""A sheet that lies less high casts no soft shadow."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet: its outline in pixels, and how high it lies and how thick its parts are in shorter sides."""

    mark: Mark
    outline: Any
    lift: float
    thick: float

    @property
    def afloat(self) -> bool:
        """Whether its shadow has a soft edge."""
        return self.lift >= _LOW and self.thick >= _SMALL


class Sheets:
    """Sheets of paper in a window of the picture, one above the other."""

    def __init__(self, board: Board, marks: Sequence[Mark], lift: float):
        self._board, self._papers = board, list(_papers(board, marks, lift))
        self._shadow = self._soft_shadows()

    def paint(self, sheet: Sheet) -> None:
        """The sheets with their hard shadows, then what of soft shadows lies on them."""
        for paper in self._papers:
            _lay(paper, sheet.canvas, self._board.side)
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
        if not any(paper.afloat for paper in self._papers):
            return None
        pixels, canvas = self._board.soft(_MAP)
        hide = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kDstOut)
        for paper in self._papers:
            if paper.afloat:
                reach = paper.lift * self._board.side
                brush = skia.Paint(AntiAlias=True, Color=skia.Color(0, 0, 0, 96))
                brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.0115 * reach))
                shadow = skia.Path(paper.outline)
                shadow.offset(0.45 * 0.0095 * reach, 0.0095 * reach)
                canvas.drawPath(shadow, brush)
            if paper.thick >= _TINY:
                canvas.drawPath(paper.outline, hide)
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


def _papers(board: Board, marks: Sequence[Mark], lift: float) -> Iterator[Paper]:
    """Each mark as a sheet: parts of one thing lie nearly on one another, what covers the picture not at all high."""
    before = None
    for mark in marks:
        thick = extent(mark) / board.side
        within = before == mark.matrix and mark.label not in ("ground", "land", "motif")
        high = min(lift, 12.0 * thick) * (0.4 if within else 1.0)
        level = covers(mark, board.width, board.height)
        yield Paper(mark=mark, outline=path(mark), lift=0.0 if level else high, thick=thick)
        before = mark.matrix


def _lay(paper: Paper, canvas: Canvas, side: float) -> None:
    """The sheet's hard shadow, its cut edge, dark below and light above, and its face."""
    at = 0.0
    for move, colour in _under(paper, side) if paper.lift > 0.0 else ():
        canvas.translate(0.45 * (move - at), move - at)
        canvas.drawPath(paper.outline, plain(colour))
        at = move
    canvas.translate(-0.45 * at, -at)
    canvas.drawPath(paper.outline, paint(paper.mark))


def _under(paper: Paper, side: float) -> Iterator[tuple[float, int]]:
    """What lies under a sheet's face: how far each is moved down, in pixels, and its colour."""
    edged, reach = paper.thick >= _TINY, _FALL * paper.lift * side
    for part, alpha in _SHADOW if edged else _SHADOW[:1]:
        if not edged or part * reach - _EDGE * side > 0.5:  # else the cut edge hides it
            yield part * reach, skia.Color(*_SHADE, alpha)
    if edged:
        colour = ink(paper.mark)
        yield _EDGE * side, skia.Color(*toward(colour, _SHADE, 0.22))
        yield -_EDGE * side, skia.Color(*toward(colour, _LIGHT, 0.38))
