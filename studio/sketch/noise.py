"""Owns periodic noise: small grids that wrap, and their smooth enlargement to any picture size in strips."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Power = Callable[[Floats, Floats], Floats]
"""Spectral density by (down, across) frequency in waves per shorter side."""

_ROWS, _COLUMNS = 32, 80
"""What is enlarged at once: products this small stay on one core, where BLAS would start threads for larger ones and
wait for them."""


def generator(seed: int, *salt: int) -> np.random.Generator:
    """The stream of `seed` for one purpose, told by `salt`."""
    return np.random.default_rng((seed % 2**64, *salt))


def grid_shape(cells: float, width: int, height: int) -> tuple[int, int]:
    """Rows and columns of a grid with `cells` along the shorter side and cells near to square."""
    side = min(width, height)
    return max(1, round(cells * height / side)), max(1, round(cells * width / side))


def lattice(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Uncorrelated values of mean 0, scaled so that they have a deviation of about 1 once enlarged."""
    return (rng.random(shape, dtype=np.float32) - 0.5) * np.float32(3.4641 / 0.4794)


class Waves:
    """A random sum of plane waves that all fit the picture a whole number of times, so that it wraps."""

    def __init__(self, rng: np.random.Generator, shape: tuple[int, int], stretch: tuple[float, float], power: Power):
        """`shape` of the grid; `stretch` (down, across): its sides in shorter sides of the picture."""
        self._shape = shape
        self.down = (np.fft.fftfreq(shape[0], 1 / shape[0]) / stretch[0]).astype(np.float32)[:, None]
        self.across = (np.fft.rfftfreq(shape[1], 1 / shape[1]) / stretch[1]).astype(np.float32)[None, :]
        parts = rng.standard_normal((2, shape[0], shape[1] // 2 + 1), dtype=np.float32)
        weights = np.sqrt(power(self.down, self.across))
        weights[0, 0] = 0.0
        self._waves = (parts[0] + 1j * parts[1]) * weights / _blur(shape)
        self._scale = 1.0 / self._grid(self._waves).std()

    def field(self) -> Floats:
        """The grid, mean 0 and deviation 1."""
        return self._grid(self._waves) * self._scale

    def slope(self, down: float, across: float) -> Floats:
        """How the field grows per shorter side in a direction."""
        turn = 2j * np.pi * (down * self.down + across * self.across)
        return self._grid(self._waves * turn) * self._scale

    def bend(self, first: str, second: str) -> Floats:
        """The field's second derivative along two of "down" and "across", per shorter side squared."""
        axes = {"down": self.down, "across": self.across}
        return self._grid(self._waves * (-4.0 * np.pi**2 * axes[first] * axes[second])) * self._scale

    def _grid(self, waves: NDArray[np.complexfloating]) -> Floats:
        return np.fft.irfft2(waves.astype(np.complex64), self._shape).astype(np.float32)


@lru_cache(maxsize=16)
def _blur(shape: tuple[int, int]) -> Floats:
    """What cubic splines take from each wave of the grid when it is enlarged; divided out beforehand."""
    down = (2.0 + np.cos(2 * np.pi * np.fft.fftfreq(shape[0]))) / 3.0
    across = (2.0 + np.cos(2 * np.pi * np.fft.rfftfreq(shape[1]))) / 3.0
    return (down[:, None] * across[None, :]).astype(np.float32)


class Field:
    """A wrapping grid seen as a smooth function over a picture, evaluated strip by strip."""

    def __init__(self, grid: Floats, width: int, height: int):
        self._grid, self._width, self._height = grid, width, height
        self._rows = _block(_ROWS, grid.shape[0] / height)
        self._columns = _block(_COLUMNS, grid.shape[1] / width)

    def strip(self, top: int, bottom: int) -> Floats:
        """Rows `top` to `bottom` of the picture, (rows, width)."""
        out = np.empty((bottom - top, self._width), np.float32)
        for start in range(top, bottom, self._rows):
            stop = min(start + self._rows, bottom)
            self._fill(out[start - top : stop - top], start, stop)
        return out

    def _fill(self, out: Floats, top: int, bottom: int) -> None:
        down, wide = self._grid.shape
        first, upright = taps(down, self._height, top, bottom)
        tall = self._grid[(first + np.arange(upright.shape[1])) % down]
        for left in range(0, self._width, self._columns):
            right = min(left + self._columns, self._width)
            first, level = taps(wide, self._width, left, right)
            out[:, left:right] = (upright @ tall[:, (first + np.arange(level.shape[1])) % wide]) @ level.T


def _block(pixels: int, density: float) -> int:
    """Fewer pixels at once where many grid points lie in each."""
    return max(4, round(pixels / max(1.0, density)))


@lru_cache(maxsize=4096)
def taps(count: int, size: int, start: int, stop: int) -> tuple[int, Floats]:
    """The first of the grid points, `count` to a picture, that pixels `start` to `stop` of `size` look at, and how much
    they look at it and those after it: (pixels, points). A cubic B-spline, as wide as a pixel where points are denser.
    Points before 0 and from `count` on are for the caller to wrap or to have."""
    place = (np.arange(start, stop) + 0.5) * (count / size)
    reach = max(1.0, count / size)
    first = int(np.floor(place[0] - 2 * reach)) + 1
    points = np.arange(first, int(np.ceil(place[-1] + 2 * reach)))
    away = np.abs(points[None, :] - place[:, None]) / reach
    near, far = 2.0 / 3.0 - away**2 + away**3 / 2, np.maximum(0.0, 2.0 - away) ** 3 / 6
    weights = np.where(away < 1.0, near, far)
    return first, (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def seen(cells: float, side: int) -> bool:
    """Whether cells that many to a side of `side` pixels leave anything to see once they are averaged over pixels."""
    return cells * 0.4 < side


def averaged(cells: float, side: int) -> float:
    """How much of the variance of noise with cells that many to a side is gone when pixels average it, 0..1."""
    return 1.0 - min(1.0, side / cells) ** 2 if seen(cells, side) else 1.0


def sharpened(grid: Floats) -> Floats:
    """A wrapping grid, such that its smooth enlargement goes nearly through its own values."""
    for axis in (0, 1):
        grid = np.float32(4 / 3) * grid - np.float32(1 / 6) * (np.roll(grid, 1, axis) + np.roll(grid, -1, axis))
    return grid
