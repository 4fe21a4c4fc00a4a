"""What screen readers are told of their own accord: a set made, a set failed, a problem; and nothing more."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible

from studio.errors import EngineLost, SizeError
from studio.recipe.events import Failed
from studio.recipe.queue import Blocked, Hold, QueueState, Rules
from studio.ui.announce import Announcer, announce
from studio.ui.window import MainWindow
from tests.workspace.scripted_core import ScriptedCore, a_recipe, preview, progress
from tests.workspace.waiting import until

LOST = Failed.of(EngineLost("The engine ended.", remedy="Make what is missing."))


@pytest.fixture
def said(window: MainWindow) -> list[tuple[str, bool]]:
    heard: list[tuple[str, bool]] = []
    Announcer(window, window.workspace, lambda text, urgent: heard.append((text, urgent)))
    return heard


async def begun(window: MainWindow, core: ScriptedCore, prompt: str, count: int = 4) -> str:
    job = core.add_job(a_recipe(prompt), count, state="running").id
    core.announce_job(job)
    await until(lambda: len(window.workspace.queue) == 1)
    return job


async def test_a_set_that_is_made(window: MainWindow, core: ScriptedCore, said: list[tuple[str, bool]]) -> None:
    job = await begun(window, core, "a red star")
    core.say(job, progress(0, 1))
    core.say(job, preview(0, 1))
    core.set_state(job, "done")
    await until(lambda: said)
    assert said == [("Made: 4 pictures of a red star", False)]


async def test_a_set_that_failed(window: MainWindow, core: ScriptedCore, said: list[tuple[str, bool]]) -> None:
    job = await begun(window, core, "a red star " * 20, 1)
    core.set_state(job, "failed", LOST)
    await until(lambda: said)
    ((text, urgent),) = said
    assert urgent
    assert text.startswith("Not made: 1 picture of a red star a red star")
    assert text.endswith("…. The engine ended. Make what is missing.")
    assert len(text) < 160


async def test_a_set_that_was_cancelled_is_no_news(
    window: MainWindow, core: ScriptedCore, said: list[tuple[str, bool]]
) -> None:
    job = await begun(window, core, "a red star")
    core.set_state(job, "cancelled")
    await until(lambda: len(window.workspace.queue) == 0)
    assert said == []


async def test_a_plan_is_told_when_it_is_done(
    window: MainWindow, core: ScriptedCore, said: list[tuple[str, bool]]
) -> None:
    batch = core.queue.add_batch("Spring")
    jobs = [core.add_job(a_recipe(f"planned {number}"), 2, batch=batch.id).id for number in range(3)]
    for job in jobs:
        core.announce_job(job)
    await until(lambda: len(window.workspace.queue) == 3)
    for job in jobs[:2]:
        core.set_state(job, "done")
    await until(lambda: len(window.workspace.queue) == 1)
    assert said == []
    core.set_state(jobs[2], "failed", LOST)
    await until(lambda: said)
    ((text, urgent),) = said
    assert text.startswith("Spring. Done: ")
    assert text.endswith("1 job set aside.")
    assert urgent


async def test_a_queue_that_stands_still_says_why_and_when_it_goes_on(
    window: MainWindow, core: ScriptedCore, said: list[tuple[str, bool]]
) -> None:
    queue = window.workspace.queue
    blocked = Blocked(kind="DiskFull", message="The disk is full.", remedy="Make room.", since=1.0)
    for state in (QueueState(blocked=blocked), QueueState(blocked=blocked, rules=Rules(stop_after=3)), QueueState()):
        core.queue.tell_state(state)
        await until(lambda state=state: queue.state == state)
    paused = QueueState(holds={"batch": Hold(cause="user", message="You paused it.", since=1.0)})
    core.queue.tell_state(paused)
    await until(lambda: queue.state == paused)
    assert said == [("The queue is held. The disk is full. Make room.", True), ("The queue goes on.", False)]


async def test_each_problem_is_told_once(window: MainWindow, said: list[tuple[str, bool]]) -> None:
    space = window.workspace
    space.tell_error(SizeError("It cannot make 250 × 256.", remedy="Use 256 × 256."))
    space.problems.tell("The first.")
    space.problems.tell("The second.")
    space.problems.clear("window")
    space.problems.tell("The first.")
    assert said == [
        ("It cannot make 250 × 256. Use 256 × 256.", True),
        ("The first.", False),
        ("The second.", False),
        ("The first.", False),
    ]


async def test_the_system_takes_what_is_said(window: MainWindow, core: ScriptedCore, tmp_path: Path) -> None:
    """No screen reader runs here; with one switched on, saying something must not fail."""
    active = QAccessible.isActive()
    QAccessible.setActive(True)
    try:
        announce(window, "Made: 4 pictures", False)
        announce(window, "Not made", True)
    finally:
        QAccessible.setActive(active)
