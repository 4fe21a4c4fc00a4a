"""Garbage collection leaves out what lives as long as the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

from studio.ui import pauses
from studio.workspace.grid import Grid


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    turn = sys.getswitchinterval()
    yield
    gc.enable()
    gc.unfreeze()
    sys.setswitchinterval(turn)


def test_nothing_is_collected_while_the_window_starts() -> None:
    pauses.hold_back()
    assert not gc.isenabled()
    assert sys.getswitchinterval() == pytest.approx(pauses.TURN)


def test_what_is_there_is_not_looked_through_again() -> None:
    pauses.hold_back()
    pauses.go_on(Grid())
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000


def test_nor_are_the_rows_of_a_project_once_all_are_there() -> None:
    grid = Grid()
    rows: list[list[int]] = []
    pauses.go_on(grid)
    rows.append([])
    assert any(one is rows[0] for one in gc.get_objects())
    grid.finish()
    assert not any(one is rows[0] for one in gc.get_objects())


def test_garbage_made_since_is_found() -> None:
    pauses.go_on(Grid())
    circle: list[object] = []
    circle.append(circle)
    del circle
    assert gc.collect() > 0
