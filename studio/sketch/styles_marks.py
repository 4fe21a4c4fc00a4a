"""Owns what styles ask of marks: how thick one is, whether it covers the picture, its one colour; colour arithmetic."""

from __future__ import annotations

from functools import lru_cache
from statistics import median

from studio.sketch.canvas import path, unit_path
from studio.sketch.identity import remembered
from studio.sketch.marks import Mark, Shade
from studio.sketch.palette import Rgb
from studio.sketch.shapes import Outline


def extent(mark: Mark) -> float:
    """How thick the mark's parts are about, in pixels."""
    a, b, _, c, d, _ = mark.matrix
    return _thickness(mark.outline) * abs(a * d - b * c) ** 0.5


@remembered(4096)
def _thickness(outline: Outline) -> float:
    """The narrower side of the box around a contour, the middle one of all contours."""
    if len(outline) == 1:
        bounds = unit_path(outline).getBounds()
        return min(bounds.width(), bounds.height())
    sides = (zip(*contour, strict=True) for contour in outline)
    narrow = [min(max(xs) - min(xs), max(ys) - min(ys)) for xs, ys in sides]
    return median(narrow) if narrow else 0.0


def covers(mark: Mark, width: int, height: int) -> bool:
    """Whether the mark fills the whole of a picture of `width` x `height`."""
    if len(mark.outline) != 1 or len(mark.outline[0]) != 4:
        return False
    bounds = path(mark).getBounds()
    return bool(bounds.left() <= 0 and bounds.top() <= 0 and bounds.right() >= width and bounds.bottom() >= height)


def ink(mark: Mark) -> Rgb:
    """One colour for the mark: of a gradient, the one between its ends."""
    if not isinstance(mark.fill, Shade):
        return mark.fill
    (r, g, b), (R, G, B) = mark.fill.colours
    return (r + R) // 2, (g + G) // 2, (b + B) // 2


@lru_cache(maxsize=4096)
def toward(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the way from the first colour to the second."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(first, second, strict=True))
    return r, g, b


def brightness(rgb: Rgb) -> float:
    """Perceived brightness, 0..255 (ITU-R BT.601)."""
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
