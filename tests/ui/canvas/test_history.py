"""Earlier prompts by keyboard: found, used, pinned, forgotten."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.canvas.history import HistoryPanel
from studio.ui.canvas.history_list import Entries
from tests.ui.canvas.conftest import Canvas, popover

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(canvas: Canvas) -> HistoryPanel:
    for prompt, negative in (("a red circle", ""), ("mountains at sunset", "water"), ("a red star", "grey")):
        canvas.workspace.prompts.add(prompt, negative)
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_H, CTRL)
    opened = popover()
    assert isinstance(opened, HistoryPanel)
    return opened


def shown(panel: HistoryPanel) -> list[str]:
    entries = panel.list.model()
    assert isinstance(entries, Entries)
    return [str(entries.index(row).data()) for row in range(entries.rowCount())]


async def test_a_prompt_enters_when_it_is_made(canvas: Canvas) -> None:
    QTest.keyClicks(canvas.panel.prompt, "a red circle")
    assert canvas.workspace.prompts.entries == ()
    await canvas.workspace.make()
    assert [entry.prompt for entry in canvas.workspace.prompts.entries] == ["a red circle"]


async def test_search_and_use(canvas: Canvas, panel: HistoryPanel) -> None:
    assert shown(panel) == ["a red star", "mountains at sunset", "a red circle"]
    QTest.keyClicks(panel.search, "RED")
    assert shown(panel) == ["a red star", "a red circle"]
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    QTest.keyClick(panel.search, Qt.Key.Key_Up)
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert (canvas.draft.prompt, canvas.draft.negative) == ("a red star", "grey")
    assert QApplication.activePopupWidget() is None
    assert canvas.panel.prompt.hasFocus()
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_H, CTRL)
    again = popover()
    assert isinstance(again, HistoryPanel)
    assert len(shown(again)) == 3


async def test_escape_changes_nothing(canvas: Canvas, panel: HistoryPanel) -> None:
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert canvas.draft.prompt == ""
    assert canvas.panel.prompt.hasFocus()


async def test_pin_and_forget(canvas: Canvas, panel: HistoryPanel) -> None:
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    QTest.keyClick(panel.search, Qt.Key.Key_D, CTRL)
    assert shown(panel) == ["mountains at sunset", "a red star", "a red circle"]
    current = panel.current()
    assert current is not None
    assert (current.prompt, current.pinned) == ("mountains at sunset", True)
    assert panel.pin.text().startswith("Unpin")
    QTest.keyClick(panel.search, Qt.Key.Key_Delete, SHIFT)
    assert shown(panel) == ["a red star", "a red circle"]
    panel.forget.click()
    panel.forget.click()
    assert shown(panel) == []
    assert not panel.forget.isEnabled()
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert canvas.draft.prompt == ""


async def test_up_in_an_empty_prompt_opens_it(canvas: Canvas) -> None:
    canvas.workspace.prompts.add("a red circle")
    QTest.keyClicks(canvas.panel.prompt, "a")
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_Up)
    assert QApplication.activePopupWidget() is None
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_Backspace)
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_Up)
    panel = popover()
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert canvas.draft.prompt == "a red circle"


async def test_entries_are_painted(canvas: Canvas, panel: HistoryPanel) -> None:
    canvas.workspace.prompts.pin(canvas.workspace.prompts.entries[0])
    shot = panel.list.grab().toImage()
    colours = {shot.pixelColor(x, y).name() for x in range(0, shot.width(), 2) for y in range(shot.height() // 3)}
    assert len(colours) > 10
