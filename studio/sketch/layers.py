"""Owns the drawing in layers: ground, groups and what a style lays over them, each a picture of its own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import opaque, paint, paint_codes, paint_picture, path, skia, without_alpha
from studio.sketch.marks import Mark
from studio.sketch.scene import Group, Scene
from studio.sketch.stack import Stack, stack
from studio.sketch.styles import TREATMENTS
from studio.sketch.styles_board import Board, Canvas
from studio.sketch.styles_window import Step

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
    piles = _piles(scene, board.stack, each)
    names = ["ground", *(name for name, _ in piles), treatment.over]
    steps = treatment.steps(board, [marks for _, marks in piles])
    made = tuple(Layer(name=name, picture=_picture(board, step)) for name, step in zip(names, steps, strict=False))
    if scene.style == "flat":
        made[0].picture[..., :3] = paint_picture(board.ground_marks, width, height, board.backdrop)
        _settle(made, [marks for _, marks in piles])
    return made


def composed(made: Sequence[Layer]) -> Picture:
    """Layers of one size laid over one another: (height, width, 3) sRGB. ValueError for none."""
    if not made:
        raise ValueError("There are no layers to lay over one another.")
    height, width = made[0].picture.shape[:2]
    pixels, canvas = opaque(width, height)
    for layer in made:
        _lay(layer, canvas)
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
            parts.append(Part(name=name_of(group, k), group=g, item=k))
    codes = [(number % 256, number // 256 % 256, number // 65536) for _, number in numbered]
    painted = paint_codes([mark for mark, _ in numbered], codes, width, height).astype(np.uint32)
    return painted[..., 0] + 256 * painted[..., 1] + 65536 * painted[..., 2], tuple(parts)


def _settle(made: tuple[Layer, ...], piles: list[list[Mark]]) -> None:
    """Moves half-covered pixels of flat layers by what rounding took: `draw` paints all marks on one canvas."""
    drawn, canvas = _over(made[0])
    for layer, marks in zip(made[1:], piles, strict=True):
        laid, over = drawn.copy(), layer.picture
        _lay(layer, _canvas(laid))
        for mark in marks:
            canvas.drawPath(path(mark), paint(mark))
        rows, columns = np.nonzero((laid != drawn).any(axis=2))
        miss = drawn[rows, columns].astype(np.float32) - laid[rows, columns]
        share = np.maximum(over[rows, columns, 3:], 1) / np.float32(255.0)
        moved = np.rint(over[rows, columns, :3] + miss[:, :3] / share)
        over[rows, columns, :3] = np.clip(moved, 0, 255).astype(np.uint8)


def _over(ground: Layer) -> tuple[Picture, Canvas]:
    pixels, canvas = opaque(ground.picture.shape[1], ground.picture.shape[0])
    pixels[:] = ground.picture
    return pixels, canvas


def _lay(layer: Layer, canvas: Canvas) -> None:
    pixels = np.ascontiguousarray(layer.picture)
    canvas.drawImage(skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType), 0, 0)


def _canvas(pixels: Picture) -> Canvas:
    return skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()


def _piles(scene: Scene, taken: Stack, each: bool) -> list[tuple[str, list[Mark]]]:
    piles: list[tuple[str, list[Mark]]] = []
    for group, items in zip(scene.groups, taken.groups, strict=True):
        if each:
            piles += [(name_of(group, k), list(item)) for k, item in enumerate(items)]
        else:
            piles.append((name_of(group), [mark for item in items for mark in item]))
    return piles


def name_of(group: Group, item: int | None = None) -> str:
    """As "red star", "red star 2", or "3 red star" for all of three."""
    plain = f"{group.colour} {group.shape}"
    if group.count == 1:
        return plain
    return f"{group.count} × {plain}" if item is None else f"{plain} {item + 1}"


def _picture(board: Board, step: Step) -> Picture:
    """The layer with straight alpha."""
    picture = np.zeros((board.height, board.width, 4), np.uint8)
    for window in board.window.windows():
        sheet = step.painted(window)
        if sheet is not None:
            part = sheet.image().toarray(colorType=skia.kRGBA_8888_ColorType)
            picture[sheet.window.top : sheet.window.bottom, sheet.window.left : sheet.window.right] = part
    return picture
