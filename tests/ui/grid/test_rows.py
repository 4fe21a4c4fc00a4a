"""The head of a row, its buttons, and what it says when something went wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from studio.errors import EngineLost
from studio.recipe.events import Accepted, Failed, Finished
from studio.ui.grid.row import SetRow
from tests.ui.grid.stand import Stand
from tests.workspace.scripted_core import ScriptedCore, a_recipe, picture, progress
from tests.workspace.waiting import until

LEFT = Qt.MouseButton.LeftButton


def row(stand: Stand, job: str) -> SetRow:
    return stand.view.column.rows[job]


async def make(stand: Stand, core: ScriptedCore, count: int = 2) -> str:
    stand.workspace.draft.prompt = "made"
    stand.workspace.draft.count = count
    await stand.workspace.make()
    return stand.workspace.grid[0].id


async def test_a_running_row_says_how_far_it_is_and_can_be_stopped(stand: Stand, core: ScriptedCore) -> None:
    job = await make(stand, core)
    head = row(stand, job).header
    assert head.sentence() == "Waiting"
    core.say(job, Accepted())
    core.say(job, progress(0, 1))
    core.say(job, picture(0, a_recipe("made")))
    await until(lambda: head.sentence().startswith("1 of 2"))
    QTest.mouseClick(head.stop, LEFT)
    await until(lambda: core.cancelled == [job])
    assert head.sentence() == "Stopping…"
    assert not head.stop.isVisible()


async def test_an_error_stands_in_its_row_with_the_way_out(stand: Stand, core: ScriptedCore) -> None:
    job = await make(stand, core)
    core.say(job, Accepted())
    core.say(job, picture(0, a_recipe("made")))
    core.say(job, Failed.of(EngineLost("The engine ended.", remedy="Make it again.")))
    await until(lambda: row(stand, job).note is not None)
    note = row(stand, job).note
    assert note is not None
    assert note.isVisible()
    assert (note.message.text(), note.remedy.text()) == ("The engine ended.", "Make it again.")
    assert row(stand, job).header.sentence() == "1 of 2 made"
    assert note.geometry().bottom() < row(stand, job).cells[0].geometry().top()
    note.retry.click()
    await until(lambda: core.library.jobs.known[job].state == "waiting")
    await until(lambda: not note.isVisible())


async def test_what_is_missing_can_be_made(stand: Stand, core: ScriptedCore) -> None:
    job = await make(stand, core)
    core.say(job, Accepted())
    core.say(job, Failed.of(EngineLost("The engine ended.")))
    await until(lambda: row(stand, job).header.resume.isVisible())
    QTest.mouseClick(row(stand, job).header.resume, LEFT)
    await until(lambda: core.library.jobs.known[job].state == "waiting")
    assert not row(stand, job).header.resume.isVisible()


async def test_a_row_is_made_again_and_reused(stand: Stand, core: ScriptedCore) -> None:
    job = stand.workspace.grid[0].id
    rows = len(stand.workspace.grid)
    QTest.mouseClick(row(stand, job).header.again, LEFT)
    await until(lambda: len(stand.workspace.grid) == rows + 1)
    assert core.drafts[-1].prompt == "prompt 9"
    QTest.mouseClick(row(stand, job).header.reuse, LEFT)
    await until(lambda: stand.workspace.draft.prompt == "prompt 9")


async def test_the_menu_of_a_row_has_what_its_buttons_have(stand: Stand, core: ScriptedCore) -> None:
    job = stand.workspace.grid[1].id
    QTest.mouseClick(row(stand, job).header.menu, LEFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry(menu, "Choose the whole set").trigger()
    assert len(stand.workspace.selection) == 4
    assert entry(menu, "Make again with new seeds").isEnabled()
    assert not [action for action in menu.actions() if action.text().startswith("Cancel")]
    menu.close()


async def test_every_button_of_a_row_has_a_name_and_the_row_its_prompt(stand: Stand, core: ScriptedCore) -> None:
    head = row(stand, stand.workspace.grid[0].id).header
    assert all(button.accessibleName() for button in (head.stop, head.resume, head.again, head.reuse, head.menu))
    assert head.accessibleName().startswith("Set: prompt 9")


async def test_a_finished_row_is_quiet(stand: Stand, core: ScriptedCore) -> None:
    job = await make(stand, core, count=1)
    core.say(job, Accepted())
    core.say(job, picture(0, a_recipe("made")))
    core.say(job, Finished())
    await until(lambda: stand.workspace.grid[0].ended)
    await until(lambda: row(stand, job).header.sentence() == "")


def entry(menu: QMenu, title: str) -> QAction:
    return next(action for action in menu.actions() if action.text().startswith(title))
