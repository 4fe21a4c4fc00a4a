"""Owns the seamless patterns: every repeat fits the width and the height a whole number of times."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from studio.sketch.marks import STAY, Mark, box, whole
from studio.sketch.palette import Rgb
from studio.sketch.scene import MOTIF_SHAPES, Pattern
from studio.sketch.shapes import Contour, Outline, outline

_FILL = {"polka dots": 0.34, "triangles": 0.4, "stars": 0.44, "hearts": 0.4}


def pattern_marks(pattern: Pattern, tints: tuple[Rgb, Rgb], width: int, height: int) -> list[Mark]:
    """The pattern's marks on a picture of `width` x `height`; `tints` are the values of ink and paper."""
    turn = 2.0 if pattern.motif == "checkerboard" else 1.0
    pattern = msgspec.structs.replace(pattern, shift=(pattern.shift[0] % turn, pattern.shift[1] % turn))
    paper = Mark(outline=whole(width, height), matrix=STAY, fill=tints[1], label="ground", colour=pattern.paper)
    repeats = _repeats(pattern.cells, width, height)
    label = MOTIF_SHAPES.get(pattern.motif, "motif")
    placed = _placed(pattern, repeats, width, height)
    inks = [Mark(outline=o, matrix=m, fill=tints[0], label=label, colour=pattern.ink) for o, m in placed]
    return [paper, *inks]


def _repeats(cells: int, width: int, height: int) -> tuple[int, int]:
    """Whole repeats across and down, nearest to square cells."""
    side = min(width, height) / cells
    return max(1, round(width / side)), max(1, round(height / side))


Placed = Iterator[tuple[Outline, tuple[float, float, float, float, float, float]]]


def _placed(pattern: Pattern, repeats: tuple[int, int], width: int, height: int) -> Placed:
    if pattern.motif in _FILL or pattern.motif in ("checkerboard", "diamonds"):
        yield from _motifs(pattern, repeats, width, height)
    else:
        yield _bands(pattern, repeats, width, height), STAY


def _motifs(pattern: Pattern, repeats: tuple[int, int], width: int, height: int) -> Placed:
    """One shape in every cell, or in every second one like the black fields of a board."""
    across, down = repeats
    board = pattern.motif == "checkerboard"
    if board:
        across, down = across + across % 2, down + down % 2
    cell = (width / across, height / down)
    for row in range(-2, down + 2):
        for column in range(-2, across + 2):
            if not board or (row + column) % 2 == 0:
                yield _cell(pattern, column + pattern.shift[0], row + pattern.shift[1], cell)


def _cell(
    pattern: Pattern, column: float, row: float, cell: tuple[float, float]
) -> tuple[Outline, tuple[float, float, float, float, float, float]]:
    x, y = (column + 0.5) * cell[0], (row + 0.5) * cell[1]
    if pattern.motif == "checkerboard":
        return box(-0.5, -0.5, 0.5, 0.5), (cell[0], 0.0, x, 0.0, cell[1], y)
    if pattern.motif == "diamonds":
        return (((0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0)),), (cell[0], 0.0, x, 0.0, cell[1], y)
    reach = _FILL[pattern.motif] * min(cell)
    return outline(MOTIF_SHAPES[pattern.motif]), (reach, 0.0, x, 0.0, reach, y)


def _bands(pattern: Pattern, repeats: tuple[int, int], width: int, height: int) -> Outline:
    match pattern.motif:
        case "vertical stripes":
            return _uprights(pattern.shift[0], repeats[0], width, height, 0.5)
        case "horizontal stripes":
            return _levels(pattern.shift[1], repeats[1], width, height, 0.5)
        case "diagonal stripes":
            return _slants(pattern.shift[0], repeats, width, height)
        case "grid":
            return _cage(pattern.shift, repeats, width, height)
        case "zigzag":
            return _ripples(pattern.shift, repeats, width, height, 2)
        case _:
            return _ripples(pattern.shift, repeats, width, height, 24)


def _uprights(shift: float, count: int, width: int, height: int, share: float) -> Outline:
    cell = width / count
    starts = ((k + shift) * cell for k in range(-1, count + 1))
    return tuple(contour for x in starts for contour in box(x, 0.0, x + share * cell, float(height)))


def _levels(shift: float, count: int, width: int, height: int, share: float) -> Outline:
    cell = height / count
    starts = ((k + shift) * cell for k in range(-1, count + 1))
    return tuple(contour for y in starts for contour in box(0.0, y, float(width), y + share * cell))


def _slants(shift: float, repeats: tuple[int, int], width: int, height: int) -> Outline:
    """Bands where the fractional part of across * x/w + down * y/h - shift is below a half."""
    across, down = repeats
    cell, lean = width / across, width * down / across
    starts = ((k + shift) * cell for k in range(-1, across + down + 1))
    return tuple(
        ((x, 0.0), (x + cell / 2, 0.0), (x + cell / 2 - lean, float(height)), (x - lean, float(height))) for x in starts
    )


def _cage(shift: tuple[float, float], repeats: tuple[int, int], width: int, height: int) -> Outline:
    """Crossing lines, as strips that never overlap, since the fill is even-odd."""
    share = 0.2
    uprights = _uprights(shift[0], repeats[0], width, height, share)
    cell = width / repeats[0]
    gaps = [(k + shift[0] + share) * cell for k in range(-2, repeats[0] + 1)]
    rows = _levels(shift[1], repeats[1], width, height, share)
    pieces = (box(x, row[0][1], x + (1 - share) * cell, row[2][1]) for row in rows for x in gaps)
    return (*uprights, *(contour for piece in pieces for contour in piece))


def _ripples(shift: tuple[float, float], repeats: tuple[int, int], width: int, height: int, fine: int) -> Outline:
    """Level bands that swing up and down once per repeat across: triangular for `fine` 2, else a sine."""
    across, down = max(1, repeats[0] // 2), repeats[1]
    cell, swing = height / down, 0.5 * height / down
    points = [k / fine for k in range(-fine, (across + 1) * fine + 1)]
    xs = [(p + shift[0]) * width / across for p in points]
    waves = [swing * math.cos(2 * math.pi * p) for p in points]
    return tuple(_ribbon(xs, waves, (k + shift[1]) * cell, 0.5 * cell) for k in range(-2, down + 2))


def _ribbon(xs: list[float], waves: list[float], y: float, thick: float) -> Contour:
    upper = [(x, y + wave) for x, wave in zip(xs, waves, strict=True)]
    lower = [(x, py + thick) for x, py in reversed(upper)]
    return tuple(upper + lower)
