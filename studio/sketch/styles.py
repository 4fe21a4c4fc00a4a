"""Owns the styles: how each treats the ground, the things on it, and the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from studio.sketch import (
    styles_chalk,
    styles_cut,
    styles_flat,
    styles_grain,
    styles_iso,
    styles_line,
    styles_neon,
    styles_screen,
    styles_water,
)
from studio.sketch.marks import Mark
from studio.sketch.scene import Style
from studio.sketch.styles_board import Board, Canvas


class Treatment(msgspec.Struct, frozen=True, kw_only=True):
    """How a style paints, always over what is there: the ground first, then marks of objects, then what lies over
    everything (`over` tells what it is), where the style has such."""

    ground: Callable[[Board, Canvas], None]
    objects: Callable[[Board, Canvas, Sequence[Mark]], None]
    finish: Callable[[Board, Canvas], None] | None = None
    over: str = ""

    def steps(self, board: Board, piles: Sequence[Sequence[Mark]]) -> Iterator[Callable[[Canvas], None]]:
        """What paints each layer on a clear canvas, back to front; `piles` are the marks of each layer of objects."""
        yield partial(self.ground, board)
        for marks in piles:
            yield lambda canvas, marks=marks: self.objects(board, canvas, marks)
        if self.finish is not None:
            yield partial(self.finish, board)


TREATMENTS: dict[Style, Treatment] = {
    "flat": Treatment(ground=styles_flat.ground, objects=styles_flat.objects),
    "neon": Treatment(ground=styles_neon.ground, objects=styles_neon.objects),
    "line art": Treatment(ground=styles_line.ground, objects=styles_line.objects),
    "watercolour": Treatment(ground=styles_water.ground, objects=styles_water.objects),
    "halftone": Treatment(ground=styles_screen.ground, objects=styles_screen.objects),
    "pastel": Treatment(ground=styles_chalk.ground, objects=styles_chalk.objects),
    "grain": Treatment(
        ground=styles_grain.ground, objects=styles_grain.objects, finish=styles_grain.finish, over="dust"
    ),
    "paper cut": Treatment(
        ground=styles_cut.ground, objects=styles_cut.objects, finish=styles_cut.finish, over="paper fibres"
    ),
    "isometric": Treatment(ground=styles_iso.ground, objects=styles_iso.objects),
}
