"""Owns what the painters of textures share: the sheet to cover, colour ramps, and marks that wrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import msgspec
import numpy as np
import skia as _skia
from numpy.typing import NDArray

from studio.sketch.noise import Field, Floats, Power, Waves, averaged, generator, grid_shape, lattice, seen
from studio.sketch.palette import Rgb

skia = cast(Any, _skia)

Strip = Callable[[int, int], NDArray[np.uint8]]
"""Rows from the first to before the second as (rows, width, 4), red, green, blue and an unused fourth."""
_STEPS = 2048


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be covered: two colours, a seed and a size in pixels."""

    base: Rgb
    vein: Rgb
    seed: int
    width: int
    height: int

    @property
    def side(self) -> int:
        return min(self.width, self.height)

    @property
    def stretch(self) -> tuple[float, float]:
        """Height and width in shorter sides."""
        return self.height / self.side, self.width / self.side

    def rng(self, *salt: int) -> np.random.Generator:
        return generator(self.seed, *salt)

    def waves(self, salt: int, cells: int, power: Power) -> Waves:
        """Plane waves on a grid of `cells` along the shorter side."""
        return Waves(self.rng(salt), grid_shape(cells, self.width, self.height), self.stretch, power)

    def field(self, grid: Floats) -> Field:
        return Field(grid, self.width, self.height)

    def grains(self, salt: int, cells: Sequence[float], fall: float = 1.0) -> Grains:
        """Layers of fine noise with the given cells along the shorter side, each `fall` as strong as the one before."""
        layers: list[tuple[float, Field]] = []
        lost = 0.0
        for number, count in enumerate(cells):
            strength = fall**number
            if seen(count, self.side):
                grid = lattice(self.rng(salt, number), grid_shape(count, self.width, self.height))
                layers.append((strength, self.field(grid)))
            lost += strength**2 * averaged(count, self.side)
        return Grains(layers, self.width, lost**0.5)


class Grains:
    """A weighted sum of fields; what is too fine for the picture is left out of it. `lost` is the deviation of what
    pixels average away."""

    def __init__(self, layers: list[tuple[float, Field]], width: int, lost: float = 0.0):
        self._layers, self._width, self.lost = layers, width, lost

    def strip(self, top: int, bottom: int) -> Floats:
        total = np.zeros((bottom - top, self._width), np.float32)
        for strength, field in self._layers:
            total += strength * field.strip(top, bottom)
        return total


Maker = Callable[[Sheet], Strip]


def blend(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the way from the first colour to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lit(rgb: Rgb, amount: float) -> Rgb:
    """Lighter towards white for a positive amount, darker towards black for a negative one, -1..1."""
    return blend(rgb, (255, 255, 255) if amount > 0 else (0, 0, 0), abs(amount))


class Ramp:
    """Colours along 0..1, packed for one look-up per pixel. Shares that stand for many, which lie about them with a
    deviation of `soft`, get the mean of their colours: so a material keeps its colour where its grain is too fine."""

    def __init__(self, stops: Sequence[tuple[float, Rgb]], soft: float = 0.0):
        places = [place for place, _ in stops]
        steps = np.linspace(0.0, 1.0, _STEPS)
        bell = _bell(soft)
        table = np.full((_STEPS, 4), 255, np.uint8)
        for channel in range(3):
            tones = [float(rgb[channel]) for _, rgb in stops]
            mean = sum(weight * np.interp(steps + offset, places, tones) for offset, weight in bell)
            table[:, channel] = np.rint(mean)
        self._table = table.view(np.uint32)[:, 0]

    def colours(self, share: Floats) -> NDArray[np.uint8]:
        """(rows, width, 4) for shares in 0..1; what is outside takes the end's colour."""
        np.multiply(share, _STEPS - 1, out=share)
        np.clip(share, 0, _STEPS - 1, out=share)
        return self._table[share.astype(np.int32)].view(np.uint8).reshape(*share.shape, 4)


def _bell(soft: float) -> tuple[tuple[float, float], ...]:
    """Offsets and weights with the deviation `soft` (Gauss and Hermite's)."""
    far = soft * 3.0**0.5
    return ((-far, 1 / 6), (0.0, 2 / 3), (far, 1 / 6)) if soft > 0.0 else ((0.0, 1.0),)


def shaded(base: Rgb, dark: float, light: float) -> Ramp:
    """The colour in shadow at 0, itself at a half, in light at 1."""
    return Ramp([(0.0, lit(base, -dark)), (0.5, base), (1.0, lit(base, light))])


def recorded(sheet: Sheet, paint: Callable[[Any], None]) -> Any:
    """What `paint` draws on a canvas where the shorter side is 1, kept to be replayed strip by strip."""

    def scaled(canvas: Any) -> None:
        canvas.scale(sheet.width / sheet.stretch[1], sheet.height / sheet.stretch[0])
        paint(canvas)

    return kept(sheet, scaled)


def kept(sheet: Sheet, paint: Callable[[Any], None]) -> Any:
    """What `paint` draws on a canvas in pixels, kept to be replayed strip by strip."""
    recorder = skia.PictureRecorder()
    paint(recorder.beginRecording(skia.Rect.MakeWH(sheet.width, sheet.height)))
    return recorder.finishRecordingAsPicture()


def replay(picture: Any, pixels: NDArray[np.uint8], top: int) -> NDArray[np.uint8]:
    """The part of `picture` from row `top` on, drawn over `pixels`."""
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    canvas.translate(0, -top)
    canvas.drawPicture(picture)
    return pixels


def wraps(stretch: tuple[float, float], x: float, y: float, reach: float) -> list[tuple[float, float]]:
    """Where something at (x, y) that reaches `reach` far is seen on a sheet of that height and width, its returns over
    the edges included."""
    down, across = stretch
    if reach < x < across - reach and reach < y < down - reach:
        return [(x, y)]
    xs = [x + shift for shift in (-across, 0.0, across) if -reach < x + shift < across + reach]
    ys = [y + shift for shift in (-down, 0.0, down) if -reach < y + shift < down + reach]
    return [(left, top) for top in ys for left in xs]
