"""Measures of pictures that wrap: the step across the edge against the steps inside, and designs at two sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

LARGE = (2048, pytest.param(4096, marks=pytest.mark.soak))
"""The sides of large pictures that small ones are compared with: one of 4096 takes seconds."""

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


def seam(picture: Picture, axes: tuple[int, ...] = (0, 1)) -> float:
    """How large the step over the edges is, of the largest step near by inside: much above 1 where a picture does not
    wrap. Looked at in squares of several sizes, so that fine grain does not hide what lies below it."""
    return max(_seam(picture, axis, scale, scale) for axis in axes for scale in (1, 2, 4, 8, 16))


def thread_seam(cloth: Picture, pair: int) -> float:
    """The same along each thread of a square of cloth where `pair` pixels are two threads and every step across them is
    large: what the threads on either side share is taken off."""
    return max(_seam(_unshared(np.moveaxis(cloth, axis, 0), pair), 0, 2 * pair, 1) for axis in (0, 1))


def _unshared(rows: Picture, pair: int) -> NDArray[np.float32]:
    fields = rows.reshape(len(rows), -1, pair, 3).astype(np.float32)
    return (fields - fields.mean(axis=2, keepdims=True)).reshape(rows.shape)


def _seam(picture: NDArray[Any], axis: int, scale: int, wide: int) -> float:
    step = _strides(np.moveaxis(picture, axis, 0).astype(np.float32), scale, wide)
    inside, near = step[scale : len(step) - scale + 1], 4 * scale + 24
    return float(step[0] / max(inside[:near].max(), inside[-near:].max()))


def _strides(values: NDArray[np.float32], scale: int, wide: int) -> NDArray[np.float32]:
    """For each row how far the mean of the `scale` rows from it on is from that of those before, in fields of `wide`
    pixels along the row."""
    rows, across, _ = values.shape
    across -= across % wide
    fields = values[:, :across].reshape(rows, across // wide, wide, -1).mean(axis=2)
    sums = np.cumsum(
        np.concatenate([fields[:1] * 0, fields[-scale:], fields, fields[:scale]]), axis=0, dtype=np.float64
    )
    means = (sums[scale:] - sums[:-scale]) / scale
    return np.abs(means[scale : scale + rows] - means[:rows]).mean(axis=(1, 2))


def sheared(picture: Picture, axis: int) -> Picture:
    """The picture with its first half along `axis` moved sideways by a seventh: the edges no longer fit."""
    moved = np.moveaxis(picture.copy(), axis, 0)
    half = len(moved) // 2
    moved[:half] = np.roll(moved[:half], moved.shape[1] // 7, 1)
    return np.moveaxis(moved, 0, axis)


def reduced(picture: Picture, count: int) -> NDArray[np.float64]:
    """The mean of each `count` x `count` pixels; sides must be multiples of `count`."""
    height, width, parts = picture.shape
    return picture.reshape(height // count, count, width // count, count, parts).mean(axis=(1, 3), dtype=np.float64)


def likeness(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Structural similarity of two pictures' brightness in windows of 8 pixels, 1 for equal ones (Wang et al. 2004)."""
    a, b = first.mean(axis=2, dtype=np.float64), second.mean(axis=2, dtype=np.float64)
    mean_a, mean_b = _windowed(a), _windowed(b)
    spread = _windowed(a * a) - mean_a**2 + _windowed(b * b) - mean_b**2
    shared = _windowed(a * b) - mean_a * mean_b
    light = (2 * mean_a * mean_b + 6.5) / (mean_a**2 + mean_b**2 + 6.5)
    return float((light * (2 * shared + 58.5) / (spread + 58.5)).mean())


def _windowed(values: NDArray[np.float64], side: int = 8) -> NDArray[np.float64]:
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    return (sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]) / side**2
