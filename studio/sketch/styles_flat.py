"""Owns the flat style: marks in their plain colours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board
from studio.sketch.styles_pen import draw
from studio.sketch.styles_window import Painting, Sheet

REACH = 0.0


def ground(board: Board) -> Painting:
    """The ground as it is."""
    return lambda sheet: board.draw_ground(sheet.canvas, sheet.window)


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things as they are."""
    return partial(_plain, marks)


def _plain(marks: Sequence[Mark], sheet: Sheet) -> None:
    draw(sheet.canvas, marks)
