"""Owns the drawing in layers: ground, groups and what a style lays over them, each a picture of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import opaque, paint_codes, skia, transparent, without_alpha
from studio.sketch.marks import Mark
from studio.sketch.scene import Group, Scene
from studio.sketch.stack import Stack, stack
from studio.sketch.styles import TREATMENTS
from studio.sketch.styles_board import Board

Picture = NDArray[np.uint8]


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """One layer: (height, width, 4) sRGB with straight alpha, 0..255."""

    name: str
    picture: Picture


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What `part_map` tells about: the ground, or object `item` of group `group`, counted from 0."""

    name: str
    group: int | None = None
    item: int | None = None


def layers(scene: Scene, width: int, height: int, each: bool = False) -> tuple[Layer, ...]:
    """The drawing's layers, back to front: laid one over another they are `draw`. `each` gives every object of a group
    a layer of its own."""
    board, treatment = Board(scene, width, height), TREATMENTS[scene.style]
    made = [_layer("ground", board, lambda canvas: treatment.ground(board, canvas))]
    for name, marks in _piles(scene, board.stack, each):
        made.append(_layer(name, board, lambda canvas, marks=marks: treatment.objects(board, canvas, marks)))
    finish = treatment.finish
    if finish is not None:
        made.append(_layer(treatment.over, board, lambda canvas: finish(board, canvas)))
    return tuple(made)


def composed(made: Sequence[Layer]) -> Picture:
    """Layers of one size laid over one another: (height, width, 3) sRGB. ValueError for none."""
    if not made:
        raise ValueError("There are no layers to lay over one another.")
    height, width = made[0].picture.shape[:2]
    pixels, canvas = opaque(width, height)
    for layer in made:
        image = skia.Image.fromarray(np.ascontiguousarray(layer.picture), skia.kRGBA_8888_ColorType, copy=False)
        canvas.drawImage(image, 0, 0)
    return without_alpha(pixels)


def part_map(scene: Scene, width: int, height: int) -> tuple[NDArray[np.uint32], tuple[Part, ...]]:
    """Which part each pixel shows, (height, width), and the parts by number: 0 the ground, then every object, those in
    front later. The same for every style, with hard edges; the depth order is the number."""
    taken = stack(scene, width, height)
    parts: list[Part] = [Part(name="ground")]
    numbered: list[tuple[Mark, int]] = [(mark, 0) for mark in taken.ground]
    for g, (group, items) in enumerate(zip(scene.groups, taken.groups, strict=True)):
        for k, item in enumerate(items):
            numbered += [(mark, len(parts)) for mark in item]
            parts.append(Part(name=_name(group, k), group=g, item=k))
    codes = [(number % 256, number // 256 % 256, number // 65536) for _, number in numbered]
    painted = paint_codes([mark for mark, _ in numbered], codes, width, height).astype(np.uint32)
    return painted[..., 0] + 256 * painted[..., 1] + 65536 * painted[..., 2], tuple(parts)


def _piles(scene: Scene, taken: Stack, each: bool) -> list[tuple[str, list[Mark]]]:
    piles: list[tuple[str, list[Mark]]] = []
    for group, items in zip(scene.groups, taken.groups, strict=True):
        if each:
            piles += [(_name(group, k), list(item)) for k, item in enumerate(items)]
        else:
            piles.append((_name(group), [mark for item in items for mark in item]))
    return piles


def _name(group: Group, item: int | None = None) -> str:
    """As "red star", "red star 2", or "3 red star" for all of three."""
    plain = f"{group.colour} {group.shape}"
    if group.count == 1:
        return plain
    return f"{group.count} × {plain}" if item is None else f"{plain} {item + 1}"


def _layer(name: str, board: Board, paint: Any) -> Layer:
    pixels, canvas = transparent(board.width, board.height)
    paint(canvas)
    return Layer(name=name, picture=_straight(pixels))


def _straight(pixels: Picture) -> Picture:
    """Colours no longer multiplied by alpha, strip by strip."""
    for top in range(0, len(pixels), 256):
        strip = pixels[top : top + 256]
        alpha = strip[..., 3:].astype(np.float32)
        strip[..., :3] = np.minimum(255.0, np.rint(strip[..., :3] * (255.0 / np.maximum(alpha, 1.0)))).astype(np.uint8)
    return pixels
