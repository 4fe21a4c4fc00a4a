"""Owns a layout's depth: how near each part is, from the order of the layers and, in a landscape, from the horizon."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import opaque, paint, path, without_alpha
from studio.sketch.guides_edges import standing
from studio.sketch.guides_fill import Fill, fill_onto
from studio.sketch.marks import STAY, Mark, Shade, whole
from studio.sketch.palette import Rgb
from studio.sketch.scene import Group, Landscape, Scene
from studio.sketch.shapes import Outline
from studio.sketch.stack import stack

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""

# Nearness is 0 (as far as the sky) to 1 (nearest), in proportion to 1 / distance as MiDaS and its followers have it:
# a level ground then comes nearer evenly from the horizon down.
_WALL = 0.08
"""of a ground that is no landscape: all of it stands behind"""
_HORIZON, _FRONT = 0.1, 0.84
"""of land at the horizon and at the picture's lower edge"""
_SLOPE = 0.75
"""how much of the level ground's way a piece of land takes; the rest is the step to the next"""
_OBJECTS = 0.56, 0.9
"""of the first and the last group before a wall"""
_ALOFT, _HEAVEN = 0.45, 0.14
"""of what hangs in a landscape's sky: near things, and those that are as far as the sky"""
_APART = 0.05
"""between things of which one covers the other, as long as there is room"""
_LEAST = 1.02 / 255
"""one grey, whatever rounding does"""
_FLAT = 0.3
"""height by width of a mark below which it lies on the land, as waves and shadows do"""
_SKY = frozenset({"sun", "moon", "star", "cloud", "planet", "rainbow", "comet", "lightning", "galaxy", "snowflake"})


def depth(scene: Scene, width: int, height: int) -> NDArray[np.uint8]:
    """How near each pixel is, (height, width, 3): white nearest, as ControlNets for depth take it. What covers
    something is nearer than it; in a landscape things are as near as the ground that they stand on."""
    taken = stack(scene, width, height)
    if isinstance(scene.ground, Landscape):
        land = _landscape(scene.ground, standing(taken.ground), width, height)
    else:
        land = [_even(whole(width, height), STAY, _WALL)]
    pixels, canvas = opaque(width, height)
    for mark in land:
        canvas.drawPath(path(mark), paint(mark))
    boxes = [[_box(item) for item in items] for items in taken.groups]
    near = _near(scene, boxes, pixels[..., 0])
    fills = [
        Fill(marks=item, grey=_level(here))
        for items, heights in zip(taken.groups, near, strict=True)
        for item, here in zip(items, heights, strict=True)
    ]
    fill_onto(canvas, fills)
    return without_alpha(pixels)


def _level(near: float) -> int:
    return round(255 * min(1.0, max(0.0, near)))


def _grey(near: float) -> Rgb:
    return _level(near), _level(near), _level(near)


def _even(outline: Outline, matrix: tuple[float, float, float, float, float, float], near: float) -> Mark:
    return Mark(outline=outline, matrix=matrix, fill=_grey(near), label="ground", colour=None)


def _box(marks: Sequence[Mark]) -> Box:
    bounds = [path(mark).getBounds() for mark in marks]
    return (
        min(box.left() for box in bounds),
        min(box.top() for box in bounds),
        max(box.right() for box in bounds),
        max(box.bottom() for box in bounds),
    )


def _near(scene: Scene, boxes: Sequence[Sequence[Box]], ground: NDArray[np.uint8]) -> list[list[float]]:
    """How near each object of each group is. Where too many cover one another steps shrink, and before a wall the
    hindmost step back."""
    apart = _APART
    while True:
        near = _stepped(scene, boxes, ground, apart)
        over = max((here for items in near for here in items), default=0.0) - 1.0
        if over <= 0.0:
            return near
        if apart <= _LEAST:
            return _stepped(scene, boxes, ground, apart, over)
        apart = max(_LEAST, apart / 2)


def _stepped(
    scene: Scene, boxes: Sequence[Sequence[Box]], ground: NDArray[np.uint8], apart: float, back: float = 0.0
) -> list[list[float]]:
    height = len(ground)
    placed: list[tuple[Box, float]] = []
    near: list[list[float]] = []
    for k, (group, items) in enumerate(zip(scene.groups, boxes, strict=True)):
        near.append([])
        for box in items:
            below = _under(ground, box)
            own = _own(scene, group, k, below, box[3] / height) - back
            covered = max((there for other, there in placed if _overlap(box, other)), default=-1.0)
            here = max(own, below + _LEAST, covered + apart)
            placed.append((box, here))
            near[-1].append(here)
    return near


def _own(scene: Scene, group: Group, place: int, below: float, foot: float) -> float:
    """How near an object is by itself: by its group's place in the stack, or, in a landscape, by where its foot
    (a share of the height) stands."""
    if not isinstance(scene.ground, Landscape):
        first, last = _OBJECTS
        return last - (last - first) * (len(scene.groups) - 1 - place) / max(1, len(scene.groups) - 1)
    if foot > scene.ground.horizon:
        return below + _APART
    return _HEAVEN if group.shape in _SKY else _ALOFT


def _under(ground: NDArray[np.uint8], box: Box) -> float:
    """The nearest ground behind a box."""
    left, top, right, bottom = box
    seen = ground[max(0, int(top)) : max(0, int(bottom) + 1), max(0, int(left)) : max(0, int(right) + 1)]
    return float(seen.max(initial=0)) / 255


def _around(first: Box, second: Box) -> Box:
    return min(first[0], second[0]), min(first[1], second[1]), max(first[2], second[2]), max(first[3], second[3])


def _overlap(first: Box, second: Box) -> bool:
    return (
        first[0] < second[2] + 1 and second[0] < first[2] + 1 and first[1] < second[3] + 1 and second[1] < first[3] + 1
    )


class _Land(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of land that fills the picture from its ridge down, and what stands behind that ridge."""

    mark: Mark | None
    near: float
    standing: tuple[Mark, ...]


def _landscape(view: Landscape, marks: Sequence[Mark], width: int, height: int) -> list[Mark]:
    """Sky, land and what stands on it as marks of grey, back to front."""
    level = _Level(horizon=view.horizon * height, foot=float(height))
    made = [_even(whole(width, height), STAY, 0.0)]
    behind: float | None = None
    for land in _lands(marks, level, width, height):
        for cluster in _clusters(land.standing):
            made += _stood(cluster, level, behind, land)
        if land.mark is not None:
            made.append(level.sloping(land.mark, land.near))
            behind = land.near
    return made


class _Level(msgspec.Struct, frozen=True, kw_only=True):
    """A level ground between two heights of the picture, in pixels."""

    horizon: float
    foot: float

    def near(self, y: float) -> float:
        """How near the level ground is at height `y`."""
        share = (y - self.horizon) / max(1.0, self.foot - self.horizon)
        return _HORIZON + (_FRONT - _HORIZON) * min(1.0, max(0.0, share))

    def on(self, near: float, y: float) -> float:
        """How near land whose ridge is `near` is at height `y`."""
        return near + _SLOPE * max(0.0, self.near(y) - near)

    def sloping(self, mark: Mark, near: float) -> Mark:
        """A piece of land in grey: even down to where the level ground is as near, from there on nearer."""
        share = max(0.0, (near - _HORIZON) / (_FRONT - _HORIZON))
        top = self.horizon + share * (self.foot - self.horizon)
        fill = Shade(
            start=(0.0, min(top, self.foot - 1.0)),
            end=(0.0, self.foot),
            colours=(_grey(near), _grey(self.on(near, self.foot))),
            radial=False,
        )
        return Mark(outline=mark.outline, matrix=mark.matrix, fill=fill, label="ground", colour=None)


def _lands(marks: Sequence[Mark], level: _Level, width: int, height: int) -> list[_Land]:
    lands: list[_Land] = []
    waiting: list[Mark] = []
    reached = _HORIZON - _LEAST
    for mark in marks:
        if mark.label != "land":
            continue
        left, top, right, bottom = _box([mark])
        if left <= 0.5 and right >= width - 0.5 and bottom >= height - 0.5:
            reached = max(reached + 2 * _LEAST, level.near(_ridge(mark, height)))
            lands.append(_Land(mark=mark, near=reached, standing=tuple(waiting)))
            waiting = []
        elif not lands or bottom - top > _FLAT * (right - left):
            waiting.append(mark)
    return [*lands, _Land(mark=None, near=reached, standing=tuple(waiting))]


def _ridge(mark: Mark, height: int) -> float:
    """The mean height of the outline above the picture's lower edge, in pixels."""
    points = np.array([point for contour in mark.outline for point in contour])
    _, _, _, skew, scale, move = mark.matrix
    ys = points[:, 0] * skew + points[:, 1] * scale + move
    above = ys[ys < height - 0.5]
    return float(above.mean()) if len(above) else float(height)


def _clusters(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Marks one after another whose boxes overlap: trunk and crown, the faces of a mountain."""
    clusters: list[list[Mark]] = []
    around: Box | None = None
    for mark in marks:
        box = _box([mark])
        if around is not None and _overlap(around, box):
            clusters[-1].append(mark)
            around = _around(around, box)
        else:
            clusters.append([mark])
            around = box
    return clusters


def _stood(cluster: Sequence[Mark], level: _Level, behind: float | None, land: _Land) -> list[Mark]:
    """A cluster between the land that it stands before and the land whose ridge hides its foot."""
    foot = _box(cluster)[3]
    back = 0.0 if behind is None else level.on(behind, foot)
    near = back + 2 * _LEAST if land.mark is None else (back + level.on(land.near, foot)) / 2
    return [_even(mark.outline, mark.matrix, near) for mark in cluster]
