"""Owns the neon style: glowing tubes along every contour, on a dark wall."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import msgspec
import numpy as np

from studio.sketch.canvas import Pixels, path, skia
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.styles_board import Board, Canvas
from studio.sketch.styles_marks import extent, ink, toward
from studio.sketch.styles_noise import GRANULES
from studio.sketch.styles_pen import hairline, stroke
from studio.sketch.styles_strip import Floats, Soft, blurred, curve, halved, planes, share, write
from studio.sketch.styles_window import Painting, Sheet, Window

REACH = 0.17
_TUBE = 0.0085
"""The tube's width in shorter sides; a ground's tubes are thinner."""
_NIGHT: Rgb = (11, 9, 26)
_WHITE: Rgb = (255, 255, 255)
_GLOWS = ((0.042, 1.9), (0.014, 1.15), (0.006, 0.8))
"""Width of each glow in shorter sides, and its strength."""
_MAP = 128
"""The shorter side, in pixels, of what glows are made from."""
_EVEN = 8
"""Its sides can be divided by this: wide glows are made at a smaller size."""


def ground(board: Board) -> Painting:
    """The wall: the ground as it is seen at night, its shapes in thin tubes."""
    x, y = board.places()
    away = np.hypot(x / np.float32(board.width) - np.float32(0.5), y / np.float32(board.height) - np.float32(0.5))
    corner = np.clip((away - 0.25) / 0.6, 0, 1) ** 2 * (0.0 if board.wraps else 0.5)
    shade = board.spread(255 * (corner + 0.06 - 0.06 * board.clouds(1.0)))
    plaster = board.grain(GRANULES, 3.0)
    tubes = Tubes(board, board.shown(board.ground_marks), 0.5)

    def paint(sheet: Sheet) -> None:
        source = (
            board.ground(sheet.window)
            if board.backdrop is not None
            else board.colours(board.ground_marks[:1], sheet.window)
        )
        for strip in sheet.window.strips():
            (dark,) = shade.strip(strip)
            relief = plaster.strip(strip, 0.006).astype(np.int16) - plaster.strip(strip)
            light = 255 - np.clip(dark + relief * np.float32(0.12), 0, 255).astype(np.uint8)
            colours = zip(planes(strip.of(source, sheet.window)), _nights(), strict=False)
            write(sheet.rows(strip), [share(np.take(night, colour), light) for colour, night in colours], 255)
        tubes.paint(sheet)

    return paint


def objects(board: Board, marks: Sequence[Mark]) -> Painting:
    """Things in thick tubes of full strength."""
    return Tubes(board, board.shown(marks), 1.0).paint


class Tube(msgspec.Struct, frozen=True, kw_only=True):
    """One tube: its mark, the outline in pixels, the colour it shines in, and whether its mark is too thin to
    be gone around."""

    mark: Mark
    outline: Any
    colour: Rgb
    thin: bool


class Tubes:
    """Tubes along the contours of marks, and their light on the wall."""

    def __init__(self, board: Board, marks: Sequence[Mark], strength: float):
        self._marks, self._strength = marks, strength
        self._glass = 0.0 if strength == 1.0 else 0.06 * board.side
        self._width = hairline(_TUBE * (1.0 if strength == 1.0 else 0.5) * board.side)
        self._tubes = [
            Tube(mark=mark, outline=path(mark), colour=lit(ink(mark)), thin=extent(mark) < 2.2 * self._width)
            for mark in marks
        ]
        self._light = self._shone(board) if marks else None

    def paint(self, sheet: Sheet) -> None:
        """Dark glass within the tubes, their light over it, and the tubes."""
        if self._light is None:
            return
        for tube in self._tubes:
            if extent(tube.mark) >= self._glass:
                glass = skia.Color(*toward(ink(tube.mark), _NIGHT, 0.86), 150)
                sheet.canvas.drawPath(tube.outline, skia.Paint(AntiAlias=True, Color=glass))
        for strip in sheet.window.strips():
            _shine(sheet.rows(strip), self._light.strip(strip))
        over = Sheet(sheet.window)
        self._draw(over.canvas, True)
        over.lay(sheet.canvas, self._strength**0.4)

    def _draw(self, canvas: Canvas, cored: bool) -> None:
        """Each tube hides those behind; what is too thin for a tube around it shines all over."""
        clear = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear)
        fine = cored and self._width <= 1.0
        for tube in self._tubes:
            if tube.thin:
                canvas.drawPath(tube.outline, skia.Paint(AntiAlias=True, Color=skia.Color(*tube.colour)))
                continue
            canvas.drawPath(tube.outline, clear)
            tint = skia.Color(*toward(tube.colour, _WHITE, 0.4 if fine else 0.1))
            canvas.drawPath(tube.outline, stroke(self._width, tint, tube.mark))
            if cored and not fine:
                core = skia.Color(*toward(tube.colour, _WHITE, 0.82))
                canvas.drawPath(tube.outline, stroke(0.42 * self._width, core, tube.mark))

    def _shone(self, board: Board) -> Soft:
        """The tubes' light as colours multiplied by alpha, and alpha, 0..255: each glow over the wider ones."""
        pixels, canvas = board.soft(_MAP, _EVEN)
        self._draw(canvas, False)
        height, width = pixels.shape[:2]
        light = np.zeros((4, height, width), np.float32)
        part = _even(board.around(self._marks, REACH), board, width, height)
        rows, columns = slice(part.top, part.bottom), slice(part.left, part.right)
        tubes = np.ascontiguousarray(pixels[rows, columns].transpose(2, 0, 1), np.float32)
        shone = light[:, rows, columns]
        for reach, gain in _GLOWS if self._strength == 1.0 else _GLOWS[1:]:
            glow = _glow(
                tubes, reach * min(width, height), board.wraps and part.width == width and part.height == height
            )
            glow *= np.float32(gain * self._strength)
            glow /= np.maximum(1, glow[3] * np.float32(1 / 235))
            shone *= 1 - glow[3] * np.float32(1 / 255)
            shone += glow
        return board.spread(*light)


def _even(window: Window, board: Board, width: int, height: int) -> Window:
    """A window of the picture on a map of `width` x `height`, its sides moved out so that they can be halved."""
    over, down = width / board.width, height / board.height
    near = (math.floor(edge / _EVEN) * _EVEN for edge in (window.left * over, window.top * down))
    far = (math.ceil(edge / _EVEN) * _EVEN for edge in (window.right * over, window.bottom * down))
    return Window(*near, *far)


def _glow(tubes: Floats, reach: float, wraps: bool) -> Floats:
    """The tubes blurred: the wider, the smaller they are when it is done."""
    times = min(3, max(0, math.floor(math.log2(reach / 0.88))))
    small = tubes
    for _ in range(times):
        small = halved(small)
    small = blurred(small, reach / 2**times, "wrap" if wraps else "constant")
    height, width = tubes.shape[1:]
    return np.stack(Soft(small, width, height, wraps).strip(Window(0, 0, width, height)))


@lru_cache(maxsize=1024)
def lit(colour: Rgb) -> Rgb:
    """The colour as a gas would shine in it."""
    hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    if full < 0.2 or light < 0.08:
        light, full = (0.8, 0.5) if light > 0.3 else (0.62, 0.6)
        hue = 0.62 if light < 0.7 else 0.58
    made = colorsys.hls_to_rgb(hue, min(0.72, max(0.56, light)), max(full, 0.95) if full >= 0.6 else full + 0.3)
    r, g, b = (round(255 * part) for part in made)
    return r, g, b


def _shine(rows: Pixels, light: Sequence[Floats]) -> None:
    """Light laid over pixels."""
    *colours, alpha = (plane.astype(np.uint8) for plane in light)
    left = 255 - alpha
    for channel, plane in enumerate((*colours, alpha)):
        rows[..., channel] = share(rows[..., channel], left) + plane


@cache
def _nights() -> tuple[Pixels, ...]:
    """Each channel of the wall by that of the ground."""
    return tuple(curve(lambda light, part=part: 0.105 * light + 0.895 * part / 255) for part in _NIGHT)
