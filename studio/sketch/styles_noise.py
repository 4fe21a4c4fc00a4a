"""Owns the styles' noise: one tile that repeats, resized once for each pitch and looked up in strips."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import Pixels
from studio.sketch.noise import generator
from studio.sketch.styles_window import Window

CLOUDS, GRANULES, SPECKS = range(3)
"""Wide clouds of 1.5 to 14 waves to a tile, granules of 24 to 190, specks of 80 to 210."""
_SIDE = 512
_BANDS = ((1.5, 14.0, 1.7), (24.0, 190.0, 0.6), (80.0, 210.0, 0.0))


class Grain:
    """One kind of noise over a picture or map of `width` x `height`, its values evenly spread over 0..255. It repeats a
    whole number of times, so it closes at the edges."""

    def __init__(
        self, kind: int, times: float, size: tuple[int, int], offset: tuple[float, float], sharp: bool = False
    ):
        """`times`: about how often it repeats along the shorter side; `offset`: where it starts, in tiles. What is
        finer than pixels fades to grey, unless `sharp`."""
        width, height = size
        side = min(width, height)
        self._tile = tile(kind, _side(side / times), sharp)
        self._columns = _places(width, times * width / side, offset[0], len(self._tile))
        self._rows = _places(height, times * height / side, offset[1], len(self._tile))

    def strip(self, window: Window, shift: float = 0.0) -> Pixels:
        """The noise within a window, (height, width); moved on by `shift` tiles across and down."""
        count = len(self._tile)
        move = round(shift * count)
        rows = (self._rows[window.top : window.bottom] + move) % count
        columns = (self._columns[window.left : window.right] + move) % count
        return np.take(self._tile[rows], columns, axis=1)


class Strokes:
    """Granules drawn out along the falling diagonal."""

    def __init__(self, times: tuple[float, float], size: tuple[int, int], offset: tuple[float, float]):
        """`times`: about how often they repeat along the diagonal and across it, on the shorter side."""
        side = min(size)
        self._count = 1 << max(6, min(11, round(np.log2(side / times[1] + 1)) + 1))
        self._tile = tile(GRANULES, self._count, False).ravel()
        axes = [(_whole(t * size[0] / side), _whole(t * size[1] / side)) for t in times]
        (along, down), (over, under) = axes
        self._steps = (
            (_turns(size[0], along, offset[0], self._count), _turns(size[1], down, 0.0, self._count)),
            (_turns(size[0], -over, offset[1], self._count), _turns(size[1], under, 0.0, self._count)),
        )

    def strip(self, window: Window) -> Pixels:
        """The strokes within a window, (height, width), 0..255."""
        (u_over, u_down), (v_over, v_down) = self._steps
        columns, rows = slice(window.left, window.right), slice(window.top, window.bottom)
        u = u_over[None, columns] + u_down[rows, None]
        v = v_over[None, columns] + v_down[rows, None]
        u &= self._count - 1
        v &= self._count - 1
        v *= self._count
        v += u
        return np.take(self._tile, v, mode="clip")


def _side(pixels: float) -> int:
    """A tile's side for a repeat of so many pixels."""
    return max(8, min(4096, round(pixels)))


def _places(count: int, repeats: float, offset: float, side: int) -> NDArray[np.int64]:
    """Which row or column of a tile each pixel shows."""
    turns = (np.arange(count) + 0.5) * (_whole(repeats) / count) + offset
    return (np.floor(turns * side) % side).astype(np.int64)


def _turns(count: int, repeats: int, offset: float, side: int) -> NDArray[np.int32]:
    return np.floor(((np.arange(count) + 0.5) * (repeats / count) + offset) * side).astype(np.int32)


def _whole(repeats: float) -> int:
    return max(1, round(repeats))


@lru_cache(maxsize=12)
def tile(kind: int, side: int, sharp: bool) -> Pixels:
    """The noise in `side` x `side` pixels: averaged where that is less than it was made in, unless `sharp`, where it
    keeps its spread."""
    made = _made()[kind]
    if side == _SIDE:
        return made
    if side > _SIDE:
        return _enlarged(made, side)
    return _spread(_averaged(made, side)) if sharp else _averaged(made, side)


def _averaged(made: Pixels, side: int) -> Pixels:
    weights = _weights(side)
    return np.rint(weights @ made.astype(np.float32) @ weights.T).astype(np.uint8)


def _weights(side: int) -> NDArray[np.float32]:
    """How much each of `side` pixels takes from each of the tile's, a triangle as wide as a pixel."""
    place = (np.arange(side) + 0.5) * (_SIDE / side) - 0.5
    away = np.abs((np.arange(_SIDE)[None, :] - place[:, None] + _SIDE / 2) % _SIDE - _SIDE / 2)
    shares = np.maximum(0.0, 1.0 - away * min(1.0, side / _SIDE))
    return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def _enlarged(made: Pixels, side: int) -> Pixels:
    place = ((np.arange(side) + 0.5) * (_SIDE / side) - 0.5) % _SIDE
    first, share = place.astype(np.int64), (place % 1.0).astype(np.float32)
    after = (first + 1) % _SIDE
    wide = made[:, first] * (1 - share) + made[:, after] * share
    large = np.empty((side, side), np.uint8)
    for top in range(0, side, 64):
        rows = slice(top, top + 64)
        part = share[rows, None]
        np.copyto(large[rows], wide[first[rows]] * (1 - part) + wide[after[rows]] * part + 0.5, casting="unsafe")
    return large


@lru_cache(maxsize=1)
def _made() -> tuple[Pixels, ...]:
    """The tiles that all noise is taken from."""
    rng = generator(20260, 5)
    fields = (_waves(rng, *band) for band in _BANDS)
    return tuple(_spread(field) for field in fields)


def _spread(field: NDArray[Any]) -> Pixels:
    """The field with every value as frequent as any other."""
    order = np.empty(field.size)
    order[np.argsort(field, axis=None)] = np.arange(field.size)
    return (order * 256 / field.size).reshape(field.shape).astype(np.uint8)


def _waves(rng: np.random.Generator, low: float, high: float, fall: float) -> NDArray[Any]:
    """Noise of `low` to `high` waves to the tile, the higher ones weaker."""
    down, across = np.fft.fftfreq(_SIDE, 1 / _SIDE)[:, None], np.fft.rfftfreq(_SIDE, 1 / _SIDE)[None, :]
    waves = np.hypot(down, across) + 1e-9
    shares = waves**-fall * ((waves > low) & (waves < high))
    parts = rng.standard_normal((2, *shares.shape))
    return np.fft.irfft2((parts[0] + 1j * parts[1]) * shares, (_SIDE, _SIDE))
