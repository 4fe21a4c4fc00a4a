"""The picker of projects by keyboard: open one, find one, begin one by typing its name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.ui.projects import ProjectList
from studio.ui.window import MainWindow
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until


async def opened(window: MainWindow) -> ProjectList:
    window.commands.action("project.open").trigger()
    found = window.header.project.findChild(ProjectList)
    assert isinstance(found, ProjectList)
    await until(found.isVisible)
    return found


def names(shown: ProjectList) -> list[str]:
    return [shown.list.item(row).text() for row in range(shown.list.count())]


async def test_a_new_project_by_its_name(window: MainWindow) -> None:
    shown = await opened(window)
    QTest.keyClicks(shown.edit, "Posters")
    assert names(shown) == ["New project “Posters”"]
    QTest.keyClick(shown.edit, Qt.Key.Key_Return)
    await until(lambda: window.workspace.project == "Posters")
    assert window.header.project.accessibleName() == "Project: Posters"


async def test_known_ones_are_found_whatever_the_case(window: MainWindow, core: ScriptedCore) -> None:
    for name in ("Posters", "Cards"):
        core.announce_job(core.add_job(a_recipe(), 1, project=name).id)
    await until(lambda: len(window.workspace.projects) == 3)
    shown = await opened(window)
    assert set(names(shown)) == {"Sketches", "Posters", "Cards"}
    QTest.keyClicks(shown.edit, "pOST")
    assert "Posters" in names(shown)
    QTest.keyClick(shown.edit, Qt.Key.Key_Return)
    await until(lambda: window.workspace.project == "Posters")


async def test_arrows_walk_and_escape_changes_nothing(window: MainWindow, core: ScriptedCore) -> None:
    core.announce_job(core.add_job(a_recipe(), 1, project="Cards").id)
    await until(lambda: len(window.workspace.projects) == 2)
    shown = await opened(window)
    assert shown.list.currentRow() == 0
    QTest.keyClick(shown.edit, Qt.Key.Key_Down)
    assert shown.list.currentRow() == 1
    QTest.keyClick(shown.edit, Qt.Key.Key_Down)
    assert shown.list.currentRow() == 0
    QTest.keyClick(shown.edit, Qt.Key.Key_Escape)
    assert window.workspace.project == "Sketches"


async def test_a_long_name_is_cut_on_the_button(window: MainWindow) -> None:
    shown = await opened(window)
    shown.edit.setText("A project " + "with a long name " * 5)
    QTest.keyClick(shown.edit, Qt.Key.Key_Return)
    await until(lambda: window.workspace.project.startswith("A project"))
    assert len(window.header.project.text()) < 34
    assert window.header.project.accessibleName().count("long name") == 5
