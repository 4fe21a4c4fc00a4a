"""Whoever hears the window, or reads it at any size, meets only controls with names, roles and whole texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from studio.ui.window import MainWindow
from tests.ui import assistive, states
from tests.ui.assistive import Role
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until

SIZES = ((1920, 1080), (1280, 720), (640, 360))
"""the last is a screen of 1920 x 1080 at 300%"""


async def resized(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.activateWindow()
    await until(lambda: (window.width(), window.height()) == size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", states.WINDOWS)
async def test_every_control_says_what_it_is(
    window: MainWindow, core: ScriptedCore, tmp_path: Path, state: str, size: tuple[int, int]
) -> None:
    await resized(window, size)
    await states.WINDOWS[state](window, core, tmp_path)
    assert assistive.controls(window)
    assert assistive.complaints(window) == []


@pytest.mark.parametrize("which", states.POPUPS)
async def test_what_opens_over_the_window_says_what_it_is(
    window: MainWindow, core: ScriptedCore, tmp_path: Path, which: str
) -> None:
    await resized(window, SIZES[1])
    await states.filled(window, core, tmp_path)
    window.grid.take_keyboard()
    states.POPUPS[which](window)
    opened = states.popup()
    if isinstance(opened, QMenu):
        assert assistive.menu_complaints(opened) == []
        assert assistive.role_of(opened) == Role.PopupMenu
    else:
        assert assistive.name_of(opened)
        assert assistive.role_of(opened) == Role.Dialog
        assert assistive.controls(opened)
        assert assistive.complaints(opened) == []
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    with pytest.raises(AssertionError, match="nothing is open"):
        states.popup()


async def test_a_cell_says_its_place_its_state_its_mark_and_its_prompt(
    window: MainWindow, core: ScriptedCore, tmp_path: Path
) -> None:
    await states.running(window, core, tmp_path)
    made, runs = window.workspace.grid[1].id, window.workspace.grid[0].id
    said = [assistive.name_of(cell) for row in (runs, made) for cell in window.grid.column.rows[row].cells]
    assert said == [
        "Picture 1 of 4, in work, the one that runs",
        "Picture 2 of 4, waiting, the one that runs",
        "Picture 3 of 4, waiting, the one that runs",
        "Picture 4 of 4, waiting, the one that runs",
        "Picture 1 of 4, starred, a red star on a wide white ground 2",
        "Picture 2 of 4, rejected, a red star on a wide white ground 2",
        "Picture 3 of 4, a red star on a wide white ground 2",
        "Picture 4 of 4, a red star on a wide white ground 2",
    ]


async def test_the_pictures_are_a_list_of_what_can_be_chosen(
    window: MainWindow, core: ScriptedCore, tmp_path: Path
) -> None:
    await states.filled(window, core, tmp_path)
    window.grid.take_keyboard()
    column = window.grid.column
    first, second = column.rows[window.workspace.grid[0].id].cells[:2]
    assert assistive.role_of(column) == Role.List
    assert assistive.role_of(first) == Role.ListItem
    chosen = [QAccessible.queryAccessibleInterface(cell).state().selected for cell in (first, second)]
    assert chosen == [1, 0]
    column.setFocus()
    QTest.keyClick(column, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert all(QAccessible.queryAccessibleInterface(cell).state().selected for cell in (first, second))
