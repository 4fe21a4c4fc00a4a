"""Owns fabric: threads over and under."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats, lattice
from studio.sketch.textures_sheet import Ramp, Sheet, Strip, blend, lit

_THREADS = 76


def fabric(sheet: Sheet) -> Strip:
    """Linen: a plain weave of uneven threads, warp in the first colour, weft in the second."""
    down, across = sheet.stretch
    warp, weft = 2 * round(_THREADS * across / 2), 2 * round(_THREADS * down / 2)
    slub = [
        sheet.field(lattice(sheet.rng(1), (round(4 * down), 3 * warp // 2))),
        sheet.field(lattice(sheet.rng(2), (3 * weft // 2, round(4 * across)))),
    ]
    hairs = [
        sheet.field(lattice(sheet.rng(3), (round(70 * down), 7 * warp))),
        sheet.field(lattice(sheet.rng(4), (7 * weft, round(70 * across)))),
    ]
    ramps = [
        Ramp([(0.0, lit(rgb, -0.62)), (0.6, rgb), (1.0, lit(rgb, 0.4))])
        for rgb in (sheet.base, blend(sheet.base, sheet.vein, 0.3))
    ]
    x = (np.arange(sheet.width, dtype=np.float32) + 0.5) * (warp / sheet.width)
    u, up, rise = _round(x)[None, :], _parity(x)[None, :], _swing(x)[None, :]

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        y = (np.arange(top, bottom, dtype=np.float32) + 0.5) * (weft / sheet.height)
        v, level, fall = _round(y)[:, None], _parity(y)[:, None], _swing(y)[:, None]
        first, second = fall * up, -rise * level
        over = u + 0.6 * first > v + 0.6 * second
        warps = ramps[0].colours(
            0.24 + 0.34 * u + 0.13 * first + 0.085 * slub[0].strip(top, bottom) + 0.06 * hairs[0].strip(top, bottom)
        )
        wefts = ramps[1].colours(
            0.24 + 0.34 * v + 0.13 * second + 0.085 * slub[1].strip(top, bottom) + 0.06 * hairs[1].strip(top, bottom)
        )
        return np.where(over[..., None], warps, wefts)

    return strip


def _parity(place: Floats) -> Floats:
    """1 on every second thread, -1 on those between."""
    return 1.0 - 2.0 * (np.floor(place) % 2)


def _swing(place: Floats) -> Floats:
    """How a thread rises and falls over the threads that it crosses."""
    return np.sin(np.float32(np.pi) * place)


def _round(place: Floats) -> Floats:
    """The height of a thread across it: 1 on its middle, 0 at its edges."""
    t = 2.0 * (place - np.floor(place)) - 1.0
    return np.sqrt(np.maximum(0.0, 1.0 - t * t))
