"""Owns fabric: threads over and under."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats, lattice
from studio.sketch.textures_sheet import Ramp, Sheet, Strip, lit

_THREADS = 52


def fabric(sheet: Sheet) -> Strip:
    """Linen: a plain weave of uneven threads, warp in the first colour, weft in the second."""
    down, across = sheet.stretch
    warp, weft = 2 * round(_THREADS * across / 2), 2 * round(_THREADS * down / 2)
    slub = [
        sheet.field(lattice(sheet.rng(1), (round(9 * down), warp))),
        sheet.field(lattice(sheet.rng(2), (weft, round(9 * across)))),
    ]
    fuzz = sheet.grains(3, (260, 520, 1040, 2080), 0.8)
    ramps = [Ramp([(0.0, lit(rgb, -0.62)), (0.6, rgb), (1.0, lit(rgb, 0.4))]) for rgb in (sheet.base, sheet.vein)]
    columns = (np.arange(sheet.width, dtype=np.float32) + 0.5) * (warp / sheet.width)

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        rows = (np.arange(top, bottom, dtype=np.float32) + 0.5) * (weft / sheet.height)
        over = (np.floor(rows)[:, None] + np.floor(columns)[None, :]) % 2 == 0
        u, v = _round(columns)[None, :], _round(rows)[:, None]
        upright = 0.25 + 0.42 * u * (0.55 + 0.45 * v)
        level = 0.25 + 0.42 * v * (0.55 + 0.45 * u)
        hairs = 0.045 * fuzz.strip(top, bottom)
        first = ramps[0].colours(upright + hairs + 0.06 * slub[0].strip(top, bottom))
        second = ramps[1].colours(level + hairs + 0.06 * slub[1].strip(top, bottom))
        return np.where(over[..., None], first, second)

    return strip


def _round(place: Floats) -> Floats:
    """The height of a thread across it: 1 on its middle, 0 at its edges."""
    t = 2.0 * (place - np.floor(place)) - 1.0
    return np.sqrt(np.maximum(0.0, 1.0 - t * t))
