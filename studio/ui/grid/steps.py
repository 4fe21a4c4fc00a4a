"""Where a key leads from the current cell: in reading order sideways, by geometry up and down."""

from __future__ import annotations

from typing import Literal

from studio.ui.grid.sheet import Sheet
from studio.workspace.sets import CellRef

Step = Literal["left", "right", "up", "down", "home", "end", "first", "last", "page up", "page down"]


def step_from(sheet: Sheet, ref: CellRef, step: Step, page: int) -> CellRef | None:
    """The cell that `step` leads to; None where there is none. `page`: height of what is seen at once, in pixels."""
    found = sheet.place(ref)
    if found is None:
        return None
    row, place = found
    match step:
        case "left":
            return _sideways(sheet, row, place, -1)
        case "right":
            return _sideways(sheet, row, place, 1)
        case "up":
            return _vertically(sheet, row, place, -1)
        case "down":
            return _vertically(sheet, row, place, 1)
        case "home":
            return sheet.ref(row, 0)
        case "end":
            return sheet.ref(row, len(sheet.cells[row]) - 1)
        case "first":
            return sheet.ref(0, 0)
        case "last":
            return sheet.ref(len(sheet.rows) - 1, len(sheet.cells[-1]) - 1)
        case "page up" | "page down":
            return _page(sheet, ref, page if step == "page down" else -page)


def first_below(sheet: Sheet, y: int) -> CellRef | None:
    """The first cell that begins at this height or below it, else the last one of all."""
    for row in range(sheet.at(y), len(sheet.rows)):
        for place in range(len(sheet.cells[row])):
            if sheet.tops[row] + sheet.plans[row].cell(place)[1] >= y:
                return sheet.ref(row, place)
    return sheet.ref(len(sheet.rows) - 1, len(sheet.cells[-1]) - 1) if sheet.rows and sheet.cells[-1] else None


def _sideways(sheet: Sheet, row: int, place: int, by: int) -> CellRef | None:
    if 0 <= place + by < len(sheet.cells[row]):
        return sheet.ref(row, place + by)
    if not 0 <= row + by < len(sheet.rows):
        return None
    return sheet.ref(row + by, 0 if by > 0 else len(sheet.cells[row + by]) - 1)


def _vertically(sheet: Sheet, row: int, place: int, by: int) -> CellRef | None:
    """The nearest cell in the next line."""
    x, _, width, _ = sheet.plans[row].cell(place)
    line = place // sheet.plans[row].columns + by
    if not 0 <= line < sheet.plans[row].lines:
        row += by
        if not 0 <= row < len(sheet.rows):
            return None
        line = 0 if by > 0 else sheet.plans[row].lines - 1
    return _nearest(sheet, row, line, x + width // 2)


def _nearest(sheet: Sheet, row: int, line: int, x: int) -> CellRef:
    plan = sheet.plans[row]
    first = line * plan.columns
    places = range(first, min(first + plan.columns, len(sheet.cells[row])))
    return sheet.ref(row, min(places, key=lambda place: abs(plan.cell(place)[0] + plan.cell_width // 2 - x)))


def _page(sheet: Sheet, ref: CellRef, by: int) -> CellRef | None:
    box = sheet.box(ref)
    if box is None:
        return None
    x, y, width, height = box
    wanted = y + height // 2 + by
    row = sheet.at(max(0, wanted))
    plan = sheet.plans[row]
    line = (wanted - sheet.tops[row] - plan.cells_top) // (plan.cell_height + 1)
    return _nearest(sheet, row, min(max(0, line), plan.lines - 1), x + width // 2)
