"""The page of plans by its controls: what a file would make, what is wrong with it, run, the batch, the keyboard."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QMenu, QPushButton, QWidget

from studio.errors import PlanError, Problem
from studio.recipe.asset import Change
from studio.recipe.queue import BatchState, Tally
from studio.ui.plans.page import PlanPage
from studio.ui.plans.table import ROW_HEIGHT
from studio.ui.window import MainWindow
from tests.ui.canvas.conftest import drop
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.scripted_plans import a_planned, a_survey, batch_of
from tests.workspace.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier
WRONG = (
    Problem(line=3, column=7, field="seed", message="“x” is no seed.", remedy="Give a number."),
    Problem(line=9, column=7, field="seed", message="“x” is no seed.", remedy="Give a number."),
    Problem(line=2, column=1, field="colour", message="Nobody uses this column.", severity="warning"),
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A real file: it is watched."""
    path = tmp_path / "plans" / "week 12.csv"
    path.parent.mkdir()
    path.write_text("prompt\na red star\n")
    return path


@pytest.fixture
def page(window: MainWindow) -> PlanPage:
    """Opened by its key."""
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_O, CTRL)
    found = window.stage.page("plans")
    assert isinstance(found, PlanPage)
    assert found.isVisible()
    return found


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget) and label.text()]


async def opened(window: MainWindow, plan: Path) -> None:
    window.workspace.plans.open(plan)
    await until(lambda: window.workspace.plans.stage != "reading")


async def test_it_teaches_what_a_plan_is(window: MainWindow, page: PlanPage) -> None:
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Choose a file…"
    assert not page.table.isVisible()
    assert "Many pictures from one file" in texts(page)


async def test_the_files_dialog_does_not_hold_up_the_window(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = a_survey([a_planned(1)])
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Space)
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.isVisible()
    dialog.fileSelected.emit(str(plan))
    dialog.close()
    await until(lambda: page.table.isVisible())
    window.activateWindow()
    await until(page.choose.hasFocus)  # what had the keyboard is gone


async def test_the_dry_run_is_seen_before_anything_starts(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = a_survey([a_planned(1, count=4, there=4), a_planned(2, count=2)])
    await opened(window, plan)
    said = texts(page)
    assert "6 pictures in 2 sets, 4 there already" in said
    assert {"About 12 min", "Nothing: it is made on this computer"} <= set(said)
    assert page.facts.project.text() == "Spring"
    assert page.run.run.text() == "Make 2 pictures"
    assert page.run.reason.text() == "Only what is missing is made: 4 of 6 are there already."
    assert [button.text() for button in page.tabs.buttons] == ["6 pictures", "No problems"]
    assert core.plans.ran == []


async def test_the_expansion_is_a_table(window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path) -> None:
    rows = [a_planned(1, count=4, there=4), a_planned(2, count=3, there=1), a_planned(3, queued=True)]
    core.plans.answer = a_survey(rows)
    await opened(window, plan)
    model = page.table.expansion
    shown = [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(3)]
    assert shown[0] == [
        "2", "a red star number 1 on a wide white ground", "4, there", "1080 × 1920", "4000000001", "starter",
        "001 a red star",
    ]  # fmt: skip
    assert [row[2] for row in shown] == ["4, there", "3, 1 there", "1, queued"]
    size = model.index(0, 3).data(Qt.ItemDataRole.ToolTipRole)
    assert size == "Made at 288 × 512, delivered at 1080 × 1920"
    assert model.index(0, 6).data(Qt.ItemDataRole.ToolTipRole) == "/pictures/Spring/week 12/001 a red star"
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Prompt: a red star")


async def test_ten_thousand_rows_are_there_at_once(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = a_survey([a_planned(number) for number in range(10_000)])
    await opened(window, plan)
    table = page.table
    assert table.expansion.rowCount() == 10_000
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_End, CTRL)
    assert table.currentIndex().row() == 9_999
    assert table.visualRect(table.currentIndex()).intersects(table.viewport().rect())
    assert table.rowHeight(9_999) == ROW_HEIGHT
    QTest.keyClick(table, Qt.Key.Key_PageUp)
    assert table.currentIndex().row() < 9_999


async def test_problems_are_shown_with_their_places_and_keep_it_from_running(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = a_survey([], WRONG)
    await opened(window, plan)
    assert page.troubles.isVisible()
    assert texts(page.troubles) == [
        "Lines 3 and 9, in “seed”", "“x” is no seed.", "Give a number.",
        "Line 2, column 1, in “colour”", "Nobody uses this column.",
    ]  # fmt: skip
    assert not page.run.run.isEnabled()
    assert page.run.reason.text() == "Mend the 2 errors first."
    assert page.tabs.buttons[1].text() == "2 problems"
    assert not page.tabs.buttons[0].isEnabled()


async def test_very_many_problems_are_shown_in_part(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    found = [Problem(line=line, column=1, message=f"{line}.png is not there.") for line in range(2, 502)]
    core.plans.answer = a_survey([], found)
    await opened(window, plan)
    assert texts(page.troubles)[-1] == "And 440 other problems, shown when some of these are mended."


async def test_a_file_that_cannot_be_read_says_why(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = PlanError("It is no text.", remedy="Save it as UTF-8.")
    await opened(window, plan)
    assert {"It is no text.", "Save it as UTF-8."} <= set(texts(page))
    assert not page.run.run.isVisible()
    assert page.facts.again.isVisible()


async def test_a_file_that_is_no_text_shows_the_place_and_can_be_read_as_another(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    place = Problem(line=4, column=9, message="The plan is not UTF-8.", remedy="Save it as UTF-8.")
    core.plans.answer = PlanError("line 4: The plan is not UTF-8.", problems=(place,))
    await opened(window, plan)
    assert texts(page.troubles) == ["Line 4, column 9", "The plan is not UTF-8.", "Save it as UTF-8."]
    assert "line 4: The plan is not UTF-8." not in texts(page)
    box = page.findChild(QComboBox)
    assert isinstance(box, QComboBox)
    core.plans.answer = a_survey([a_planned(1)])
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(box.currentIndex())
    await until(lambda: page.table.isVisible())
    assert core.plans.asked[-1][1].encoding == "cp1252"
    await opened(window, plan.with_name("another.csv"))
    assert core.plans.asked[-1][1].encoding is None


async def test_it_is_surveyed_again_when_it_is_saved(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = a_survey([], WRONG)
    await opened(window, plan)
    core.plans.answer = a_survey([a_planned(1)])
    plan.write_text("prompt,seed\na red star,7\n")
    await until(lambda: page.run.run.isEnabled())
    assert page.table.isVisible()


async def test_a_file_that_comes_is_noticed(window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path) -> None:
    core.plans.answer = a_survey([], [Problem(line=2, column=9, message="fox.png is not there.")])
    await opened(window, plan)
    core.plans.answer = a_survey([a_planned(1)])
    (plan.parent / "fox.png").write_bytes(b"a picture")
    await until(lambda: page.run.run.isEnabled())


async def test_reading_takes_its_time_and_can_be_cancelled(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.held = asyncio.Event()
    window.workspace.plans.open(plan)
    await until(lambda: page.run.stop.isVisible())
    assert page.run.reason.text() == "The plan is being read."
    QTest.keyClick(page.run.stop, Qt.Key.Key_Space)
    assert not page.run.stop.isVisible()
    assert "The plan was not read." in texts(page)


async def test_running_it_shows_the_queue(window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path) -> None:
    core.plans.answer = a_survey([a_planned(1)])
    await opened(window, plan)
    assert window.queue.folded
    page.run.run.setFocus()
    QTest.keyClick(page.run.run, Qt.Key.Key_Space)
    await until(lambda: core.plans.ran)
    await until(lambda: not window.queue.folded)


async def test_the_batch_is_seen_and_held(window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path) -> None:
    core.plans.answer = a_survey([a_planned(1)])
    batch = batch_of(plan)
    core.queue.kept[batch.id] = BatchState(batch=batch, paused=False, tally=Tally(), written=False)
    job = core.add_job(a_recipe(), 3)
    order = msgspec.structs.replace(job.order, batch=batch.id)
    core.library.jobs.known[job.id] = msgspec.structs.replace(job, order=order)
    await opened(window, plan)
    assert page.batch.sentence.text() == "Waiting: 0 of 3 pictures made"
    page.batch.pause.click()
    await until(lambda: page.batch.go_on.isVisible())
    assert not page.batch.pause.isVisible()
    page.batch.go_on.click()
    await until(lambda: page.batch.pause.isVisible())
    page.batch.cancel.click()
    await until(lambda: not page.batch.cancel.isVisible())
    assert page.batch.sentence.text().startswith("Done")


async def test_the_pictures_are_a_click_away(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = a_survey([a_planned(1)])
    batch = batch_of(plan)
    core.queue.kept[batch.id] = BatchState(batch=batch, paused=False, tally=Tally(), written=False)
    await opened(window, plan)
    assert not page.batch.show_pictures.isVisible()  # there is none yet
    job = core.add_job(a_recipe(), 3, state="done")
    order = msgspec.structs.replace(job.order, batch=batch.id)
    core.library.jobs.known[job.id] = msgspec.structs.replace(job, order=order, made=(0, 1, 2))
    core.announce(Change(batches=frozenset({batch.id})))
    await until(lambda: page.batch.show_pictures.isVisible())
    QTest.keyClick(page.batch.show_pictures, Qt.Key.Key_Space)
    await until(lambda: not page.isVisible())
    assert window.workspace.project == batch.project


async def test_what_waits_already_is_not_the_thing_to_do_next(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = a_survey([a_planned(1)])
    await opened(window, plan)
    assert page.run.run.property("look") == "main"
    core.plans.answer = a_survey([a_planned(1, queued=True)])
    await opened(window, plan)
    assert page.run.run.text() == "Update the queue"
    assert page.run.run.property("look") == ""


async def test_another_project_is_a_keypress_away(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path
) -> None:
    core.plans.answer = a_survey([a_planned(1)])
    await opened(window, plan)
    page.facts.project.setFocus()
    page.facts.project.selectAll()
    QTest.keyClicks(page.facts.project, "Autumn")
    QTest.keyClick(page.facts.project, Qt.Key.Key_Return)
    await until(lambda: window.workspace.plans.survey is not None and window.workspace.plans.survey.project == "Autumn")
    assert page.facts.project.text() == "Autumn"


async def test_recent_plans_are_in_a_menu(window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path) -> None:
    core.plans.answer = a_survey([a_planned(1)])
    other = plan.with_name("R&D.csv")
    other.write_text("prompt\n")
    for path in (other, plan):
        await opened(window, path)
    QTest.keyClick(page.recent, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text().partition(" · ")[0] for action in menu.actions()] == ["week 12.csv", "R&&D.csv"]
    menu.actions()[1].trigger()
    menu.close()
    await until(lambda: page.facts.name.accessibleName().endswith("R&D.csv"))


async def test_a_dropped_plan_is_opened(window: MainWindow, core: ScriptedCore, plan: Path) -> None:
    core.plans.answer = a_survey([a_planned(1)])
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(plan))])
    assert drop(window, content)
    assert window.stage.shown_page == "plans"
    await until(lambda: window.workspace.plans.stage == "read")


async def test_the_file_is_opened_in_the_program_of_the_system(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter([True, False])

    def open_url(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return next(answers)

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    core.plans.answer = a_survey([a_planned(1)])
    await opened(window, plan)
    page.facts.open_file.click()
    assert asked == [str(plan)]
    assert window.workspace.problems.at("window") == ()
    page.facts.open_file.click()
    (told,) = window.workspace.problems.at("window")
    assert told.message.startswith("No program here opens .csv files.")


@pytest.mark.parametrize("size", [(640, 360), (1920, 1080), (3840, 2160)])
async def test_it_fits(
    window: MainWindow, core: ScriptedCore, page: PlanPage, plan: Path, size: tuple[int, int]
) -> None:
    core.plans.answer = a_survey([a_planned(number, prompt="a dog in a hat " * 60) for number in range(1, 40)])
    window.resize(*size)
    await opened(window, plan)
    await until(lambda: page.area.widget() is not None and page.area.viewport().width() > 0)
    content = page.area.widget()
    assert content is not None
    await until(lambda: content.width() <= page.area.viewport().width())
    assert page.table.height() >= 5 * ROW_HEIGHT


async def test_making_by_hand_leaves_the_page(window: MainWindow, core: ScriptedCore, page: PlanPage) -> None:
    window.canvas.prompt.setFocus()
    QTest.keyClicks(window.canvas.prompt, "a star")
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_Return, CTRL)
    await until(lambda: not page.isVisible())
    assert window.canvas.prompt.hasFocus()
    await until(lambda: len(window.workspace.grid) == 1)
