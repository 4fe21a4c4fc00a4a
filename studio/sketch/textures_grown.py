"""Owns wood, paper, leather and grass."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Field, Floats, grid_shape, lattice, seen
from studio.sketch.textures_sheet import Grains, Ramp, Sheet, Strip, blend, lit, recorded, replay, shaded, skia, wraps


def wood(sheet: Sheet) -> Strip:
    """A board sawn along the grain, which runs across: nested rings, fibres and open pores."""
    figure = sheet.waves(1, 96, _figure)
    rings = sheet.field(figure.field() * np.float32(3.5))
    wobble = sheet.field(sheet.waves(2, 192, _wobble).field() * np.float32(0.075))
    drift = int(sheet.rng(3).choice((-11, -9, -8, 8, 9, 11)) * round(sheet.stretch[0]))
    fibre = _fibres(sheet, 4, ((130, 7, 1.0), (330, 14, 0.8), (760, 24, 0.6)))
    pores = _fibres(sheet, 5, ((240, 34, 1.0),))
    ramp = Ramp([(0.0, lit(sheet.base, 0.14)), (0.25, sheet.base), (1.0, sheet.vein)])

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        phase = rings.strip(top, bottom) + wobble.strip(top, bottom)
        phase += ((np.arange(top, bottom, dtype=np.float32) + 0.5) * (drift / sheet.height))[:, None]
        phase -= np.floor(phase)
        late = phase * phase * (0.3 + 0.7 * phase * phase) * np.minimum(1.0, (1.0 - phase) * 12.0)
        threads = fibre.strip(top, bottom)
        tone = 0.2 + 0.46 * late + 0.07 * threads
        tone += 0.3 * np.clip(pores.strip(top, bottom) * 1.2 - 1.9, 0.0, 1.0) * (1.1 - late)
        return ramp.colours(tone)

    return strip


def _figure(down: Floats, across: Floats) -> Floats:
    f = (across * 3.8) ** 2 + (down / 1.2) ** 2
    return f / (1.0 + f) ** 4.2


def _wobble(down: Floats, across: Floats) -> Floats:
    f = (across / 2.4) ** 2 + (down / 9.0) ** 2
    return f / (1.0 + f) ** 3.6


def _fibres(sheet: Sheet, salt: int, layers: tuple[tuple[int, int, float], ...]) -> Grains:
    """Noise drawn out along the grain: each layer's lines down, cells across, and strength."""
    down, across = sheet.stretch
    made: list[tuple[float, Any]] = []
    for number, (lines, cells, strength) in enumerate(layers):
        if seen(lines, sheet.side):
            grid = lattice(sheet.rng(salt, number), (round(lines * down), round(cells * across)))
            made.append((strength, sheet.field(grid)))
    return Grains(made, sheet.width)


def paper(sheet: Sheet) -> Strip:
    """Handmade paper: soft mottling, tooth lit from one side, and short fibres of the second colour."""
    mottle = sheet.field(sheet.waves(1, 128, _mottle).field())
    tooth = _tooth(sheet, 2, (170, 340, 680, 1360))
    ramp = shaded(sheet.base, 0.3, 0.5)
    picture = recorded(sheet, lambda canvas: _hairs(sheet, canvas))

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        tone = 0.5 + 0.045 * mottle.strip(top, bottom) + 0.032 * tooth.strip(top, bottom)
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


def leather(sheet: Sheet) -> Strip:
    """Full-grain leather: pebbles of uneven size between fine creases, lit from above."""
    (height, gain), (other, rival) = _grain(sheet, 1), _grain(sheet, 2)
    fold = sheet.field(sheet.waves(3, 96, _mottle).field())
    pores = sheet.grains(4, (260, 520, 1040), 0.8)
    ramp = Ramp([(0.0, blend(sheet.vein, lit(sheet.base, -0.6), 0.5)), (0.5, sheet.base), (1.0, lit(sheet.base, 0.5))])

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        first, second = height.strip(top, bottom), other.strip(top, bottom)
        nearer = np.abs(first) < np.abs(second)
        rise = np.where(nearer, first, second)
        slope = np.where(nearer, gain.strip(top, bottom), rival.strip(top, bottom)) * np.sign(rise)
        tone = 0.55 - 0.3 * np.exp(np.abs(rise) * np.float32(-5.5)) + 0.1 * slope
        tone += 0.03 * fold.strip(top, bottom) + 0.02 * pores.strip(top, bottom)
        return ramp.colours(tone)

    return strip


def _grain(sheet: Sheet, salt: int) -> tuple[Field, Field]:
    """One set of folds, whose creases are where it is 0, and how it rises towards the light."""
    folds = sheet.waves(salt, 192, _pebble)
    return sheet.field(folds.field()), sheet.field(folds.slope(0.75, 0.66) * np.float32(0.0085))


def _pebble(down: Floats, across: Floats) -> Floats:
    f = np.sqrt(down**2 + across**2)
    return np.exp(-(((f - 11.5) / 4.0) ** 2)) + 0.05 * np.exp(-(((f - 26.0) / 9.0) ** 2))


_TONES = ((-0.5, 0.3), (-0.4, 0.3), (-0.3, 0.2), (-0.2, 0.1), (-0.1, 0.0), (0.0, 0.1), (0.06, 0.4), (0.2, 0.3))
"""Layers of blades from the ground up: how light, and how much of the second colour."""


def grass(sheet: Sheet) -> Strip:
    """A lawn from above: curved blades in layers, from shade at the ground to light at the tips."""
    picture = recorded(sheet, lambda canvas: _blades(sheet, canvas))
    ground = np.array((*lit(blend(sheet.base, sheet.vein, 0.3), -0.6), 255), np.uint8)

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        return replay(picture, np.tile(ground, (bottom - top, sheet.width, 1)), top)

    return strip


def _blades(sheet: Sheet, canvas: Any) -> None:
    rng = sheet.rng(1)
    down, across = sheet.stretch
    for light, share in _TONES:
        path = skia.Path()
        for x, y, turn, bend, length in rng.random((round(270 * down * across), 5)).tolist():
            _blade(
                (down, across), path, x * across, y * down, (turn - 0.5) * 1.9, (bend - 0.5) * 1.7, 0.06 + 0.07 * length
            )
        canvas.drawPath(
            path, skia.Paint(AntiAlias=True, Color=skia.Color(*lit(blend(sheet.base, sheet.vein, share), light)))
        )


def _blade(
    stretch: tuple[float, float], path: Any, x: float, y: float, turn: float, bend: float, length: float
) -> None:
    cos, sin = math.cos(turn), math.sin(turn)
    sx, sy = 0.5 * length * sin, -0.5 * length * cos
    ex, ey = 0.5 * length * math.sin(turn + bend), -0.5 * length * math.cos(turn + bend)
    wx, wy = 0.036 * length * cos, 0.036 * length * sin
    for left, top in wraps(stretch, x, y, 1.2 * length):
        path.moveTo(left - wx, top - wy)
        path.quadTo(left + sx - wx, top + sy - wy, left + sx + ex, top + sy + ey)
        path.quadTo(left + sx + wx, top + sy + wy, left + wx, top + wy)
        path.close()
