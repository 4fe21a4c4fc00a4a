"""The grid shows the right rows in the right order, announces enough to follow it, and steps among pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.recipe.events import Cancelled, Finished
from studio.workspace.filter import Filter, Kept
from studio.workspace.grid import Grid
from studio.workspace.session import MOST_SETS
from studio.workspace.sets import Cell, CellRef, PictureSet, Pixels
from tests.workspace.scripted_core import a_recipe, picture
from tests.workspace.sets_at_will import KINDS, Kind, a_set, an_asset, fill, in_reading_order, rows, sets_of

filters = st.builds(
    Filter,
    text=st.sampled_from(["", "circle", "CIRCLE red", "sea", "nothing"]),
    kept=st.sampled_from(["all", "starred", "unrejected"]),
)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("fill"), st.integers(0, 5), st.integers(0, 3), st.sampled_from(KINDS)),
        st.tuples(st.just("filter"), filters),
        st.tuples(st.just("drop"), st.integers(0, 5)),
        st.tuples(st.just("end"), st.integers(0, 5)),
        st.tuples(st.just("insert"), st.integers(6, 8), st.integers(0, 6)),
    ),
    max_size=12,
)


def ids(grid: Grid) -> list[str]:
    return [row.id for row in grid]


def wanted_rows(grid: Grid) -> list[str]:
    """What should be in sight, worked out the slow way."""
    every = sorted(grid.every, key=lambda one: (-one.facts.created, one.id))
    return [one.id for one in every if is_wanted(one, grid.filter)]


def is_wanted(one: PictureSet, wanted: Filter) -> bool:
    words = wanted.text.lower().split()
    if not all(word in one.facts.prompt.lower() for word in words):
        return False
    states = [cell.state for cell in one.cells]
    if one.ended and "deleted" in states and "made" not in states:
        return False
    return not one.ended or wanted.kept == "all" or any(is_kept(cell, wanted.kept) for cell in one.cells)


def is_kept(cell: Cell, kept: Kept) -> bool:
    mark = cell.asset.mark if cell.asset else "none"
    return kept == "all" or (mark == "starred" if kept == "starred" else mark != "rejected")


class Mirror:
    """A view that believes nothing but what the grid announces."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.rows = ids(grid)
        grid.inserted.connect(self._inserted)
        grid.reset.connect(self._reset)

    def _inserted(self, at: int) -> None:
        self.rows.insert(at, self._grid[at].id)

    def _reset(self) -> None:
        self.rows = ids(self._grid)


def change(grid: Grid, what: tuple[object, ...]) -> None:
    match what:
        case ("fill", int(row), int(index), kind):
            shown = grid.get(f"{row:02}")
            if shown is not None and index < len(shown.cells):
                fill(shown, index, kind)  # type: ignore[arg-type]
        case ("filter", Filter() as wanted):
            grid.filter = wanted
        case ("drop", int(row)):
            grid.drop([f"{row:02}"])
        case ("end", int(row)):
            shown = grid.get(f"{row:02}")
            if shown is not None:
                shown.apply(Cancelled() if row % 2 else Finished())
        case ("insert", int(row), int(created)):
            if grid.get(f"{row:02}") is None:
                grid.insert(a_set(f"{row:02}", created, ("waiting", "starred")))
        case _:
            raise AssertionError(what)


@given(rows, changes, st.booleans())
def test_rows_in_sight_are_right_whatever_happens(
    drawn: list[tuple[int, str, list[Kind]]], done: list[tuple[object, ...]], together: bool
) -> None:
    grid = Grid()
    mirror = Mirror(grid)
    grid.add(sets_of(drawn))
    if together:
        with grid.together():
            for what in done:
                change(grid, what)
    else:
        for what in done:
            change(grid, what)
            assert ids(grid) == wanted_rows(grid)
    assert mirror.rows == ids(grid) == wanted_rows(grid)
    assert [grid.position(job) for job in ids(grid)] == list(range(len(grid)))
    hidden = {one.id for one in grid.every} - set(ids(grid))
    assert all(grid.position(job) is None for job in hidden)


@given(rows, filters)
def test_stepping_is_reading(drawn: list[tuple[int, str, list[Kind]]], wanted: Filter) -> None:
    grid = Grid()
    grid.add(sets_of(drawn))
    grid.filter = wanted
    cells = {ref: grid.cell(ref) for ref in in_reading_order(grid)}
    pictures = [ref for ref, cell in cells.items() if cell is not None and cell.state == "made"]
    for ref in cells:
        ahead = [one for one in pictures if order(grid, one) > order(grid, ref)]
        behind = [one for one in pictures if order(grid, one) < order(grid, ref)]
        assert grid.step(ref, 1) == next(iter(ahead), None)
        assert grid.step(ref, -1) == next(reversed(behind), None)


def order(grid: Grid, ref: CellRef) -> tuple[int, int]:
    at = grid.position(ref.job)
    assert at is not None
    return at, ref.index


@given(rows, filters)
def test_what_is_seen_is_what_the_filter_shows(drawn: list[tuple[int, str, list[Kind]]], wanted: Filter) -> None:
    grid = Grid()
    grid.add(sets_of(drawn))
    grid.filter = wanted
    every = {CellRef(job=one.id, index=cell.index) for one in grid.every for cell in one.cells}
    assert {ref for ref in every if grid.sees(ref)} == set(in_reading_order(grid))
    assert not grid.sees(CellRef(job="nobody", index=0))
    assert all(not grid.sees(CellRef(job=one.id, index=99)) for one in grid.every)


def test_stepping_from_a_row_that_is_hidden_leads_nowhere() -> None:
    grid = Grid()
    grid.add([a_set("a", 1, ("none",)), a_set("b", 2, ("starred",))])
    grid.filter = Filter(kept="starred")
    assert grid.step(CellRef(job="a", index=0), 1) is None


def test_many_are_one_announcement_and_one_is_an_insertion() -> None:
    grid, resets, inserted = Grid(), list[int](), list[int]()
    grid.reset.connect(lambda: resets.append(len(grid)))
    grid.inserted.connect(inserted.append)
    grid.add([a_set(f"{at}", at, ("none",)) for at in range(50)])
    grid.insert(a_set("new", 100, ("none",)))
    grid.insert(a_set("between", 10.5, ("none",)))
    grid.add([a_set("new", 0, ("starred",))])
    assert (resets, inserted) == ([50], [0, 40])
    assert [grid[at].id for at in (0, 40, 41)] == ["new", "between", "10"]


def test_a_known_set_stays_as_it_is() -> None:
    grid, first = Grid(), a_set("a", 1, ("starred",))
    grid.add([first])
    grid.add([a_set("a", 1, ("none",))])
    assert grid.get("a") is first


def test_only_what_is_missing_is_wanted() -> None:
    grid, wanted = Grid(), list[tuple[str, ...]]()
    grid.wanted.connect(wanted.append)
    grid.add([a_set("a", 1, ("none", "waiting")), a_set("b", 2, ("starred", "unloaded")), a_set("c", 3, ("deleted",))])
    grid.want(["a", "b", "c", "nobody"])
    grid.want(["a"])
    assert wanted == [("b",)]


def test_a_set_that_was_dropped_is_not_heard_any_more() -> None:
    grid, moved = Grid(), list[object]()
    shown = a_set("a", 1, ("waiting",))
    grid.insert(shown)
    grid.clear("Posters")
    grid.moved.connect(moved.append)
    grid.cell_moved.connect(lambda job, _index: moved.append(job))
    shown.apply(picture(0, a_recipe()))
    assert moved == []
    assert (len(grid), grid.project, grid.place("a/0")) == (0, "Posters", None)


def test_a_deleted_picture_has_its_place_kept() -> None:
    grid = Grid()
    grid.add([a_set("a", 1, ("none", "none"))])
    shown = grid[0]
    shown.amend(1, None)
    assert grid.place("a/1") == CellRef(job="a", index=1)
    assert [cell.state for cell in grid.cells_of(shown)] == ["made", "deleted"]
    shown.expect((1,))
    assert shown.cells[1].state == "deleted"
    shown.show([an_asset("a", 0), an_asset("a", 1)])
    assert [cell.state for cell in shown.cells] == ["made", "made"]


def test_pixels_give_way_to_the_file_and_never_come_back() -> None:
    shown = a_set("a", 1, ("waiting",))
    shown.apply(picture(0, a_recipe()))
    assert isinstance(shown.cells[0].image, Pixels)
    shown.show([an_asset("a", 0)])
    shown.apply(picture(0, a_recipe()))
    assert shown.cells[0].image == Path("a-0.png")


@pytest.mark.parametrize("number", [3, 2000])
def test_the_session_gets_the_newest_sets_only(number: int) -> None:
    grid = Grid()
    grid.add([a_set(f"{at:04}", at, ("none",)) for at in range(number)])
    kept = grid.shown()
    assert [one.facts.job for one in kept] == [f"{number - 1 - at:04}" for at in range(min(number, MOST_SETS))]
    assert kept[0].files == ((0, f"{number - 1:04}-0.png"),)
