"""The real window while thousands of jobs arrive, are cancelled and come back at once: how long its loop is held.

`python -m tests.benchmarks.queue_burst HOME JOBS` prints as JSON, by act: milliseconds until queue and grid
show it, and the delays of the loop meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import msgspec
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from studio.core import Studio
from studio.paths import Home, home_at
from studio.recipe.queue import Batch
from studio.ui import pauses
from studio.ui.theme import Theme
from studio.ui.window import MainWindow
from studio.workspace.core import Core
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace
from tests.benchmarks.queue_window import order
from tests.ui.painter import Painter

PERIOD = 0.002


class Holds(threading.Thread):
    """Asks the loop again and again; notes by the clock, and by the loop's own time at work, how long it was held."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="holds", daemon=True)
        self.waited: list[float] = []
        self.worked: list[float] = []
        """milliseconds of the loop's thread between two answers: other programs and threads do not lengthen them"""
        self._loop = loop
        self._stopped = threading.Event()
        self._before: float | None = None

    def run(self) -> None:
        while not self._stopped.wait(PERIOD):
            answered = threading.Event()
            asked = time.perf_counter()
            self._loop.call_soon_threadsafe(self._answer, answered)
            answered.wait()
            self.waited.append(1000 * (time.perf_counter() - asked))

    def _answer(self, answered: threading.Event) -> None:
        now = time.thread_time()
        if self._before is not None:
            self.worked.append(1000 * (now - self._before))
        self._before = now
        answered.set()

    async def stop(self) -> dict[str, list[float]]:
        self._stopped.set()
        await asyncio.sleep(10 * PERIOD)
        return {"waited": self.waited, "worked": self.worked}


class Burst:
    def __init__(self, core: Studio, workspace: Workspace, jobs: int) -> None:
        self._core = core
        self._workspace = workspace
        self._jobs = jobs
        self._chance = random.Random(jobs)
        self.found: dict[str, object] = {}

    async def of(self, name: str, act: Callable[[], Awaitable[object]], queued: int, open_rows: int) -> None:
        """Do `act`, and wait until the queue has so many jobs, and the grid so many rows that have not ended."""
        holds = Holds(asyncio.get_running_loop())
        holds.start()
        began = time.perf_counter()
        seen: dict[str, float] = {}
        acting = asyncio.ensure_future(act())
        while len(seen) < 2 or not acting.done():
            await asyncio.sleep(0.01)
            now = 1000 * (time.perf_counter() - began)
            if len(self._workspace.queue) == queued:
                seen.setdefault("queue_ms", round(now, 1))
            if sum(not shown.ended for shown in self._workspace.grid.every) == open_rows:
                seen.setdefault("grid_ms", round(now, 1))
            assert now < 60_000, f"{name}: {len(self._workspace.queue)} jobs"
        await acting
        await asyncio.sleep(0.5)
        self.found[name] = {**seen, **await holds.stop()}

    async def arrive(self) -> None:
        """As from another process: it is written already when the window hears of it."""
        folder, project = str(self._core.home.pictures), self._workspace.project
        batch = Batch(id="b" * 32, name="Plan", plan="", folder=folder, project=project, created=1.0)
        orders = [order(number, self._chance, batch.id) for number in range(self._jobs)]
        orders = [msgspec.structs.replace(one, project=project) for one in orders]
        _, change = await self._core.library.jobs.enqueue(orders, batch)

        async def tell() -> None:
            self._core.announce(change)

        await self.of("arrive", tell, self._jobs, self._jobs)

    async def all(self) -> None:
        acts = self._workspace.queue_acts
        await self.arrive()
        await self.of("cancel_here", acts.cancel_all, 0, 0)
        await self.of("undo", self._workspace.undo.undo, self._jobs, self._jobs)
        await self.of(
            "pause_here", lambda: acts.pause(self._workspace.queue.jobs_in("waiting")), self._jobs, self._jobs
        )
        await self.of("cancel_elsewhere", self._core.queue.cancel_all, 0, 0)


async def measure(app: QApplication, home: Home, jobs: int) -> dict[str, object]:
    workspace = Workspace(home, Session())
    window = MainWindow(workspace, Theme(app, "light"), lambda: None)
    window.resize(1280, 800)
    window.show()
    await window.first_paint.wait()
    window.complete()
    window.queue.toggle()
    core = Studio(home, backend=Painter())
    await core.start()
    await core.queue.hold()
    await workspace.attach(cast(Core, core))
    pauses.go_on(workspace.grid)
    while not workspace.grid.complete:
        await asyncio.sleep(0.01)
    burst = Burst(core, workspace, jobs)
    await burst.all()
    await workspace.close()
    await core.close()
    window.images.close()
    window.hide()
    window.deleteLater()
    return burst.found


def main() -> None:
    pauses.hold_back()
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    loop = cast(asyncio.AbstractEventLoop, QEventLoop(app))
    loop.set_default_executor(ThreadPoolExecutor(6))
    asyncio.set_event_loop(loop)
    print(json.dumps(loop.run_until_complete(measure(app, home_at(Path(sys.argv[1])), int(sys.argv[2])))))
    loop.close()


if __name__ == "__main__":
    main()
