"""Measures of pictures that wrap: the step across the edge against the steps inside, and designs at two sizes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

SIZES = ((128, 128), (330, 210), (512, 512))
"""Width and height: small, of odd proportions, and a full square."""


def steps(picture: Picture, axis: int) -> NDArray[np.float64]:
    """Mean difference of each row (axis 0) or column (axis 1) from the one before; the first from the last."""
    values = picture.astype(np.float64)
    return np.abs(values - np.roll(values, 1, axis)).mean(axis=(1 - axis, 2))


def excess(picture: Picture, smoothed: int = 1) -> float:
    """How far the steps over the edges are above the largest step inside, 0 for not at all, of 255. An outline that
    falls between pixels is `smoothed` over two of them, while one on the picture's edge is not."""
    return max(0.0, *(_excess(steps(picture, axis), smoothed) for axis in (0, 1)))


def _excess(step: NDArray[np.float64], smoothed: int) -> float:
    inner = np.convolve(step[1:], np.ones(smoothed), "valid")
    return float(step[0] - inner.max())


def blocks(picture: Picture, count: int = 32) -> NDArray[np.float64]:
    """Mean brightness of `count` x `count` fields; sides must be multiples of `count`."""
    height, width, _ = picture.shape
    fields = picture.reshape(count, height // count, count, width // count, 3)
    return fields.astype(np.float64).mean(axis=(1, 3, 4))


def alike(first: Picture, second: Picture) -> float:
    """Correlation of two pictures' fields, whatever their sizes: 1 for the same design."""
    return float(np.corrcoef(blocks(first).ravel(), blocks(second).ravel())[0, 1])
