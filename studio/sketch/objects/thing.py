"""Owns what an object is: words, parts with roles, and how its drawing is centred in the unit circle."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal

import msgspec
import numpy as np

from studio.sketch.objects.pen import Form
from studio.sketch.palette import Rgb
from studio.sketch.shapes import Contour, Outline, Point

Role = Literal["main", "shade", "light", "accent", "accent shade", "accent light"]
"""Main takes the object's colour, accent the second one; shade and light are made from them."""
Filled = tuple[Form, Role | Rgb]
"""A form on the pen's grid with its role, or with a colour that stays."""
Drawn = Sequence[Filled]
"""What a drawing returns, back to front."""

_REACH = 0.97
_AREA = 2.45
"""The most of the unit circle's pi that a compact object fills, so that round ones look no larger than long ones."""
_BALANCE = 0.35
"""How far the middle moves from that of the box around a drawing to that of its area."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One filled area within the unit circle and what decides its colour."""

    outline: Outline
    role: Role | Rgb


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """An object that can be drawn. `words` are (singular, plural), the usual one first; `colour` is the palette's name
    for the colour that it has unless another is asked for, `accent` the value of its second colour."""

    words: tuple[tuple[str, str], ...]
    colour: str
    accent: Rgb
    drawing: Callable[[], tuple[Part, ...]]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Back to front, within the unit circle."""
        return _drawn(self.drawing)


def thing(draw: Callable[[], Drawn], colour: str, accent: Rgb, *words: str) -> Thing:
    """A thing of one drawing; each of `words` is "singular/plural"."""
    pairs = (tuple(word.split("/")) for word in words)
    return Thing(words=tuple((a, b) for a, b in pairs), colour=colour, accent=accent, drawing=lambda: fitted(draw()))


@cache
def _drawn(drawing: Callable[[], tuple[Part, ...]]) -> tuple[Part, ...]:
    return drawing()


def fitted(drawn: Drawn) -> tuple[Part, ...]:
    """The drawing's parts, moved and scaled so that the whole looks centred in the unit circle and stays inside it."""
    outlines: list[tuple[Outline, Role | Rgb]] = [(form.outline(), role) for form, role in drawn]
    whole = drawn[0][0]
    for form, _ in drawn[1:]:
        whole = whole | form
    silhouette = whole.outline()
    points = [point for contour in silhouette for point in contour]
    area, weight = _area(silhouette)
    box = [(min(values) + max(values)) / 2 for values in zip(*points, strict=True)]
    x, y = (b + _BALANCE * (w - b) for b, w in zip(box, weight, strict=True))
    scale = min(_REACH / max(math.dist((x, y), point) for point in points), math.sqrt(_AREA / area))
    return tuple(Part(outline=_placed(shape, x, y, scale), role=role) for shape, role in outlines if shape)


def _placed(outline: Outline, x: float, y: float, scale: float) -> Outline:
    return tuple(tuple(((px - x) * scale, (py - y) * scale) for px, py in contour) for contour in outline)


def _area(outline: Outline) -> tuple[float, Point]:
    """Area and its middle, holes left out."""
    area, middle = 0.0, np.zeros(2)
    for contour in outline:
        here = np.array(contour)
        after = np.roll(here, -1, axis=0)
        cross = (here[:, 0] * after[:, 1] - after[:, 0] * here[:, 1]) / 2
        deep = sum(_inside(contour[0], other) for other in outline if other is not contour)
        sign = np.sign(cross.sum()) * (-1 if deep % 2 else 1)
        area += sign * cross.sum()
        middle += sign * ((here + after) * cross[:, None]).sum(axis=0) / 3
    return area, (float(middle[0] / area), float(middle[1] / area))


def _inside(point: Point, contour: Contour) -> bool:
    x, y = point
    edges = zip(contour, (*contour[1:], contour[0]), strict=True)
    return (
        sum((y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in edges) % 2 == 1
    )
