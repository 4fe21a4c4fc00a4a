"""Owns the styles: how each treats the ground, the things on it, and the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from studio.sketch.styles_board import Board
from studio.sketch.styles_window import Painting, Step


class Treatment(msgspec.Struct, frozen=True, kw_only=True):
    """How a style paints: the ground first, then marks of objects, then what lies over everything (`over` tells what it
    is), where the style has such."""

    ground: Callable[[Board], Painting]
    objects: Callable[[Board, Sequence[Mark]], Painting]
    reach: float
    """how far beyond their marks objects are painted, in shorter sides"""
    finish: Callable[[Board], Painting] | None = None
    over: str = ""

    def steps(self, board: Board, piles: Sequence[Sequence[Mark]]) -> list[Step]:
        """The picture's layers, back to front; `piles` are the marks of each layer of objects."""
        steps = [Step(window=board.window, paint=self.ground(board))]
        steps += [Step(window=board.around(pile, self.reach), paint=self.objects(board, pile)) for pile in piles]
        if self.finish is not None:
            steps.append(Step(window=board.window, paint=self.finish(board)))
        return steps


TREATMENTS: dict[Style, Treatment] = {
    "flat": Treatment(ground=styles_flat.ground, objects=styles_flat.objects, reach=styles_flat.REACH),
    "neon": Treatment(ground=styles_neon.ground, objects=styles_neon.objects, reach=styles_neon.REACH),
    "line art": Treatment(ground=styles_line.ground, objects=styles_line.objects, reach=styles_line.REACH),
    "watercolour": Treatment(ground=styles_water.ground, objects=styles_water.objects, reach=styles_water.REACH),
    "halftone": Treatment(ground=styles_screen.ground, objects=styles_screen.objects, reach=styles_screen.REACH),
    "pastel": Treatment(ground=styles_chalk.ground, objects=styles_chalk.objects, reach=styles_chalk.REACH),
    "grain": Treatment(
        ground=styles_grain.ground,
        objects=styles_grain.objects,
        reach=styles_grain.REACH,
        finish=styles_grain.finish,
        over="dust",
    ),
    "paper cut": Treatment(
        ground=styles_cut.ground,
        objects=styles_cut.objects,
        reach=styles_cut.REACH,
        finish=styles_cut.finish,
        over="paper fibres",
    ),
    "isometric": Treatment(ground=styles_iso.ground, objects=styles_iso.objects, reach=styles_iso.REACH),
}
