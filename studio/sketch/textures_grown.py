"""Owns paper and leather."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats, grid_shape, lattice, seen, sharpened
from studio.sketch.noise_cells import Cells
from studio.sketch.textures_sheet import Grains, Ramp, Sheet, Strip, blend, lit, recorded, replay, shaded, skia, wraps


def paper(sheet: Sheet) -> Strip:
    """Handmade paper: soft mottling, tooth lit from one side, and short fibres of the second colour."""
    mottle = sheet.field(sheet.waves(1, 128, _mottle).field())
    tooth = _tooth(sheet, 2, (300, 600, 1200))
    ramp = shaded(sheet.base, 0.3, 0.5)
    picture = recorded(sheet, lambda canvas: _hairs(sheet, canvas))

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        tone = 0.5 + 0.03 * mottle.strip(top, bottom) + 0.026 * tooth.strip(top, bottom)
        return replay(picture, ramp.colours(tone), top)

    return strip


def _mottle(down: Floats, across: Floats) -> Floats:
    f = (down**2 + across**2) / 9.0
    return f / (1.0 + f) ** 2.0


def _tooth(sheet: Sheet, salt: int, cells: tuple[int, ...]) -> Grains:
    """Fine relief under light from above on the left: differences of noise along that diagonal."""
    made: list[tuple[float, Any]] = []
    for number, count in enumerate(cells):
        if seen(count, sheet.side):
            grid = lattice(sheet.rng(salt, number), grid_shape(count, sheet.width, sheet.height))
            made.append((0.85**number, sheet.field(grid - np.roll(grid, (1, 1), (0, 1)))))
    return Grains(made, sheet.width)


def _hairs(sheet: Sheet, canvas: Any) -> None:
    rng = sheet.rng(3)
    down, across = sheet.stretch
    for tone, strength, thick, count in (
        (sheet.vein, 105, 0.0017, 110),
        (sheet.vein, 55, 0.0028, 70),
        (lit(sheet.base, 0.7), 130, 0.0022, 90),
    ):
        path = skia.Path()
        for x, y, turn, bend, length in rng.random((round(count * down * across), 5)).tolist():
            _hair(sheet, path, x * across, y * down, 6.2832 * turn, 2.4 * (bend - 0.5), 0.012 + 0.05 * length**2)
        paint = skia.Paint(AntiAlias=True, Color=skia.Color(*tone, strength), StrokeWidth=thick)
        paint.setStyle(skia.Paint.kStroke_Style)
        canvas.drawPath(path, paint)


def _hair(sheet: Sheet, path: Any, x: float, y: float, turn: float, bend: float, length: float) -> None:
    dx, dy = length * math.cos(turn), length * math.sin(turn)
    ex, ey = length * math.cos(turn + bend), length * math.sin(turn + bend)
    for left, top in wraps(sheet.stretch, x, y, 2 * length):
        path.moveTo(left, top)
        path.quadTo(left + dx, top + dy, left + dx + ex, top + dy + ey)


_PEBBLES = 44
"""Along the shorter side."""


def leather(sheet: Sheet) -> Strip:
    """Full-grain leather: pebbles of uneven size between fine creases, lit from above on the left."""
    relief = sheet.field(_relief(sheet))
    fold = sheet.field(sheet.waves(3, 96, _mottle).field())
    pores = sheet.grains(4, (200, 420, 900), 0.9)
    ramp = Ramp([(0.0, blend(sheet.vein, lit(sheet.base, -0.6), 0.5)), (0.57, sheet.base), (1.0, lit(sheet.base, 0.4))])

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        tone = relief.strip(top, bottom) + 0.035 * fold.strip(top, bottom)
        return ramp.colours(tone + 0.02 * pores.strip(top, bottom))

    return strip


def _relief(sheet: Sheet) -> Floats:
    """Tones of pebbles and creases on a grid, 0.5 where they are flat."""
    down, across = sheet.stretch
    fine = min(16, max(4, round(1.25 * sheet.side / _PEBBLES)))
    gaps = Cells(sheet.rng(1), (round(_PEBBLES * down), round(_PEBBLES * across)), fine, 0.35).gaps()
    rise = 1.0 - np.exp(gaps * np.float32(-3.2))
    slope = 0.375 * _step(rise, 0) + 0.33 * _step(rise, 1)
    return sharpened(0.57 - 0.36 * np.exp(gaps * np.float32(-9.0)) - np.float32(0.085 * fine) * slope)


def _step(grid: Floats, axis: int) -> Floats:
    return np.roll(grid, 1, axis) - np.roll(grid, -1, axis)
