"""Owns windows and sheets: which part of a picture is painted, and the clear pixels that it is painted on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import msgspec
from numpy.typing import NDArray

from studio.sketch.canvas import Pixels, skia, transparent

_AT_ONCE = 2**22
"""Pixels of one window: what keeps a picture of 8192 pixels within a few hundred megabytes."""
_STRIP = 2**15
"""Pixels that are worked on together: few enough to stay in the processor's cache."""


class Window(msgspec.Struct, frozen=True):
    """A rectangle of the picture in pixels; `right` and `bottom` are the first that are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        return max(0, self.bottom - self.top)

    @property
    def empty(self) -> bool:
        return self.width == 0 or self.height == 0

    def within(self, other: Window) -> Window:
        """What both have in common."""
        return Window(
            max(self.left, other.left), max(self.top, other.top),
            min(self.right, other.right), min(self.bottom, other.bottom),
        )  # fmt: skip

    def grown(self, by: int) -> Window:
        """The window with `by` pixels more on every side."""
        return Window(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def of(self, pixels: NDArray[Any], whole: Window) -> NDArray[Any]:
        """What lies in this window of pixels that show `whole`."""
        top, left = whole.top, whole.left
        return pixels[self.top - top : self.bottom - top, self.left - left : self.right - left]

    def windows(self) -> Iterator[Window]:
        """The window from top to bottom in parts of bounded size."""
        yield from self._parts(_AT_ONCE)

    def strips(self) -> Iterator[Window]:
        """The window from top to bottom in parts that fit the processor's cache."""
        yield from self._parts(_STRIP)

    def _parts(self, pixels: int) -> Iterator[Window]:
        rows = max(8, pixels // max(1, self.width))
        for top in range(self.top, self.bottom, rows):
            yield Window(self.left, top, self.right, min(top + rows, self.bottom))


class Sheet:
    """Clear pixels of one window, colours multiplied by alpha: (height, width, 4)."""

    def __init__(self, window: Window):
        self.window = window
        self.pixels: Pixels
        self.pixels, self._canvas = transparent(window.width, window.height)

    @cached_property
    def canvas(self) -> Any:
        """What paints on the sheet, in pixels of the whole picture."""
        self._canvas.translate(-self.window.left, -self.window.top)
        return self._canvas

    def image(self) -> Any:
        """The sheet as it is now; it must not be painted on while the image is used."""
        return skia.Image.fromarray(self.pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=False)

    def lay(self, canvas: Any, alpha: float = 1.0) -> None:
        """Lays the sheet over what a canvas of the whole picture shows."""
        brush = skia.Paint(Alphaf=alpha)
        canvas.drawImage(self.image(), self.window.left, self.window.top, skia.SamplingOptions(), brush)

    def rows(self, strip: Window) -> Pixels:
        """The sheet's pixels of one of its strips, to be read and written."""
        return strip.of(self.pixels, self.window)


Painting = Callable[[Sheet], None]
"""Paints any window of a picture on a clear sheet."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One layer of a picture: how it is painted, and the window outside which it is clear."""

    window: Window
    paint: Painting

    def painted(self, window: Window) -> Sheet | None:
        """What the layer shows within `window`, None where that is nothing."""
        part = self.window.within(window)
        if part.empty:
            return None
        sheet = Sheet(part)
        self.paint(sheet)
        return sheet
