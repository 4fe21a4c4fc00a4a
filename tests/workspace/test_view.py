"""The view announces, is saved and restored, and mends what no window can have."""

from __future__ import annotations

from studio.workspace.sets import CellRef
from studio.workspace.view import CELL_WIDTHS, STRENGTHS, SavedView, ViewState


def test_saved_and_restored() -> None:
    view = ViewState(geometry="AdnQ", anchor="job", offset=3, current=CellRef(job="job", index=1), folded=("Size",))
    other = ViewState()
    other.restore(view.saved())
    assert other == view
    assert SavedView() == ViewState().saved()


def test_a_change_is_announced_once() -> None:
    view, seen = ViewState(), list[object]()
    view.events.cell.connect(lambda new: seen.append(new))
    view.cell = 300
    view.cell = 300
    assert seen == [300]


def test_what_no_window_can_have_becomes_the_nearest() -> None:
    view = ViewState()
    view.restore(SavedView(cell=5, strength=7.0))
    assert (view.cell, view.strength) == (CELL_WIDTHS[0], 1.0)
    view.restore(SavedView(cell=5000, strength=-1.0))
    assert (view.cell, view.strength) == (CELL_WIDTHS[1], STRENGTHS[0])
