"""Owns what styles work with: the scene taken apart at one size, its marks as pixels, noise and soft maps over it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import Pixels, opaque, path, skia, transparent
from studio.sketch.marks import Mark
from studio.sketch.scene import Pattern, Scene, Texture
from studio.sketch.stack import backdrop, stack
from studio.sketch.styles_marks import covers
from studio.sketch.styles_noise import CLOUDS, Grain, Strokes
from studio.sketch.styles_pen import draw
from studio.sketch.styles_strip import Floats, Packed, Soft, packed
from studio.sketch.styles_window import Window

_SOFT = 512
"""The shorter side, in pixels, that soft maps are made at where the picture is larger: they hold nothing finer."""
_WIDE = 256
"""The same for what is softer still."""
_LEAST = 128
"""Up to this side soft maps are as large as the picture, beyond it at least half as large if they may be."""
_BEYOND = 0.05
"""How far beyond the picture, in shorter sides, marks still cast a shadow into it."""
Canvas = Any
T = TypeVar("T")


class Board:
    """One scene at one size."""

    def __init__(self, scene: Scene, width: int, height: int):
        self.scene, self.width, self.height = scene, width, height
        self.side = float(min(width, height))
        self.window = Window(0, 0, width, height)
        self.stack = stack(scene, width, height)
        self.wraps = isinstance(scene.ground, Pattern | Texture)
        """whether the ground continues over the picture's edges, and a style must let it"""
        rng = random.Random(scene.seed)
        self._offset = (rng.random(), rng.random())
        self._made: dict[Callable[[Board], Any], Any] = {}

    def once(self, make: Callable[[Board], T]) -> T:
        """What `make` gives for this board, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]

    @cached_property
    def backdrop(self) -> Pixels | None:
        """The ground's pixels where marks do not make it."""
        return backdrop(self.scene, self.width, self.height)

    @cached_property
    def ground_marks(self) -> Sequence[Mark]:
        """The ground's marks that are shown: those of a repeat that lie beyond the picture's edges are not."""
        marks = self.stack.ground[1:] if self.backdrop is not None else self.stack.ground
        near = skia.Rect.MakeWH(self.width, self.height).makeOutset(_BEYOND * self.side, _BEYOND * self.side)
        return [mark for mark in marks if skia.Rect.Intersects(path(mark).getBounds(), near)]

    @property
    def piles(self) -> list[list[Mark]]:
        """The marks of each group."""
        return [[mark for item in group for mark in item] for group in self.stack.groups]

    @property
    def solid(self) -> list[Mark]:
        """The ground's marks that are shown, without a landscape's air: sky, stars and glow, which come before its
        light."""
        lights = [k for k, mark in enumerate(self.ground_marks) if mark.label == "light"]
        first = lights[0] if lights else 0
        return [mark for k, mark in enumerate(self.ground_marks) if k >= first or mark.label != "ground"]

    def shown(self, marks: Sequence[Mark]) -> list[Mark]:
        """Those that do not cover the whole picture."""
        return [mark for mark in marks if not covers(mark, self.width, self.height)]

    def around(self, marks: Sequence[Mark], reach: float) -> Window:
        """The window that holds the marks and `reach` shorter sides around them."""
        if not marks:
            return Window(0, 0, 0, 0)
        bounds = skia.Rect()
        for mark in marks:
            bounds.join(path(mark).getBounds())
        edge = 2 + math.ceil(reach * self.side)
        box = Window(
            math.floor(bounds.left()), math.floor(bounds.top()), math.ceil(bounds.right()), math.ceil(bounds.bottom())
        )
        return box.grown(edge).within(self.window)

    def draw_ground(self, canvas: Canvas, window: Window) -> None:
        """The ground in its own colours, on a canvas of the whole picture."""
        if self.backdrop is not None:
            rows = self.backdrop[window.top : window.bottom, window.left : window.right]
            pixels = np.empty((*rows.shape[:2], 4), np.uint8)
            for channel in range(3):
                pixels[..., channel] = rows[..., channel]
            pixels[..., 3] = 255
            image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=False)
            canvas.drawImage(image, window.left, window.top)
        draw(canvas, self.ground_marks)

    def ground(self, window: Window, margin: int = 0) -> Packed:
        """The ground's own colours in a window and `margin` pixels around it; beyond the picture's edges it goes on
        from the other side if it repeats, else with what is at the edge."""
        grown = window.grown(margin)
        inside = grown.within(self.window)
        pixels = self._ground(inside)
        if inside == grown:
            return pixels
        if self.wraps:
            above = self._ground(Window(inside.left, self.height + grown.top, inside.right, self.height))
            below = self._ground(Window(inside.left, 0, inside.right, grown.bottom - self.height))
            pixels = np.concatenate([part for part in (above, pixels, below) if part.size], axis=0)
        pads = [
            [inside.top - grown.top, grown.bottom - inside.bottom],
            [inside.left - grown.left, grown.right - inside.right],
        ]
        if self.wraps:
            pads[0] = [0, 0]
        return np.pad(pixels, pads, mode="wrap" if self.wraps else "edge")

    def _ground(self, window: Window) -> Packed:
        if window.empty:
            return np.empty((0, window.width), np.uint32)
        pixels, canvas = opaque(window.width, window.height)
        canvas.translate(-window.left, -window.top)
        self.draw_ground(canvas, window)
        return packed(pixels)

    def colours(self, marks: Sequence[Mark], window: Window, margin: int = 0) -> Packed:
        """The marks in their own colours, multiplied by alpha, in a window and `margin` pixels around it."""
        pixels, canvas = self.clear(window.grown(margin))
        draw(canvas, marks)
        return packed(pixels)

    def busy(self, window: Window, source: Packed, margin: int = 0) -> Iterator[tuple[Window, int]]:
        """The strips of a window without clear columns at their sides, and the row of `source` that each begins with.
        `source` are the window's pixels with `margin` around them."""
        for strip in window.strips():
            top = strip.top - window.top
            shown = np.flatnonzero(source[top : top + strip.height + 2 * margin].any(axis=0))
            if len(shown):
                left, right = window.left + int(shown[0]) - 2 * margin, window.left + int(shown[-1]) + 1
                yield Window(left, strip.top, right, strip.bottom).within(strip), top

    def clear(self, window: Window) -> tuple[Pixels, Canvas]:
        """Clear pixels of a window, and a canvas of the whole picture that paints on them."""
        pixels, canvas = transparent(window.width, window.height)
        canvas.translate(-window.left, -window.top)
        return pixels, canvas

    def fine(self, most: int = _SOFT) -> int:
        """The shorter side, in pixels, of soft maps: half the picture's, as none would be seen to hold more."""
        return min(most, max(_LEAST, int(self.side) // 2))

    def soft(self, most: int = _SOFT, even: int = 1, sharp: bool = False) -> tuple[Pixels, Canvas]:
        """Clear pixels for a soft map, sides that can be divided by `even`, and a canvas of the whole picture that
        paints on them. `sharp`: as large as the picture as far as `most` allows."""
        width, height = (-(-side // even) * even for side in self._reduced(most if sharp else self.fine(most)))
        pixels, canvas = transparent(width, height)
        canvas.scale(width / self.width, height / self.height)
        return pixels, canvas

    def _reduced(self, most: int) -> tuple[int, int]:
        scale = min(1.0, most / self.side)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    def spread(self, *maps: NDArray[Any]) -> Soft:
        """Soft maps over the whole picture."""
        return Soft(maps, self.width, self.height, self.wraps)

    def grain(self, kind: int, times: float, sharp: bool = False) -> Grain:
        """Noise that repeats about `times` along the shorter side; see `Grain`."""
        return Grain(kind, times, (self.width, self.height), self._offset, sharp)

    def strokes(self, along: float, across: float) -> Strokes:
        """Noise drawn out along the falling diagonal; see `Strokes`."""
        return Strokes((along, across), (self.width, self.height), self._offset)

    def clouds(self, times: float, shift: float = 0.0) -> Floats:
        """Wide clouds as a small map, -0.5..0.5, to be spread over the picture."""
        width, height = self._reduced(_WIDE)
        grain = Grain(CLOUDS, times, (width, height), self._offset)
        return grain.strip(Window(0, 0, width, height), shift) * np.float32(1 / 255) - np.float32(0.5)

    def tones(self, most: int) -> Floats:
        """The brightness of a ground made of pixels, 0..255, averaged to a small map."""
        if self.backdrop is None:
            raise ValueError("This ground is made of marks; only one made of pixels has tones.")
        width, height = self._reduced(most)
        left, top = (np.arange(count) * size // count for count, size in ((width, self.width), (height, self.height)))
        tones = np.empty((height, width), np.float32)
        for row, (start, end) in enumerate(zip(top, [*top[1:], self.height], strict=True)):
            strip = self.backdrop[start:end]
            bright = (
                strip[..., 0] * np.float32(0.3) + strip[..., 1] * np.float32(0.59) + strip[..., 2] * np.float32(0.11)
            )
            tones[row] = np.add.reduceat(bright.sum(axis=0), left) / (end - start)
        return tones / np.diff(left, append=self.width).astype(np.float32)

    def places(self, most: int = _WIDE) -> tuple[Floats, Floats]:
        """Where the middles of a small map's pixels lie in the picture: across (1, width) and down (height, 1)."""
        width, height = self._reduced(most)
        across = (np.arange(width, dtype=np.float32) + 0.5) * (self.width / width)
        down = (np.arange(height, dtype=np.float32) + 0.5) * (self.height / height)
        return across[None, :], down[:, None]
