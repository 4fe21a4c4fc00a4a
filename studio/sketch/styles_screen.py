"""Owns the halftone style: every colour as a paler tint under dots of a deeper ink, which grow towards the shade."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import Pixels
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board
from studio.sketch.styles_light import shading
from studio.sketch.styles_print import ground_by, objects_by
from studio.sketch.styles_strip import Floats, Packed, Planes, curve, mixed, planes, straight
from studio.sketch.styles_window import Painting, Window

REACH = 0.0
_CELLS = 52
"""Dots along the shorter side: five pixels each in a picture of 256, the fewest that are seen as dots."""
_ANGLE = 45.0
"""Degrees, as printers set their strongest ink."""
_CAST = (0.98, 0.95, 1.07)
"""What the ink of dots leans to: red, green and blue in parts of the colour's own."""
_FLAT = 0.27
"""The share of the paper that dots cover where there is neither shade nor light."""


class Screen:
    """Dots over a window of the picture."""

    def __init__(self, board: Board, marks: Sequence[Mark], fall: float):
        """`fall`: how much larger dots get towards the ground's foot."""
        shade, light = shading(board, marks)
        _, y = board.places(board.fine())
        tone = _FLAT + 0.42 * shade - 0.3 * light + np.float32(fall) * (y / np.float32(board.height) - np.float32(0.5))
        self._tone = board.spread(np.clip(tone, 0.0, 0.8))
        self._waves = _waves(board)
        self._soft = np.float32(max(0.02, 1.25 * _CELLS / board.side))

    def strip(self, window: Window, source: Packed, opaque: bool) -> tuple[Planes, Pixels]:
        """Printed colours, and the marks' alpha, of a strip; `source` are its own colours."""
        red, green, blue, alpha = planes(source)
        inks = (red, green, blue) if opaque else straight((red, green, blue), alpha)
        dots = self._dots(window)
        tints = [
            mixed(np.take(pale, ink), np.take(deep, ink), dots) for ink, pale, deep in zip(inks, *_inks(), strict=True)
        ]
        return (tints[0], tints[1], tints[2]), alpha

    def _dots(self, window: Window) -> Pixels:
        """How much of each pixel the ink covers, 0..255."""
        (tone,) = self._tone.strip(window)
        total = np.zeros((window.height, window.width), np.uint16)
        for over, down in self._waves:
            turns = over[None, window.left : window.right] + down[window.top : window.bottom, None]
            turns >>= 4
            total += np.take(_wave(), turns, mode="clip")
        rank = np.take(_ranks(), total, mode="clip")
        tone = (tone - rank) / self._soft
        tone += np.float32(0.5)
        np.clip(tone, 0, 1, out=tone)
        tone *= np.float32(255)
        return tone.astype(np.uint8)


def ground(board: Board) -> Painting:
    """The ground, with smaller dots above and larger ones below unless it repeats."""
    return ground_by(board, Screen(board, board.solid, 0.0 if board.wraps else 0.3))


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things lit from the upper left."""
    return objects_by(board, marks, Screen(board, marks, 0.0))


def _waves(board: Board) -> list[tuple[NDArray[np.uint16], NDArray[np.uint16]]]:
    """For both axes of the screen, how far it has turned across and down, 65536 to a turn: moved to the nearest that
    closes at the picture's edges."""
    cos, sin = math.cos(math.radians(_ANGLE)), math.sin(math.radians(_ANGLE))
    across, down = _CELLS * board.width / board.side, _CELLS * board.height / board.side
    axes = ((round(across * cos), round(down * sin)), (round(-across * sin), round(down * cos)))
    return [(_turns(a, board.width), _turns(b, board.height)) for a, b in axes]


def _turns(repeats: int, count: int) -> NDArray[np.uint16]:
    return np.floor((np.arange(count) + 0.5) * (repeats * 65536.0 / count)).astype(np.int64).astype(np.uint16)


@cache
def _wave() -> NDArray[np.uint16]:
    """A cosine of 4096 steps as 0..2047."""
    return np.rint(1023.5 + 1023.5 * np.cos(np.arange(4096) * (2 * np.pi / 4096))).astype(np.uint16)


@cache
def _ranks() -> Floats:
    """The share of a cell that is nearer to its dot than a place is, by the sum of both waves."""
    s = (np.arange(4096) / 2047.0) - 1.0
    x = np.clip(1.0 - np.abs(s), 0.0, 1.0)
    half = 0.3183 * x + 0.1817 * x**2.95
    return np.where(s > 0.0, half, 1.0 - half).astype(np.float32)


@cache
def _inks() -> tuple[tuple[Pixels, ...], tuple[Pixels, ...]]:
    """Each channel's tint between the dots, and its ink in them: where dots cover the usual share, both together have
    the colour's own tone."""
    pales = tuple(curve(lambda ink, by=by: (ink - _FLAT * _deep(ink, by)) / (1.0 - _FLAT)) for by in _CAST)
    deeps = tuple(curve(lambda ink, by=by: _deep(ink, by)) for by in _CAST)
    return pales, deeps


def _deep(ink: NDArray[np.float64], by: float) -> NDArray[np.float64]:
    return ink * (0.46 + 0.34 * ink) * by
