"""Owns the isometric style: shapes stand as slabs, seen from the upper right, with lit tops and shaded sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from studio.sketch.canvas import paint as paint_of
from studio.sketch.canvas import path, skia
from studio.sketch.identity import remembered
from studio.sketch.marks import STAY, Mark
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import Rgb
from studio.sketch.scene import Landscape
from studio.sketch.shapes import SHAPES, Contour, Outline
from studio.sketch.styles_board import Board, Canvas, draw
from studio.sketch.styles_marks import brightness, covers, extent, ink, toward
from studio.sketch.styles_window import Painting, Sheet

Path = Any
REACH = 0.3
_COS, _SIN = math.cos(math.radians(30)), math.sin(math.radians(30))
_FIT = 0.84
"""Slanted, a unit circle is larger; shrunk by this it keeps to its spot."""
_TONES = 24


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
                _low_slab(board, sheet.canvas, mark)
            sheet.canvas.drawPath(path(mark), paint_of(mark))

    return paint


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things as upright slabs with their parts on the face, each with a shadow on the floor."""
    items = list(_items(marks))
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
    run = (deep * _COS, -deep * _SIN)
    _cast(canvas, outline, run, side)
    canvas.save()
    canvas.clipPath(outline, skia.ClipOp.kDifference, True)
    for mark in (face[k] for k in _outer(item[0].label, len(face))):
        _slab(canvas, _contours(mark), path(mark), mark, run)
    canvas.restore()
    draw(canvas, face)


def _raised(board: Board, mark: Mark) -> bool:
    """Whether a shape of the ground stands up from it."""
    if mark.label in ("ground", "light") or extent(mark) < 0.014 * board.side:
        return False
    if isinstance(board.scene.ground, Landscape) and path(mark).getBounds().width() < 0.7 * board.width:
        return False
    return not covers(mark, board.width, board.height)


def _low_slab(board: Board, canvas: Canvas, mark: Mark) -> None:
    """The sides of a slab so low that three tones are enough for them."""
    high = min(0.3 * extent(mark), 0.035 * board.side)
    a, b, x, c, d, y = mark.matrix
    known, key = _low_sides(mark.outline), (a, b, c, d, high)
    if key not in known:
        known[key] = _sides(mark.outline, (a, b, c, d), high)
    canvas.save()
    canvas.translate(x, y)
    for tone, sides in known[key]:
        canvas.drawPath(sides, skia.Paint(AntiAlias=True, Color=skia.Color(*_tone(ink(mark), tone))))
    canvas.restore()


@remembered(256)
def _low_sides(_: Outline) -> dict[tuple[float, float, float, float, float], list[tuple[float, Path]]]:
    """What is known of an outline's sides, by how it lies and how high it is."""
    return {}


def _sides(outline: Outline, matrix: tuple[float, float, float, float], high: float) -> list[tuple[float, Path]]:
    """The sides of an outline at (0, 0) by tone, the darker ones first. They begin below its face, so that nothing
    shows between both."""
    a, b, c, d = matrix
    contours = tuple(tuple((a * x + b * y, c * x + d * y) for x, y in contour) for contour in outline)
    paths = {0.3: skia.Path(), 0.55: skia.Path(), 0.9: skia.Path()}
    for contour in contours:
        for _, tone, quad in _walls(contour, contours, (high * _COS, -high * _SIN)):
            (x0, y0), (x1, y1), far, near = quad
            ends = ((x0 - 0.7 * _COS, y0 + 0.7 * _SIN), (x1 - 0.7 * _COS, y1 + 0.7 * _SIN), far, near)
            light = min(paths, key=lambda level, tone=tone: abs(level - tone / _TONES))
            paths[light].addPoly([skia.Point(*point) for point in (ends if _area(ends) > 0 else ends[::-1])], True)
    return [(light, sides) for light, sides in paths.items() if not sides.isEmpty()]


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
    filled = abs(_area(max(mark.outline, key=lambda contour: abs(_area(contour))))) / ((x1 - x0) * (y1 - y0))
    return min(1.0, max(0.35, filled / 0.62))


def _slanted(mark: Mark) -> Mark:
    """The mark on the face that looks to the lower left, its middle where it was; moved half a slab forward."""
    a, b, x, c, d, y = mark.matrix
    reach = math.hypot(a, c) * 0.15
    a, b, c, d = (_FIT * part for part in (a, b, c, d))
    moved = (_COS * a, _COS * b, x - reach * _COS, c + _SIN * a, d + _SIN * b, y + reach * _SIN)
    return _with_matrix(mark, moved)


def _with_matrix(mark: Mark, matrix: tuple[float, float, float, float, float, float]) -> Mark:
    return Mark(outline=mark.outline, matrix=matrix, fill=mark.fill, label=mark.label, colour=mark.colour)


def _contours(mark: Mark) -> Outline:
    """The mark's polygons in pixels."""
    a, b, x, c, d, y = mark.matrix
    return tuple(tuple((a * px + b * py + x, c * px + d * py + y) for px, py in part) for part in mark.outline)


def _cast(canvas: Canvas, outline: Path, run: tuple[float, float], side: float) -> None:
    """The shadow that the slab throws on what is behind it."""
    moved = skia.Path(outline)
    moved.offset(1.15 * run[0] + 0.012 * side, 0.55 * run[1] + 0.022 * side)
    brush = skia.Paint(AntiAlias=True, Color=skia.Color(16, 14, 40, 58))
    brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.012 * side))
    canvas.drawPath(moved, brush)


def _slab(canvas: Canvas, contours: Outline, outline: Path, mark: Mark, run: tuple[float, float]) -> None:
    """The sides that are seen of what is as deep as `run`, those farther back first."""
    colour = ink(mark)
    back = skia.Path(outline)
    back.offset(*run)
    canvas.drawPath(back, skia.Paint(AntiAlias=True, Color=skia.Color(*_tone(colour, 0.3))))
    walls = [wall for contour in contours for wall in _walls(contour, contours, run)]
    for _, tone, quad in sorted(walls):
        side = skia.Path()
        side.addPoly([skia.Point(*point) for point in quad], True)
        brush = skia.Paint(AntiAlias=True, Color=skia.Color(*_tone(colour, tone / _TONES)))
        brush.setStyle(skia.Paint.kStrokeAndFill_Style)
        brush.setStrokeWidth(0.7)
        canvas.drawPath(side, brush)


def _walls(contour: Contour, contours: Outline, run: tuple[float, float]) -> list[tuple[float, int, Contour]]:
    """(distance along the run, tone, quad) of the walls over each edge that looks back."""
    turn = _turn(contour) * (
        -1 if sum(_holds(other, contour[0]) for other in contours if other is not contour) % 2 else 1
    )
    walls: list[tuple[float, int, Contour]] = []
    for (x0, y0), (x1, y1) in zip(contour, (*contour[1:], contour[0]), strict=True):
        nx, ny = turn * (y1 - y0), -turn * (x1 - x0)
        length = math.hypot(nx, ny)
        if length < 1e-9 or nx * run[0] + ny * run[1] <= 0:
            continue
        tone = 0.5 - 0.5 * ny / length - 0.12 * nx / length
        quad = ((x0, y0), (x1, y1), (x1 + run[0], y1 + run[1]), (x0 + run[0], y0 + run[1]))
        walls.append(((x0 + x1) * run[0] + (y0 + y1) * run[1], round(_TONES * min(1.0, max(0.0, tone))), quad))
    return walls


def _turn(contour: Contour) -> int:
    """1 where the outward side is to the right of the way round (y downwards), else -1."""
    return 1 if _area(contour) > 0 else -1


def _area(contour: Contour) -> float:
    """Below 0 where the way round is the other way."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(contour, (*contour[1:], contour[0]), strict=True)) / 2


def _holds(contour: Contour, point: tuple[float, float]) -> bool:
    x, y = point
    edges = zip(contour, (*contour[1:], contour[0]), strict=True)
    return sum((b > y) != (d > y) and x < a + (y - b) * (c - a) / (d - b) for (a, b), (c, d) in edges) % 2 == 1


def _tone(colour: Rgb, light: float) -> Rgb:
    """The colour of a wall: 0 turned away from the light, 1 level."""
    if brightness(colour) < 60:
        return toward(colour, (255, 255, 255), 0.08 + 0.3 * light)
    if light > 0.62:
        return toward(colour, (255, 255, 250), 0.9 * (light - 0.62) + 0.1)
    return toward(colour, (30, 20, 66), 0.5 - 0.62 * light)


def _floor(board: Board, canvas: Canvas) -> None:
    """Fine lines along the two level axes."""
    under = ink(board.stack.ground[0])
    line = toward(under, (255, 255, 255) if brightness(under) < 128 else (30, 24, 70), 0.09)
    brush = skia.Paint(AntiAlias=True, Color=skia.Color(*line), StrokeWidth=max(0.8, 0.0022 * board.side))
    step = board.side / 7
    reach = board.width * _SIN / _COS
    for k in range(math.ceil((board.height + reach) / step) + 1):
        y = (k + 0.5) * step
        canvas.drawLine(0, y, board.width, y - reach, brush)
        canvas.drawLine(0, y - reach, board.width, y, brush)
