"""Owns water: the net of light that waves draw on the ground of a pool."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Field, Floats, Power, grid_shape
from studio.sketch.textures_sheet import Ramp, Sheet, Strip, blend, lit

_NET = (128, 512)
"""Least and most cells along the shorter side of the grid that catches the light."""
_FOCUS = 0.0145
"""How far a ray is bent by the slope of the surface, where one wave is as long as the shorter side."""


def water(sheet: Sheet) -> Strip:
    """Clear shallow water: the net of light that waves focus on the ground."""
    net = sheet.field(_caustics(sheet))
    depth = sheet.field(sheet.waves(2, 64, _depths).field())
    glow = blend(sheet.base, sheet.vein, 0.6)
    ramp = Ramp([(0.0, lit(sheet.base, -0.3)), (0.3, sheet.base), (0.62, glow), (1.0, lit(sheet.vein, 0.6))])

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        light = np.maximum(net.strip(top, bottom), 0.0)
        return ramp.colours(0.06 + 0.05 * depth.strip(top, bottom) + 0.75 * light / (1.9 + light))

    return strip


def _depths(down: Floats, across: Floats) -> Floats:
    f = (down**2 + across**2) / 1.4**2
    return f / (1.0 + f) ** 2.75


def _caustics(sheet: Sheet) -> Floats:
    """How much light falls on each cell of the ground, 1 on average: every ray is bent along the slope of the surface
    and shared among the four cells that it meets. The sun is a disc, so that the light is softened by it."""
    cells = min(_NET[1], max(_NET[0], sheet.side // 2))
    shape = grid_shape(cells, sheet.width, sheet.height)
    rays = 2.25 if cells < 200 else 2.0
    rows, columns = round(rays * shape[0]), round(rays * shape[1])
    peak = sheet.rng(3).uniform(4.6, 6.4)
    swell, focus = sheet.waves(1, 64, _swell(peak)), _FOCUS / peak**2
    down = Field(swell.slope(1.0, 0.0) * np.float32(focus / sheet.stretch[0]), columns, rows).strip(0, rows)
    across = Field(swell.slope(0.0, 1.0) * np.float32(focus / sheet.stretch[1]), columns, rows).strip(0, rows)
    y = (down + _middles(rows)[:, None]) * shape[0]
    x = (across + _middles(columns)[None, :]) * shape[1]
    light = _caught(y, x, shape)
    for _ in range(round((cells / 200) ** 2) if cells > 200 else 0):
        light = _softened(light)
    return light


def _middles(count: int) -> Floats:
    return (np.arange(count, dtype=np.float32) + np.float32(0.5)) / np.float32(count)


def _caught(y: Floats, x: Floats, shape: tuple[int, int]) -> Floats:
    """Rays by the cells round the places that they meet; a row and a column beyond the last are those of the first."""
    rows, columns = shape
    top, left = np.floor(y), np.floor(x)
    dy, dx = (y - top).ravel(), (x - left).ravel()
    cell = ((top.astype(np.int32) % rows) * (columns + 1) + left.astype(np.int32) % columns).ravel()
    size = (rows + 1) * (columns + 1)
    both = dy * dx
    total = np.bincount(cell, 1.0 - dy - dx + both, size)
    for beyond, share in ((1, dx - both), (columns + 1, dy - both), (columns + 2, both)):
        total[beyond:] += np.bincount(cell, share, size)[: size - beyond]
    light = total.reshape(rows + 1, columns + 1)
    light[0] += light[-1]
    light[:, 0] += light[:, -1]
    return (light[:-1, :-1] * (rows * columns / cell.size)).astype(np.float32)


def _softened(light: Floats) -> Floats:
    for axis in (0, 1):
        light = np.float32(0.25) * (np.roll(light, 1, axis) + 2.0 * light + np.roll(light, -1, axis))
    return light


def _swell(peak: float) -> Power:
    """Waves of about `peak` to the shorter side, and a few ripples."""

    def power(down: Floats, across: Floats) -> Floats:
        f = np.sqrt(down**2 + across**2) / np.float32(peak)
        return np.exp(-(((f - 1.0) / 0.44) ** 2)) + 0.0015 * np.exp(-(((f - 2.4) / 0.9) ** 2))

    return power
