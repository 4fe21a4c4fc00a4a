"""The button that makes says what and how long; what runs is seen, and can be stopped."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.recipe.events import Accepted, Finished
from studio.recipe.speed import Speed, spoken
from tests.ui.canvas.conftest import Canvas
from tests.workspace.scripted_core import ScriptedCore, picture, preview, progress
from tests.workspace.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier


async def made(canvas: Canvas, core: ScriptedCore, count: int) -> str:
    """The id of the newest set, once there are `count`."""
    await until(lambda: len(core.drafts) == count and len(canvas.workspace.grid) == count)
    return canvas.workspace.grid[0].id


async def test_it_says_what_it_makes_and_how_long_that_takes(canvas: Canvas) -> None:
    make = canvas.panel.make_bar.make
    await until(lambda: make.text() == "Make 4 variations")
    assert make.accessibleName() == "Make 4 variations"
    canvas.workspace.speeds["starter"] = Speed(step=4.0, rest=0.0)
    canvas.draft.count = 1
    await until(lambda: make.text() == "Make 1 picture")
    assert make.accessibleName() == "Make 1 picture, about 1 s"
    canvas.panel.dial.choose("fine")
    await until(lambda: make.accessibleName() == "Make 1 picture, about 2 s")


async def test_a_running_set_is_seen_and_another_can_be_queued(canvas: Canvas, core: ScriptedCore) -> None:
    running = canvas.panel.make_bar.running
    assert not running.stop.isVisible()
    QTest.keyClicks(canvas.panel.prompt, "a red circle")
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_Return, CTRL)
    first = await made(canvas, core, 1)
    core.say(first, Accepted())
    core.say(first, progress(0, 2))
    core.say(first, preview(0, 2))
    await until(lambda: running.text().startswith("0 of 4"))
    assert running.stop.isVisible()
    recipe = core.library.jobs.known[first].order.recipe
    core.say(first, picture(0, recipe))
    await until(lambda: running.text().startswith("1 of 4"))
    make = canvas.panel.make_bar.make
    assert make.isEnabled()
    QTest.mouseClick(make, Qt.MouseButton.LeftButton)
    await made(canvas, core, 2)
    QTest.keyClick(running.stop, Qt.Key.Key_Space)
    await until(lambda: core.cancelled == [first])
    core.say(first, Finished())


async def test_escape_stops(canvas: Canvas, core: ScriptedCore) -> None:
    QTest.keyClicks(canvas.panel.prompt, "a red circle")
    QTest.mouseClick(canvas.panel.make_bar.make, Qt.MouseButton.LeftButton)
    job = await made(canvas, core, 1)
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_Escape)
    await until(lambda: core.cancelled == [job])


async def test_the_state_is_told_while_nothing_runs(canvas: Canvas) -> None:
    await until(lambda: canvas.panel.make_bar.running.text() == "Ready")


async def test_the_time_is_that_of_the_size_that_is_made(canvas: Canvas) -> None:
    make, speed = canvas.panel.make_bar.make, Speed(step=10.0, rest=0.0)
    canvas.workspace.speeds["starter"] = speed
    canvas.draft.count = 1
    canvas.panel.size_choice.deliver(1080, 1920)
    made = canvas.panel.size_choice.width * canvas.panel.size_choice.height
    seconds = speed.seconds(steps=canvas.panel.size_choice.can.steps, pictures=1, pixels=made)
    assert seconds is not None
    await until(lambda: make.accessibleName() == f"Make 1 picture, {spoken(seconds)}")
