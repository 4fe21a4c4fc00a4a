"""The page has a control for every row of the table; what is chosen is kept at once, what does not fit is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QLineEdit, QListWidget, QSpinBox, QWidget

from studio.settings import (
    ENGINE_PYTHON,
    GENERATE_COUNT,
    GENERATE_PREVIEWS,
    LIBRARY_PROJECT,
    MODEL_DEFAULT,
    MODELS_FOLDERS,
    TABLE,
    WINDOW_SCALE,
    WINDOW_SHORTCUTS,
    WINDOW_THEME,
    Setting,
)
from studio.ui.settings.page import SettingRow, SettingsPage
from studio.ui.window import MainWindow
from tests.workspace.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    QTest.keyClick(window, Qt.Key.Key_Comma, CTRL)
    found = window.stage.page("settings")
    assert isinstance(found, SettingsPage)
    assert found.isVisible()
    return found


def row_of(page: SettingsPage, setting: Setting[Any]) -> SettingRow:
    return next(row for row in page.rows if row.setting is setting)


def control(row: SettingRow, kind: type[QWidget]) -> Any:
    return row.field.findChild(kind)


async def test_every_row_of_the_table_but_the_keys(page: SettingsPage) -> None:
    assert {row.setting for row in page.rows} == set(TABLE) - {WINDOW_SHORTCUTS}
    assert all(row.isVisibleTo(page) for row in page.rows)


async def test_each_kind_is_shown_and_taken(window: MainWindow, page: SettingsPage) -> None:
    settings = window.settings
    box: QSpinBox = control(row_of(page, GENERATE_COUNT), QSpinBox)
    assert (box.value(), box.minimum(), box.maximum()) == (4, GENERATE_COUNT.least, GENERATE_COUNT.most)
    box.setValue(9)
    switch: QCheckBox = control(row_of(page, GENERATE_PREVIEWS), QCheckBox)
    switch.click()
    edit: QLineEdit = control(row_of(page, LIBRARY_PROJECT), QLineEdit)
    edit.setText("Posters")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (settings.get(GENERATE_COUNT), settings.get(GENERATE_PREVIEWS)) == (9, False)
    assert settings.get(LIBRARY_PROJECT) == "Posters"
    await until(lambda: settings.path.exists() and len(json.loads(settings.path.read_text())) == 3)


async def test_the_theme_is_worn_at_once(window: MainWindow, page: SettingsPage) -> None:
    box: QComboBox = control(row_of(page, WINDOW_THEME), QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)
    box.activated.emit(box.currentIndex())
    assert window.theme.choice == window.settings.get(WINDOW_THEME) == "dark"


async def test_models_are_chosen_by_name(window: MainWindow, page: SettingsPage) -> None:
    box: QComboBox = control(row_of(page, MODEL_DEFAULT), QComboBox)
    assert (box.currentText(), box.currentData()) == ("Starter", "starter")
    window.settings.set(MODEL_DEFAULT, "gone")
    assert box.currentText() == "gone (not installed)"


async def test_what_does_not_fit_is_answered_in_place(window: MainWindow, page: SettingsPage) -> None:
    row = row_of(page, MODELS_FOLDERS)
    row.field.chosen.emit(["not/absolute"])
    assert row.problem.isVisibleTo(page)
    assert "absolute" in row.problem.text()
    row.field.chosen.emit(["/models"])
    assert not row.problem.isVisibleTo(page)
    chosen: QListWidget = control(row, QListWidget)
    assert chosen.item(0).text() == "/models"
    chosen.setCurrentRow(0)
    next(one for one in row.findChildren(QAbstractButton) if one.accessibleName().startswith("Remove")).click()
    assert window.settings.get(MODELS_FOLDERS) == ()


async def test_back_to_the_usual(window: MainWindow, page: SettingsPage) -> None:
    row = row_of(page, GENERATE_COUNT)
    assert not row.reset.isVisibleTo(page)
    window.settings.set(GENERATE_COUNT, 9)
    row.reset.click()
    assert window.settings.get(GENERATE_COUNT) == 4
    assert control(row, QSpinBox).value() == 4
    assert not row.reset.isVisibleTo(page)


@pytest.mark.parametrize("setting", [WINDOW_SCALE, ENGINE_PYTHON])
async def test_what_needs_a_restart_offers_it(window: MainWindow, page: SettingsPage, setting: Setting[Any]) -> None:
    row, value = row_of(page, setting), 150 if setting is WINDOW_SCALE else "/usr/bin/python3"
    assert not row.restart.isVisibleTo(page)
    window.settings.set(setting, value)
    assert row.restart.isVisibleTo(page)
    window.settings.reset(setting)
    assert not row.restart.isVisibleTo(page)


async def test_finding_one(page: SettingsPage) -> None:
    search = next(edit for edit in page.findChildren(QLineEdit) if edit.accessibleName() == "Find a setting")
    assert search.hasFocus()
    QTest.keyClicks(search, "backup")
    assert [row.setting.name for row in page.rows if row.isVisibleTo(page)] == ["backup.hours"]


async def test_escape_leads_back(window: MainWindow, page: SettingsPage) -> None:
    window.canvas.prompt.setFocus()
    window.stage.close_page()
    window.stage.open_page("settings")
    QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Escape)
    assert window.stage.shown_page is None
    assert window.canvas.prompt.hasFocus()


async def test_the_search_stands_beneath_the_title_where_it_is_narrow(window: MainWindow, page: SettingsPage) -> None:
    window.resize(640, 360)
    search = page.findChildren(QLineEdit)[0]
    title = next(label for label in page.findChildren(QLabel) if label.text() == "Settings")
    await until(lambda: search.geometry().top() >= title.geometry().bottom())
    await until(lambda: search.geometry().left() == title.geometry().left())
