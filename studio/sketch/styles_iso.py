"""Owns the isometric style: shapes stand as slabs, seen from the upper right, with lit tops and shaded sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from studio.sketch.canvas import paint as paint_of
from studio.sketch.canvas import path, skia
from studio.sketch.marks import STAY, Mark
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.scene import Landscape
from studio.sketch.shapes import SHAPES, Outline
from studio.sketch.styles_board import Board, Canvas
from studio.sketch.styles_marks import brightness, covers, extent, ink, toward
from studio.sketch.styles_pen import draw
from studio.sketch.styles_slab import COS, SIN, area, low_slab, slab
from studio.sketch.styles_window import Painting, Sheet

Path = Any
REACH = 0.5
_FIT = 0.84
"""Slanted, a unit circle is larger; shrunk by this it keeps to its spot."""


def ground(board: Board) -> Painting:
    """The ground's shapes as low slabs, of a landscape its wide ones alone; a plain ground gets a floor of tiles."""

    def paint(sheet: Sheet) -> None:
        if board.backdrop is not None:
            board.draw_ground(sheet.canvas, sheet.window)
        if len(board.ground_marks) <= 1 and not board.wraps:
            draw(sheet.canvas, board.ground_marks)
            _floor(board, sheet.canvas)
            return
        for mark in board.ground_marks:
            if _raised(board, mark):
                low_slab(sheet.canvas, mark, min(0.3 * extent(mark), 0.035 * board.side))
            sheet.canvas.drawPath(path(mark), paint_of(mark))

    return paint


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things as upright slabs with their parts on the face, each with a shadow on the floor."""
    items = _items(marks)
    slant = not isinstance(board.scene.ground, Landscape)

    def paint(sheet: Sheet) -> None:
        for item in items:
            _stand(sheet.canvas, item, board.side, slant)

    return paint


def _stand(canvas: Canvas, item: Sequence[Mark], side: float, slant: bool) -> None:
    """One thing as a slab; in a view it looks out of the picture, else to the lower left."""
    face = [_slanted(mark) if slant else mark for mark in item]
    outline = path(_whole(face))
    bounds = outline.getBounds()
    deep = (0.3 if slant else 0.2) * min(bounds.width(), bounds.height()) * _solid(_whole(face))
    run = (deep * COS, -deep * SIN)
    _cast(canvas, outline, run, side)
    canvas.save()
    canvas.clipPath(outline, skia.ClipOp.kDifference, True)
    for mark in (face[k] for k in _outer(item[0].label, len(face))):
        slab(canvas, mark, deep)
    canvas.restore()
    draw(canvas, face)


def _raised(board: Board, mark: Mark) -> bool:
    """Whether a shape of the ground stands up from it."""
    if mark.label in ("ground", "light") or extent(mark) < 0.014 * board.side:
        return False
    if isinstance(board.scene.ground, Landscape) and path(mark).getBounds().width() < 0.7 * board.width:
        return False
    return not covers(mark, board.width, board.height)


@lru_cache(maxsize=512)
def silhouette(name: str) -> Outline:
    """All parts of an object as one outline."""
    return polygons(_union([_unit(part.outline) for part in OBJECTS[name].parts]))


@lru_cache(maxsize=512)
def _outer(name: str, count: int) -> tuple[int, ...]:
    """Which of the `count` parts of an object reach its rim, and so have sides; the others lie on its face."""
    if count == 1:
        return (0,)
    outlines = [_unit(part.outline) for part in OBJECTS[name].parts]
    others = (_union(outlines[:k] + outlines[k + 1 :]) for k in range(count))
    left = [skia.Op(own, rest, skia.kDifference_PathOp) for own, rest in zip(outlines, others, strict=True)]
    return tuple(k for k, rest in enumerate(left) if not rest.isEmpty())


def _unit(outline: Outline) -> Path:
    return path(Mark(outline=outline, matrix=STAY, fill=(0, 0, 0), label="motif", colour=None))


def _union(outlines: Sequence[Path]) -> Path:
    whole = skia.Path()
    for outline in outlines:
        whole = skia.Op(whole, outline, skia.kUnion_PathOp)
    return whole


def polygons(outline: Path) -> Outline:
    """The closed polygons of a path of straight lines."""
    contours: list[list[tuple[float, float]]] = []
    for verb, points in outline:
        if verb == skia.Path.kMove_Verb:
            contours.append([(points[0].x(), points[0].y())])
        elif verb == skia.Path.kLine_Verb:
            contours[-1].append((points[1].x(), points[1].y()))
    return tuple(tuple(contour) for contour in contours if len(contour) > 2)


def _items(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Marks that stand at one place belong together."""
    items: list[list[Mark]] = []
    for mark in marks:
        if items and items[-1][0].matrix == mark.matrix:
            items[-1].append(mark)
        else:
            items.append([mark])
    return items


def _whole(face: Sequence[Mark]) -> Mark:
    """The object's outline."""
    first = face[0]
    if first.label in SHAPES or first.label not in OBJECTS:
        return first
    outline = silhouette(first.label)
    return Mark(outline=outline, matrix=first.matrix, fill=first.fill, label=first.label, colour=first.colour)


def _solid(mark: Mark) -> float:
    """0.35..1: how much of the box around it a shape fills; slabs of thin rays must be thin to be read."""
    points = [point for contour in mark.outline for point in contour]
    (x0, x1), (y0, y1) = ((min(part), max(part)) for part in zip(*points, strict=True))
    filled = abs(area(max(mark.outline, key=lambda contour: abs(area(contour))))) / ((x1 - x0) * (y1 - y0))
    return min(1.0, max(0.35, filled / 0.62))


def _slanted(mark: Mark) -> Mark:
    """The mark on the face that looks to the lower left, its middle where it was; moved half a slab forward."""
    a, b, x, c, d, y = mark.matrix
    reach = math.hypot(a, c) * 0.15
    a, b, c, d = (_FIT * part for part in (a, b, c, d))
    moved = (COS * a, COS * b, x - reach * COS, c + SIN * a, d + SIN * b, y + reach * SIN)
    return _with_matrix(mark, moved)


def _with_matrix(mark: Mark, matrix: tuple[float, float, float, float, float, float]) -> Mark:
    return Mark(outline=mark.outline, matrix=matrix, fill=mark.fill, label=mark.label, colour=mark.colour)


def _cast(canvas: Canvas, outline: Path, run: tuple[float, float], side: float) -> None:
    """The shadow that the slab throws on what is behind it."""
    moved = skia.Path(outline)
    moved.offset(1.15 * run[0] + 0.012 * side, 0.55 * run[1] + 0.022 * side)
    brush = skia.Paint(AntiAlias=True, Color=skia.Color(16, 14, 40, 58))
    brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.012 * side))
    canvas.drawPath(moved, brush)


def _floor(board: Board, canvas: Canvas) -> None:
    """Fine lines along the two level axes."""
    under = ink(board.stack.ground[0])
    line = toward(under, (255, 255, 255) if brightness(under) < 128 else (30, 24, 70), 0.09)
    brush = skia.Paint(AntiAlias=True, Color=skia.Color(*line), StrokeWidth=max(0.8, 0.0022 * board.side))
    step = board.side / 7
    reach = board.width * SIN / COS
    for k in range(math.ceil((board.height + reach) / step) + 1):
        y = (k + 0.5) * step
        canvas.drawLine(0, y, board.width, y - reach, brush)
        canvas.drawLine(0, y - reach, board.width, y, brush)
