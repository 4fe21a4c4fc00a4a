"""Owns scene to picture: the same scene is the same design at every size."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import copy_colours, opaque, paint_labels, paint_picture
from studio.sketch.marks import Mark
from studio.sketch.scene import Scene
from studio.sketch.stack import backdrop, stack
from studio.sketch.styles import TREATMENTS
from studio.sketch.styles_board import Board


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A picture and what each pixel is: `labels` into marks.LABELS, `colours` into palette.NAMES or 255, `marks` by
    number (modulo 256). Arrays are (height, width, 3) and (height, width), uint8."""

    picture: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    colours: NDArray[np.uint8]
    marks: NDArray[np.uint8]


def draw(scene: Scene, width: int, height: int) -> NDArray[np.uint8]:
    """The scene as (height, width, 3) sRGB, 0..255."""
    if scene.style != "flat":
        return _styled(scene, width, height)
    return _flat(scene, scene_marks(scene, width, height), width, height)


def draw_labelled(scene: Scene, width: int, height: int) -> Drawing:
    """The scene and its label maps, which tell what is where before a style roughens it."""
    marks = scene_marks(scene, width, height)
    maps = paint_labels(marks, width, height)
    picture = _flat(scene, marks, width, height) if scene.style == "flat" else _styled(scene, width, height)
    return Drawing(picture=picture, labels=maps[..., 0], colours=maps[..., 1], marks=maps[..., 2])


def scene_marks(scene: Scene, width: int, height: int) -> list[Mark]:
    """Everything that is filled, back to front, in pixels of a `width` x `height` picture."""
    return stack(scene, width, height).marks


def _flat(scene: Scene, marks: list[Mark], width: int, height: int) -> NDArray[np.uint8]:
    ground = backdrop(scene, width, height)
    if ground is None:
        return paint_picture(marks, width, height)
    return paint_picture(marks[1:], width, height, ground) if marks[1:] else ground


def _styled(scene: Scene, width: int, height: int) -> NDArray[np.uint8]:
    board = Board(scene, width, height)
    steps = TREATMENTS[scene.style].steps(board, board.piles)
    picture = np.empty((height, width, 3), np.uint8)
    for window in board.window.windows():
        pixels, canvas = opaque(window.width, window.height)
        canvas.translate(-window.left, -window.top)
        for step in steps:
            sheet = step.painted(window)
            if sheet is not None:
                sheet.lay(canvas)
        copy_colours(pixels, picture[window.top : window.bottom])
    return picture
