"""Owns the watercolour style: transparent washes on paper whose edges darken and whose pigment settles in the grain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import msgspec
import numpy as np

from studio.sketch.canvas import Pixels, path, skia
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board
from studio.sketch.styles_light import rims
from studio.sketch.styles_noise import GRANULES
from studio.sketch.styles_pen import draw
from studio.sketch.styles_strip import Floats, Packed, Soft, bytes_of, curve, mixed, moved, packed, planes, share, write
from studio.sketch.styles_window import Painting, Sheet, Window

REACH = 0.02
_PAPER = (0.988, 0.978, 0.955)
_STRAY, _ROUGH = 0.0042, 0.0015
"""How far edges stray, in shorter sides: along the clouds, and from granule to granule."""
_STEPS = 112.0
"""Steps of the wash table to a load of 1."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What every wash of a picture has in common, as small maps: how far edges stray across and down, in pixels; the
    load of pigment, in steps; and how far inside the wavering edge of the ground's wash, in shorter sides."""

    across: Floats
    down: Floats
    load: Floats
    inside: Floats


class Wash:
    """A wash over the picture: where its edges stray to, and how much pigment lies where."""

    def __init__(self, board: Board, marks: Sequence[Mark], deckle: bool):
        """`deckle`: the wash leaves the picture's edge white."""
        self._board, paper = board, board.once(_paper)
        load, margins = _gathered(board, paper, marks), [paper.inside] if deckle else []
        if deckle:
            load += 48.0 * _smooth(0.052, 0.024, paper.inside) ** 2
        self._maps = board.spread(paper.across, paper.down, *margins, load)
        self._grain = board.grain(GRANULES, 3.0)
        self.margin = 3 + math.ceil((_STRAY + _ROUGH) * board.side)

    def strip(self, window: Window, source: Packed, place: tuple[int, int]) -> tuple[list[Pixels], Pixels]:
        """Washed colours and alpha of a strip; `source` are colours that hold it and a margin from `place` on, its row
        and column."""
        across, down, *near, load = self._maps.strip(window)
        grain = self._grain.strip(window)
        rough = (grain.astype(np.float32) - np.float32(127.5)) * np.float32(_ROUGH * self._board.side / 128)
        *pigments, alpha = planes(moved(source, place, self.margin, across + rough, down - rough))
        load = load + grain * np.float32(0.26 * _STEPS / 255) - np.float32(0.13 * _STEPS)
        depth = np.clip(load, 0, 255).astype(np.uint16)
        depth <<= 8
        washed = [
            np.take(table, depth | pigment, mode="clip") for table, pigment in zip(_washes(), pigments, strict=True)
        ]
        if near:
            sheer = bytes_of(_smooth(0.0215, 0.0255, near[0] + rough * np.float32(0.4 / self._board.side)))
            washed = [
                mixed(np.uint8(round(255 * part)), wash, sheer) for part, wash in zip(_PAPER, washed, strict=True)
            ]
        tooth = np.take(_tooth(), grain)
        return [share(wash, tooth) for wash in washed], alpha


def ground(board: Board) -> Painting:
    """A wash over the sheet that leaves its edge white, unless it repeats."""
    wash = Wash(board, board.solid, not board.wraps)

    def paint(sheet: Sheet) -> None:
        source = board.ground(sheet.window, wash.margin)
        for strip in sheet.window.strips():
            colours, _ = wash.strip(strip, source, (strip.top - sheet.window.top, 0))
            write(sheet.rows(strip), colours, 255)

    return paint


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Washes with a thin line of dry paper around them."""
    wash = Wash(board, marks, False)

    def paint(sheet: Sheet) -> None:
        source = _reserved(board, marks, sheet.window.grown(wash.margin))
        for strip, top in board.busy(sheet.window, source, wash.margin):
            colours, alpha = wash.strip(strip, source, (top, strip.left - sheet.window.left))
            write(sheet.rows(strip), [share(colour, alpha) for colour in colours], alpha)

    return paint


def _reserved(board: Board, marks: Sequence[Mark], window: Window) -> Packed:
    """The marks on white, their alpha that of paper left dry around them: a line wider on one side than on the other.
    Colours are not multiplied by alpha."""
    dry, canvas = board.clear(window)
    style = skia.Paint.kStrokeAndFill_Style
    brush = skia.Paint(AntiAlias=True, Style=style, StrokeWidth=0.0095 * board.side)
    for mark in marks:
        outline = skia.Path(path(mark))
        outline.offset(0.0016 * board.side, -0.0009 * board.side)
        canvas.drawPath(outline, brush)
    pixels, canvas = board.clear(window)
    canvas.clear(skia.ColorWHITE)
    draw(canvas, marks)
    pixels[..., 3] = dry[..., 3]
    bare = packed(pixels)
    bare[packed(dry) == 0] = 0
    return bare


def _paper(board: Board) -> Paper:
    broad, wide = board.clouds(1.0), board.clouds(1.0, 0.37)
    fine, other = board.clouds(3.0), board.clouds(3.0, 0.3)
    x, y = board.places()
    inset = np.minimum(np.minimum(x, board.width - x), np.minimum(y, board.height - y)) / np.float32(board.side)
    tide = _smooth(-0.08, 0.0, broad) * _smooth(0.06, 0.0, broad)
    return Paper(
        across=other * np.float32(2 * _STRAY * board.side),
        down=fine * np.float32(2 * _STRAY * board.side),
        load=np.float32(_STEPS) * (0.74 + 0.62 * broad + 0.3 * wide + 0.1 * tide),
        inside=inset + 0.014 * wide + 0.009 * fine,
    )


def _gathered(board: Board, paper: Paper, marks: Sequence[Mark]) -> Floats:
    """The load where pigment gathers at the rims of marks, which stray as the wash does."""
    rim, load = _rim(board, marks), paper.load.copy()
    x, y = board.places()
    part = board.around(marks, REACH)
    columns = slice(*np.searchsorted(x[0], (part.left, part.right)))
    rows = slice(*np.searchsorted(y[:, 0], (part.top, part.bottom)))
    column = ((x[:, columns] + paper.across[rows, columns]) * (rim.shape[1] / board.width)).astype(np.int32)
    row = ((y[rows] + paper.down[rows, columns]) * (rim.shape[0] / board.height)).astype(np.int32)
    places = row.clip(0, rim.shape[0] - 1) * rim.shape[1] + column.clip(0, rim.shape[1] - 1)
    near = rim.ravel()[places]
    load[rows, columns] += 76.0 * _smooth(0.06, 0.55, near) ** 2
    return load


def _rim(board: Board, marks: Sequence[Mark]) -> Floats:
    """How near each pixel of a soft map is to a mark's rim, in no coarser pixels than the load's."""
    rim, (x, y) = rims(board, marks, 0.16, 0.024), board.places()
    width, height = x.size, y.size
    if rim.shape[0] >= height:
        return rim
    (near,) = Soft([rim], width, height, board.wraps).strip(Window(0, 0, width, height))
    return near


def _smooth(low: float, high: float, values: Floats) -> Floats:
    """0 up to `low`, 1 from `high` on, smooth between."""
    t = np.clip((values - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return t * t * (3 - 2 * t)


@cache
def _washes() -> tuple[Pixels, ...]:
    """Each channel of the paper under a wash, by load and pigment: light passes the pigment twice."""
    load, pigment = np.divmod(np.arange(65536), 256)
    passed = np.clip(pigment / 255, 0.03, 0.985) ** np.maximum(load / _STEPS, 0.15)
    return tuple(bytes_of(part * passed) for part in _PAPER)


@cache
def _tooth() -> Pixels:
    """How much light the paper returns, by its grain."""
    return curve(lambda grain: 1.0 - 0.05 * grain)
