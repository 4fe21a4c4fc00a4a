"""The real list of the queue on a real library, offscreen: frames while it scrolls, and how soon an act is seen.

`python -m tests.benchmarks.queue_window HOME JOBS` fills HOME and prints the figures as JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import msgspec
import psutil
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from studio.core import Studio
from studio.paths import home_at
from studio.recipe.job import NewJob
from studio.recipe.queue import Batch
from studio.recipe.recipe import ModelRef, Recipe
from studio.settings import Settings
from studio.ui.images import Images
from studio.ui.queue.panel import QueuePanel
from studio.ui.queue.slots import ROW
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import Theme
from studio.workspace.commands import Keymap
from studio.workspace.core import Core
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace
from tests.ui.painter import Painter

SIZE = (1280, 800)
PERIOD = 1 / 60
STRIDE = 40
"""pixels a frame: a fast wheel"""
FRAMES = 600
PAGES = 150
ACTS = 40
_BATCHES = 20
_WORDS = ("red", "blue", "golden", "small", "tall", "quiet", "sea", "star", "mountain", "house", "bird", "forest")
Frame = tuple[float, float]
"""milliseconds by the clock, and of the loop's thread at work: other programs lengthen only the first"""


class Frames(QObject):
    """Notes when the list is painted."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.painted = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            self.painted = True
        return False

    async def of(self, act: Callable[[], object]) -> Frame:
        """From `act` until what it changed is painted, whatever else the loop did meanwhile."""
        self.painted = False
        began, worked = time.perf_counter(), time.thread_time()
        act()
        while not self.painted and time.perf_counter() - began < 1.0:
            await asyncio.sleep(0)
        return 1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - worked)


def order(number: int, chance: random.Random, batch: str = "") -> NewJob:
    recipe = Recipe(
        prompt=f"{number} a " + " ".join(chance.choices(_WORDS, k=chance.randint(2, 24))),
        width=256,
        height=256,
        seed=number,
        steps=16,
        guidance=2.5,
        scheduler="default",
        model=ModelRef(id="starter", weights="a" * 64),
    )
    return NewJob(recipe=recipe, count=4, lane="batch", batch=batch, row=number, key=str(number))


async def fill(core: Studio, jobs: int) -> None:
    chance = random.Random(jobs)
    each = -(-jobs // _BATCHES)
    for number in range(_BATCHES):
        id = f"{number:032x}"
        batch = Batch(id=id, name=f"Plan {number}", plan="", folder=str(core.home.pictures), project="P", created=1.0)
        orders = [order(at, chance, id) for at in range(number * each, min(jobs, (number + 1) * each))]
        await core.library.jobs.enqueue(orders, batch)


class Opened:
    """The list with everything around it that it needs."""

    def __init__(self, app: QApplication, core: Studio) -> None:
        self.core = core
        self.workspace = Workspace(core.home, Session())
        theme = Theme(app, "dark")
        self.images = Images(None, core.home.cache / "thumbnails")
        self.panel = QueuePanel(
            self.workspace, theme, self.images, Actions(Keymap(Settings.load(core.home.settings)), theme)
        )
        self.column = self.panel.column
        self.panel.resize(*SIZE)
        self.frames = Frames(self.panel)

    async def scroll(self, step: Callable[[], object], frames: int) -> list[Frame]:
        """Frames begun sixty times a second, as a screen asks for them."""
        taken: list[Frame] = []
        for _ in range(frames):
            began = time.perf_counter()
            taken.append(await self.frames.of(step))
            await asyncio.sleep(max(0.0, PERIOD - (time.perf_counter() - began)))
        return taken

    async def acts(self, act: Callable[[int], Awaitable[object]]) -> dict[str, list[Frame]]:
        """Frames from the user's act until it is seen, and until the library has it."""
        seen: list[Frame] = []
        kept: list[Frame] = []
        for number in range(ACTS):
            began, worked = time.perf_counter(), time.thread_time()
            task: asyncio.Future[object] | None = None

            def do(number: int = number) -> None:
                nonlocal task
                task = asyncio.ensure_future(act(number))

            seen.append(await self.frames.of(do))
            assert task is not None
            await task
            kept.append((1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - worked)))
            await asyncio.sleep(0.05)
        return {"seen": seen, "kept": kept}

    async def close(self) -> None:
        self.panel.hide()
        await self.workspace.close()
        self.images.close()
        self.panel.deleteLater()


async def measure(app: QApplication, root: Path, jobs: int) -> dict[str, object]:
    core = Studio(home_at(root), backend=Painter())
    await core.start()
    await core.queue.hold()
    await fill(core, jobs)
    opened = Opened(app, core)
    opened.panel.show()
    began = time.perf_counter()
    await opened.workspace.attach(cast(Core, core))
    found: dict[str, object] = {"loaded_ms": round(1000 * (time.perf_counter() - began), 1)}
    queue, bar = opened.workspace.queue, opened.column.verticalScrollBar()
    assert len(queue) == jobs
    found["continuous"] = await opened.scroll(_steady(opened, STRIDE), FRAMES)
    found["pages"] = await opened.scroll(_steady(opened, opened.column.viewport().height()), PAGES)
    chance = random.Random(7)
    found["jumps"] = await opened.scroll(lambda: bar.setValue(chance.randrange(bar.maximum() + 1)), PAGES)
    bar.setValue(ROW * (jobs // 2))
    found |= await _acted(opened, {"move": _moves(opened), "cancel": _cancels(opened)})
    bar.setValue(0)
    found |= await _acted(opened, {"insert": _inserts(opened)})
    began = time.perf_counter()
    opened.panel.bar.words.setText("golden forest")
    opened.panel.bar._apply()
    found["filter_ms"] = round(1000 * (time.perf_counter() - began), 1)
    found["rss_mb"] = round(psutil.Process().memory_info().rss / 2**20, 1)
    found["widgets"] = len(opened.panel.findChildren(QObject))
    await opened.close()
    await core.close()
    return found


Act = Callable[[int], Awaitable[object]]


async def _acted(opened: Opened, acts: dict[str, Act]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, act in acts.items():
        for what, frames in (await opened.acts(act)).items():
            found[f"{name}_{what}"] = frames
    return found


def _here(opened: Opened, number: int) -> str:
    """A job in sight."""
    at = opened.column.slots.at(opened.column.verticalScrollBar().value() + ROW * (2 + number % 8))
    return opened.workspace.queue.rows.job_at(at)


def _moves(opened: Opened) -> Act:
    return lambda number: opened.workspace.queue_acts.step((_here(opened, number),), -1)


def _cancels(opened: Opened) -> Act:
    return lambda number: opened.workspace.queue_acts.cancel((_here(opened, number),))


def _inserts(opened: Opened) -> Act:
    """From elsewhere, as from the command line; it comes first and is seen when the library has it."""
    chance = random.Random(3)

    async def insert(number: int) -> None:
        new = msgspec.structs.replace(order(100_000 + number, chance), lane="interactive")
        _, change = await opened.core.library.jobs.enqueue([new])
        opened.core.announce(change)

    return insert


def _steady(opened: Opened, stride: int) -> Callable[[], None]:
    """Down by `stride`, from the top again at the end."""
    bar = opened.column.verticalScrollBar()
    bar.setValue(0)
    return lambda: bar.setValue(bar.value() + stride if bar.value() < bar.maximum() else 0)


def main() -> None:
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    loop = cast(asyncio.AbstractEventLoop, QEventLoop(app))
    loop.set_default_executor(ThreadPoolExecutor(6))
    asyncio.set_event_loop(loop)
    print(json.dumps(loop.run_until_complete(measure(app, Path(sys.argv[1]), int(sys.argv[2])))))
    loop.close()


if __name__ == "__main__":
    main()
