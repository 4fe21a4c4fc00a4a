"""Owns the display list: what is filled, with which colour, and what each filled part is called."""

from __future__ import annotations

import msgspec

from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import NAMES, Rgb
from studio.sketch.shapes import SHAPES, Outline

_FIRST = ("ground", *SHAPES, "motif", "land", "light")
LABELS: tuple[str, ...] = (*_FIRST, *(name for name in OBJECTS if name not in _FIRST))
"""What a pixel can be part of; the label map holds indices into this. The first ones never move."""

NO_COLOUR = 255
"""The label map's colour index where no single named colour is meant."""
_LABELS = {label: index for index, label in enumerate(LABELS)}
_COLOURS: dict[str | None, int] = {name: index for index, name in enumerate(NAMES)}


class Shade(msgspec.Struct, frozen=True, kw_only=True):
    """A gradient between two points (radial: centre and rim) in pixels."""

    start: tuple[float, float]
    end: tuple[float, float]
    colours: tuple[Rgb, Rgb]
    radial: bool


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One filled outline, in unit space moved by `matrix` (scale x, skew x, x, skew y, scale y, y) to pixels."""

    outline: Outline
    matrix: tuple[float, float, float, float, float, float]
    fill: Rgb | Shade
    label: str
    colour: str | None


STAY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def box(x0: float, y0: float, x1: float, y1: float) -> Outline:
    """An upright rectangle as an outline."""
    return (((x0, y0), (x1, y0), (x1, y1), (x0, y1)),)


def whole(width: int, height: int) -> Outline:
    """The rectangle that covers the picture."""
    return box(0.0, 0.0, float(width), float(height))


def label_index(mark: Mark) -> int:
    """Index of the mark's label in LABELS."""
    return _LABELS[mark.label]


def colour_index(mark: Mark) -> int:
    """Index of the mark's colour in palette.NAMES, NO_COLOUR for none and for any other colour."""
    return _COLOURS.get(mark.colour, NO_COLOUR)
