"""Owns marble, stone and terrazzo."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats, Power
from studio.sketch.palette import Rgb
from studio.sketch.textures_sheet import Ramp, Sheet, Strip, blend, lit, recorded, replay, skia, wraps


def marble(sheet: Sheet) -> Strip:
    """Clouded ground, a few bold veins that lean one way, and finer ones that branch between them."""
    rng = sheet.rng(1)
    lean = math.radians(rng.uniform(28, 58)) * rng.choice((-1, 1))
    bold = sheet.field(sheet.waves(2, 128, _leaning(lean, 1.5, 3.3, 2.0)).field())
    thin = sheet.field(sheet.waves(3, 192, _leaning(lean, 3.6, 3.2, 1.6)).field())
    hair = sheet.field(sheet.waves(4, 256, _leaning(lean * 0.7, 8.0, 3.4, 1.3)).field())
    mask = sheet.field(sheet.waves(5, 64, _leaning(lean, 1.8, 4.0, 1.4)).field())
    cloud = sheet.field(sheet.waves(6, 128, _leaning(lean, 2.0, 2.6, 1.5)).field())
    ramp = Ramp(
        [
            (0.0, lit(sheet.base, 0.12)),
            (0.16, sheet.base),
            (0.55, blend(sheet.base, sheet.vein, 0.55)),
            (1.0, sheet.vein),
        ]
    )

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        broad, clouds = mask.strip(top, bottom), cloud.strip(top, bottom)
        here = np.clip(0.62 + 0.5 * broad, 0.0, 1.0)
        tone = 0.14 + 0.05 * clouds
        tone += 0.8 * here * _vein(bold.strip(top, bottom), 0.035, 0.16)
        tone += 0.17 * here * _vein(bold.strip(top, bottom), 0.3, 0.6)
        tone += 0.42 * np.clip(0.35 + 0.7 * clouds, 0.0, 1.0) * _vein(thin.strip(top, bottom), 0.03, 0.09)
        tone += 0.2 * np.clip(0.2 - 0.7 * broad, 0.0, 1.0) * _vein(hair.strip(top, bottom), 0.05, 0.05)
        return ramp.colours(tone)

    return strip


def _leaning(lean: float, peak: float, fall: float, long: float) -> Power:
    """Noise `long` times longer along a line at `lean` than over it, most of it at `peak` waves."""
    cos, sin = math.cos(lean), math.sin(lean)

    def power(down: Floats, across: Floats) -> Floats:
        along, over = across * cos + down * sin, down * cos - across * sin
        f = ((along * long) ** 2 + over**2) / peak**2
        return f / (1.0 + f) ** (1.0 + fall / 2)

    return power


def _vein(height: Floats, sharp: float, soft: float) -> Floats:
    """1 where the height crosses zero, falling off abruptly below and softly above."""
    return np.exp(-np.maximum(height / np.float32(soft), height / np.float32(-sharp)))


def stone(sheet: Sheet) -> Strip:
    """A split face: ledges and cracks lit from above, speckled with grains of the second colour."""
    relief = sheet.waves(1, 256, _falling(2.2, 2.5))
    slope = sheet.field(relief.slope(0.7, 0.7) * np.float32(0.02))
    crack = sheet.field(sheet.waves(2, 256, _falling(3.0, 3.1)).field())
    rough = sheet.grains(3, (150, 300, 600, 1200), 0.8)
    stain = sheet.field(sheet.waves(4, 96, _falling(1.5, 3.0)).field())
    plain = [lit(sheet.base, -0.55), lit(sheet.base, -0.1), sheet.base, lit(sheet.base, 0.35)]
    ramp = Ramp(list(zip((0.0, 0.4, 0.55, 1.0), plain, strict=True)))

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        tone = 0.55 + 0.1 * slope.strip(top, bottom) + 0.05 * rough.strip(top, bottom)
        tone += 0.06 * stain.strip(top, bottom)
        tone -= 0.3 * _vein(crack.strip(top, bottom), 0.02, 0.08)
        return ramp.colours(tone)

    return strip


def _falling(peak: float, fall: float) -> Power:
    def power(down: Floats, across: Floats) -> Floats:
        f = (down**2 + across**2) / peak**2
        return f / (1.0 + f) ** (1.0 + fall / 2)

    return power


_SIZES = ((0.075, 16, 0.3), (0.045, 44, 0.2), (0.024, 150, 0.2), (0.011, 380, 0.25))
"""Classes of chips: the largest radius in shorter sides, how many on a square, how much smaller they may be."""


def terrazzo(sheet: Sheet) -> Strip:
    """Angular chips of several sizes in tones of the second colour, set close in a faintly grained ground."""
    grain = sheet.grains(1, (120, 240, 480, 960), 0.9)
    ramp = Ramp([(0.0, lit(sheet.base, -0.2)), (0.5, sheet.base), (1.0, lit(sheet.base, 0.25))])
    picture = recorded(sheet, lambda canvas: _chips(sheet, canvas))

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        return replay(picture, ramp.colours(0.5 + 0.045 * grain.strip(top, bottom)), top)

    return strip


def _chips(sheet: Sheet, canvas: Any) -> None:
    rng = sheet.rng(2)
    tones = _tones(sheet.base, sheet.vein)
    paths = [skia.Path() for _ in tones]
    for x, y, radius in _placed(sheet, rng):
        path = paths[int(rng.choice(len(tones), p=(0.34, 0.2, 0.16, 0.16, 0.14)))]
        corners = _chip(rng, radius)
        for left, top in wraps(sheet, x, y, radius):
            path.addPoly([skia.Point(left + dx, top + dy) for dx, dy in corners], True)
    for tone, path in zip(tones, paths, strict=True):
        paint = skia.Paint(AntiAlias=True, Color=skia.Color(*tone), PathEffect=skia.CornerPathEffect.Make(0.006))
        canvas.drawPath(path, paint)


def _tones(base: Rgb, vein: Rgb) -> tuple[Rgb, ...]:
    return vein, blend(vein, base, 0.5), lit(vein, -0.42), lit(vein, 0.45), lit(blend(base, vein, 0.25), -0.3)


def _placed(sheet: Sheet, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """(x, y, radius) of chips that keep apart, the large ones first."""
    down, across = sheet.stretch
    chosen = np.zeros((0, 3))
    for largest, count, spread in _SIZES:
        wanted = round(count * down * across)
        fresh = rng.random((wanted * 2, 3)) * (across, down, spread * largest)
        fresh[:, 2] = largest - fresh[:, 2]
        fresh = fresh[~_touching(fresh, chosen, down, across).any(axis=1)]
        clash = np.tril(_touching(fresh, fresh, down, across), -1)
        keep = np.ones(len(fresh), bool)
        for k in range(len(fresh)):
            keep[k] = not (clash[k] & keep).any()
        chosen = np.concatenate([chosen, fresh[keep][:wanted]])
    return [(float(x), float(y), float(radius)) for x, y, radius in chosen]


def _touching(first: NDArray[np.float64], second: NDArray[np.float64], down: float, across: float) -> NDArray[np.bool_]:
    dx = np.abs(first[:, None, 0] - second[None, :, 0])
    dy = np.abs(first[:, None, 1] - second[None, :, 1])
    dx, dy = np.minimum(dx, across - dx), np.minimum(dy, down - dy)
    return dx**2 + dy**2 < (0.94 * (first[:, None, 2] + second[None, :, 2])) ** 2


def _chip(rng: np.random.Generator, radius: float) -> list[tuple[float, float]]:
    """A broken piece: four to seven corners at uneven steps, one way longer than the other."""
    corners = int(rng.integers(4, 8))
    steps = (np.arange(corners) + rng.uniform(-0.3, 0.3, corners)) * (2 * np.pi / corners)
    reach = radius * rng.uniform(0.78, 1.0, corners)
    flat, turn = rng.uniform(0.55, 1.0), rng.uniform(0, 2 * np.pi)
    x, y = reach * np.cos(steps), reach * flat * np.sin(steps)
    cos, sin = math.cos(turn), math.sin(turn)
    return list(zip((x * cos - y * sin).tolist(), (x * sin + y * cos).tolist(), strict=True))
