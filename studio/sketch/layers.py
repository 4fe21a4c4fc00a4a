"""Owns the drawing in layers: ground, groups and what a style lays over them, each a picture of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import copy_colours, opaque, paint_codes, skia, without_alpha
from studio.sketch.marks import Mark
from studio.sketch.scene import Group, Scene
from studio.sketch.stack import Stack, stack
from studio.sketch.styles import TREATMENTS
from studio.sketch.styles_board import Board, Canvas
from studio.sketch.styles_pen import draw
from studio.sketch.styles_window import Step, Window

Picture = NDArray[np.uint8]
Pile = tuple[str, list[Mark]]
"""The marks of one layer of objects, and its name."""


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """One layer: (height, width, 4) sRGB with straight alpha, 0..255."""

    name: str
    picture: Picture


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What `part_map` tells about: the ground, or object `item` of group `group`, counted from 0."""

    name: str
    group: int | None = None
    item: int | None = None


def layers(scene: Scene, width: int, height: int, each: bool = False) -> Iterator[Layer]:
    """The drawing's layers, back to front: laid one over another they are `draw`. `each` gives every object of a group
    a layer of its own. Made one at a time, since large ones are heavy."""
    board = Board(scene, width, height)
    piles = _piles(scene, board.stack, each)
    steps = TREATMENTS[scene.style].steps(board, [marks for _, marks in piles])
    if scene.style == "flat":
        yield from _flat_layers(board, steps, piles)
        return
    for name, step in zip(_names(scene, piles), steps, strict=True):
        yield Layer(name=name, picture=_picture(board, step))


def layer_names(scene: Scene) -> list[str]:
    """The names of `layers`, each group one layer."""
    return _names(scene, [(name_of(group), []) for group in scene.groups])


def composed(made: Iterable[Layer]) -> Picture:
    """Layers of one size laid over one another: (height, width, 3) sRGB. ValueError for none."""
    pixels, canvas = None, None
    for layer in made:
        if pixels is None:
            height, width = layer.picture.shape[:2]
            pixels, canvas = opaque(width, height)
        _lay(layer.picture, canvas)
    if pixels is None:
        raise ValueError("There are no layers to lay over one another.")
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


def _flat_layers(board: Board, steps: Sequence[Step], piles: Sequence[Pile]) -> Iterator[Layer]:
    """Layers whose half-covered pixels are moved by what rounding took: `draw` paints all marks on one canvas."""
    drawn, canvas = opaque(board.width, board.height)
    if board.backdrop is not None:
        copy_colours(board.backdrop, drawn)
    draw(canvas, board.ground_marks)
    yield Layer(name="ground", picture=drawn.copy())
    for (name, marks), step in zip(piles, steps[1:], strict=True):
        yield Layer(name=name, picture=_settled(_picture(board, step), step.window, marks, (drawn, canvas)))


def _settled(over: Picture, window: Window, marks: Sequence[Mark], below: tuple[Picture, Canvas]) -> Picture:
    """A layer that gives, laid over what is below, what its marks painted on that give; they are painted on it."""
    drawn, canvas = below
    rows = slice(window.top, window.bottom)
    laid = drawn[rows].copy()
    if laid.size:
        _lay(over[rows], _canvas(laid))
    draw(canvas, marks)
    for part in window.windows():
        here, of_laid = slice(part.top, part.bottom), slice(part.top - window.top, part.bottom - window.top)
        _move(over[here], drawn[here], laid[of_laid])
    return over


def _move(over: Picture, drawn: Picture, laid: Picture) -> None:
    rows, columns = np.nonzero((laid != drawn).any(axis=2))
    miss = drawn[rows, columns].astype(np.float32) - laid[rows, columns]
    share = np.maximum(over[rows, columns, 3:], 1) / np.float32(255.0)
    moved = np.rint(over[rows, columns, :3] + miss[:, :3] / share)
    over[rows, columns, :3] = np.clip(moved, 0, 255).astype(np.uint8)


def _lay(picture: Picture, canvas: Canvas) -> None:
    pixels = np.ascontiguousarray(picture)
    canvas.drawImage(skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, copy=False), 0, 0)


def _canvas(pixels: Picture) -> Canvas:
    return skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()


def _names(scene: Scene, piles: Sequence[Pile]) -> list[str]:
    over = TREATMENTS[scene.style].over
    return ["ground", *(name for name, _ in piles), *([over] if over else [])]


def _piles(scene: Scene, taken: Stack, each: bool) -> list[Pile]:
    piles: list[Pile] = []
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
