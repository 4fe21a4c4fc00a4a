"""Owns what a layout gives to other tools: lines, depth, masks and a map of its parts, all exact and of any style."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import paint_codes
from studio.sketch.guides_depth import depth as depth
from studio.sketch.guides_edges import Lines as Lines
from studio.sketch.guides_edges import edges as edges
from studio.sketch.guides_edges import standing
from studio.sketch.guides_fill import Fill, filled
from studio.sketch.layers import name_of
from studio.sketch.marks import STAY, Mark, whole
from studio.sketch.palette import Rgb
from studio.sketch.scene import Landscape, Scene
from studio.sketch.stack import Stack, stack

Picture = NDArray[np.uint8]
_BLACK: Rgb = (0, 0, 0)
_TURN = 0.618033988749895
"""golden ratio: hues that follow one another are far apart, however many there are"""


class Mask(msgspec.Struct, frozen=True, kw_only=True):
    """Where one layer shows: (height, width, 3), white on black, grey where its edge covers a part of a pixel."""

    name: str
    picture: Picture


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a map's legend."""

    name: str
    colour: Rgb


class PartPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A map in which each part has a colour of its own, hard-edged, (height, width, 3), and what the colours mean."""

    picture: Picture
    legend: tuple[Area, ...]


def masks(scene: Scene, width: int, height: int) -> Iterator[Mask]:
    """The ground's mask, then one for each group: what of it can be seen, as much as it covers. Together they fill
    the picture. Made one at a time, since large ones are heavy."""
    taken = stack(scene, width, height)
    objects = [(k, item) for k, group in enumerate(taken.groups, start=1) for item in group]
    for shown, name in enumerate(["ground", *map(name_of, scene.groups)]):
        fills = [Fill(marks=item, grey=255 if k == shown else 0) for k, item in objects]
        yield Mask(name=name, picture=filled(fills, width, height, 255 if shown == 0 else 0))


def parts(scene: Scene, width: int, height: int) -> PartPicture:
    """Every object in a colour of its own, the ground in black; in a landscape sky and land apart."""
    taken = stack(scene, width, height)
    legend: list[Area] = []
    marks: list[tuple[Mark, Rgb]] = []
    for name, mark in _ground_areas(scene, taken, width, height):
        if not any(area.name == name for area in legend):
            legend.append(Area(name=name, colour=_GROUNDS[name]))
        marks.append((mark, _GROUNDS[name]))
    for group, items in zip(scene.groups, taken.groups, strict=True):
        for k, item in enumerate(items):
            colour = _hue(len(legend))
            legend.append(Area(name=name_of(group, k), colour=colour))
            marks += [(mark, colour) for mark in item]
    picture = paint_codes([mark for mark, _ in marks], [colour for _, colour in marks], width, height)
    return PartPicture(picture=picture, legend=tuple(legend))


_GROUNDS: dict[str, Rgb] = {"ground": _BLACK, "sky": (16, 24, 48), "light": (64, 56, 24), "land": (24, 48, 24)}


def _ground_areas(scene: Scene, taken: Stack, width: int, height: int) -> list[tuple[str, Mark]]:
    if not isinstance(scene.ground, Landscape):
        return [("ground", _everything(width, height))]
    names = {"ground": "sky"}
    return [(names.get(mark.label, mark.label), mark) for mark in standing(taken.ground)]


def _everything(width: int, height: int) -> Mark:
    return Mark(outline=whole(width, height), matrix=STAY, fill=_BLACK, label="ground", colour=None)


def _hue(number: int) -> Rgb:
    """A bright colour by number: hues far apart, in three shades by turns."""
    strength, light = ((1.0, 1.0), (0.62, 1.0), (1.0, 0.72))[number % 3]
    red, green, blue = colorsys.hsv_to_rgb(number * _TURN % 1.0, strength, light)
    return round(255 * red), round(255 * green), round(255 * blue)
