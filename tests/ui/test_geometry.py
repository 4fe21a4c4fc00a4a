"""Rows fit their width, keep the pictures' shape, and leave no cell out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.ui.grid.geometry import BETWEEN, GAP, plan_row, tops


@given(
    width=st.integers(1, 4000),
    view=st.integers(1, 2200),
    count=st.integers(1, 64),
    across=st.integers(64, 2048),
    down=st.integers(64, 2048),
    note=st.integers(0, 200),
)
def test_cells_lie_inside_and_apart(width: int, view: int, count: int, across: int, down: int, note: int) -> None:
    plan = plan_row(width=width, view_height=view, count=count, across=across, down=down, note=note)
    boxes = [plan.cell(index) for index in range(count)]
    for x, y, w, h in boxes:
        assert x >= 0
        assert y >= plan.cells_top
        assert x + w <= max(width, w)
        assert y + h <= plan.height
        assert abs(w / h - across / down) <= 2 * (across / down) / min(w, h)
    assert len(set(boxes)) == count
    assert plan.columns * plan.lines >= count > plan.columns * (plan.lines - 1)


def test_four_squares_fill_a_laptop_in_one_line() -> None:
    plan = plan_row(width=892, view_height=720, count=4, across=1, down=1)
    assert (plan.columns, plan.lines, plan.cell_width) == (4, 1, (892 - 3 * GAP) // 4)


def test_tops_add_up() -> None:
    assert tops([100, 50]) == [0, 100 + BETWEEN, 150 + 2 * BETWEEN]
