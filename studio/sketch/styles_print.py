"""Owns how styles print: a plate of dots or specks laid strip by strip over the ground, and over things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from studio.sketch.canvas import Pixels
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board
from studio.sketch.styles_strip import Packed, Planes, share, write
from studio.sketch.styles_window import Painting, Sheet, Window


class Plate(Protocol):
    """What a style prints with."""

    def strip(self, window: Window, source: Packed, opaque: bool) -> tuple[Planes, Pixels]:
        """Printed colours, and the marks' alpha, of a strip; `source` are its own colours."""
        ...


def ground_by(board: Board, plate: Plate) -> Painting:
    def paint(sheet: Sheet) -> None:
        source = board.ground(sheet.window)
        for strip in sheet.window.strips():
            inks, _ = plate.strip(strip, strip.of(source, sheet.window), True)
            write(sheet.rows(strip), inks, 255)

    return paint


def objects_by(board: Board, marks: Sequence[Mark], plate: Plate) -> Painting:
    def paint(sheet: Sheet) -> None:
        source = board.colours(marks, sheet.window)
        for strip, _ in board.busy(sheet.window, source):
            inks, alpha = plate.strip(strip, strip.of(source, sheet.window), False)
            write(sheet.rows(strip), [share(ink, alpha) for ink in inks], alpha)

    return paint
