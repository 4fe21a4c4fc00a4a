"""The grid by keyboard alone: one tab stop, arrows by reading order and geometry, names that say what is there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio.paths import Home
from studio.ui.grid.cell import CellView
from studio.workspace.sets import CellRef
from tests.ui.grid.stand import Stand, add_rows, open_stand
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until

KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def place(stand: Stand, ref: CellRef | None) -> tuple[int, int]:
    """(row, index)"""
    assert ref is not None
    row = stand.workspace.grid.position(ref.job)
    assert row is not None
    return row, ref.index


def current(stand: Stand) -> tuple[int, int]:
    return place(stand, stand.workspace.selection.current)


async def test_the_first_picture_in_sight_takes_the_keyboard(stand: Stand) -> None:
    stand.view.take_keyboard()
    assert current(stand) == (0, 0)
    assert QApplication.focusWidget() is stand.cell(0, 0)
    assert "Picture 1 of 4" in stand.cell(0, 0).accessibleName()
    assert "prompt 9" in stand.cell(0, 0).accessibleName()


async def test_arrows_go_in_reading_order_and_by_columns(stand: Stand) -> None:
    stand.view.take_keyboard()
    for key, expected in (
        (KEY.Key_Left, (0, 0)),
        (KEY.Key_Right, (0, 1)),
        (KEY.Key_Down, (1, 1)),
        (KEY.Key_End, (1, 3)),
        (KEY.Key_Right, (2, 0)),
        (KEY.Key_Left, (1, 3)),
        (KEY.Key_Up, (0, 3)),
        (KEY.Key_Home, (0, 0)),
        (KEY.Key_Up, (0, 0)),
    ):
        stand.press(key)
        assert current(stand) == expected
    assert len(stand.workspace.selection) == 1


async def test_the_ends_of_the_grid_and_pages(stand: Stand) -> None:
    stand.view.take_keyboard()
    stand.press(KEY.Key_End, CTRL)
    assert current(stand) == (9, 3)
    assert stand.view.column.in_sight(stand.ref(9, 3))
    stand.press(KEY.Key_Home, CTRL)
    assert current(stand) == (0, 0)
    assert stand.bar.value() == 0
    stand.press(KEY.Key_PageDown)
    row, _ = current(stand)
    assert 1 < row < 5
    stand.press(KEY.Key_PageUp)
    assert current(stand)[0] < row


async def test_shift_chooses_everything_between(stand: Stand) -> None:
    stand.view.take_keyboard()
    stand.press(KEY.Key_Right)
    stand.press(KEY.Key_Down, SHIFT)
    assert [place(stand, ref) for ref in stand.workspace.selection.chosen] == [(0, 1), (0, 2), (0, 3), (1, 0), (1, 1)]
    assert "chosen" in stand.cell(0, 2).accessibleName()
    stand.press(KEY.Key_A, CTRL)
    assert len(stand.workspace.selection) == 40
    stand.press(KEY.Key_A, CTRL | SHIFT)
    assert len(stand.workspace.selection) == 4


async def test_lines_of_one_set_are_stepped_through_by_geometry(
    qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path
) -> None:
    add_rows(core, tmp_path, 2, count=10)
    async with open_stand(qapp, place, core) as stand:
        columns = stand.view.column.sheet.plans[0].columns
        assert columns == 4
        stand.view.take_keyboard()
        stand.press(KEY.Key_Right)
        stand.press(KEY.Key_Down)
        assert current(stand) == (0, 1 + columns)
        stand.press(KEY.Key_End)
        assert current(stand) == (0, 9)
        stand.press(KEY.Key_Down)
        assert current(stand) == (1, 1)


async def test_the_grid_is_one_tab_stop(stand: Stand) -> None:
    stand.view.bar.search.setFocus()
    stops: list[object] = []
    for _ in range(12):
        stand.press(KEY.Key_Tab)
        focus = QApplication.focusWidget()
        if focus in stops:
            break
        stops.append(focus)
    assert sum(isinstance(stop, CellView) for stop in stops) == 1
    stand.view.take_keyboard()
    stand.press(KEY.Key_Tab, SHIFT)
    assert not isinstance(QApplication.focusWidget(), CellView)
    assert QApplication.focusWidget() is not stand.view.column


async def test_what_the_keyboard_is_on_is_scrolled_into_sight_whole(stand: Stand) -> None:
    stand.view.take_keyboard()
    for _ in range(6):
        stand.press(KEY.Key_Down)
        row, index = current(stand)
        cell = stand.cell(row, index)
        top = stand.y_of(stand.ref(row, index))
        assert top >= 0
        assert top + cell.height() <= stand.view.column.viewport().height()


async def test_the_menu_key_opens_the_menu(stand: Stand) -> None:
    stand.view.take_keyboard()
    stand.press(KEY.Key_Menu)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    titles = {action.text() for action in menu.actions()}
    assert {"Star", "More like this", "Delete"} <= titles
    menu.close()


async def test_keys_make_the_cells_larger_and_smaller(stand: Stand) -> None:
    stand.view.take_keyboard()
    before = stand.workspace.view.cell
    stand.press(KEY.Key_Equal, CTRL)
    assert stand.workspace.view.cell > before
    stand.press(KEY.Key_Minus, CTRL)
    assert stand.workspace.view.cell == before


async def test_the_keyboard_survives_that_its_row_goes(stand: Stand, core: ScriptedCore) -> None:
    stand.view.take_keyboard()
    stand.view.bar.search.setText("prompt 3")
    stand.view.bar.apply_words()
    assert len(stand.workspace.grid) == 1
    stand.view.take_keyboard()
    assert current(stand) == (0, 0)
    await until(lambda: stand.cell(0, 0).hasFocus())
