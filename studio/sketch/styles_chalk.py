"""Owns the pastel style: soft colours rubbed on toothed paper, thinner in light and shade."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from studio.sketch.canvas import Pixels
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board
from studio.sketch.styles_light import shading
from studio.sketch.styles_noise import GRANULES
from studio.sketch.styles_strip import (
    Floats,
    Packed,
    Planes,
    bytes_of,
    curve,
    mixed,
    moved,
    planes,
    share,
    straight,
    write,
)
from studio.sketch.styles_window import Painting, Sheet, Window

REACH = 0.006
_STRAY = 0.0021
"""How far edges stray from granule to granule, in shorter sides."""
_PAPER = (0.985, 0.975, 0.955)
_WHITE = (255.0, 251.2, 246.1)


class Rubbing:
    """Chalk over a window of the picture."""

    def __init__(self, board: Board, marks: Sequence[Mark]):
        self._board = board
        shade, light = shading(board, marks)
        self._rims = board.spread(0.86 - 0.26 * shade - 0.1 * light, 25.5 * light - 33.0 * shade)
        self._clouds = board.spread(board.clouds(1.0))
        self._tooth = board.grain(GRANULES, 2.0)
        self._strokes = board.strokes(1.0, 6.0)
        self.margin = 3 + round(_STRAY * board.side)

    def strip(
        self, window: Window, source: Packed, place: tuple[int, int], opaque: bool
    ) -> tuple[Planes, Pixels, Pixels]:
        """Colours of a strip, how much of the paper the chalk covers there, and the marks' alpha; `source` are
        colours that hold it and a margin from `place` on, its row and column."""
        press, tone = self._rims.strip(window)
        (cloud,) = self._clouds.strip(window)
        tooth, stroke = self._tooth.strip(window), self._strokes.strip(window)
        across, down = self._stray(tooth), self._stray(self._tooth.strip(window, 0.41))
        red, green, blue, alpha = planes(moved(source, place, self.margin, across, down))
        inks = (red, green, blue) if opaque else straight((red, green, blue), alpha)
        grain = tooth * np.float32(0.55 / 255) + stroke * np.float32(0.45 / 255)
        chalk = bytes_of((press - np.float32(0.08) * cloud - grain) * np.float32(1 / 0.26) + np.float32(0.3))
        return (
            _softened(inks, tone + np.float32(7.7) * cloud + (stroke * np.float32(0.05) - np.float32(6.4))),
            chalk,
            alpha,
        )

    def _stray(self, grain: Pixels) -> Floats:
        return (grain.astype(np.float32) - np.float32(127.5)) * np.float32(_STRAY * self._board.side / 128)


def ground(board: Board) -> Painting:
    """The ground rubbed into paper of a paler tone."""
    rubbing = Rubbing(board, board.solid)

    def paint(sheet: Sheet) -> None:
        source = board.ground(sheet.window, rubbing.margin)
        for strip in sheet.window.strips():
            inks, chalk, _ = rubbing.strip(strip, source, (strip.top - sheet.window.top, 0), True)
            paper = (np.take(table, ink) for table, ink in zip(_papers(), inks, strict=True))
            write(sheet.rows(strip), [mixed(bare, ink, chalk) for bare, ink in zip(paper, inks, strict=True)], 255)

    return paint


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things rubbed over the ground, which shows in the tooth."""
    rubbing = Rubbing(board, marks)

    def paint(sheet: Sheet) -> None:
        source = board.colours(marks, sheet.window, rubbing.margin)
        for strip, top in board.busy(sheet.window, source, rubbing.margin):
            inks, chalk, alpha = rubbing.strip(strip, source, (top, strip.left - sheet.window.left), False)
            shown = share(alpha, np.take(_cover(), chalk))
            write(sheet.rows(strip), [share(ink, shown) for ink in inks], shown)

    return paint


def _softened(inks: Planes, lift: Floats) -> Planes:
    """Colours a little fuller, then much paler; lifted by 0..255."""
    grey = inks[0] * np.float32(0.3) + inks[1] * np.float32(0.59) + inks[2] * np.float32(0.11)
    pale = np.float32(0.46) - grey * np.float32(0.12 / 255)
    grey *= -0.12
    red, green, blue = (
        _paled(ink * np.float32(1.12) + grey, white, pale, lift) for ink, white in zip(inks, _WHITE, strict=True)
    )
    return red, green, blue


def _paled(ink: Floats, white: float, pale: Floats, lift: Floats) -> Pixels:
    ink += (white - ink) * pale
    ink += lift
    np.clip(ink, 0, 255, out=ink)
    return ink.astype(np.uint8)


@cache
def _papers() -> tuple[Pixels, ...]:
    """Each channel of the paper under chalk of a colour."""
    return tuple(curve(lambda ink, part=part: 0.38 * ink + 0.62 * part) for part in _PAPER)


@cache
def _cover() -> Pixels:
    """How much of what is below things hide, by how much chalk there is."""
    return curve(lambda chalk: 0.4 + 0.6 * chalk)
