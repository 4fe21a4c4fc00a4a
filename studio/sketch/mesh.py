"""Owns mesh gradients: colours that run softly into one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats, generator, taps
from studio.sketch.palette import Rgb

_CELLS = 56
_MARGIN = 2
"""Grid points beyond each edge, for the splines that reach over it."""
_BLOCK = 64
_SOFT = 0.175
"""How far a colour's place reaches where there are seven to a square, in shorter sides."""
_MOST = 24
"""About how many places a picture has at most, however long it is."""

_TO_CONES = np.array(
    [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.6806995, 0.10739696], [0.08830246, 0.28171884, 0.62997870]]
)
_TO_OPPONENTS = np.array(
    [[0.21045426, 0.79361779, -0.00407205], [1.9779985, -2.4285922, 0.4505937], [0.02590404, 0.78277177, -0.80867577]]
)
"""Oklab, B. Ottosson 2020."""


def mesh(colours: Sequence[Rgb], seed: int, width: int, height: int) -> NDArray[np.uint8]:
    """Two to six colours over (height, width, 3), each strongest at places of its own that `seed` decides. Does not
    wrap."""
    grid = _grid(np.array(colours, np.float64), seed, width, height)
    rough = generator(0, 64).random((64, 64, 3), dtype=np.float32)
    picture = np.empty((height, width, 3), np.uint8)
    down, across = grid.shape[1] - 2 * _MARGIN, grid.shape[2] - 2 * _MARGIN
    for top in range(0, height, 64):
        bottom = min(top + 64, height)
        first, upright = taps(down, height, top, bottom)
        tall = grid[:, _within(first, upright.shape[1], grid.shape[1])]
        for left in range(0, width, _BLOCK):
            right = min(left + _BLOCK, width)
            start, level = taps(across, width, left, right)
            part = upright @ tall[:, :, _within(start, level.shape[1], grid.shape[2])] @ level.T
            picture[top:bottom, left:right] = np.moveaxis(part, 0, 2) + _dither(rough, left, right)[: bottom - top]
    return picture


def _within(first: int, count: int, size: int) -> NDArray[np.intp]:
    """Places in the grid of points from `first` on; beyond the margin its last one stands for all."""
    return np.clip(np.arange(first, first + count) + _MARGIN, 0, size - 1)


def _dither(rough: Floats, left: int, right: int) -> Floats:
    """What is added before parts are cut to whole numbers, so that no steps show in wide gradients."""
    return rough[:, np.arange(left, right) % 64]


def _grid(colours: Floats, seed: int, width: int, height: int) -> Floats:
    """The gradient on a coarse grid with its margin: (3, rows, columns), sRGB 0..255."""
    side = min(width, height)
    down, across = height / side, width / side
    rows, columns = round(_CELLS * down), round(_CELLS * across)
    y = (np.arange(-_MARGIN, rows + _MARGIN) * (down / rows))[:, None]
    x = (np.arange(-_MARGIN, columns + _MARGIN) * (across / columns))[None, :]
    rng = generator(seed, 1)
    turns = rng.uniform(0, 2 * np.pi, 4)
    y, x = _swirled(turns, y, x)
    places = [_swirled(turns, py, px) for px, py in _places(rng, len(colours), down, across)]
    soft = _SOFT * np.sqrt(7 * down * across / len(places))
    shares = [np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * soft**2)) + 1e-9 for py, px in places]
    mixed = np.tensordot(_oklab(colours)[np.arange(len(places)) % len(colours)], np.array(shares), (0, 0))
    parts = _srgb(np.moveaxis(mixed / np.sum(shares, axis=0), 0, 2))
    return np.ascontiguousarray(np.moveaxis(parts, 2, 0), np.float32)


def _swirled(turns: Floats, y: Floats | float, x: Floats | float) -> tuple[Floats, Floats]:
    """The places moved along slow waves, so that colours meet in curves."""
    dy = 0.11 * np.sin(4.2 * x + turns[0]) + 0.05 * np.sin(7.0 * x + 3.0 * y + turns[1])
    dx = 0.11 * np.sin(4.2 * y + turns[2]) + 0.05 * np.sin(7.0 * y - 3.0 * x + turns[3])
    return y + dy, x + dx


def _places(rng: np.random.Generator, count: int, down: float, across: float) -> list[tuple[float, float]]:
    """Well spread places, at least one for each colour: each the one of a few that is farthest from all before it."""
    wanted = count * max(1, round(min(_MOST, 7 * down * across) / count))
    places: list[tuple[float, float]] = []
    for _ in range(wanted):
        tries = (0.05 + 0.9 * rng.random((24, 2))) * (across, down)
        gaps = [min((np.hypot(x - px, y - py) for px, py in places), default=1.0) for x, y in tries]
        x, y = tries[int(np.argmax(gaps))]
        places.append((float(x), float(y)))
    return places


def _oklab(colours: Floats) -> Floats:
    part = colours / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_CONES.T) @ _TO_OPPONENTS.T


def _srgb(lab: Floats) -> Floats:
    linear = ((lab @ np.linalg.inv(_TO_OPPONENTS).T) ** 3) @ np.linalg.inv(_TO_CONES).T
    linear = np.clip(linear, 0.0, 1.0)
    part = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.clip(part * 255.0, 0.0, 255.0 - 1e-3)
