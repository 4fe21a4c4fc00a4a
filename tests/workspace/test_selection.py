"""What is chosen is always in sight and in reading order; extending takes everything between."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.workspace.filter import Filter
from studio.workspace.grid import Grid
from studio.workspace.selection import Selection
from studio.workspace.sets import CellRef
from tests.workspace.sets_at_will import KINDS, Kind, a_set, fill, in_reading_order, rows, sets_of

some_ref = st.builds(lambda row, index: CellRef(job=f"{row:02}", index=index), st.integers(0, 7), st.integers(0, 4))
deeds = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["choose", "toggle", "extend", "set"]), some_ref),
        st.tuples(st.sampled_from(["clear", "all", "sift"])),
        st.tuples(st.just("filter"), st.sampled_from([Filter(), Filter(kept="starred"), Filter(text="sea")])),
        st.tuples(st.just("fill"), some_ref, st.sampled_from(KINDS)),
        st.tuples(st.just("drop"), some_ref),
    ),
    max_size=15,
)


def do(grid: Grid, selection: Selection, deed: tuple[object, ...]) -> None:
    match deed:
        case ("choose", CellRef() as ref):
            selection.choose(ref)
        case ("toggle", CellRef() as ref):
            selection.toggle(ref)
        case ("extend", CellRef() as ref):
            selection.extend(ref)
        case ("set", CellRef(job=job)):
            selection.choose_set(job)
        case ("clear",):
            selection.clear()
        case ("all",):
            selection.choose_all()
        case ("sift",):
            grid.sift()
        case ("filter", Filter() as wanted):
            grid.filter = wanted
        case ("fill", CellRef(job=job, index=index), kind):
            shown = grid.get(job)
            if shown is not None and index < len(shown.cells):
                fill(shown, index, kind)  # type: ignore[arg-type]
        case ("drop", CellRef(job=job)):
            grid.drop([job])
        case _:
            raise AssertionError(deed)


@given(rows, deeds)
def test_nothing_out_of_sight_is_ever_chosen(
    drawn: list[tuple[int, str, list[Kind]]], done: list[tuple[object, ...]]
) -> None:
    grid = Grid()
    selection = Selection(grid)
    grid.add(sets_of(drawn))
    told = (selection.current, selection.chosen)

    def listen() -> None:
        nonlocal told
        told = (selection.current, selection.chosen)

    selection.changed.connect(listen)
    for deed in done:
        do(grid, selection, deed)
        reading = in_reading_order(grid)
        assert [ref for ref in reading if ref in selection] == list(selection.chosen)
        assert len(selection) == len(selection.chosen)
        assert selection.current is None or selection.current in reading
        assert told[0] == selection.current
        assert set(told[1]) == set(selection.chosen)


@given(rows, st.data())
def test_extending_takes_everything_between(drawn: list[tuple[int, str, list[Kind]]], data: st.DataObject) -> None:
    grid = Grid()
    selection = Selection(grid)
    grid.add(sets_of(drawn))
    reading = in_reading_order(grid)
    if not reading:
        return
    first, second, third = (data.draw(st.sampled_from(reading)) for _ in range(3))
    selection.choose(first)
    for end in (second, third):
        selection.extend(end)
        low, high = sorted((reading.index(first), reading.index(end)))
        assert list(selection.chosen) == reading[low : high + 1]
        assert selection.current == end


@given(rows, st.data())
def test_toggling_twice_changes_nothing(drawn: list[tuple[int, str, list[Kind]]], data: st.DataObject) -> None:
    grid = Grid()
    selection = Selection(grid)
    grid.add(sets_of(drawn))
    reading = in_reading_order(grid)
    if not reading:
        return
    selection.choose_all()
    ref = data.draw(st.sampled_from(reading))
    selection.toggle(ref)
    assert ref not in selection
    selection.toggle(ref)
    assert list(selection.chosen) == reading


def grid_of_three() -> tuple[Grid, Selection]:
    grid = Grid()
    selection = Selection(grid)
    grid.add([a_set("a", 3, ("starred", "starred")), a_set("b", 2, ("starred",)), a_set("c", 1, ("starred", "none"))])
    return grid, selection


def test_the_keyboard_goes_on_where_a_picture_left() -> None:
    grid, selection = grid_of_three()
    grid.filter = Filter(kept="starred")
    selection.choose(CellRef(job="a", index=0))
    fill(grid[0], 0, "none")
    assert selection.chosen == (CellRef(job="a", index=1),)
    fill(grid[0], 1, "none")
    assert selection.chosen == (CellRef(job="b", index=0),)
    selection.choose(CellRef(job="c", index=0))
    fill(grid[1], 0, "none")
    assert selection.current == CellRef(job="b", index=0)


def test_what_was_not_chosen_is_not_chosen_when_the_keyboard_moves_on() -> None:
    grid, selection = grid_of_three()
    grid.filter = Filter(kept="starred")
    selection.choose(CellRef(job="b", index=0))
    selection.clear()
    fill(grid[1], 0, "none")
    assert (selection.current, selection.chosen) == (CellRef(job="c", index=0), ())


def test_the_last_row_gone_leaves_nothing() -> None:
    grid, selection = grid_of_three()
    selection.choose_all()
    grid.clear("Posters")
    assert (selection.current, selection.chosen, selection.assets()) == (None, (), ())


def test_a_set_is_chosen_with_the_keyboard_where_it_was() -> None:
    _, selection = grid_of_three()
    selection.choose(CellRef(job="a", index=1))
    selection.choose_set("a")
    assert (selection.current, len(selection)) == (CellRef(job="a", index=1), 2)
    selection.choose_set("c")
    assert selection.current == CellRef(job="c", index=0)
    assert [asset.id for asset in selection.assets()] == ["c/0", "c/1"]
