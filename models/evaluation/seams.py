"""Owns the seam: whether a pattern goes on across the edges when the picture is laid beside itself."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.evaluation.detect import halve

SIDE = 64
PATCH = 20
"""Side of the compared patches, of SIDE: a repeat of a pattern with three across is 21."""
NEAR = 8
"""Patches nearer than this in both directions show the same place, not the same motif again."""
GRID = 11
SLACK = 1.1
"""The seam may differ by a tenth more than the inside differs from itself."""
NOISE = 12.0
"""Root mean square difference, of 255, that is never held against a seam: repeats are no whole number of pixels."""

Patches = NDArray[np.float32]


def closes(seam: float, inner: float) -> bool:
    """Whether patches across both seams are found again inside as well as patches of the inside are."""
    return seam <= SLACK * inner + NOISE


def across(picture: NDArray[np.uint8]) -> tuple[float, float]:
    """How far patches across the seams are from any inside, and, moved by quarters so that other lines lie there, how
    far those across these are: equal but for chance where a picture knows no edge. As `mismatch`."""
    moved = (np.roll(picture, [side * quarter // 4 for side in picture.shape[:2]], (0, 1)) for quarter in (1, 2, 3))
    return mismatch(picture)[0], float(np.mean([mismatch(other)[0] for other in moved]))


def mismatch(picture: NDArray[np.uint8]) -> tuple[float, float]:
    """Root mean square difference, 0..255, of patches to the most similar patch inside: those across the seams (the
    worse of the two seams), and those of the inside."""
    small = halve(picture, SIDE)
    views = sliding_window_view(small, (PATCH, PATCH), (0, 1))
    side = views.shape[0]
    patches = views.reshape(side * side, -1).astype(np.float32)
    places = np.stack(np.divmod(np.arange(side * side), side), 1)
    chosen = np.flatnonzero((places % GRID == 0).all(1))
    near = (np.abs(places[chosen, None] - places[None]) < NEAR).all(2)
    inner = float(np.where(near, np.inf, _apart(patches[chosen], patches)).min(1).mean())
    seam = max(float(_apart(crossed, patches).min(1).mean()) for crossed in (_across(small, 0), _across(small, 1)))
    return seam, inner


def _across(small: NDArray[np.float64], axis: int) -> Patches:
    """Patches that the seam of an axis crosses, at a quarter, the middle and three quarters of their width."""
    cut = [
        np.take(np.roll(small, PATCH * quarter // 4, axis), range(PATCH), axis).take(range(k, k + PATCH), 1 - axis)
        for quarter in (1, 2, 3)
        for k in range(0, SIDE - PATCH + 1, GRID)
    ]
    return np.stack(cut).reshape(len(cut), -1, 3).transpose(0, 2, 1).reshape(len(cut), -1).astype(np.float32)


def _apart(first: Patches, second: Patches) -> Patches:
    """Root mean square difference of every row of `first` to every row of `second`."""
    squares = (first**2).mean(1)[:, None] + (second**2).mean(1)[None] - 2.0 * (first @ second.T) / first.shape[1]
    return np.sqrt(np.maximum(squares, 0.0))
