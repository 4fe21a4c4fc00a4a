"""Owns areas of a mask: what hangs together, grown and shrunk by a pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def parts(mask: Mask) -> list[Mask]:
    """The 8-connected areas."""
    runs, edges = _runs(mask)
    owner = list(range(len(runs)))
    for row in range(1, mask.shape[0]):
        above = range(edges[row - 1], edges[row])
        for here in range(edges[row], edges[row + 1]):
            for other in above:
                if runs[other][1] <= runs[here][2] and runs[here][1] <= runs[other][2]:
                    owner[_root(owner, here)] = _root(owner, other)
    made: dict[int, Mask] = {}
    for k, (row, start, end) in enumerate(runs):
        area = made.setdefault(_root(owner, k), np.zeros_like(mask))
        area[row, start:end] = True
    return list(made.values())


def _runs(mask: Mask) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Stretches of set pixels as (row, first, past the last), and where each row's begin."""
    steps = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    edges = np.searchsorted(rows, np.arange(mask.shape[0] + 1)).tolist()
    return list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)), edges


def _root(owner: list[int], k: int) -> int:
    while owner[k] != k:
        owner[k] = owner[owner[k]]
        k = owner[k]
    return k


def grown(mask: Mask) -> Mask:
    """With every pixel beside a set one set."""
    padded = np.pad(mask, 1)
    wide = padded[:, :-2] | padded[:, 1:-1] | padded[:, 2:]
    return wide[:-2] | wide[1:-1] | wide[2:]


def shrunk(mask: Mask) -> Mask:
    """Without the pixels beside one that is not set; beyond the edge all count as set."""
    return ~grown(~mask)
