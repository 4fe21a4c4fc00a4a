"""Owns how a picture is divided among trees of groups: places and bands give each a box of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from studio.sketch.arranging import Box
from studio.sketch.scene import Bond, Place, Size
from studio.sketch.trees import Leaf, Nest, Node, Ring, Split, Stack, joined, members

if TYPE_CHECKING:
    from studio.sketch.layout import Wish

_WEIGHTS: dict[Size, float] = {"small": 0.7, "medium": 1.0, "large": 1.5}
_NEAR = 0.7
"""Width and height of the box in which one object is at an edge or in a corner, in shorter sides."""
_TIGHT = 0.3
"""A box for what has no place reaches at least so far, of what the whole picture does, where that can be had."""
_HALVES: dict[Place, tuple[float, float, float, float]] = {
    "left": (0.0, 0.0, 0.46, 1.0),
    "right": (0.54, 0.0, 1.0, 1.0),
    "top": (0.0, 0.0, 1.0, 0.46),
    "bottom": (0.0, 0.54, 1.0, 1.0),
    "top left": (0.0, 0.0, 0.48, 0.48),
    "top right": (0.52, 0.0, 1.0, 0.48),
    "bottom left": (0.0, 0.52, 0.48, 1.0),
    "bottom right": (0.52, 0.52, 1.0, 1.0),
    "centre": (0.29, 0.29, 0.71, 0.71),
}
_THIRDS: dict[Place, tuple[int, int]] = {
    "left": (0, 1),
    "right": (2, 1),
    "top": (1, 0),
    "bottom": (1, 2),
    "top left": (0, 0),
    "top right": (2, 0),
    "bottom left": (0, 2),
    "bottom right": (2, 2),
    "centre": (1, 1),
}


def rooms(wishes: Sequence[Wish], bonds: Sequence[Bond], room: Box) -> list[tuple[Node, Box]]:
    """Every tree of groups with the box that is its own."""
    trees = joined(wishes, bonds, "x" if room.width >= 0.8 * room.height else "y")
    placed: dict[Place, list[Node]] = {}
    loose: list[Node] = []
    for tree in trees:
        place = _place(tree, wishes)
        if place is None or place == "scattered":
            loose.append(tree)
        else:
            placed.setdefault(place, []).append(tree)
    if loose and len(placed) == len(_THIRDS):
        placed["centre"] += loose
        loose = []
    if placed.keys() == {"centre"} and not loose:
        return _divided(placed, [], {"centre": room}, wishes, room)
    halves: dict[Place, Box] = {place: _share(room, *_HALVES[place]) for place in placed}
    made = _divided(placed, loose, halves, wishes, room)
    tight = any(box.reach < _TIGHT * room.reach for _, box in made[len(placed) :])
    if not tight and not _any_overlap([box for _, box in made]):
        return made
    thirds: dict[Place, Box] = {place: _third(room, *_THIRDS[place]) for place in placed}
    return _divided(placed, loose, thirds, wishes, room)


def _divided(
    placed: dict[Place, list[Node]], loose: list[Node], zones: dict[Place, Box], wishes: Sequence[Wish], room: Box
) -> list[tuple[Node, Box]]:
    """What has a place in its zone, then the rest in what is left."""
    taken = [(_side(place, trees), _zone(place, trees, zones[place], wishes, room)) for place, trees in placed.items()]
    return taken + _free(loose, [box for _, box in taken], wishes, room)


def part_boxes(split: Split, box: Box, wishes: Sequence[Wish]) -> list[tuple[Node, Box]]:
    """The parts of a split, each with its share of the box by how much it shows."""
    weights = [_weight(part, wishes) for part in split.parts]
    made: list[tuple[Node, Box]] = []
    start = 0.0
    for part, weight in zip(split.parts, weights, strict=True):
        end = start + weight / sum(weights)
        made.append((part, _slice(box, split.axis, start, end)))
        start = end
    return made


def _slice(box: Box, axis: Literal["x", "y"], start: float, end: float) -> Box:
    if axis == "x":
        return Box(x0=box.x0 + start * box.width, x1=box.x0 + end * box.width, y0=box.y0, y1=box.y1)
    return Box(x0=box.x0, x1=box.x1, y0=box.y0 + start * box.height, y1=box.y0 + end * box.height)


def _weight(node: Node, wishes: Sequence[Wish]) -> float:
    match node:
        case Leaf():
            return max(1.0, math.sqrt(node.count)) * _WEIGHTS[wishes[node.group].size]
        case Split():
            return sum(_weight(part, wishes) for part in node.parts)
        case Stack():
            return 1.3
        case Ring():
            return 1.8
        case Nest():
            return 1.5 * math.sqrt(wishes[node.host].count)


def _place(tree: Node, wishes: Sequence[Wish]) -> Place | None:
    """The first place that anything in the tree has."""
    return next((place for group in members(tree) if (place := wishes[group].place)), None)


def _band(tree: Node, wishes: Sequence[Wish]) -> tuple[float, float]:
    """The heights that suit all of the tree, or its first group where none does."""
    bands = [wishes[group].band for group in members(tree)]
    top, bottom = max(band[0] for band in bands), min(band[1] for band in bands)
    return (top, bottom) if bottom - top > 0.15 else (0.0, 1.0) if len(bands) > 1 else bands[0]


def _side(place: Place, trees: list[Node]) -> Node:
    """All that is asked for at one place."""
    if len(trees) == 1:
        return trees[0]
    return Split(axis="y" if place in ("left", "right") else "x", parts=tuple(trees))


def _any_overlap(boxes: Sequence[Box]) -> bool:
    return any(_overlap(a, b) for k, a in enumerate(boxes) for b in boxes[:k])


def _third(room: Box, column: int, row: int) -> Box:
    return _share(room, column / 3, row / 3, (column + 1) / 3, (row + 1) / 3)


def _zone(place: Place, trees: list[Node], zone: Box, wishes: Sequence[Wish], room: Box) -> Box:
    """The part of a place's zone for its trees: in long pictures one object stays near the edge or corner that it is
    asked for at."""
    box = _cut(zone, _band(trees[0], wishes), room)
    if place == "centre" or len(trees) > 1 or not isinstance(trees[0], Leaf) or trees[0].count > 1:
        return box
    width, height = min(box.width, _NEAR), min(box.height, _NEAR)
    x0, x1 = (box.x1 - width, box.x1) if "right" in place else (box.x0, box.x0 + width)
    y0, y1 = (box.y1 - height, box.y1) if "bottom" in place else (box.y0, box.y0 + height)
    across, upright = "left" in place or "right" in place, "top" in place or "bottom" in place
    return Box(
        x0=x0 if across else box.x0,
        x1=x1 if across else box.x1,
        y0=y0 if upright else box.y0,
        y1=y1 if upright else box.y1,
    )


def _share(room: Box, x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(
        x0=room.x0 + x0 * room.width,
        y0=room.y0 + y0 * room.height,
        x1=room.x0 + x1 * room.width,
        y1=room.y0 + y1 * room.height,
    )


def _overlap(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 1e-6 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1e-6


def _cut(box: Box, band: tuple[float, float], room: Box) -> Box:
    """The part of the box within the band; all of it where too little would be left."""
    y0, y1 = max(box.y0, room.y0 + band[0] * room.height), min(box.y1, room.y0 + band[1] * room.height)
    return Box(x0=box.x0, x1=box.x1, y0=y0, y1=y1) if y1 - y0 > 0.12 * room.height else box


def _free(loose: list[Node], taken: list[Box], wishes: Sequence[Wish], room: Box) -> list[tuple[Node, Box]]:
    """What has no place, each band of heights for itself, in the largest box that is free, the narrowest band first."""
    bands: dict[tuple[float, float], list[Node]] = {}
    for tree in loose:
        bands.setdefault(_band(tree, wishes), []).append(tree)
    shared: list[tuple[list[Node], Box]] = []
    for band, trees in sorted(bands.items(), key=lambda item: item[0][1] - item[0][0]):
        others = taken + [box for _, box in shared]
        box = _largest(_cut(room, band, room), others) or _largest(room, others)
        if box is None and shared:
            shared[-1][0].extend(trees)
        else:
            shared.append((trees, box or room))
    return [(_grid(trees, box), box) for trees, box in shared]


def _largest(room: Box, taken: list[Box]) -> Box | None:
    """The best box that overlaps none of those taken: large, and not too narrow; None where there is none."""
    xs = sorted({room.x0, room.x1, *(x for box in taken for x in (box.x0, box.x1) if room.x0 < x < room.x1)})
    ys = sorted({room.y0, room.y1, *(y for box in taken for y in (box.y0, box.y1) if room.y0 < y < room.y1)})
    boxes = [
        Box(x0=x0, y0=y0, x1=x1, y1=y1)
        for i, x0 in enumerate(xs)
        for x1 in xs[i + 1 :]
        for k, y0 in enumerate(ys)
        for y1 in ys[k + 1 :]
    ]
    free = [box for box in boxes if not any(_overlap(box, other) for other in taken)]
    return max(free, key=lambda box: box.reach * math.sqrt(box.width * box.height), default=None)


def _grid(trees: list[Node], box: Box) -> Node:
    """Trees in rows that suit the box."""
    if len(trees) == 1:
        return trees[0]
    fit = {rows: min(box.width / math.ceil(len(trees) / rows), box.height / rows) for rows in range(1, len(trees) + 1)}
    rows = max(fit, key=lambda number: fit[number])
    columns = math.ceil(len(trees) / rows)
    parts = [tuple(trees[k : k + columns]) for k in range(0, len(trees), columns)]
    lines: tuple[Node, ...] = tuple(part[0] if len(part) == 1 else Split(axis="x", parts=part) for part in parts)
    return lines[0] if len(lines) == 1 else Split(axis="y", parts=lines)
