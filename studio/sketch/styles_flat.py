"""Owns the flat style: marks in their plain colours."""

from __future__ import annotations

from collections.abc import Sequence

from studio.sketch.canvas import paint, path
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board, Canvas


def ground(board: Board, canvas: Canvas) -> None:
    """The ground as it is."""
    canvas.drawImage(board.flat_ground(), 0, 0)


def objects(board: Board, canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Things as they are."""
    for mark in marks:
        canvas.drawPath(path(mark), paint(mark))
