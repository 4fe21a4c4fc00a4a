"""Owns cellular noise: a wrapping surface shared among scattered points, each with what lies nearest to it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from studio.sketch.noise import Floats

_JITTER = 0.85
"""How far a point strays over its square of the lattice: so little that asking the squares round it is enough."""


class Cells:
    """One point in every square of a lattice of `shape`, seen at `fine` places to a square's side. `uneven` (0..1) lets
    some points reach farther than others, so that cells differ in size and their borders curve."""

    def __init__(self, rng: np.random.Generator, shape: tuple[int, int], fine: int, uneven: float):
        self._shape, self._fine = shape, fine
        strays = 0.5 + _JITTER * (rng.random((2, *shape), dtype=np.float32) - 0.5)
        weights = np.exp(2 * uneven * (rng.random((2, *shape), dtype=np.float32) - 0.5))
        self._points = np.concatenate([strays, weights])

    def gaps(self) -> Floats:
        """How much farther the second nearest point is than the nearest, in squares: 0 on the borders of cells.
        (rows * fine, columns * fine)."""
        first = self._full(9.0)
        second, farther = first.copy(), np.empty_like(first)
        for _, away in self._around():
            np.maximum(first, away, out=farther)
            np.minimum(second, farther, out=second)
            np.minimum(first, away, out=first)
        return self._flat(np.sqrt(second, out=second) - np.sqrt(first, out=first))

    def owned(self, values: Floats) -> Floats:
        """At every place the value of its nearest point, of `values` in the lattice's shape."""
        first, told = self._full(9.0), self._full(0.0)
        for step, away in self._around():
            np.copyto(told, np.roll(values, step, (0, 1))[:, None, :, None], where=away < first)
            np.minimum(first, away, out=first)
        return self._flat(told)

    def _around(self) -> Iterator[tuple[tuple[int, int], Floats]]:
        """For a square's own point and those of the eight squares round it: the roll that brings them here, and their
        squared distances from each place, overwritten in turn."""
        places = ((np.arange(self._fine) + 0.5) / self._fine).astype(np.float32)
        away = self._full(0.0)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                y, x, tall, wide = np.roll(self._points, (-dy, -dx), (1, 2))
                down = np.square(places[None, :, None] - (y + dy)[:, None, :]) * tall[:, None, :]
                across = np.square(places[None, None, :] - (x + dx)[:, :, None]) * wide[:, :, None]
                yield (-dy, -dx), np.add(down[:, :, :, None], across[:, None, :, :], out=away)

    def _full(self, value: float) -> Floats:
        rows, columns = self._shape
        return np.full((rows, self._fine, columns, self._fine), value, np.float32)

    def _flat(self, values: Floats) -> Floats:
        rows, columns = self._shape
        return values.reshape(rows * self._fine, columns * self._fine)
