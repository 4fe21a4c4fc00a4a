"""Where things stand in the grid: pure arithmetic, so that rows out of sight need no widgets."""

from __future__ import annotations

from dataclasses import dataclass

HEADER = 48
"""pixels: prompt, facts, progress"""
GAP = 12
BETWEEN = 28
"""pixels between two sets"""
_LEAST_CELL = 150
_GOOD_CELL = 200
_MOST_CELL = 360
_MOST_OF_VIEW = 0.62
"""of the viewport's height: two sets should meet the eye"""


@dataclass(frozen=True)
class RowPlan:
    """One set laid out for a width: cells in equal columns from the left."""

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

    def cell(self, index: int) -> tuple[int, int, int, int]:
        """(x, y, width, height) inside the row."""
        line, column = divmod(index, self.columns)
        x = column * (self.cell_width + GAP)
        y = self.cells_top + line * (self.cell_height + GAP)
        return x, y, self.cell_width, self.cell_height


def plan_row(*, width: int, view_height: int, count: int, across: int, down: int, note: int = 0) -> RowPlan:
    """Lay out `count` pictures of `across` x `down` in `width` pixels."""
    aspect = across / down
    fit = max(_fit(width, _GOOD_CELL, aspect), min(4, _fit(width, _LEAST_CELL, aspect)))
    columns = _even(count, fit)
    cell = (width - (columns - 1) * GAP) / columns
    tallest = max(_LEAST_CELL, min(_MOST_CELL, view_height * _MOST_OF_VIEW))
    cell = max(1.0, min(cell, tallest * aspect, _MOST_CELL * max(1.0, aspect)))
    columns = max(columns, _even(count, int((width + GAP) // (cell + GAP))))
    return RowPlan(
        columns=columns,
        lines=-(-count // columns),
        cell_width=int(cell),
        cell_height=max(1, round(cell / aspect)),
        note=note,
    )


def _even(count: int, most: int) -> int:
    """Columns that spread `count` over as few lines as `most` columns need, the last line nearly full."""
    lines = -(-count // max(1, most))
    return -(-count // lines)


def _fit(width: int, cell: int, aspect: float) -> int:
    """How many cells with a shorter side of `cell` stand in one line."""
    wide = max(1.0, min(cell * max(1.0, aspect), float(width)))
    return max(1, int((width + GAP) // (wide + GAP)))


def tops(heights: list[int]) -> list[int]:
    """Top of each row, and after the last one the height of everything."""
    at, found = 0, [0]
    for height in heights:
        at += height + BETWEEN
        found.append(at)
    return found
