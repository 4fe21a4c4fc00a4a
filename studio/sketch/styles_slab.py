"""Owns slabs: the sides of an outline that runs back to the upper right, and their tones."""

from __future__ import annotations

import math
from typing import Any

from studio.sketch.canvas import path, skia
from studio.sketch.identity import remembered
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.shapes import Contour, Outline
from studio.sketch.styles_marks import brightness, ink, toward

Canvas = Any
Path = Any
COS, SIN = math.cos(math.radians(30)), math.sin(math.radians(30))
"""How far a slab runs to the right, and up, for each pixel of its depth."""
_TONES = 24


def slab(canvas: Canvas, mark: Mark, deep: float) -> None:
    """The sides that are seen of a slab `deep` pixels deep, those farther back first."""
    colour, run, contours = ink(mark), (deep * COS, -deep * SIN), _contours(mark)
    back = skia.Path(path(mark))
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
    around = sum(_encloses(other, contour) for other in contours if other is not contour)
    turn = _turn(contour) * (-1 if around % 2 else 1)
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
    return 1 if area(contour) > 0 else -1


def area(contour: Contour) -> float:
    """Below 0 where the way round is the other way."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(contour, (*contour[1:], contour[0]), strict=True)) / 2


def _encloses(outer: Contour, inner: Contour) -> bool:
    """Whether all of one contour lies within another, as holes do and leaves that touch do not."""
    return all(_holds(outer, point) for point in inner[:: max(1, len(inner) // 6)])


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


def low_slab(canvas: Canvas, mark: Mark, high: float) -> None:
    """The sides of a slab `high` pixels deep, so low that three tones are enough for them."""
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
        for _, tone, quad in _walls(contour, contours, (high * COS, -high * SIN)):
            (x0, y0), (x1, y1), far, near = quad
            ends = ((x0 - 0.7 * COS, y0 + 0.7 * SIN), (x1 - 0.7 * COS, y1 + 0.7 * SIN), far, near)
            light = min(paths, key=lambda level, tone=tone: abs(level - tone / _TONES))
            paths[light].addPoly([skia.Point(*point) for point in (ends if area(ends) > 0 else ends[::-1])], True)
    return [(light, sides) for light, sides in paths.items() if not sides.isEmpty()]


def _contours(mark: Mark) -> Outline:
    """The mark's polygons in pixels."""
    a, b, x, c, d, y = mark.matrix
    return tuple(tuple((a * px + b * py + x, c * px + d * py + y) for px, py in part) for part in mark.outline)
