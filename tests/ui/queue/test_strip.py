"""The strip is one line until it is unfolded; it says what runs, why nothing does, and stops it or lets it go on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu

from studio.recipe.queue import Blocked, Hold, QueueState
from studio.ui.queue.line import LINE
from studio.ui.window import MainWindow
from tests.ui import states
from tests.workspace.scripted_core import ScriptedCore, a_recipe, progress
from tests.workspace.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def words(window: MainWindow) -> str:
    return window.queue.line.sentence.accessibleName()


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
    await until(lambda: window.queue.height() > LINE)
    column = window.queue.panel.column
    await until(lambda: len(column.views) == 3)
    views = sorted(column.views.values(), key=lambda view: view.y())
    assert [view.accessibleName().split(",")[0] for view in views] == ["first", "second", "third"]
    assert "Elsewhere" in views[2].accessibleName()
    QTest.keyClick(window, Qt.Key.Key_3, CTRL)
    await until(lambda: window.queue.height() == LINE)


async def test_an_empty_queue_teaches(window: MainWindow) -> None:
    window.queue.toggle()
    labels = window.queue.panel.findChildren(QLabel)
    await until(lambda: any("lines up here" in label.text() and label.isVisible() for label in labels))


async def test_paused_and_let_go_on_by_key(window: MainWindow, core: ScriptedCore) -> None:
    await fill(window, core)
    window.activateWindow()
    button = window.queue.line.hold
    await until(button.isVisible)
    assert button.text() == "Pause"
    assert "Ctrl+Shift+Space" in button.toolTip()
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_Space, CTRL | SHIFT)
    await until(lambda: core.queue.known.holds)
    await until(lambda: button.text() == "Go on")
    assert words(window).startswith("Paused. 1 running")
    button.click()
    await until(lambda: not core.queue.known.holds)
    await until(lambda: button.text() == "Pause")


async def test_why_it_stands_still_is_said_with_its_remedy(window: MainWindow, core: ScriptedCore) -> None:
    await fill(window, core)
    crash = Hold(cause="crash", message="The studio ended unexpectedly.", since=1.0)
    core.queue.tell_state(QueueState(holds={"batch": crash}))
    await until(lambda: words(window).startswith("The studio ended unexpectedly."))
    assert window.queue.line.hold.text() == "Go on"
    blocked = Blocked(kind="DiskFull", message="The disk is full.", remedy="Make room.", since=1.0)
    core.queue.tell_state(QueueState(blocked=blocked))
    await until(lambda: words(window).startswith("The disk is full. Make room."))
    core.queue.tell_state(QueueState())
    await until(lambda: words(window) == "1 running, 1 waiting, 1 paused")


async def test_only_what_is_paused_by_hand_goes_on(window: MainWindow, core: ScriptedCore) -> None:
    job = core.add_job(a_recipe("third"), 2, state="paused")
    core.announce_job(job.id)
    button = window.queue.line.hold
    await until(lambda: button.isVisible() and button.text() == "Go on")
    button.click()
    await until(lambda: core.library.jobs.known[job.id].state == "waiting")


async def test_this_the_rest_or_everything_is_cancelled_and_undo_brings_it_back(
    window: MainWindow, core: ScriptedCore
) -> None:
    jobs = await fill(window, core)
    core.say(jobs[0], progress(0, 2))
    window.queue.line.cancel.click()
    menu = states.popup()
    assert isinstance(menu, QMenu)
    titles = [action.text() for action in menu.actions()]
    assert titles == ["This: first", "The rest: 2 waiting", "Everything"]
    menu.actions()[1].trigger()
    menu.close()
    await until(lambda: len(window.workspace.queue) == 1)
    assert {core.library.jobs.known[job].state for job in jobs[1:]} == {"cancelled"}
    await until(lambda: window.workspace.undo.undo_label == "cancel 2 jobs")
    window.commands.action("undo").trigger()
    await until(lambda: len(window.workspace.queue) == 3)
    window.queue.line.cancel.click()
    menu = states.popup()
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    menu.close()
    await until(lambda: window.workspace.queue.running[0].state == "stopping")


async def test_its_key_leads_to_the_rows(window: MainWindow, core: ScriptedCore) -> None:
    window.activateWindow()
    await fill(window, core)
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    panel = window.queue.panel
    await until(lambda: not window.queue.folded and panel.column.isAncestorOf(window.focusWidget() or window))
    assert panel.desk.by_keyboard


async def test_the_keyboard_stays_in_it_when_nothing_is_left(window: MainWindow, core: ScriptedCore) -> None:
    window.activateWindow()
    await fill(window, core)
    await until(window.queue.line.cancel.isVisible)
    window.queue.line.cancel.setFocus()
    for job in list(core.library.jobs.known):
        core.set_state(job, "cancelled")
    await until(lambda: not window.queue.line.cancel.isVisible())
    assert window.focusWidget() is window.queue.line.unfold


async def test_what_a_plan_makes_is_not_stopped_by_escape(window: MainWindow, core: ScriptedCore) -> None:
    batch = core.queue.add_batch("Spring")
    job = core.add_job(a_recipe("planned"), 2, state="running", batch=batch.id)
    core.announce_job(job.id)
    await until(lambda: window.workspace.grid.get(job.id) is not None)
    assert window.workspace.grid.foremost() is None
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_Escape)
    mine = core.add_job(a_recipe("by hand"), 2, state="running")
    core.announce_job(mine.id)
    await until(lambda: window.workspace.grid.foremost() is window.workspace.grid.get(mine.id))
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_Escape)
    await until(lambda: core.cancelled == [mine.id])


async def test_its_height_is_remembered_at_once(window: MainWindow, core: ScriptedCore) -> None:
    """Not only when the window is closed: it may end otherwise."""
    QTest.keyClick(window, Qt.Key.Key_3, CTRL)
    await until(lambda: window.queue.height() > LINE)
    await until(lambda: window.workspace.view.layout)
    before = window.workspace.view.layout
    window.resizeDocks([window.queue], [window.queue.height() + 60], Qt.Orientation.Vertical)
    await until(lambda: window.workspace.view.layout != before)
