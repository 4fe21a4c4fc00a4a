"""The filter above the rows: words, marks, size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.paths import Home
from tests.ui.grid.stand import Stand, add_rows, open_stand
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until


async def test_words_are_searched_as_they_are_typed(stand: Stand) -> None:
    stand.view.search()
    QTest.keyClicks(stand.view.bar.search, "PROMPT 3")
    await until(lambda: [shown.facts.prompt for shown in stand.workspace.grid] == ["prompt 3"])
    QTest.keyClick(stand.view.bar.search, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is stand.cell(0, 0)


async def test_nothing_found_says_so_and_leads_back(stand: Stand) -> None:
    QTest.keyClicks(stand.view.bar.search, "zebra")
    await until(lambda: stand.view.nothing.isVisible())
    stand.view.nothing.show_all.click()
    assert len(stand.workspace.grid) == 10
    assert stand.view.bar.search.text() == ""
    assert stand.view.column.isVisible()


async def test_escape_clears_the_words_first_and_then_leaves(stand: Stand) -> None:
    stand.view.search()
    QTest.keyClicks(stand.view.bar.search, "prompt 3")
    QTest.keyClick(stand.view.bar.search, Qt.Key.Key_Escape)
    assert stand.view.bar.search.text() == ""
    assert len(stand.workspace.grid) == 10
    QTest.keyClick(stand.view.bar.search, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is stand.cell(0, 0)


async def test_marks_choose_what_is_seen(qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path) -> None:
    add_rows(core, tmp_path, 1, marks=("starred", "rejected"))
    add_rows(core, tmp_path, 3)
    async with open_stand(qapp, place, core) as stand:
        kept = stand.view.bar.kept
        kept["starred"].click()
        assert [list(cells) for cells in stand.view.column.sheet.cells] == [[0]]
        kept["unrejected"].click()
        assert [list(cells) for cells in stand.view.column.sheet.cells] == [[0, 1, 2, 3]] * 3 + [[0, 2, 3]]
        kept["all"].click()
        assert sum(len(cells) for cells in stand.view.column.sheet.cells) == 16


async def test_the_space_bar_presses_what_has_the_keyboard(stand: Stand) -> None:
    opened: list[object] = []
    stand.pictures.opened.connect(opened.append)
    stand.view.bar.kept["starred"].setFocus()
    stand.press(Qt.Key.Key_Space)
    assert stand.workspace.grid.filter.kept == "starred"
    assert not opened


async def test_the_slider_and_the_view_agree(stand: Stand) -> None:
    stand.view.bar.size_.setValue(300)
    assert stand.workspace.view.cell == 300
    stand.workspace.view.cell = 150
    assert stand.view.bar.size_.value() == 150


async def test_the_bar_makes_room_where_it_is_narrow(stand: Stand) -> None:
    assert stand.view.bar.count.text() == "40 pictures"
    stand.view.resize(420, 600)
    assert not stand.view.bar.count.isVisible()
    assert stand.view.bar.search.isVisible()
    assert stand.view.bar.search.width() >= 100


async def test_signs_stand_for_words_where_there_is_no_room_for_both_and_the_search(stand: Stand) -> None:
    kept = stand.view.bar.kept
    assert kept["unrejected"].text() == "Hide rejected"
    stand.view.bar.resize(320, 44)
    await until(lambda: kept["unrejected"].text() == "")
    assert kept["all"].text() == "All"
    assert kept["unrejected"].toolTip() == "Hide rejected"
    assert not kept["unrejected"].icon().isNull()
    stand.view.bar.resize(900, 44)
    await until(lambda: kept["unrejected"].text() == "Hide rejected")
    assert kept["unrejected"].icon().isNull()
