"""Owns the arithmetic of strips: colours looked up and mixed plane by plane, maps enlarged, pixels moved about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import Pixels
from studio.sketch.styles_window import Window

Floats = NDArray[np.floating[Any]]
Packed = NDArray[np.integer[Any]]
"""Pixels of four bytes as one number each."""
Between = tuple[NDArray[np.int64], NDArray[np.int64], Floats]
Planes = tuple[Pixels, Pixels, Pixels]
"""Red, green and blue, each (height, width)."""


class Soft:
    """Maps of what is soft, made at a small size, seen at the picture's: straight lines between their pixels."""

    def __init__(self, planes: Iterable[NDArray[Any]], width: int, height: int, wraps: bool):
        self._planes = [np.asarray(plane, np.float32) for plane in planes]
        down, over = self._planes[0].shape
        self._same = (down, over) == (height, width)
        self._columns = _between(over, width, wraps)
        self._rows = _between(down, height, wraps)

    def strip(self, window: Window) -> list[Floats]:
        """Each map within a window, (height, width)."""
        rows, columns = slice(window.top, window.bottom), slice(window.left, window.right)
        if self._same:
            return [plane[rows, columns] for plane in self._planes]
        (above, below, down), (first, after, over) = self._rows, self._columns
        between = (above[rows], below[rows], down[rows, None]), (first[columns], after[columns], over[columns])
        return [_enlarged(plane, *between) for plane in self._planes]


def _enlarged(plane: Floats, rows: Between, columns: Between) -> Floats:
    """Across first: of the few rows that many pixels lie between."""
    above, below, down = rows
    needed = np.unique(np.concatenate([above, below]))
    few = plane[needed]
    first, after, over = columns
    wide = _mixed(np.take(few, first, axis=1), np.take(few, after, axis=1), over)
    return _mixed(wide[np.searchsorted(needed, above)], wide[np.searchsorted(needed, below)], down)


def _mixed(first: Floats, after: Floats, share: Floats) -> Floats:
    """`share` of the way from the first to the other, which is used up."""
    after -= first
    after *= share
    after += first
    return after


@lru_cache(maxsize=64)
def _between(count: int, size: int, wraps: bool) -> Between:
    """For each of `size` pixels the two of `count` that it lies between, and how far on it is from the first."""
    place = (np.arange(size) + 0.5) * (count / size) - 0.5
    first = np.floor(place).astype(np.int64)
    share = (place - first).astype(np.float32)
    if wraps:
        return first % count, (first + 1) % count, share
    return first.clip(0, count - 1), (first + 1).clip(0, count - 1), share


def moved(pixels: Packed, place: tuple[int, int], margin: int, across: Floats, down: Floats) -> Packed:
    """Each pixel of a strip taken from `across` and `down` pixels away, between pixels where need be. `pixels` hold the
    strip and `margin` pixels around it from `place` on, a row and a column."""
    height, width = across.shape
    x = across + (np.arange(width, dtype=np.float32) + (place[1] + margin))
    y = down + (np.arange(height, dtype=np.float32)[:, None] + (place[0] + margin))
    column, row = x.astype(np.int32), y.astype(np.int32)
    x -= column
    y -= row
    over, under = (x * 256).astype(np.uint32), (y * 256).astype(np.uint32)
    row *= pixels.shape[1]
    row += column
    here = row.astype(np.int64)
    upper = _blend(_at(pixels, here), _at(pixels, here + 1), over)
    here += pixels.shape[1]
    lower = _blend(_at(pixels, here), _at(pixels, here + 1), over)
    return _blend(upper, lower, under)


def _at(pixels: Packed, places: NDArray[np.int64]) -> Packed:
    return np.take(pixels, places, mode="clip")


def _blend(first: Packed, second: Packed, share: Packed) -> Packed:
    """`share` / 256 of the way from the first to the second, all four bytes."""
    even, rest = np.uint32(0x00FF00FF), 256 - share
    low = (first & even) * rest
    low += (second & even) * share
    low >>= 8
    low &= even
    high = ((first >> 8) & even) * rest
    high += ((second >> 8) & even) * share
    high &= ~even
    high |= low
    return high


def packed(pixels: Pixels) -> Packed:
    """(height, width, 4) as (height, width) of four bytes each."""
    return pixels.view(np.uint32)[..., 0]


def planes(pixels: Packed) -> tuple[Pixels, Pixels, Pixels, Pixels]:
    """Red, green, blue and alpha."""
    red, green, blue = (pixels.astype(np.uint8), (pixels >> 8).astype(np.uint8), (pixels >> 16).astype(np.uint8))
    return red, green, blue, (pixels >> 24).astype(np.uint8)


def write(rows: Pixels, colours: Sequence[Pixels], alpha: Pixels | int) -> None:
    """Colours, already multiplied by alpha, and the alpha into pixels (height, width, 4)."""
    for channel, plane in enumerate((*colours, alpha)):
        rows[..., channel] = plane


def share(first: Pixels, second: Pixels | np.uint8) -> Pixels:
    """The product of two values of 0..255, as parts of 255."""
    product = np.multiply(first, second, dtype=np.uint16)
    product += 128
    product += product >> 8
    product >>= 8
    return product.astype(np.uint8)


def mixed(first: Pixels | np.uint8, second: Pixels | np.uint8, part: Pixels) -> Pixels:
    """`part` / 255 of the way from the first to the second."""
    product = np.multiply(second, part, dtype=np.uint16)
    product += np.multiply(first, 255 - part, dtype=np.uint16)
    product += 128
    product += product >> 8
    product >>= 8
    return product.astype(np.uint8)


def straight(colours: Planes, alpha: Pixels) -> Planes:
    """Colours no longer multiplied by alpha; 0 where there is none."""
    place = alpha.astype(np.uint16)
    place <<= 8
    red, green, blue = (np.take(_unmultiplied(), place | plane, mode="clip") for plane in colours)
    return red, green, blue


@cache
def _unmultiplied() -> Pixels:
    """Colour by alpha and what it is multiplied by it."""
    alpha, colour = np.divmod(np.arange(65536), 256)
    return np.minimum(255, (colour * 255 + alpha // 2) // np.maximum(alpha, 1)).astype(np.uint8)


def curve(shape: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Pixels:
    """A function of 0..1 as the table of 256 values that `np.take` looks up."""
    return bytes_of(shape(np.arange(256) / 255.0))


def bytes_of(values: NDArray[Any]) -> Pixels:
    """0..1 as 0..255, kept within."""
    return np.rint(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8)


def blurred(maps: Floats, reach: float, beyond: Literal["wrap", "edge", "constant"]) -> Floats:
    """Maps (count, height, width) under a bell `reach` pixels wide; `beyond` its edges each wraps, goes on, or is 0.
    (Sums of moved maps: products with a matrix would start threads, which wait for one another on a busy machine.)"""
    radius = max(1, round(2.6 * reach))
    bell = np.exp(-0.5 * (np.arange(radius + 1) / reach) ** 2)
    bell = (bell / (2 * bell.sum() - bell[0])).astype(np.float32)
    for axis in (1, 2):
        size = maps.shape[axis]
        padded = np.pad(maps, [(radius, radius) if k == axis else (0, 0) for k in range(3)], mode=beyond)
        parts = [padded[:, k : k + size] if axis == 1 else padded[..., k : k + size] for k in range(2 * radius + 1)]
        maps = parts[radius] * bell[0]
        for away in range(1, radius + 1):
            both = parts[radius - away] + parts[radius + away]
            both *= bell[away]
            maps += both
    return maps


def halved(maps: Floats) -> Floats:
    """Maps (count, height, width) of even sides at half the size."""
    rows = maps[:, ::2] + maps[:, 1::2]
    return (rows[..., ::2] + rows[..., 1::2]) * np.float32(0.25)
