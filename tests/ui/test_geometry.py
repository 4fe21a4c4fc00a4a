"""Rows fit their width, keep the pictures' shape, and leave no cell out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.ui.grid.geometry import BETWEEN, GAP, LEAST_TALLEST, plan_row, tops


@given(
    width=st.integers(1, 4000),
    tallest=st.integers(1, 2200),
    wanted=st.integers(120, 480),
    count=st.integers(1, 64),
    across=st.integers(64, 2048),
    down=st.integers(64, 2048),
    note=st.integers(0, 200),
)
def test_cells_lie_inside_and_apart(
    width: int, tallest: int, wanted: int, count: int, across: int, down: int, note: int
) -> None:
    plan = plan_row(width=width, tallest=tallest, wanted=wanted, count=count, across=across, down=down, note=note)
    boxes = [plan.cell(index) for index in range(count)]
    for x, y, w, h in boxes:
        assert x >= 0
        assert y >= plan.cells_top
        assert x + w <= max(width, w)
        assert y + h <= plan.height
        assert abs(w / h - across / down) <= 2 * (across / down) / min(w, h)
        assert h <= max(LEAST_TALLEST, tallest) + 1
    assert len(set(boxes)) == count
    assert plan.columns * plan.lines >= count > plan.columns * (plan.lines - 1)


def test_four_squares_fill_a_laptop_in_one_line() -> None:
    plan = plan_row(width=892, tallest=560, wanted=200, count=4, across=1, down=1)
    assert (plan.columns, plan.lines, plan.cell_width) == (4, 1, (892 - 3 * GAP) // 4)


def test_a_short_row_grows_but_not_without_end() -> None:
    widths = [
        plan_row(width=1500, tallest=800, wanted=200, count=count, across=1, down=1).cell_width
        for count in (1, 4, 6, 7)
    ]
    assert widths == [280, 280, (1500 - 5 * GAP) // 6, (1500 - 6 * GAP) // 7]


def test_rows_of_one_shape_stand_in_the_same_columns() -> None:
    widths = {
        plan_row(width=1200, tallest=600, wanted=200, count=count, across=1, down=1).cell_width
        for count in (5, 10, 16, 64)
    }
    assert len(widths) == 1


def test_larger_cells_when_larger_ones_are_wanted() -> None:
    widths = [
        plan_row(width=1600, tallest=900, wanted=wanted, count=16, across=3, down=2).cell_width
        for wanted in (120, 200, 320, 480)
    ]
    assert widths == sorted(set(widths))


def test_tops_add_up() -> None:
    assert tops([100, 50]) == [0, 100 + BETWEEN, 150 + 2 * BETWEEN]


def test_a_set_that_falls_into_two_lines_fills_the_window() -> None:
    plan = plan_row(width=551, tallest=600, wanted=200, count=4, across=1, down=1)
    assert (plan.columns, plan.lines) == (2, 2)
    assert 2 * plan.cell_width + 12 > 540
