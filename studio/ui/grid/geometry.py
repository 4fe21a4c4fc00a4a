"""Where things stand in a row: pure arithmetic, so that rows out of sight need no widgets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

HEADER = 56
"""pixels: prompt, facts, progress"""
GAP = 12
BETWEEN = 30
"""pixels between two rows"""
LEAST_TALLEST = 96
"""pixels: a picture is never laid out smaller than this for want of height"""
_SQUEEZE = 0.74
"""of the wanted width that a cell may have where that keeps the row in one line, or from being stretched"""
_GROW = 1.4
"""times the wanted width that the cells of a short set may have, so that it does not leave half the window empty"""
_STRETCH = 1.3
"""times the wanted width, beyond which one more column is better"""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row laid out for a width: cells in equal columns from the left."""

    columns: int
    lines: int
    cell_width: int
    cell_height: int
    note: int
    """height of what is said under the header, 0 for nothing"""

    @property
    def height(self) -> int:
        return self.cells_top + self.lines * self.cell_height + (self.lines - 1) * GAP

    @property
    def cells_top(self) -> int:
        return HEADER + (self.note + GAP if self.note else 0)

    def cell(self, place: int) -> tuple[int, int, int, int]:
        """(x, y, width, height) inside the row, of the cell at this place in the row."""
        line, column = divmod(place, self.columns)
        x = column * (self.cell_width + GAP)
        y = self.cells_top + line * (self.cell_height + GAP)
        return x, y, self.cell_width, self.cell_height


@lru_cache(maxsize=4096)
def plan_row(*, width: int, tallest: int, wanted: int, count: int, across: int, down: int, note: int = 0) -> RowPlan:
    """Lay out `count` pictures of `across` x `down` in `width` pixels, none higher than `tallest`.

    `wanted` is the width of a square cell; other shapes have about its area, so that portraits weigh as much as
    landscapes. Columns fill the width, hence long rows of one shape stand in the same columns.
    """
    aspect = across / down
    cell = min(wanted * math.sqrt(aspect), max(LEAST_TALLEST, tallest) * aspect, float(width))
    columns = max(1, int((width + GAP) // (cell + GAP)))
    one_more = _share(width, columns + 1)
    if one_more >= _SQUEEZE * cell and (count == columns + 1 or _share(width, columns) > _STRETCH * cell):
        columns += 1
    filled = max(1.0, _share(width, columns))
    used = _even(count, columns)
    if used < columns and count <= 2 * used:  # longer sets of one shape stand in the same columns
        filled = max(filled, min(_share(width, used), _GROW * cell))
    filled = min(filled, max(LEAST_TALLEST, tallest) * aspect)
    return RowPlan(
        columns=used,
        lines=max(1, -(-count // used)),
        cell_width=max(1, int(filled)),
        cell_height=max(1, round(int(filled) / aspect)),
        note=note,
    )


def _share(width: int, columns: int) -> float:
    """Width of a cell if `columns` of them fill `width`."""
    return (width - (columns - 1) * GAP) / columns


def _even(count: int, most: int) -> int:
    """Columns that spread `count` over as few lines as `most` columns need, the last line nearly full."""
    lines = max(1, -(-count // max(1, most)))
    return max(1, -(-count // lines))


def tops(heights: list[int]) -> list[int]:
    """Top of each row, and after the last one the height of everything."""
    at, found = 0, [0]
    for height in heights:
        at += height + BETWEEN
        found.append(at)
    return found
