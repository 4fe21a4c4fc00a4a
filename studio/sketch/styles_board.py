"""Owns what styles work with: the taken-apart scene at its size, noise that wraps, and programs run for every pixel."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from statistics import median
from typing import Any

import numpy as np

from studio.sketch.canvas import Pixels, paint, path, skia
from studio.sketch.marks import Mark, Shade
from studio.sketch.noise import generator
from studio.sketch.palette import Rgb
from studio.sketch.scene import Pattern, Scene, Texture
from studio.sketch.shapes import Contour, Outline
from studio.sketch.stack import backdrop, stack

_TILE = 512
_FINE = 1024
"""The shorter side, in pixels, that soft maps are made at where the picture is larger: they hold nothing finer."""
Canvas = Any
Image = Any
Surface = Any
Shader = Any
Path = Any


class Board:
    """One scene at one size."""

    def __init__(self, scene: Scene, width: int, height: int):
        self.scene, self.width, self.height = scene, width, height
        self.side = float(min(width, height))
        self.stack = stack(scene, width, height)
        self.wraps = isinstance(scene.ground, Pattern | Texture)
        """whether the ground continues over the picture's edges, and a style must let it"""
        self._rng = random.Random(scene.seed)
        self._offset = (self._rng.random() * _TILE, self._rng.random() * _TILE)

    @cached_property
    def backdrop(self) -> Pixels | None:
        """The ground's pixels where marks do not make it."""
        return backdrop(self.scene, self.width, self.height)

    @property
    def ground_marks(self) -> Sequence[Mark]:
        """The ground's marks that are shown."""
        return self.stack.ground[1:] if self.backdrop is not None else self.stack.ground

    @property
    def piles(self) -> list[list[Mark]]:
        """The marks of each group."""
        return [[mark for item in group for mark in item] for group in self.stack.groups]

    def flat(self, marks: Sequence[Mark]) -> Image:
        """The marks in their own colours on nothing."""
        surface = self.clear()
        for mark in marks:
            surface.getCanvas().drawPath(path(mark), paint(mark))
        return surface.makeImageSnapshot()

    def flat_ground(self) -> Image:
        """The ground as the flat style shows it."""
        surface = self.clear()
        if self.backdrop is not None:
            pixels = np.full((self.height, self.width, 4), 255, np.uint8)
            pixels[..., :3] = self.backdrop
            surface.writePixels(skia.Pixmap(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType), 0, 0)
        for mark in self.ground_marks:
            surface.getCanvas().drawPath(path(mark), paint(mark))
        return surface.makeImageSnapshot()

    def clear(self) -> Surface:
        """Nothing, as large as the picture, to be painted on."""
        return _surface(self.width, self.height)

    def soft(self) -> Surface:
        """Nothing, for maps of what is soft: never finer than it need be; its canvas takes the picture's pixels."""
        scale = min(1.0, _FINE / self.side)
        surface = _surface(max(1, round(self.width * scale)), max(1, round(self.height * scale)))
        surface.getCanvas().scale(surface.width() / self.width, surface.height() / self.height)
        return surface

    def spread(self, image: Image) -> Shader:
        """A soft map as a shader over the whole picture."""
        matrix = skia.Matrix.Scale(self.width / image.width(), self.height / image.height())
        mode = skia.TileMode.kRepeat if self.wraps else skia.TileMode.kClamp
        return image.makeShader(mode, mode, skia.SamplingOptions(skia.FilterMode.kLinear), matrix)

    def sampled(self, image: Image) -> Shader:
        """An image of the picture's size as a shader that can be looked up between pixels."""
        mode = skia.TileMode.kRepeat if self.wraps else skia.TileMode.kClamp
        return image.makeShader(mode, mode, skia.SamplingOptions(skia.FilterMode.kLinear))

    def noise(self, times: float, sharp: bool = False) -> Shader:
        """Noise (red: wide clouds, green: granules, blue: specks; each evenly spread over 0..1) that repeats about
        `times` along the shorter side and closes at the edges. Where it is finer than pixels it fades to grey, or stays
        as spread as it is if `sharp`."""
        return self.streaks(((times, 0.0), (0.0, times)), sharp)

    def streaks(self, steps: tuple[tuple[float, float], tuple[float, float]], sharp: bool = False) -> Shader:
        """The same, run along other axes: how many repeats each axis of the noise makes across and down."""
        (ax, ay), (bx, by) = steps
        over, down = self.width / self.side, self.height / self.side
        ax, bx = round(ax * over) or _sign(ax), round(bx * over) or _sign(bx)
        ay, by = round(ay * down) or _sign(ay), round(by * down) or _sign(by)
        to_noise = skia.Matrix.MakeAll(
            ax * _TILE / self.width, ay * _TILE / self.height, self._offset[0],
            bx * _TILE / self.width, by * _TILE / self.height, self._offset[1], 0, 0, 1,
        )  # fmt: skip
        back = skia.Matrix()
        to_noise.invert(back)
        mips = skia.MipmapMode.kNone if sharp else skia.MipmapMode.kLinear
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear, mips)
        return _noise().makeShader(skia.TileMode.kRepeat, skia.TileMode.kRepeat, sampling, back)


def _sign(part: float) -> int:
    return (part > 0) - (part < 0)


def _surface(width: int, height: int) -> Surface:
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    return skia.Surface.MakeRaster(info)


@lru_cache(maxsize=1)
def _noise() -> Image:
    """The tile that all noise is taken from."""
    rng = generator(20260, 5)
    fields = _bands(rng, 1.5, 14.0, 1.7), _bands(rng, 24.0, 190.0, 0.6), _bands(rng, 80.0, 210.0, 0.0)
    pixels = np.full((_TILE, _TILE, 4), 255, np.uint8)
    for channel, field in enumerate(fields):
        order = np.empty(field.size)
        order[np.argsort(field, axis=None)] = np.arange(field.size)
        pixels[..., channel] = (order * 256 / field.size).reshape(field.shape)
    return skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType).withDefaultMipmaps()


def _bands(rng: np.random.Generator, low: float, high: float, fall: float) -> Any:
    """Noise of `low` to `high` waves to the tile, the higher ones weaker."""
    down, across = np.fft.fftfreq(_TILE, 1 / _TILE)[:, None], np.fft.rfftfreq(_TILE, 1 / _TILE)[None, :]
    waves = np.hypot(down, across) + 1e-9
    shares = waves**-fall * ((waves > low) & (waves < high))
    parts = rng.standard_normal((2, *shares.shape))
    return np.fft.irfft2((parts[0] + 1j * parts[1]) * shares, (_TILE, _TILE))


@cache
def _effect(source: str) -> Any:
    return skia.RuntimeEffect.MakeForShader(source)


def run(canvas: Canvas, source: str, shaders: dict[str, Shader], **uniforms: float | Sequence[float]) -> None:
    """Fills the canvas, within its clip, with what the program `source` (SkSL) gives for each pixel. It declares
    `shaders` and `uniforms` itself."""
    builder = skia.RuntimeShaderBuilder(_effect(source))
    for name, shader in shaders.items():
        builder.setChild(name, shader)
    for name, value in uniforms.items():
        builder.setUniform(name, value)
    canvas.drawPaint(skia.Paint(Shader=builder.makeShader()))


def extent(mark: Mark) -> float:
    """How thick the mark's parts are about, in pixels."""
    a, b, _, c, d, _ = mark.matrix
    return _thickness(mark.outline) * abs(a * d - b * c) ** 0.5


@lru_cache(maxsize=4096)
def _thickness(outline: Outline) -> float:
    """The narrower side of the box around a contour, the middle one of all contours."""
    narrow = [min(_span(contour, 0), _span(contour, 1)) for contour in outline]
    return median(narrow) if narrow else 0.0


def _span(contour: Contour, axis: int) -> float:
    parts = [point[axis] for point in contour]
    return max(parts) - min(parts)


def covers(board: Board, mark: Mark) -> bool:
    """Whether the mark fills the whole picture."""
    if len(mark.outline) != 1 or len(mark.outline[0]) != 4:
        return False
    bounds = path(mark).getBounds()
    return bool(
        bounds.left() <= 0 and bounds.top() <= 0 and bounds.right() >= board.width and bounds.bottom() >= board.height
    )


def ink(mark: Mark) -> Rgb:
    """One colour for the mark: of a gradient, the one between its ends."""
    if not isinstance(mark.fill, Shade):
        return mark.fill
    (r, g, b), (R, G, B) = mark.fill.colours
    return (r + R) // 2, (g + G) // 2, (b + B) // 2


def unit(rgb: Rgb) -> tuple[float, float, float]:
    """sRGB in 0..1."""
    return rgb[0] / 255, rgb[1] / 255, rgb[2] / 255


def toward(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the way from the first colour to the second."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(first, second, strict=True))
    return r, g, b


def brightness(rgb: Rgb) -> float:
    """Perceived brightness, 0..255 (ITU-R BT.601)."""
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]


def rims(board: Board, marks: Sequence[Mark], reach: float, most: float) -> Shader:
    """How near each pixel is to the rim of the mark it shows, 1 at the rim: red towards the lower right, green towards
    the upper left, blue all around. The rim is `reach` of a mark's thickness wide, at most `most` shorter sides."""
    surface = board.soft()
    canvas = surface.getCanvas()
    canvas.clear(skia.Color(0, 0, 0))
    for mark in marks:
        outline = path(mark)
        if covers(board, mark):
            canvas.drawPaint(skia.Paint(Color=skia.Color(0, 0, 0)))
            continue
        wide = max(0.5, min(reach * extent(mark), most * board.side))
        canvas.save()
        canvas.clipPath(outline, True)
        canvas.drawPaint(skia.Paint(Color=skia.Color(255, 255, 255)))
        for colour, move, blur in (((0, 255, 255), -0.8, 0.6), ((255, 0, 255), 0.8, 0.6), ((255, 255, 0), 0.0, 0.35)):
            brush = skia.Paint(AntiAlias=True, Color=skia.Color(*colour), BlendMode=skia.BlendMode.kMultiply)
            brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, wide * blur))
            moved = skia.Path(outline)
            moved.offset(move * wide, move * wide)
            canvas.drawPath(moved, brush)
        canvas.restore()
    return board.spread(surface.makeImageSnapshot())
