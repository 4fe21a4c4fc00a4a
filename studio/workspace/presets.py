"""Sizes by use: the shapes people make, and the best sizes of each that a model can make."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import msgspec

from studio.recipe.capabilities import Capabilities, SizeRule

Use = Literal["square", "portrait", "story", "landscape", "banner", "print"]


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A shape by what it is used for; `across` to `down` is its ratio."""

    use: Use
    name: str
    across: int
    down: int
    purpose: str

    @property
    def ratio(self) -> float:
        return self.across / self.down


SHAPES: tuple[Shape, ...] = (
    Shape(use="square", name="Square", across=1, down=1, purpose="posts, covers, icons"),
    Shape(use="portrait", name="Portrait", across=2, down=3, purpose="posters, photo prints upright"),
    Shape(use="story", name="Story", across=9, down=16, purpose="stories, reels, phone screens"),
    Shape(use="landscape", name="Landscape", across=3, down=2, purpose="slides, photo prints across"),
    Shape(use="banner", name="Banner", across=3, down=1, purpose="website headers, channel art"),
    Shape(use="print", name="Print", across=5, down=7, purpose="A4 and A5 pages, cards"),
)
_SCALES = (1.0, 1.5, 2.0)
"""sides, beside those of the native size"""
_SIDES = (1024, 2048, 4096, 8192)
"""pixels of the longer side, for a model that is as good at every size"""
_SAME_SHAPE = math.log(1.02)
_SAME_AREA = math.log(1.5)
"""how far two may be apart and still count as the same"""


@lru_cache(maxsize=128)
def sizes_of(shape: Shape, can: Capabilities) -> tuple[tuple[int, int], ...]:
    """Sizes (width, height) in pixels of this shape that the model can make, smallest first; never empty.

    One that is as good at every size has those of _SIDES. Of others, those it was trained at come before computed
    ones of about their area. The first is the one to begin with.
    """
    if can.scalable:
        sizes = (_with_side(shape, can.size, side) for side in _SIDES)
        return tuple(sorted(set(sizes), key=_area))
    found = [size for size in can.trained if _off_shape(size, shape) < _SAME_SHAPE]
    native = can.size.width * can.size.height
    for scale in _SCALES:
        size = _best(shape, can.size, native * scale * scale)
        if all(abs(math.log(_area(size) / _area(other))) > _SAME_AREA for other in found):
            found.append(size)
    return tuple(sorted(found, key=_area))


def shape_of(width: int, height: int, can: Capabilities) -> Shape | None:
    """The shape that a size is one of the sizes of."""
    return next((shape for shape in SHAPES if (width, height) in sizes_of(shape, can)), None)


def _with_side(shape: Shape, rule: SizeRule, side: int) -> tuple[int, int]:
    """Of this shape, its longer side so many pixels long."""
    scale = side / max(shape.across, shape.down)
    return rule.nearest(round(shape.across * scale), round(shape.down * scale))


def _best(shape: Shape, rule: SizeRule, area: float) -> tuple[int, int]:
    """What the model can make nearest to a shape and an area in pixels; the shape counts four times."""

    def off(size: tuple[int, int]) -> float:
        return 4 * _off_shape(size, shape) + abs(math.log(_area(size) / area))

    return min(_candidates(shape, rule, area), key=off)


def _candidates(shape: Shape, rule: SizeRule, area: float) -> set[tuple[int, int]]:
    """Sizes the model can make around the exact one; the nearest it allows is always among them."""
    width, height = math.sqrt(area * shape.ratio), math.sqrt(area / shape.ratio)
    near = {rule.nearest(round(width), round(height))}
    for step in range(-4, 5):
        w = (round(width / rule.multiple) + step) * rule.multiple
        rows = math.floor(w / shape.ratio / rule.multiple)
        near.update(size for h in (rows, rows + 1) if rule.allows(*(size := (w, h * rule.multiple))))
    return near


def _off_shape(size: tuple[int, int], shape: Shape) -> float:
    return abs(math.log(size[0] / size[1] / shape.ratio))


def _area(size: tuple[int, int]) -> int:
    return size[0] * size[1]
