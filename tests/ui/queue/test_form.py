"""A row opens into a form: saved by Enter, left by Escape; what was typed survives whatever happens to the job."""

from __future__ import annotations

import time

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from studio.errors import DatabaseLocked
from studio.recipe.asset import Change
from studio.recipe.job import Job, NewJob
from studio.recipe.queue import Hours, Rules
from studio.recipe.recipe import SKETCH_EDITION, Sketched
from studio.sketch.about import MODEL
from studio.ui.queue.form import JobForm
from studio.ui.queue.row import RowView
from studio.ui.queue.rules import RulesPanel, in_words
from studio.ui.queue.slots import ROW
from studio.ui.queue.start_time import StartPanel, next_at
from studio.ui.window import MainWindow
from studio.workspace.queue_rows import RowRef
from tests.ui import states
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
async def job(window: MainWindow, core: ScriptedCore) -> Job:
    """The first of two that wait; the list is unfolded."""
    window.activateWindow()
    window.queue.toggle()
    window.resizeDocks([window.queue], [420], Qt.Orientation.Vertical)
    first, second = core.add_job(a_recipe("a red star"), 2), core.add_job(a_recipe("a dog"), 2)
    core.announce(Change(jobs=frozenset({first.id, second.id})))
    await until(lambda: len(window.workspace.queue) == 2)
    return first


async def opened(window: MainWindow, job: Job) -> JobForm:
    """By keyboard."""
    column = window.queue.panel.column
    ref = RowRef("job", job.id)
    await until(lambda: ref in column.views and column.views[ref].isVisible())
    QTest.mouseClick(column.views[ref], Qt.MouseButton.LeftButton, pos=QPoint(200, 10))
    QTest.keyClick(column.views[ref], KEY.Key_Return)
    form = column.form
    assert form is not None
    assert form.prompt.hasFocus()
    return form


def order(core: ScriptedCore, job: Job) -> NewJob:
    return core.library.jobs.known[job.id].order


async def test_saved_by_enter(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    form = await opened(window, job)
    column = window.queue.panel.column
    assert form.y() == ROW
    assert column.views[RowRef("job", job.id)].y() == 0
    QTest.keyClicks(form.prompt, "a blue moon")
    QTest.keyClick(form.prompt, KEY.Key_Return, SHIFT)
    QTest.keyClicks(form.prompt, "at night, Pop art")  # letters that are commands in the list
    form.count.setValue(5)
    form.width_box.setValue(96)
    form.seed.setText("12")
    QTest.keyClick(form.seed, KEY.Key_Return)
    await until(lambda: column.form is None)
    made = order(core, job)
    assert made.recipe.prompt == "a blue moon at night, Pop art"
    assert (made.count, made.recipe.width, made.recipe.height, made.recipe.seed) == (5, 96, 64, 12)
    await until(lambda: isinstance(QApplication.focusWidget(), RowView))
    QTest.keyClick(column.views[RowRef("job", job.id)], KEY.Key_Z, CTRL)
    await until(lambda: order(core, job) == job.order)


async def test_of_a_drawing_only_what_it_has(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    drawn = core.add_job(msgspec.structs.replace(a_recipe("two stars"), model=MODEL, steps=1, guidance=1.0), 2)
    core.announce_job(drawn.id)
    form = await opened(window, drawn)
    assert not form.steps.isVisible()
    assert not form.negative.isVisible()


async def test_what_began_with_a_sketch_does_after_editing(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    start = Sketched(strength=0.45, layout=9, edition=SKETCH_EDITION)
    sketched = core.add_job(msgspec.structs.replace(a_recipe("two stars"), start=start), 2)
    core.announce_job(sketched.id)
    form = await opened(window, sketched)
    assert "Sketch first, strength 45%" in {label.text() for label in form.findChildren(QLabel)}
    assert form.steps.isVisible()
    form.prompt.setPlainText("three stars")
    QTest.keyClick(form.seed, KEY.Key_Return)
    await until(lambda: order(core, sketched).recipe.prompt == "three stars")
    assert order(core, sketched).recipe.start == start


async def test_left_by_escape(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    form = await opened(window, job)
    QTest.keyClicks(form.prompt, "something else")
    QTest.keyClick(form.prompt, KEY.Key_Escape)
    assert form.said.text() == "Enter saves what you typed. Press Esc again to leave it as it was."
    QTest.keyClicks(form.prompt, "!")
    QTest.keyClick(form.prompt, KEY.Key_Escape)  # there is more to lose than what was asked for
    assert form.prompt.toPlainText() == "something else!"
    QTest.keyClick(form.prompt, KEY.Key_Escape)
    assert window.queue.panel.column.form is None
    assert order(core, job) == job.order
    assert core.cancelled == []


async def test_what_cannot_be_made_is_said_in_the_row(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    form = await opened(window, job)
    form.width_box.setValue(65)
    form.prompt.setPlainText("kept")
    QTest.keyClick(form.prompt, KEY.Key_Return)
    await until(lambda: "65x64" in form.said.text() and "nearest" in form.said.text())
    assert form.prompt.toPlainText() == "kept"
    form.width_box.setValue(64)
    QTest.keyClick(form.width_box, KEY.Key_Return, CTRL)
    await until(lambda: order(core, job).recipe.prompt == "kept")


async def test_another_row_does_not_throw_away_what_was_typed(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    form = await opened(window, job)
    column = window.queue.panel.column
    other = window.workspace.queue.jobs_in("waiting")[1]
    column.edit(other)
    assert column.form is not form  # nothing was typed there
    form = column.form
    assert form is not None
    form.prompt.setPlainText("half a thought")
    column.edit(job.id)
    assert column.form is form
    assert "Save or cancel" in form.said.text()
    assert form.prompt.hasFocus()


async def test_edited_elsewhere_meanwhile(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    form = await opened(window, job)
    form.prompt.setPlainText("mine")
    theirs = msgspec.structs.replace(job.order, recipe=a_recipe("theirs"))
    await core.queue.edit(job.id, theirs, 0)
    await until(lambda: "changed elsewhere" in form.said.text())
    assert form.prompt.toPlainText() == "mine"
    assert form.save.text() == "Save anyway"
    assert order(core, job).recipe.prompt == "theirs"
    form.save.click()
    await until(lambda: order(core, job).recipe.prompt == "mine")
    await until(lambda: window.queue.panel.column.form is None)


async def test_begun_and_ended_meanwhile(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    form = await opened(window, job)
    form.prompt.setPlainText("mine")
    core.set_state(job.id, "running")
    await until(lambda: "has begun" in form.said.text())
    core.set_state(job.id, "done")
    await until(lambda: window.workspace.queue.count("done"))
    assert form.isVisible()
    assert form.prompt.toPlainText() == "mine"
    assert form.save.text() == "Save as a new job"
    form.save.click()
    await until(lambda: window.queue.panel.column.form is None)
    prompts = {one.order.recipe.prompt for one in core.library.jobs.known.values() if one.state == "waiting"}
    assert prompts == {"mine", "a dog"}
    assert len(window.workspace.queue) == 2


async def test_pressed_twice_it_is_saved_once(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    form = await opened(window, job)
    form.prompt.setPlainText("mine")
    core.set_state(job.id, "running")
    await until(lambda: form.save.text() == "Save as a new job")
    QTest.keyClick(form.prompt, KEY.Key_Return)
    QTest.keyClick(form.prompt, KEY.Key_Return)
    await until(lambda: window.queue.panel.column.form is None)
    assert [name for name, _ in core.queue.acts] == ["add"]


async def test_a_refusal_of_the_library_is_said_and_nothing_is_lost(
    window: MainWindow, core: ScriptedCore, job: Job
) -> None:
    form = await opened(window, job)
    form.prompt.setPlainText("mine")
    core.queue.refusal = DatabaseLocked("The library is busy.", remedy="Try again in a moment.")
    form.save.click()
    await until(lambda: "The library is busy." in form.said.text())
    assert form.prompt.toPlainText() == "mine"
    form.save.click()
    await until(lambda: order(core, job).recipe.prompt == "mine")


async def test_a_time_to_begin_at(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    column = window.queue.panel.column
    ref = RowRef("job", job.id)
    await until(lambda: ref in column.views)
    window.workspace.queue.selection.choose(ref)
    window.queue.panel.handling.start_later()
    panel = states.popup()
    assert isinstance(panel, StartPanel)
    panel.set.click()
    await until(lambda: order(core, job).start_at > time.time())
    assert order(core, job).start_at == next_at(22)
    await until(lambda: window.workspace.undo.undo_label == "set when 1 job may begin")
    window.commands.action("undo").trigger()
    await until(lambda: order(core, job).start_at == 0)


async def test_rules_count_at_once(window: MainWindow, core: ScriptedCore, job: Job) -> None:
    bar = window.queue.panel.bar
    bar.rules.click()
    panel = states.popup()
    assert isinstance(panel, RulesPanel)
    panel.hours.click()
    panel.end.setTime(QTime(6, 30))
    panel.end.editingFinished.emit()
    panel.stops.click()
    panel.failures.setValue(5)
    rules = Rules(hours=Hours(begin=22 * 60, end=6 * 60 + 30), stop_after=5)
    await until(lambda: core.queue.known.rules == rules)
    await until(lambda: bar.rules.accessibleName().endswith("22:00 to 06:30, pauses after 5 failures"))
    panel.close()
    assert in_words(Rules(together=False)) == "strictly in order"


def test_the_next_time_of_an_hour() -> None:
    noon = time.mktime((2026, 5, 3, 12, 0, 0, 0, 0, -1))
    assert time.localtime(next_at(22, noon))[:4] == (2026, 5, 3, 22)
    assert time.localtime(next_at(7, noon))[:4] == (2026, 5, 4, 7)
    assert time.localtime(next_at(12, noon))[:4] == (2026, 5, 4, 12)
