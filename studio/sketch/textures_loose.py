"""Owns concrete, sand and plain noise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats, Power
from studio.sketch.textures_sheet import Ramp, Sheet, Strip, blend, lit, recorded, replay, skia, wraps


def concrete(sheet: Sheet) -> Strip:
    """Cast concrete: clouded, finely grained, with air holes of several sizes."""
    cloud = sheet.field(sheet.waves(1, 192, _falling(2.0, 2.2)).field())
    grain = sheet.grains(2, (140, 280, 560, 1120), 0.9)
    ramp = Ramp([(0.0, blend(lit(sheet.base, -0.3), sheet.vein, 0.5)), (0.5, sheet.base), (1.0, lit(sheet.base, 0.4))])
    picture = recorded(sheet, lambda canvas: _holes(sheet, canvas))

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        tone = 0.5 + 0.085 * cloud.strip(top, bottom) + 0.035 * grain.strip(top, bottom)
        return replay(picture, ramp.colours(tone), top)

    return strip


def _holes(sheet: Sheet, canvas: Any) -> None:
    rng = sheet.rng(3)
    down, across = sheet.stretch
    dark = skia.Paint(AntiAlias=True, Color=skia.Color(*lit(sheet.base, -0.55), 190))
    light = skia.Paint(AntiAlias=True, Color=skia.Color(*lit(sheet.base, 0.55), 130))
    pits, rims = skia.Path(), skia.Path()
    for x, y, size, flat in rng.random((round(110 * down * across), 4)).tolist():
        radius = 0.0009 + 0.0062 * size**6
        for left, top in wraps(sheet.stretch, x * across, y * down, 2 * radius):
            wide, tall = radius * (1.0 + 0.5 * flat), radius
            rims.addOval(skia.Rect.MakeXYWH(left - wide + 0.2 * radius, top - tall + 0.3 * radius, 2 * wide, 2 * tall))
            pits.addOval(skia.Rect.MakeXYWH(left - wide, top - tall, 2 * wide, 2 * tall))
    canvas.drawPath(rims, light)
    canvas.drawPath(pits, dark)


def _falling(peak: float, fall: float) -> Power:
    def power(down: Floats, across: Floats) -> Floats:
        f = (down**2 + across**2) / peak**2
        return f / (1.0 + f) ** (1.0 + fall / 2)

    return power


def sand(sheet: Sheet) -> Strip:
    """Wind ripples, sharp on their lee side, in grains of many tones."""
    rng = sheet.rng(1)
    count, lean = int(rng.integers(10, 15)), int(rng.choice((-3, -2, 2, 3)))
    count, lean = round(count * sheet.stretch[0]), round(lean * sheet.stretch[1])
    drift = sheet.field(sheet.waves(2, 128, _meander).field() * np.float32(0.34))
    swell = sheet.field(sheet.waves(3, 64, _falling(1.6, 3.5)).field())
    grain = sheet.grains(4, (560, 1120), 1.0)
    ramp = Ramp(
        [(0.0, lit(sheet.vein, -0.2)), (0.22, sheet.vein), (0.55, sheet.base), (1.0, lit(sheet.base, 0.65))],
        soft=0.08 * grain.lost,
    )
    across = ((np.arange(sheet.width, dtype=np.float32) + 0.5) * (lean / sheet.width))[None, :]

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        phase = drift.strip(top, bottom) + across
        phase += ((np.arange(top, bottom, dtype=np.float32) + 0.5) * (count / sheet.height))[:, None]
        phase *= np.float32(2 * math.pi)
        waves = np.sin(phase + 0.6 * np.sin(phase))
        height = np.clip(0.72 + 0.3 * swell.strip(top, bottom), 0.2, 1.1)
        return ramp.colours(0.52 + 0.17 * height * waves + 0.08 * grain.strip(top, bottom))

    return strip


def _meander(down: Floats, across: Floats) -> Floats:
    """Slow bends, and forks where ripples meet."""
    f = (down / 2.0) ** 2 + (across / 2.6) ** 2
    return np.exp(-f) + 0.006 * np.exp(-f / 8.0)


def noise(sheet: Sheet) -> Strip:
    """Stippled grain: specks of the second colour, thicker where a soft cloud lies."""
    cloud = sheet.field(sheet.waves(1, 96, _falling(1.6, 3.4)).field())
    fine = sheet.grains(2, (360, 720, 1440), 1.0)
    ramp = Ramp([(0.0, sheet.base), (1.0, sheet.vein)], soft=0.26 * fine.lost)

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        return ramp.colours(0.36 + 0.13 * cloud.strip(top, bottom) + 0.26 * fine.strip(top, bottom))

    return strip
