"""Owns marble, stone and terrazzo."""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats, Power, sharpened
from studio.sketch.noise_cells import Cells
from studio.sketch.palette import Rgb
from studio.sketch.textures_sheet import Ramp, Sheet, Strip, blend, lit, recorded, replay, skia, wraps


def marble(sheet: Sheet) -> Strip:
    """Clouded ground, a few bold veins that lean one way, and finer ones that branch between them."""
    rng = sheet.rng(1)
    lean = math.radians(rng.uniform(28, 58)) * rng.choice((-1, 1))
    bold = sheet.field(sheet.waves(2, 128, _leaning(lean, 1.5, 3.9, 2.4)).field())
    thin = sheet.field(sheet.waves(3, 192, _leaning(lean, 3.6, 3.8, 2.0)).field())
    hair = sheet.field(sheet.waves(4, 256, _leaning(lean * 0.7, 8.0, 3.8, 1.5)).field())
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
        here, lie = np.clip(0.7 + 0.42 * broad, 0.0, 1.0), bold.strip(top, bottom)
        tone = 0.14 + 0.05 * clouds
        tone += 0.8 * here * _vein(lie, 0.035, 0.16)
        tone += 0.17 * here * _vein(lie, 0.3, 0.6)
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


_CRYSTALS = 68
"""Along the shorter side."""
_GROWN = ((0.1, 0.1), (0.3, 0.38), (0.68, 0.54), (0.91, 0.67), (1.0, 0.82))
"""Up to which of 0..1 a crystal has each tone."""


def stone(sheet: Sheet) -> Strip:
    """Granite: crystals grown into one another, pale, grey and, in the second colour, dark."""
    crystals = sheet.field(_crystals(sheet))
    drift = sheet.field(sheet.waves(3, 64, _falling(1.8, 3.0)).field())
    rough = sheet.grains(5, (240, 960), 0.9)
    tones = (lit(sheet.vein, -0.35), sheet.vein, sheet.base, lit(sheet.base, 0.3), lit(sheet.base, 0.62))
    ramp = Ramp(list(zip((0.0, 0.3, 0.52, 0.72, 1.0), tones, strict=True)))

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        tone = crystals.strip(top, bottom) + 0.03 * drift.strip(top, bottom)
        return ramp.colours(tone + 0.045 * rough.strip(top, bottom))

    return strip


def _crystals(sheet: Sheet) -> Floats:
    """Tones of crystals on a grid."""
    down, across = sheet.stretch
    shape = round(_CRYSTALS * down), round(_CRYSTALS * across)
    fine = min(14, max(3, round(1.15 * sheet.side / _CRYSTALS)))
    rng = sheet.rng(1)
    cells = Cells(rng, shape, fine, 0.6)
    limits, tones = zip(*_GROWN, strict=True)
    tone = np.array(tones, np.float32)[np.searchsorted(limits, rng.random(shape))]
    return sharpened(cells.owned(tone + 0.06 * (rng.random(shape, dtype=np.float32) - 0.5)))


def _falling(peak: float, fall: float) -> Power:
    def power(down: Floats, across: Floats) -> Floats:
        f = (down**2 + across**2) / peak**2
        return f / (1.0 + f) ** (1.0 + fall / 2)

    return power


_SIZES = ((0.075, 16, 0.3), (0.045, 44, 0.2), (0.024, 150, 0.2), (0.011, 330, 0.25))
"""Classes of chips: the largest radius in shorter sides, how many on a square, how much smaller they may be."""
_MIX = (0.34, 0.54, 0.7, 0.86, 1.0)
"""Up to which of 0..1 a chip takes each of the tones."""


def terrazzo(sheet: Sheet) -> Strip:
    """Angular chips of several sizes in tones of the second colour, set close in a faintly grained ground."""
    grain = sheet.grains(1, (120, 280, 700), 0.9)
    ramp = Ramp([(0.0, lit(sheet.base, -0.2)), (0.5, sheet.base), (1.0, lit(sheet.base, 0.25))])
    picture = recorded(sheet, lambda canvas: _chips(sheet, canvas))

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        return replay(picture, ramp.colours(0.5 + 0.045 * grain.strip(top, bottom)), top)

    return strip


def _chips(sheet: Sheet, canvas: Any) -> None:
    rng = sheet.rng(2)
    tones = _tones(sheet.base, sheet.vein)
    paths = [skia.Path() for _ in tones]
    placed = _placed(sheet, rng)
    for (x, y, radius), (pick, *dice) in zip(placed, rng.random((len(placed), 17)).tolist(), strict=True):
        path = paths[bisect.bisect_left(_MIX, pick)]
        corners = _chip(dice, radius)
        for left, top in wraps(sheet.stretch, x, y, radius):
            _break_off(path, [(left + dx, top + dy) for dx, dy in corners])
    for tone, path in zip(tones, paths, strict=True):
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=skia.Color(*tone)))


def _break_off(path: Any, corners: list[tuple[float, float]]) -> None:
    """The polygon with each corner worn down."""
    for k, (x, y) in enumerate(corners):
        (bx, by), (ax, ay) = corners[k - 1], corners[(k + 1) % len(corners)]
        (path.lineTo if k else path.moveTo)(x + 0.16 * (bx - x), y + 0.16 * (by - y))
        path.quadTo(x, y, x + 0.16 * (ax - x), y + 0.16 * (ay - y))
    path.close()


def _tones(base: Rgb, vein: Rgb) -> tuple[Rgb, ...]:
    return vein, blend(vein, base, 0.5), lit(vein, -0.42), lit(vein, 0.45), lit(blend(base, vein, 0.25), -0.3)


def _placed(sheet: Sheet, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """(x, y, radius) of chips that keep apart, the large ones first."""
    down, across = sheet.stretch
    chips: list[tuple[float, float, float]] = []
    for largest, count, spread in _SIZES:
        crowd = _Crowd(chips, largest, down, across)
        wanted = round(count * down * across)
        for x, y, less in rng.random((wanted * 2, 3)).tolist():
            chip = (x * across, y * down, largest * (1.0 - spread * less))
            if wanted and crowd.takes(chip):
                chips.append(chip)
                wanted -= 1
    return chips


class _Crowd:
    """Chips on a surface that wraps, each noted in all the squares where a chip of at most `largest` could touch it."""

    def __init__(self, chips: list[tuple[float, float, float]], largest: float, down: float, across: float):
        self._down, self._across, self._largest = down, across, largest
        self._rows, self._columns = max(1, round(down / largest / 2)), max(1, round(across / largest / 2))
        self._squares: defaultdict[int, list[tuple[float, float, float]]] = defaultdict(list)
        for chip in chips:
            self._note(chip)

    def takes(self, chip: tuple[float, float, float]) -> bool:
        """Whether the chip touches none; it is one of them from then on."""
        x, y, radius = chip
        row, column = (
            int(y / self._down * self._rows) % self._rows,
            int(x / self._across * self._columns) % self._columns,
        )
        for ox, oy, other in self._squares[row * self._columns + column]:
            dx, dy = abs(x - ox), abs(y - oy)
            dx, dy, reach = min(dx, self._across - dx), min(dy, self._down - dy), 0.94 * (radius + other)
            if dx * dx + dy * dy < reach * reach:
                return False
        self._note(chip)
        return True

    def _note(self, chip: tuple[float, float, float]) -> None:
        x, y, radius = chip
        reach = radius + self._largest
        tall, wide = self._rows / self._down, self._columns / self._across
        columns = range(math.floor((x - reach) * wide), math.floor((x + reach) * wide) + 1)
        across = [column % self._columns for column in columns]
        for row in range(math.floor((y - reach) * tall), math.floor((y + reach) * tall) + 1):
            first = row % self._rows * self._columns
            for column in across:
                self._squares[first + column].append(chip)


def _chip(dice: list[float], radius: float) -> list[tuple[float, float]]:
    """A broken piece: four to seven corners at uneven steps, one way longer than the other."""
    count, flat, turn = 4 + int(4 * dice[0]), 0.55 + 0.45 * dice[1], 2 * math.pi * dice[15]
    cos, sin = math.cos(turn), math.sin(turn)
    corners: list[tuple[float, float]] = []
    for k in range(count):
        step = (k + 0.6 * (dice[2 * k + 1] - 0.5)) * 2 * math.pi / count
        reach = radius * (0.78 + 0.22 * dice[2 * k + 2])
        x, y = reach * math.cos(step), reach * flat * math.sin(step)
        corners.append((x * cos - y * sin, x * sin + y * cos))
    return corners
