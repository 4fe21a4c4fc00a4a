"""The list: rows by mouse and keyboard, batches that fold, what failed, finding, and thousands of jobs."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from studio.errors import OutOfMemory
from studio.recipe.asset import Change
from studio.recipe.events import Failed
from studio.recipe.job import Job
from studio.ui.queue.column import QueueColumn
from studio.ui.queue.row import RowView
from studio.ui.queue.slots import ROW, Slots
from studio.ui.window import MainWindow
from studio.workspace.queue_entry import QueueFilter
from studio.workspace.queue_rows import RowRef
from tests.ui import states
from tests.workspace.scripted_core import ScriptedCore, a_recipe, progress
from tests.workspace.waiting import until

KEY = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def column(window: MainWindow) -> QueueColumn:
    """Unfolded and tall."""
    window.activateWindow()
    window.queue.toggle()
    window.resizeDocks([window.queue], [400], Qt.Orientation.Vertical)
    return window.queue.panel.column


def add(core: ScriptedCore, *prompts: str, batch: str = "") -> list[Job]:
    jobs = [core.add_job(a_recipe(prompt), 1, batch=batch) for prompt in prompts]
    core.announce(Change(jobs=frozenset(job.id for job in jobs)))
    return jobs


def told(window: MainWindow) -> list[str]:
    """Rows as they stand: prompts, and the names of headings in brackets."""
    queue, found = window.workspace.queue, list[str]()
    for at, ref in enumerate(queue.rows.between(0, len(queue.rows))):
        entry = queue.entry(ref.id) if ref.kind == "job" else None
        found.append(f"[{queue.group(ref, at).name}]" if entry is None else entry.prompt)
    return found


async def seen(column: QueueColumn, job: Job) -> RowView:
    ref = RowRef("job", job.id)
    await until(lambda: ref in column.views and column.views[ref].isVisible())
    return column.views[ref]


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), key, modifier)


async def test_moved_by_keys_and_brought_back(window: MainWindow, core: ScriptedCore, column: QueueColumn) -> None:
    jobs = add(core, "a", "b", "c", "d")
    QTest.mouseClick(await seen(column, jobs[2]), LEFT)
    press(KEY.Key_Up, ALT)
    await until(lambda: told(window) == ["a", "c", "b", "d"])
    assert isinstance(focus(), RowView)
    press(KEY.Key_Home, ALT)
    await until(lambda: told(window) == ["c", "a", "b", "d"])
    press(KEY.Key_Down, SHIFT)
    press(KEY.Key_End, ALT)
    await until(lambda: told(window) == ["b", "d", "c", "a"])
    assert [len(window.workspace.queue.selection), window.workspace.queue.selection.jobs] == [
        2,
        (jobs[2].id, jobs[0].id),
    ]
    press(KEY.Key_Up, ALT)
    await until(lambda: told(window) == ["b", "c", "a", "d"])
    for _ in range(4):
        press(KEY.Key_Z, CTRL)
    await until(lambda: told(window) == ["a", "b", "c", "d"] and not window.workspace.undo.can_undo)
    stored = sorted(core.library.jobs.known.values(), key=lambda job: job.rank)
    assert [job.order.recipe.prompt for job in stored] == ["a", "b", "c", "d"]


async def test_dragged_to_another_place(window: MainWindow, core: ScriptedCore, column: QueueColumn) -> None:
    jobs = add(core, "a", "b", "c", "d")
    first, last = await seen(column, jobs[0]), await seen(column, jobs[3])
    QTest.mouseClick(await seen(column, jobs[2]), LEFT)
    QTest.mouseClick(last, LEFT, CTRL)
    QTest.mousePress(last, LEFT, pos=QPoint(100, 10))
    QTest.mouseMove(last, last.mapFromGlobal(first.mapToGlobal(QPoint(120, 30))))
    QTest.mouseMove(last, last.mapFromGlobal(first.mapToGlobal(QPoint(120, 34))))
    assert column.reorder.active
    assert column.reorder.line.isVisible()
    assert column.reorder.ghost.text() == "2 jobs"
    assert column.reorder.target == 1
    QTest.mouseRelease(last, LEFT, pos=last.mapFromGlobal(first.mapToGlobal(QPoint(120, 34))))
    await until(lambda: told(window) == ["a", "c", "d", "b"])
    assert not column.reorder.line.isVisible()


async def test_escape_ends_a_drag_and_stops_nothing(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    running = core.add_job(a_recipe("r"), 1, state="running")
    jobs = add(core, "a", "b", "c")
    core.announce_job(running.id)
    last = await seen(column, jobs[2])
    await seen(column, running)
    QTest.mousePress(last, LEFT, pos=QPoint(100, 10))
    QTest.mouseMove(last, QPoint(100, -3 * ROW))
    assert column.reorder.target == 1  # what runs has its place already
    press(KEY.Key_Escape)
    assert not column.reorder.active
    QTest.mouseRelease(last, LEFT, pos=QPoint(100, -2 * ROW))
    assert told(window) == ["r", "a", "b", "c"]
    assert core.queue.acts == []
    assert core.cancelled == []


async def test_the_list_scrolls_while_something_is_dragged_at_its_edge(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, *[f"p{number}" for number in range(60)])
    first = await seen(column, jobs[0])
    await until(lambda: column.verticalScrollBar().maximum() > 10 * ROW)
    column.reorder.begin((jobs[0].id,), first.mapToGlobal(QPoint(50, 10)))
    column.reorder.move(column.viewport().mapToGlobal(QPoint(50, column.viewport().height() - 4)))
    await until(lambda: column.verticalScrollBar().value() > 4 * ROW)
    column.reorder.drop()
    await until(lambda: told(window).index("p0") > 8)


async def test_a_batch_folds_and_is_paused_tried_again_and_cancelled(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    batch = core.queue.add_batch("Spring")
    jobs = add(core, "a", "b", "c", batch=batch.id)
    core.set_state(jobs[0].id, "failed", Failed.of(OutOfMemory("Too large.", remedy="Smaller.")))
    await until(lambda: told(window) == ["[Spring]", "b", "c", "[Set aside]", "a"])
    heading = RowRef("batch", batch.id)
    await until(lambda: heading in column.views)
    QTest.mouseClick(column.views[heading], LEFT, pos=QPoint(200, 10))
    press(KEY.Key_Left)
    assert told(window) == ["[Spring]", "[Set aside]", "a"]
    assert "folded" in column.views[heading].accessibleName()
    press(KEY.Key_Return)
    assert told(window)[1] == "b"
    press(KEY.Key_P)
    await until(lambda: core.queue.kept[batch.id].paused)
    await until(lambda: "Paused" in column.views[heading].accessibleName())
    press(KEY.Key_P)
    await until(lambda: not core.queue.kept[batch.id].paused)
    column.tools.go_to(column.views[heading])
    column.tools.retry.click()
    await until(lambda: core.library.jobs.known[jobs[0].id].state == "waiting")
    press(KEY.Key_Delete)
    await until(lambda: told(window) == [])
    press(KEY.Key_Z, CTRL)
    await until(lambda: told(window) == ["[Spring]", "a", "b", "c"])


async def test_what_happens_while_it_is_folded_disturbs_nothing(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    batch = core.queue.add_batch("Spring")
    jobs = add(core, "a", "b", batch=batch.id)
    await seen(column, jobs[1])
    window.queue.toggle()
    for job in jobs:
        core.set_state(job.id, "cancelled")
    await until(lambda: told(window) == [])
    window.workspace.queue.moved.emit(RowRef("batch", batch.id))
    window.queue.toggle()
    assert not column.isVisible()
    core.set_state(jobs[0].id, "waiting")
    await until(lambda: told(window) == ["[Spring]", "a"])
    await seen(column, jobs[0])


async def test_a_failure_says_why_and_is_tried_again_or_dismissed(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, "a", "b")
    for job in jobs:
        core.set_state(job.id, "failed", Failed.of(OutOfMemory("It is too large.", remedy="Make it smaller.")))
    view = await seen(column, jobs[0])
    await until(lambda: "It is too large. Make it smaller." in view.accessibleName())
    QTest.mouseMove(view, QPoint(50, 10))
    column.tools.go_to(view)
    assert column.tools.cancel.accessibleName() == "Dismiss this"
    column.tools.retry.click()
    await until(lambda: core.library.jobs.known[jobs[0].id].state == "waiting")
    QTest.mouseClick(await seen(column, jobs[1]), LEFT)
    press(KEY.Key_Delete)
    await until(lambda: told(window) == ["a"])
    await until(lambda: core.library.jobs.known[jobs[1].id].dismissed)
    press(KEY.Key_Z, CTRL)
    await until(lambda: told(window) == ["a", "[Set aside]", "b"])


async def test_finding_and_showing_everything_again(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, "a red moon", "a dog")
    QTest.mouseClick(await seen(column, jobs[0]), LEFT)
    press(KEY.Key_F, CTRL)
    panel = window.queue.panel
    assert panel.bar.words.hasFocus()
    QTest.keyClicks(panel.bar.words, "dog")
    await until(lambda: told(window) == ["a dog"])
    press(KEY.Key_Down)
    await until(lambda: isinstance(focus(), RowView))
    QTest.keyClick(focus(), KEY.Key_F, CTRL)
    panel.bar.words.setText("zebra")
    await until(lambda: told(window) == [] and panel.everything.isVisible())
    panel.everything.click()
    await until(lambda: told(window) == ["a red moon", "a dog"])
    panel.bar.kept.setCurrentIndex(3)
    assert told(window) == []
    core.set_state(jobs[1].id, "paused")
    await until(lambda: told(window) == ["a dog"])


async def test_the_menu_key_offers_what_is_possible(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    running = core.add_job(a_recipe("r"), 2, state="running")
    core.announce_job(running.id)
    jobs = add(core, "a")
    core.say(running.id, progress(0, 1))
    for job, wanted, missing in ((jobs[0], "Edit", "Try again"), (running, "Pause", "Move up")):
        QTest.mouseClick(await seen(column, job), LEFT)
        QTest.keyClick(focus(), KEY.Key_Menu)
        menu = states.popup()
        assert isinstance(menu, QMenu)
        titles = [action.text().partition("\t")[0] for action in menu.actions()]
        menu.close()
        assert wanted in titles
        assert missing not in titles
        assert "Cancel" in titles


async def test_what_is_looked_at_stays_while_rows_above_it_come_and_go(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, *[f"p{number}" for number in range(60)])
    await until(lambda: column.verticalScrollBar().maximum() > 20 * ROW)
    column.verticalScrollBar().setValue(20 * ROW + 7)
    top = await seen(column, jobs[20])
    place = top.mapTo(column.viewport(), QPoint(0, 0))
    for job in jobs[:5]:
        core.set_state(job.id, "cancelled")
    await until(lambda: len(window.workspace.queue) == 55)
    assert (await seen(column, jobs[20])).mapTo(column.viewport(), QPoint(0, 0)) == place


async def test_the_keyboard_stays_beside_a_row_that_goes(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, "a", "b", "c")
    QTest.mouseClick(await seen(column, jobs[1]), LEFT)
    core.set_state(jobs[1].id, "done")
    await until(lambda: len(window.workspace.queue) == 2)
    here = focus()
    assert isinstance(here, RowView)
    assert here.ref == RowRef("job", jobs[2].id)
    assert QAccessible.queryAccessibleInterface(here).state().selected


async def test_many_that_come_above_do_not_move_what_is_looked_at(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, *[f"p{number}" for number in range(60)])
    await until(lambda: column.verticalScrollBar().maximum() > 20 * ROW)
    column.verticalScrollBar().setValue(20 * ROW + 7)
    place = (await seen(column, jobs[21])).mapTo(column.viewport(), QPoint(0, 0))
    more = [core.add_job(a_recipe(f"q{number}"), 1) for number in range(100)]
    for job in more:
        core.library.jobs.known[job.id] = msgspec.structs.replace(job, rank=-2)
    core.announce(Change(jobs=frozenset(job.id for job in more)))
    await until(lambda: len(window.workspace.queue) == 160)
    assert (await seen(column, jobs[21])).mapTo(column.viewport(), QPoint(0, 0)) == place


async def test_who_scrolled_away_stays_there_when_the_current_row_goes(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, *[f"p{number}" for number in range(60)])
    QTest.mouseClick(await seen(column, jobs[0]), LEFT)
    column.verticalScrollBar().setValue(30 * ROW)
    place = (await seen(column, jobs[32])).mapTo(column.viewport(), QPoint(0, 0))
    core.set_state(jobs[0].id, "done")
    await until(lambda: len(window.workspace.queue) == 59)
    assert (await seen(column, jobs[32])).mapTo(column.viewport(), QPoint(0, 0)) == place
    here = focus()
    assert isinstance(here, RowView)
    assert here.ref == RowRef("job", jobs[1].id)


async def test_a_key_that_moves_nothing_does_not_scroll_later(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, *[f"p{number}" for number in range(60)])
    QTest.mouseClick(await seen(column, jobs[0]), LEFT)
    press(KEY.Key_Up, ALT)
    await asyncio.sleep(0)
    await until(lambda: not window.workspace.undo.can_undo)
    column.verticalScrollBar().setValue(30 * ROW)
    core.set_state(jobs[59].id, "cancelled")
    await until(lambda: len(window.workspace.queue) == 59)
    assert column.verticalScrollBar().value() == 30 * ROW


async def test_dropped_behind_the_last_that_the_filter_shows(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, "qa1", "qb1", "qa2", "qb2")
    first = await seen(column, jobs[0])
    window.workspace.queue.filter = QueueFilter(words="qa")
    await until(lambda: told(window) == ["qa1", "qa2"])
    column.reorder.begin((jobs[0].id,), first.mapToGlobal(QPoint(50, 10)))
    column.reorder.move(column.viewport().mapToGlobal(QPoint(50, 3 * ROW)))
    column.reorder.drop()
    await until(lambda: told(window) == ["qa2", "qa1"])
    window.workspace.queue.filter = QueueFilter()
    assert told(window) == ["qb1", "qa2", "qa1", "qb2"]


async def test_a_drag_ends_with_the_row_on_which_it_began(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, "a", "b", "c")
    row = await seen(column, jobs[1])
    QTest.mouseClick(row, LEFT)
    QTest.mouseClick(await seen(column, jobs[2]), LEFT, CTRL)
    QTest.mousePress(row, LEFT, pos=QPoint(100, 10))
    QTest.mouseMove(row, QPoint(100, -ROW))
    assert column.reorder.active
    core.set_state(jobs[1].id, "cancelled")
    await until(lambda: len(window.workspace.queue) == 2)
    assert not column.reorder.active
    assert core.queue.acts == []


async def test_ten_thousand_jobs_have_a_screenful_of_widgets(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    jobs = add(core, *[f"prompt {number}" for number in range(10_000)])
    await until(lambda: len(window.workspace.queue) == 10_000)
    screenful = column.viewport().height() // ROW + 5
    assert len(column.views) <= screenful
    column.verticalScrollBar().setValue(column.verticalScrollBar().maximum())
    await seen(column, jobs[-1])
    assert len(column.findChildren(RowView)) <= 2 * screenful
    QTest.mouseClick(await seen(column, jobs[-1]), LEFT)
    press(KEY.Key_Home, ALT)
    await until(lambda: told(window)[0] == "prompt 9999")
    await until(lambda: column.verticalScrollBar().value() == 0)


async def test_rows_stand_where_the_open_one_leaves_room() -> None:
    slots = Slots()
    slots.count = 10
    slots.open(3, 100)
    assert [slots.top(at) for at in (0, 3, 4, 10)] == [0, 3 * ROW, 4 * ROW + 100, 10 * ROW + 100]
    assert [slots.at(y) for y in (-5, 3 * ROW, 4 * ROW + 50, 4 * ROW + 100, 10**6)] == [0, 3, 3, 4, 9]
    assert slots.between(4 * ROW + 10, 4 * ROW + 110) == range(3, 5)
    slots.open(None)
    assert slots.height == 10 * ROW
    assert slots.boundary(2 * ROW + 30) == 3


async def test_the_keyboard_stays_in_the_panel_when_the_last_row_goes(
    window: MainWindow, core: ScriptedCore, column: QueueColumn
) -> None:
    (job,) = add(core, "a")
    QTest.mouseClick(await seen(column, job), LEFT)
    core.set_state(job.id, "cancelled")
    await until(lambda: not column.isVisible())
    assert focus() is window.queue.panel.bar.rules
