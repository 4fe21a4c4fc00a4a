"""A monkey works at the real window over a real library; what it left is there again after a restart."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

import psutil
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from studio.core import Studio
from studio.paths import Home
from studio.recipe.asset import Asset
from studio.recipe.queue import Rules
from studio.ui.theme import Theme
from studio.ui.window import MainWindow
from studio.workspace import session as sessions
from studio.workspace.core import Core
from studio.workspace.draft import SavedDraft
from studio.workspace.workspace import Workspace
from tests.ui.monkey import Monkey
from tests.ui.painter import Painter

SEED = 20261121
_SETTLE_SECONDS = 60.0


@dataclass
class Opened:
    window: MainWindow
    workspace: Workspace
    core: Studio


@asynccontextmanager
async def studio_window(qapp: QApplication, home: Home) -> AsyncIterator[Opened]:
    """As studio/app.py opens and closes it, with a backend that paints at once."""
    qapp.setQuitOnLastWindowClosed(False)
    last, notices = sessions.load(home)
    assert notices == ()
    workspace = Workspace(home, last)
    core = Studio(home, backend=Painter(pause=0.002))
    window = MainWindow(workspace, Theme(qapp, "dark"), lambda: None, core.settings)
    window.show()
    await window.first_paint.wait()
    window.complete()
    workspace.hear(cast("Core", core))
    await core.start()
    await workspace.attach(cast("Core", core))
    yield Opened(window, workspace, core)
    window.hide()
    await workspace.close()
    await core.close()
    window.images.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def quiet(opened: Opened) -> dict[str, object]:
    """Until nothing is made and nothing moves any more; what is remembered then."""
    async with asyncio.timeout(_SETTLE_SECONDS):
        while any(not shown.ended for shown in opened.workspace.grid.every):
            await asyncio.sleep(0.05)
        before, now = None, await remembered(opened)
        while now != before:
            await asyncio.sleep(0.5)
            before, now = now, await remembered(opened)
    return now


async def let_go_on(opened: Opened) -> None:
    """Whatever the monkey paused, put off or forbade in the queue."""
    queue = opened.core.queue
    await queue.set_rules(Rules())
    for one in await queue.batches(unfinished=True):
        await queue.resume_batch(one.batch.id)
    waiting = await opened.core.library.jobs.jobs(("waiting", "paused"), limit=10_000)
    await queue.start_at([job.id for job in waiting if job.order.start_at], 0.0)
    await queue.resume([job.id for job in waiting])
    await queue.go_on()


async def works(opened: Opened) -> bool:
    """Whether pictures can still be made after all that."""
    opened.workspace.draft.restore(SavedDraft(prompt="two red stars", count=2))
    await opened.workspace.make()
    job = (await opened.core.library.jobs.jobs(limit=1))[0]
    await quiet(opened)
    done = await opened.core.library.jobs.job(job.id)
    return done is not None and done.made == (0, 1)


async def remembered(opened: Opened) -> dict[str, object]:
    """What a restart has to bring back."""
    workspace = opened.workspace
    assets = sorted(await opened.core.library.assets(limit=100_000), key=lambda asset: asset.id)
    jobs = await opened.core.library.jobs.jobs(limit=100_000)
    return {
        "project": workspace.project,
        "draft": workspace.draft.saved(),
        "filter": workspace.grid.filter,
        "chosen": workspace.selection.chosen,
        "current": workspace.selection.current,
        "viewing": workspace.view.viewing,
        "cell": workspace.view.cell,
        "rows": [shown.id for shown in workspace.grid],
        "assets": [_told(asset) for asset in assets],
        "jobs": [(job.id, job.state, job.made) for job in jobs],
        "prompts": [entry.prompt for entry in workspace.prompts.entries],
    }


def _told(asset: Asset) -> tuple[object, ...]:
    return asset.id, asset.path, asset.path.is_file(), asset.mark, asset.note, asset.tags


async def monkey_business(
    qapp: QApplication, home: Home, log: pytest.LogCaptureFixture, actions: int
) -> dict[str, int]:
    async with studio_window(qapp, home) as opened:
        opened.workspace.draft.prompt = "a red star"
        await opened.workspace.make()
        await quiet(opened)
        pictures = tuple(asset.path for asset in await opened.core.library.assets())
        monkey = Monkey(opened.window, SEED, pictures)
        for done in range(actions):
            await monkey.act()
            failed = [record.getMessage() for record in log.records if record.levelno >= logging.ERROR]
            assert not failed, f"after {done + 1} actions, at last {monkey.trail[-5:]}: {failed}\n{log.text[-3000:]}"
        await let_go_on(opened)
        await quiet(opened)
        assert await works(opened)
        before = await quiet(opened)
        made = len(cast("list[object]", before["assets"]))
    async with studio_window(qapp, home) as again:
        after = await quiet(again)
    for what, value in before.items():
        assert after[what] == value, what
    gc.collect()
    left = [widget for widget in QApplication.allWidgets() if isinstance(widget, MainWindow)]
    assert not left
    return {"actions": actions, "pictures": made, "MiB": psutil.Process(os.getpid()).memory_info().rss // 2**20}


@pytest.mark.timeout(180, method="thread")
async def test_five_hundred_actions(qapp: QApplication, place: Home, caplog: pytest.LogCaptureFixture) -> None:
    figures = await monkey_business(qapp, place, caplog, 500)
    assert figures["pictures"] > 4


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_five_thousand_actions(qapp: QApplication, place: Home, caplog: pytest.LogCaptureFixture) -> None:
    print(await monkey_business(qapp, place, caplog, 5000))
