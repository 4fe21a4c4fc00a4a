"""The strip is one line until it is unfolded; then each job of whatever project can be stopped or let go on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from studio.ui.queue.row import EntryRow
from studio.ui.queue.strip import LINE
from studio.ui.window import MainWindow
from tests.workspace.scripted_core import ScriptedCore, a_recipe, progress
from tests.workspace.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier


def words(window: MainWindow) -> str:
    return window.queue.line.sentence.text()


def button(row: EntryRow, beginning: str) -> QToolButton:
    return next(one for one in row.findChildren(QToolButton) if one.accessibleName().startswith(beginning))


async def fill(window: MainWindow, core: ScriptedCore) -> list[str]:
    """One runs, one waits, one of another project is paused."""
    jobs = [
        core.add_job(a_recipe("first"), 2, state="running").id,
        core.add_job(a_recipe("second"), 2).id,
        core.add_job(a_recipe("third"), 2, state="paused", project="Elsewhere").id,
    ]
    for job in jobs:
        core.announce_job(job)
    await until(lambda: len(window.workspace.queue) == 3)
    return jobs


async def test_folded_it_is_one_line(window: MainWindow, core: ScriptedCore) -> None:
    assert window.queue.folded
    assert window.queue.height() == LINE
    assert words(window) == "Empty"
    await fill(window, core)
    await until(lambda: words(window) == "1 running, 1 waiting, 1 paused")
    assert window.queue.height() == LINE
    assert window.queue.width() > window.width() // 2


async def test_unfolded_by_key_it_shows_every_job(window: MainWindow, core: ScriptedCore) -> None:
    await fill(window, core)
    QTest.keyClick(window, Qt.Key.Key_3, CTRL)
    await until(lambda: len(window.queue.list.rows) == 3)
    await until(lambda: window.queue.height() > LINE)
    assert [row.accessibleName().split(",")[0] for row in window.queue.list.rows] == ["first", "second", "third"]
    assert "Elsewhere" in window.queue.list.rows[2].accessibleName()
    QTest.keyClick(window, Qt.Key.Key_3, CTRL)
    await until(lambda: window.queue.height() == LINE)


async def test_an_empty_queue_teaches(window: MainWindow) -> None:
    window.queue.toggle()
    await until(lambda: any("lines up here" in label.text() for label in window.queue.list.findChildren(QLabel)))


async def test_each_can_be_stopped_and_let_go_on(window: MainWindow, core: ScriptedCore) -> None:
    jobs = await fill(window, core)
    window.queue.toggle()
    await until(lambda: len(window.queue.list.rows) == 3)
    running, _, paused = window.queue.list.rows
    core.say(jobs[0], progress(0, 2))
    await until(lambda: window.workspace.queue.running[0].fraction > 0)
    button(running, "Cancel").click()
    await until(lambda: core.cancelled == [jobs[0]])
    await until(lambda: "Stopping" in running.accessibleName())
    assert not button(running, "Cancel").isEnabled()
    button(paused, "Go on").click()
    await until(lambda: not window.workspace.queue.paused)


async def test_everything_can_be_stopped_and_let_go_on(window: MainWindow, core: ScriptedCore) -> None:
    jobs = await fill(window, core)
    line = window.queue.line
    await until(line.resume.isVisible)
    line.resume.click()
    await until(lambda: not line.resume.isVisible())
    line.cancel.click()
    await until(lambda: set(core.cancelled) == set(jobs))


async def test_a_long_queue_has_a_hundred_rows_and_says_so(window: MainWindow, core: ScriptedCore) -> None:
    jobs = [core.add_job(a_recipe(f"prompt {number}"), 1).id for number in range(130)]
    window.queue.toggle()
    for job in jobs:
        core.announce_job(job)
    await until(lambda: any(label.text() == "and 30 more" for label in window.queue.list.findChildren(QLabel)))
    assert len(window.queue.list.rows) == 100
    for job in jobs[20:]:
        core.set_state(job, "cancelled")
    await until(lambda: len(window.queue.list.rows) == 20)
