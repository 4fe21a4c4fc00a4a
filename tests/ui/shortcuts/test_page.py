"""The page of shortcuts without a mouse: found, rebound, refused with the reason, taken, reset."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.shortcuts.capture import KeyButton
from studio.ui.shortcuts.page import CommandRow, ShortcutsPage
from studio.ui.window import MainWindow
from studio.workspace.commands import COMMANDS, Keymap
from tests.workspace.waiting import until

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(window: MainWindow) -> ShortcutsPage:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F1)
    found = window.stage.page("shortcuts")
    assert isinstance(found, ShortcutsPage)
    assert found.isVisible()
    return found


def row_of(page: ShortcutsPage, id: str) -> CommandRow:
    return next(row for row in page.rows if row.command.id == id)


def press(button: KeyButton, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Activate with Enter, then press the key."""
    button.setFocus()
    button.click()
    QTest.keyClick(button, key, modifiers)


async def test_every_command_with_its_keys(page: ShortcutsPage) -> None:
    assert [row.command for row in page.rows] == list(COMMANDS)
    assert [button.text() for button in row_of(page, "view").keys] == ["Space", "Enter", "+"]


async def test_found_by_name_and_by_key(page: ShortcutsPage) -> None:
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "same seed")
    assert [row.command.id for row in page.rows if row.isVisibleTo(page)] == ["seed.another"]
    page.search.setText("Ctrl+Shift+C")
    assert [row.command.id for row in page.rows if row.isVisibleTo(page)] == ["recipe.copy"]


async def test_a_new_key_by_pressing_it(window: MainWindow, page: ShortcutsPage) -> None:
    row = row_of(page, "star")
    press(row.keys[0], Qt.Key.Key_K)
    assert window.commands.keymap.keys_of("star") == ("K",)
    assert row.keys[0].hasFocus()
    press(row.keys[1], Qt.Key.Key_K, CTRL | SHIFT)
    assert window.commands.keymap.keys_of("star") == ("K", "Ctrl+Shift+K")
    assert Keymap(window.settings).keys_of("star") == ("K", "Ctrl+Shift+K")
    await until(window.settings.path.exists)


async def test_a_taken_key_is_said_in_place_and_can_be_taken(window: MainWindow, page: ShortcutsPage) -> None:
    row, keymap = row_of(page, "more"), window.commands.keymap
    press(row.keys[0], Qt.Key.Key_S)
    assert "Star" in row.said.text()
    assert keymap.keys_of("more") == ("M",)
    assert row.take.hasFocus()
    row.take.click()
    assert (keymap.keys_of("more"), keymap.keys_of("star")) == (("S",), ())
    assert not row.said.isVisibleTo(page)
    assert [button.text() for button in row_of(page, "star").keys] == ["+"]
    row.reset.click()
    assert (keymap.keys_of("more"), keymap.keys_of("star")) == (("M",), ("S",))


async def test_what_cannot_be_a_key_there_is_refused(window: MainWindow, page: ShortcutsPage) -> None:
    row = row_of(page, "make")
    press(row.keys[0], Qt.Key.Key_G)
    assert "typing" in row.said.text()
    assert not row.take.isVisibleTo(page)
    press(row.keys[0], Qt.Key.Key_Tab)
    assert "Tab" in row.said.text()
    assert window.commands.keymap.is_default("make")


async def test_escape_keeps_and_backspace_takes_away(window: MainWindow, page: ShortcutsPage) -> None:
    row, keymap = row_of(page, "view"), window.commands.keymap
    press(row.keys[0], Qt.Key.Key_Escape)
    assert keymap.is_default("view")
    assert page.isVisible()
    press(row.keys[0], Qt.Key.Key_Backspace)
    assert keymap.keys_of("view") == ("Return",)
    page.reset.click()
    assert keymap.all_default
    assert not page.reset.isEnabled()


async def test_modifiers_alone_are_waited_through(window: MainWindow, page: ShortcutsPage) -> None:
    button = row_of(page, "star").keys[0]
    press(button, Qt.Key.Key_Control, CTRL)
    assert button.text() == "Press a key…"
    QTest.keyClick(button, Qt.Key.Key_K, CTRL)
    assert window.commands.keymap.keys_of("star") == ("Ctrl+K",)


async def test_leaving_the_button_stops_waiting(page: ShortcutsPage) -> None:
    button = row_of(page, "star").keys[0]
    button.setFocus()
    button.click()
    assert button.text() == "Press a key…"
    page.search.setFocus()
    assert button.text() == "S"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F1])
async def test_the_page_goes_by_key(window: MainWindow, page: ShortcutsPage, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or page, key)
    assert window.stage.shown_page is None
    assert not page.isVisible()
