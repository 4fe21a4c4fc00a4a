"""Owns the grain style: flat inks shaded by stipple towards the rims, as risograph prints are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from studio.sketch.canvas import Pixels
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board
from studio.sketch.styles_light import shading
from studio.sketch.styles_noise import GRANULES, SPECKS
from studio.sketch.styles_print import ground_by, objects_by
from studio.sketch.styles_strip import Floats, Packed, Planes, curve, mixed, planes, share, straight, write
from studio.sketch.styles_window import Painting, Sheet, Window

REACH = 0.0
_SPECKS = 1.7
_DEEP = ((1.75, 0.74), (1.75, 0.62), (1.75, 0.74))
"""Power and share of each channel in the shade."""


class Stipple:
    """Specks of shade and light over a window of the picture."""

    def __init__(self, board: Board, marks: Sequence[Mark], fall: float):
        """`fall`: how much darker the ground gets towards its foot."""
        shade, light = shading(board, marks)
        x, y = board.places(board.fine())
        corner = np.clip((0.45 * x / board.width + 0.8 * y / board.height - 0.35) / 0.9, 0, 1)
        corner = corner * corner * (3 - 2 * corner) * np.float32(fall)
        self._shares = board.spread(np.minimum(0.92, 0.8 * shade * shade + corner), 0.5 * light * light)
        self._specks = board.grain(SPECKS, _SPECKS, sharp=True)

    def strip(self, window: Window, source: Packed, opaque: bool) -> tuple[Planes, Pixels]:
        """Stippled colours, and the marks' alpha, of a strip; `source` are its own colours."""
        red, green, blue, alpha = planes(source)
        inks = (red, green, blue) if opaque else straight((red, green, blue), alpha)
        shade, light = self._shares.strip(window)
        dark = _cover(shade, self._specks.strip(window), 0.78)
        pale = _cover(light, self._specks.strip(window, 0.37), 0.55)
        pale = share(pale, 255 - dark)
        made: list[Pixels] = []
        for ink, deep, clear in zip(inks, _deep(), _clear(), strict=True):
            shown = mixed(ink, np.take(deep, ink), dark)
            made.append(mixed(shown, np.uint8(clear), pale))
        return (made[0], made[1], made[2]), alpha


def ground(board: Board) -> Painting:
    """The ground, darker towards its foot unless it repeats."""
    return ground_by(board, Stipple(board, board.solid, 0.0 if board.wraps else 0.31))


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things lit from the upper left."""
    return objects_by(board, marks, Stipple(board, marks, 0.0))


def finish(board: Board) -> Painting:
    """Dust over all of the print."""
    specks, granules = board.grain(SPECKS, _SPECKS), board.grain(GRANULES, _SPECKS)

    def paint(sheet: Sheet) -> None:
        for strip in sheet.window.strips():
            dust = specks.strip(strip) + granules.strip(strip, 0.58) * np.float32(0.6) - np.float32(204.0)
            alpha = np.minimum(np.abs(dust) * np.float32(0.14), np.float32(30.6)).astype(np.uint8)
            light = alpha * (dust > 0)
            write(sheet.rows(strip), [light, light, light], alpha)

    return paint


def _cover(part: Floats, speck: Pixels, strength: float) -> Pixels:
    """How much of a pixel specks cover where `part` of all do, times `strength`."""
    wide = np.clip(np.minimum(part, 1 - part) * 2, 0.01, 0.25)
    part = part - speck * np.float32(1 / 255)
    part /= wide
    part += np.float32(0.5)
    np.clip(part, 0, 1, out=part)
    part *= np.float32(255 * strength)
    return part.astype(np.uint8)


@cache
def _deep() -> tuple[Pixels, ...]:
    """Each channel's colour in the shade."""
    return tuple(curve(lambda ink, power=power, part=part: part * ink**power) for power, part in _DEEP)


def _clear() -> tuple[int, int, int]:
    return 255, 247, 230
