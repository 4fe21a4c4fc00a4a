"""Owns the pen: forms drawn on a grid of -100 to 100 (y downwards), joined, cut and stroked, then closed polygons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, cast

import skia as _skia

from studio.sketch.shapes import Outline, Point

skia = cast(Any, _skia)
_TOLERANCE = 0.02
"""How far a polygon may stray from its curve, on the grid: under a pixel for an object that fills 8192."""
_TOKENS = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}


class Form:
    """An area on the grid. `a | b` joins, `a - b` cuts away, `a & b` keeps what both cover."""

    def __init__(self, path: Any) -> None:
        self._path = path

    def __or__(self, other: Form) -> Form:
        return Form(skia.Op(self._path, other._path, skia.kUnion_PathOp))

    def __sub__(self, other: Form) -> Form:
        return Form(skia.Op(self._path, other._path, skia.kDifference_PathOp))

    def __and__(self, other: Form) -> Form:
        return Form(skia.Op(self._path, other._path, skia.kIntersect_PathOp))

    def moved(self, dx: float, dy: float) -> Form:
        return self._mapped(skia.Matrix.Translate(dx, dy))

    def turned(self, degrees: float, x: float = 0.0, y: float = 0.0) -> Form:
        """Clockwise about (x, y)."""
        matrix = skia.Matrix()
        matrix.setRotate(degrees, x, y)
        return self._mapped(matrix)

    def sized(self, across: float, down: float | None = None, x: float = 0.0, y: float = 0.0) -> Form:
        """Scaled about (x, y)."""
        matrix = skia.Matrix()
        matrix.setScale(across, across if down is None else down, x, y)
        return self._mapped(matrix)

    def mirrored(self) -> Form:
        """Left and right exchanged."""
        return self.sized(-1.0, 1.0)

    def shadow(self, dx: float, dy: float) -> Form:
        """The part of this form that a copy moved by (dx, dy) leaves bare: a crescent of shade or light."""
        return self - self.moved(dx, dy)

    def outline(self) -> Outline:
        """The closed polygons, on the grid, to be filled even-odd."""
        return tuple(tuple(c) for c in _contours(skia.Simplify(self._path)) if len(c) > 2)

    def _mapped(self, matrix: Any) -> Form:
        path = skia.Path()
        self._path.transform(matrix, path)
        return Form(path)


def draw(steps: str) -> Form:
    """The area inside a path written as in SVG: M L H V C Q A Z, upper case absolute and lower case relative."""
    return _flat(_parsed(steps))


def line(steps: str, width: float, *, round_ends: bool = True) -> Form:
    """The area of a stroke along a path written as for `draw`."""
    cap = skia.Paint.kRound_Cap if round_ends else skia.Paint.kButt_Cap
    join = skia.Paint.kRound_Join if round_ends else skia.Paint.kMiter_Join
    paint = skia.Paint(Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeCap=cap, StrokeJoin=join)
    path = skia.Path()
    paint.getFillPath(_parsed(steps), path, None, 20.0)
    return _flat(path)


def disc(x: float, y: float, radius: float) -> Form:
    return oval(x, y, radius, radius)


def oval(x: float, y: float, across: float, down: float, turn: float = 0.0) -> Form:
    """An ellipse by its half axes, turned clockwise about its middle."""
    count = 12 * math.ceil(math.pi / 12 / math.acos(1 - _TOLERANCE / max(across, down)))
    steps = (2 * math.pi * k / count for k in range(count))
    form = polygon((x + across * math.cos(a), y + down * math.sin(a)) for a in steps)
    return form.turned(turn, x, y) if turn else form


def box(x: float, y: float, width: float, height: float, corner: float = 0.0) -> Form:
    """A rectangle by its upper left corner; `corner` rounds it."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), corner, corner)
    return _flat(path)


def polygon(points: Iterable[Point]) -> Form:
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], True)
    return Form(path)


def joined(forms: Iterable[Form]) -> Form:
    """All of them as one area."""
    first, *others = forms
    for other in others:
        first = first | other
    return first


def around(form: Form, count: int, x: float = 0.0, y: float = 0.0) -> Form:
    """`count` copies of the form, evenly turned about (x, y)."""
    return joined(form.turned(360 * k / count, x, y) for k in range(count))


def _parsed(steps: str) -> Any:
    path = skia.Path()
    x = y = 0.0
    for name, numbers in _commands(steps):
        upper = name.upper()
        if name.islower():
            numbers = _absolute(upper, numbers, x, y)
        match upper:
            case "M":
                path.moveTo(*numbers)
            case "L":
                path.lineTo(*numbers)
            case "H":
                path.lineTo(numbers[0], y)
            case "V":
                path.lineTo(x, numbers[0])
            case "C":
                path.cubicTo(*numbers)
            case "Q":
                path.quadTo(*numbers)
            case "A":
                _arc(path, numbers)
            case _:
                path.close()
        last = skia.Point(0, 0)
        path.getLastPt(last)
        x, y = last.fX, last.fY
    return path


def _commands(steps: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKENS.findall(steps)
    name, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            name, at = tokens[at], at + 1
        count = _ARGUMENTS[name.upper()]
        yield name, [float(token) for token in tokens[at : at + count]]
        at += count
        name = {"M": "L", "m": "l"}.get(name, name)


def _absolute(upper: str, numbers: list[float], x: float, y: float) -> list[float]:
    match upper:
        case "H":
            return [numbers[0] + x]
        case "V":
            return [numbers[0] + y]
        case "A":
            return [*numbers[:5], numbers[5] + x, numbers[6] + y]
        case _:
            return [number + (y if k % 2 else x) for k, number in enumerate(numbers)]


def _arc(path: Any, numbers: list[float]) -> None:
    across, down, turn, large, sweep, x, y = numbers
    size = skia.Path.ArcSize.kLarge_ArcSize if large else skia.Path.ArcSize.kSmall_ArcSize
    way = skia.PathDirection.kCW if sweep else skia.PathDirection.kCCW
    path.arcTo(across, down, turn, size, way, x, y)


def _flat(path: Any) -> Form:
    """The path with its curves as polygons and its overlaps joined: joins and cuts of straight edges never fail."""
    flat = skia.Path()
    for contour in _contours(path):
        flat.addPoly([skia.Point(x, y) for x, y in contour], True)
    flat.setFillType(path.getFillType())
    return Form(skia.Simplify(flat))


def _contours(path: Any) -> list[list[Point]]:
    contours: list[list[Point]] = []
    steps = skia.Path.Iter(path, False)
    while True:
        verb, points = steps.next()
        at = [(point.fX, point.fY) for point in points]
        if verb == skia.Path.kDone_Verb:
            return [_without_repeats(contour) for contour in contours]
        if verb == skia.Path.kMove_Verb:
            contours.append([at[0]])
        elif verb == skia.Path.kLine_Verb:
            contours[-1].append(at[1])
        elif verb == skia.Path.kConic_Verb:
            contours[-1] += _bend(at, (1.0, steps.conicWeight(), 1.0))
        elif verb != skia.Path.kClose_Verb:
            contours[-1] += _bend(at, (1.0,) * len(at))


def _bend(points: list[Point], weights: tuple[float, ...]) -> list[Point]:
    """Points along a rational Bezier curve after its first, close enough that chords stay within the tolerance."""
    length = sum(math.dist(a, b) for a, b in pairwise(points))
    away = length - math.dist(points[0], points[-1])
    count = max(2, min(96, math.ceil(0.7 * math.sqrt(max(away, 0.05 * length) / _TOLERANCE))))
    return [_at(points, weights, k / count) for k in range(1, count + 1)]


def _at(points: list[Point], weights: tuple[float, ...], t: float) -> Point:
    degree = len(points) - 1
    shares = [w * math.comb(degree, k) * t**k * (1 - t) ** (degree - k) for k, w in enumerate(weights)]
    total = sum(shares)
    x = sum(share * point[0] for share, point in zip(shares, points, strict=True)) / total
    return x, sum(share * point[1] for share, point in zip(shares, points, strict=True)) / total


def _without_repeats(contour: list[Point]) -> list[Point]:
    return [point for k, point in enumerate(contour) if math.dist(point, contour[k - 1]) > 1e-4]
