"""Owns grass: tufts painted once and set close, from those in the shade to those in the light."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats
from studio.sketch.textures_sheet import Sheet, Strip, blend, kept, lit, replay, skia

_LAYERS = ((-0.34, 0.0, 12), (-0.16, 0.15, 12), (0.0, 0.4, 12), (0.08, 0.8, 11))
"""From the ground up: how light, how much of the second colour, tufts along the shorter side."""
_TUFTS = 5
"""Different tufts to a layer."""
_BLADES = 11
_REACH = 0.103
"""Length of the longest blade, in shorter sides."""
_WIDE, _OVER, _UNDER = 0.95, 1.08, 0.12
"""Room for a tuft to either side of its root, above and below it, in longest blades."""


def grass(sheet: Sheet) -> Strip:
    """A lawn: tufts of curved blades over one another, dark at the root and light at the tip."""
    picture = kept(sheet, lambda canvas: _turf(sheet, canvas))
    ground = np.array((*lit(blend(sheet.base, sheet.vein, 0.2), -0.5), 255), np.uint8)

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        return replay(picture, np.tile(ground, (bottom - top, sheet.width, 1)), top)

    return strip


def _turf(sheet: Sheet, canvas: Any) -> None:
    """Tufts stand on whole pixels, so that they are copied, not drawn, and return over the edges as they are."""
    rng = sheet.rng(1)
    wind = rng.uniform(-0.3, 0.3)
    for light, share, count in _LAYERS:
        tufts = [_tuft(sheet, rng, wind, light, share) for _ in range(_TUFTS)]
        wide, tall = tufts[0].width(), tufts[0].height()
        places = _roots(sheet, rng, count)
        for (x, y), k in zip(places, rng.integers(0, _TUFTS, len(places)).tolist(), strict=True):
            for left in _returns(round(x * sheet.width) - wide // 2, wide, sheet.width):
                for top in _returns(round(y * sheet.height) - tall // 2, tall, sheet.height):
                    canvas.drawImage(tufts[k], left, top)


def _returns(start: int, length: int, size: int) -> list[int]:
    """Where something `length` long is seen between 0 and `size` when what leaves at one end returns at the other."""
    if 0 <= start <= size - length:
        return [start]
    first = start - (start + length - 1) // size * size
    return list(range(first, size, size))


def _roots(sheet: Sheet, rng: np.random.Generator, count: int) -> list[tuple[float, float]]:
    """Fractions of width and height, one in each of `count` squares along the shorter side, in no order."""
    rows, columns = round(count * sheet.stretch[0]), round(count * sheet.stretch[1])
    squares = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).reshape(-1, 2)
    return rng.permutation((squares + 0.9 * rng.random(squares.shape)) / (columns, rows)).tolist()


def _tuft(sheet: Sheet, rng: np.random.Generator, wind: float, light: float, share: float) -> Any:
    """A tuft as an image, each blade lit on one side; its roots sink into what is behind."""
    tone = blend(sheet.base, sheet.vein, share)
    root = lit(tone, 0.4 * light - 0.34)
    sides = lit(tone, light), lit(blend(tone, sheet.vein, 0.55), light + 0.12)
    size = _REACH * sheet.side
    surface = skia.Surface(2 * math.ceil(_WIDE * size), math.ceil((_OVER + _UNDER) * size))
    canvas = surface.getCanvas()
    canvas.translate(surface.width() / 2, _OVER * size)
    canvas.scale(size, size)
    ends = [skia.Point(0.0, 0.05), skia.Point(0.0, -0.66)]
    for path, tip in zip(_blades(rng.random((_BLADES, 6)), wind), sides, strict=True):
        inks = [skia.Color(*root, 0), skia.Color(*root), skia.Color(*tip)]
        shader = skia.GradientShader.MakeLinear(ends, inks, [0.0, 0.3, 1.0])
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Shader=shader))
    return surface.makeImageSnapshot()


def _blades(dice: Floats, wind: float) -> tuple[Any, Any]:
    """The outlines of whole blades that fan out from (0, 0) upwards, and of their lit halves."""
    whole, half = skia.Path(), skia.Path()
    for place, turn, bend, length, wide, depth in dice.tolist():
        x, y, long = 0.5 * (place - 0.5), 0.07 * (depth - 0.5), 0.5 + 0.5 * length
        lean = 0.95 * (place - 0.5) + 0.9 * (turn - 0.5) + 0.5 * wind
        over = 1.5 * lean + 1.5 * (bend - 0.5) + 0.5 * wind
        knee = x + 0.5 * long * math.sin(lean), y - 0.5 * long * math.cos(lean)
        tip = knee[0] + 0.5 * long * math.sin(over), knee[1] - 0.5 * long * math.cos(over)
        thick = 0.02 + 0.017 * wide
        across = thick * math.cos(lean), thick * math.sin(lean)
        _blade(whole, (x, y), knee, tip, across, 1.0)
        _blade(half, (x, y), knee, tip, across, -0.1)
    return whole, half


def _blade(
    path: Any,
    root: tuple[float, float],
    knee: tuple[float, float],
    tip: tuple[float, float],
    across: tuple[float, float],
    far: float,
) -> None:
    """A blade from its left edge to `far` of the way from its middle to its right one."""
    dx, dy = across
    path.moveTo(root[0] - dx, root[1] - dy)
    path.quadTo(knee[0] - dx, knee[1] - dy, *tip)
    path.quadTo(knee[0] + far * dx, knee[1] + far * dy, root[0] + far * dx, root[1] + far * dy)
    path.close()
