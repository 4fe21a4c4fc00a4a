"""Finished sizes of any shape: which are possible, and at which size a model should make its part of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from studio.errors import SizeError
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.recipe import Tile

MAX_SIDE = 16_384
"""pixels of a finished picture"""
MAX_PIXELS = 100_000_000
"""of a finished picture: as many as a start picture may have, so that every picture can become one"""

_SAME_SHAPE = 0.02
"""a trained size of which less than this share is cut away counts as one of the shape"""
_NEAR_AREA = 1.6
"""up to this factor beside a model's native area, a size that it can make exactly is made exactly"""
_CUT_WEIGHT = 16.0
"""how much a share that is cut away weighs against a foreign area (as the logarithm of their quotient)"""

Size = tuple[int, int]
"""(width, height) in pixels"""


def require_finished(width: int, height: int) -> None:
    """Raise SizeError unless a finished picture may be of this size."""
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise SizeError(
            f"A picture of {width}x{height} cannot be made.",
            remedy=f"Give a width and a height from 1 to {MAX_SIDE:,} pixels.",
        )
    if width * height > MAX_PIXELS:
        raise SizeError(
            f"A picture of {width}x{height} is too large.",
            remedy=f"Give a size of at most {MAX_PIXELS // 10**6} megapixels, for example 10000x10000.",
        )


def made_for(width: int, height: int, can: Capabilities, tile: Tile = "") -> Size:
    """The size at which the model should make a picture that is finished at width x height.

    That size itself where the model was trained at it, or can make it and either its area is near the native one or
    every size is as good; else the trained size of the shape that is nearest to that area; else the nearest shape
    there. Never larger only because the finished picture is: far from the area that it knows best a model draws worse
    than an enlarged picture looks. What is to go on over its edges is of the shape wherever the model can make that.
    """
    finished, native = (width, height), can.size.width * can.size.height
    near = native / _NEAR_AREA <= width * height <= native * _NEAR_AREA
    if finished in can.trained or ((near or can.scalable) and can.size.allows(width, height)):
        return finished
    of_shape = [size for size in can.trained if cut_share(size, finished) <= _SAME_SHAPE]
    best = min(of_shape or _possible(can.size, width, height), key=lambda size: _badness(size, finished, native))
    if repeats(best, finished, tile):
        return best
    fitting = [size for size in _possible(can.size, width, height) if repeats(size, finished, tile)]
    return min(fitting, key=lambda size: _badness(size, finished, native), default=best)


def cut_share(made: Size, finished: Size) -> float:
    """Share of a picture of size `made` that is cut away when it is scaled to cover `finished`: from 0 to below 1."""
    ratio = made[0] * finished[1] / (made[1] * finished[0])
    return 1 - min(ratio, 1 / ratio)


def goes_on(tile: Tile) -> tuple[bool, bool]:
    """Whether a picture goes on from right to left, and from bottom to top."""
    return tile in ("x", "both"), tile in ("y", "both")


def stretch_share(made: Size, finished: Size, tile: Tile) -> float:
    """Share by which a picture is stretched when it is scaled to `finished`, since a cut there would make a seam."""
    across, down = goes_on(tile)
    wider = made[0] * finished[1] > made[1] * finished[0]
    return cut_share(made, finished) if (across if wider else down) else 0.0


def repeats(made: Size, finished: Size, tile: Tile) -> bool:
    """Whether a picture of size `made` still goes on over its edges at `finished`, stretched too little to be seen."""
    return stretch_share(made, finished, tile) <= _SAME_SHAPE


def _possible(rule: SizeRule, width: int, height: int) -> Iterator[Size]:
    """Every width that the model can make, with the two heights that come next to the shape."""
    step = rule.multiple
    for made in range(math.ceil(rule.smallest / step) * step, rule.largest + 1, step):
        wanted = made * height / width / step
        for tall in {math.floor(wanted) * step, math.ceil(wanted) * step}:
            size = made, min(max(tall, rule.smallest), rule.largest)
            if rule.allows(*size):
                yield size
    yield rule.width, rule.height  # there is one at least


def _badness(made: Size, finished: Size, native: int) -> tuple[float, Size]:
    foreign = abs(math.log(made[0] * made[1] / native))
    return _CUT_WEIGHT * cut_share(made, finished) + foreign, made
