"""Owns wood: boards sawn from logs, laid side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.sketch.noise import Floats, lattice, seen
from studio.sketch.textures_sheet import Grains, Ramp, Sheet, Strip, lit

_LONG = 1.6
"""About how long a board is, in shorter sides."""
_JOINT = 0.0022
"""Half of a joint between boards, in shorter sides."""


def wood(sheet: Sheet) -> Strip:
    """Planks along the picture's width: the rings of each as a saw opens them, fibres and open pores."""
    planks = _Planks(sheet)
    wobble = sheet.field(sheet.waves(2, 160, _wobble).field() * np.float32(0.016))
    fibre = _fibres(sheet, 4, ((150, 5, 1.0), (360, 9, 0.9), (800, 16, 0.7)))
    pores = _fibres(sheet, 5, ((300, 26, 1.0),))
    ramp = Ramp([(0.0, lit(sheet.base, 0.22)), (0.3, sheet.base), (0.8, sheet.vein), (1.0, lit(sheet.vein, -0.55))])

    def strip(top: int, bottom: int) -> NDArray[np.uint8]:
        late, tint = planks.strip(top, bottom, wobble.strip(top, bottom))
        tint += 0.42 * late
        tint += 0.055 * fibre.strip(top, bottom)
        tint += 0.22 * np.clip(pores.strip(top, bottom) * 1.1 - 1.5, 0.0, 1.0) * (1.15 - late)
        planks.join(top, bottom, tint)
        return ramp.colours(tint)

    return strip


class _Planks:
    """Rows of planks, each with a log of its own: where its pith runs, how deep below the saw, how close its rings."""

    def __init__(self, sheet: Sheet):
        rng = self._rng = sheet.rng(1)
        down, across = sheet.stretch
        rows = self._rows = max(1, round(int(rng.choice((4, 5, 5, 6))) * down))
        lengths = self._lengths = max(1, round(across / _LONG))
        self._height, self._width = sheet.height, sheet.width
        self._tall = down / rows
        self._above = rng.random()
        self._thick = max(_JOINT, 1.0 / sheet.side)
        place = (_middles(sheet.width)[None, :] + rng.random((rows, 1), dtype=np.float32)) * lengths
        self._number = np.floor(place).astype(np.intp) % lengths
        along = place - np.floor(place)
        bends = round(3 * across)
        self._pith = self._each(-1.1, 1.1) + self._each(-0.5, 0.5) * (along - 0.5) + 0.07 * self._curve(bends)
        rise = self._each(0.3, 0.75) * np.sign(self._each(-1.0, 1.0))
        self._deep = np.square(0.42 + rise * (along - 0.5) + 0.03 * self._curve(bends))
        self._rings, self._from = self._each(10.0, 16.0), self._each(0.0, 1.0)
        self._tint = 0.2 + self._each(-0.12, 0.12)
        self._ends = self._joint(np.minimum(along, 1.0 - along) * (across / lengths))
        self._blunt = max(0.11, 80 / sheet.side)

    def strip(self, top: int, bottom: int, wobble: Floats) -> tuple[Floats, Floats]:
        """How late in its ring the wood at each pixel grew (0..1), and the tone of its plank."""
        late, tint = (np.empty((bottom - top, self._width), np.float32) for _ in range(2))
        for here, k, side in self._parts(top, bottom):
            over = side[:, None] - self._pith[k] + wobble[here]
            np.sqrt(over * over + self._deep[k], out=over)
            late[here] = self._grown(over * self._rings[k] + self._from[k])
            tint[here] = self._tint[k]
        return late, tint

    def join(self, top: int, bottom: int, tone: Floats) -> None:
        """Darkens what lies in a joint."""
        for here, k, side in self._parts(top, bottom):
            part, edge = tone[here], self._joint((0.5 - np.abs(side)) * np.float32(self._tall))
            for place, share in (
                (np.nonzero(edge)[0], edge[edge > 0.0][:, None]),
                ((slice(None), np.nonzero(self._ends[k])[0]), self._ends[k][self._ends[k] > 0.0]),
            ):
                part[place] += share * (1.0 - part[place])

    def _parts(self, top: int, bottom: int) -> Iterator[tuple[slice, int, Floats]]:
        """The planks that rows `top` to `bottom` cross: which of those rows, which plank, and how far each lies from
        its middle, in planks' heights."""
        y = (np.arange(top, bottom) + 0.5) * (self._rows / self._height) + self._above
        row = np.floor(y).astype(np.intp)
        side = (y - row - 0.5).astype(np.float32)
        for number in np.unique(row):
            here = slice(*np.searchsorted(row, (number, number + 1)))
            yield here, int(number) % self._rows, side[here]

    def _grown(self, phase: Floats) -> Floats:
        """Darker and darker through a ring, then light again: over as much of the ring as pixels need to show it."""
        phase -= np.floor(phase)
        late = phase * phase * (0.35 + 0.65 * phase)
        phase *= np.float32(1.0 / self._blunt)
        late += np.maximum(0.0, 0.5 - phase)
        late -= np.maximum(0.0, phase - np.float32(1.0 / self._blunt - 0.5))
        return late

    def _joint(self, away: Floats) -> Floats:
        return np.float32(_JOINT / self._thick) * np.maximum(0.0, 1.0 - away / np.float32(self._thick))

    def _each(self, least: float, most: float) -> Floats:
        """A number for each plank, at every place along each row."""
        drawn = self._rng.uniform(least, most, (self._rows, self._lengths)).astype(np.float32)
        return np.take_along_axis(drawn, self._number, 1)

    def _curve(self, bends: int) -> Floats:
        """A smooth curve for each row, which closes; of mean 0 and deviation 1."""
        orders = np.arange(1, bends + 1)
        sizes = self._rng.standard_normal((self._rows, bends)) / orders**1.2
        turns = self._rng.uniform(0.0, 2 * np.pi, (self._rows, bends))
        x = 2 * np.pi * _middles(self._width)
        waves = np.sin(orders[None, :, None] * x + turns[:, :, None])
        curve = np.einsum("rb,rbx->rx", sizes, waves) / np.sqrt(0.5 * np.square(sizes).sum(axis=1))[:, None]
        return curve.astype(np.float32)


def _middles(count: int) -> Floats:
    return (np.arange(count, dtype=np.float32) + np.float32(0.5)) / np.float32(count)


def _wobble(down: Floats, across: Floats) -> Floats:
    f = (across / 1.6) ** 2 + (down / 7.0) ** 2
    return f / (1.0 + f) ** 3.2


def _fibres(sheet: Sheet, salt: int, layers: tuple[tuple[int, int, float], ...]) -> Grains:
    """Noise drawn out along the grain: each layer's lines down, cells across, and strength."""
    down, across = sheet.stretch
    made: list[tuple[float, Any]] = []
    for number, (lines, cells, strength) in enumerate(layers):
        if seen(lines, sheet.side):
            grid = lattice(sheet.rng(salt, number), (round(lines * down), round(cells * across)))
            made.append((strength, sheet.field(grid)))
    return Grains(made, sheet.width)
