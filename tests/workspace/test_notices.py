"""The system tells that work ended when it was long, somebody wants to know, and nobody is looking: once."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.errors import EngineLost
from studio.recipe.events import Failed
from studio.recipe.job import State
from studio.settings import WINDOW_NOTIFY, Settings
from studio.workspace.notices import LONG, Message, Notices
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until


class Desk:
    """Somebody's desk: a clock, whether they look, what they heard."""

    def __init__(self, workspace: Workspace, core: ScriptedCore) -> None:
        self.time = 0.0
        self.looking = False
        self.heard: list[Message] = []
        self.settings = Settings(Path("unused"))
        self.workspace = workspace
        self.core = core
        self.notices = Notices(workspace.queue, self.settings, lambda: self.looking, lambda: self.time)
        self.notices.due.connect(lambda message: self.heard.append(message))

    async def work(self, seconds: float, *endings: State, prompt: str = "a red circle", count: int = 2) -> None:
        """A set for each ending, one after the other, all asked for at once."""
        jobs = [self.core.add_job(a_recipe(prompt), count) for _ in endings]
        for job in jobs:
            self.core.announce_job(job.id)
        await until(lambda: len(self.workspace.queue) == len(jobs))
        self.time += seconds
        for job, ending in zip(jobs, endings, strict=True):
            failure = Failed.of(EngineLost("The engine ended.")) if ending == "failed" else None
            self.core.set_state(job.id, ending, failure)
        await until(lambda: len(self.workspace.queue) == 0)


@pytest.fixture
def desk(workspace: Workspace, core: ScriptedCore) -> Desk:
    return Desk(workspace, core)


async def test_long_work_is_told(desk: Desk) -> None:
    await desk.work(LONG, "done")
    assert desk.heard == [Message(title="Your pictures are ready", text="2 pictures of “a red circle”.")]


async def test_short_work_is_not(desk: Desk) -> None:
    await desk.work(LONG - 0.1, "done")
    assert desk.heard == []


async def test_not_to_who_is_looking_nor_to_who_wants_none(desk: Desk) -> None:
    desk.looking = True
    await desk.work(60, "done")
    desk.looking = False
    desk.settings.set(WINDOW_NOTIFY, False)
    await desk.work(60, "done")
    assert desk.heard == []


async def test_many_sets_are_one_message(desk: Desk) -> None:
    await desk.work(60, "done", "failed", "done", "cancelled")
    assert [message.text for message in desk.heard] == ["4 pictures in 2 sets. 1 of 3 sets could not be made."]


async def test_a_failure_says_why(desk: Desk) -> None:
    await desk.work(60, "failed")
    assert desk.heard == [Message(title="The pictures could not be made", text="The engine ended.")]


async def test_what_the_user_cancelled_needs_no_message(desk: Desk) -> None:
    await desk.work(60, "cancelled", "cancelled")
    assert desk.heard == []


async def test_each_work_has_its_own_time(desk: Desk) -> None:
    await desk.work(60, "done")
    desk.time += 1000
    await desk.work(1, "done")
    assert len(desk.heard) == 1


async def test_a_long_prompt_is_cut(desk: Desk) -> None:
    await desk.work(60, "done", prompt="x" * 5000, count=1)
    assert desk.heard[0].text == "1 picture of “" + "x" * 79 + "…”."
