"""From the key press to the first preview on the screen, beside what the engine alone needs for it.

`python -m tests.benchmarks.first_preview HOME ROUNDS` prints {"window": [ms], "engine": [ms], "added": [ms]} as JSON:
"added" is what passed in the rounds of the window before the engine was asked and after its preview came. It holds
where other programs make the engine's own time uneven.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from studio.backends.backend import Request
from studio.backends.local import LocalBackend
from studio.core import Studio
from studio.paths import Home, home_at
from studio.recipe.events import Event, Preview
from studio.recipe.recipe import Recipe
from studio.ui.grid.cell import CellView
from studio.ui.theme import Theme
from studio.ui.window import MainWindow
from studio.workspace.core import Core
from studio.workspace.session import Session
from studio.workspace.sets import Pixels
from studio.workspace.workspace import Workspace

PROMPT = "three yellow stars on a dark blue background"


class Clocked(LocalBackend):
    """Notes when a run is asked for, and when its first preview comes."""

    asked = 0.0
    previewed = 0.0

    async def run(self, request: Request) -> AsyncGenerator[Event]:
        self.asked, self.previewed = time.perf_counter(), 0.0
        async for event in super().run(request):
            if isinstance(event, Preview) and not self.previewed:
                self.previewed = time.perf_counter()
            yield event


class Seen(QObject):
    """Notes when a cell that has a preview is painted."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.painted = asyncio.Event()
        self.at = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, CellView) and not self.painted.is_set():
            newest = self._workspace.grid[0]
            if not newest.ended and any(isinstance(cell.image, Pixels) for cell in newest.cells):
                self.at = time.perf_counter()
                self.painted.set()
        return False


async def measure(app: QApplication, home: Home, rounds: int) -> dict[str, list[float]]:
    workspace = Workspace(home, Session())
    window = MainWindow(workspace, Theme(app, "light"), lambda: None)
    window.show()
    await window.first_paint.wait()
    window.complete()
    backend = Clocked(lambda ref: core.catalog.source(ref), _NoBlobs(), sys.executable)
    core = Studio(home, backend=backend)
    await core.start()
    await workspace.attach(cast(Core, core))
    workspace.draft.prompt = PROMPT
    await workspace.make()  # not counted: the engine starts and loads the model
    await _ended(workspace)
    job = (await core.library.jobs.jobs())[0]
    taken: dict[str, list[float]] = {"window": [], "engine": [], "added": []}
    for _ in range(rounds):
        taken["engine"].append(await _engine(backend, job.order.recipe))
        whole = await _window(app, window, workspace)
        taken["window"].append(whole)
        taken["added"].append(whole - 1000 * (backend.previewed - backend.asked))
    await workspace.close()
    await core.close()
    window.images.close()
    window.hide()
    return taken


async def _engine(backend: Clocked, recipe: Recipe) -> float:
    """Milliseconds from a request to its first preview, with nothing between."""
    run = secrets.token_hex(8)
    async for event in backend.run(Request(run=run, recipe=recipe, indexes=(0, 1, 2, 3))):
        if isinstance(event, Preview):
            backend.cancel(run)
    return 1000 * (backend.previewed - backend.asked)


async def _window(app: QApplication, window: MainWindow, workspace: Workspace) -> float:
    """Milliseconds from the key press to the paint of the first preview."""
    window.canvas.prompt.setFocus()
    seen = Seen(workspace)
    app.installEventFilter(seen)
    began = time.perf_counter()
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await seen.painted.wait()
    app.removeEventFilter(seen)
    await workspace.cancel_foremost()
    await _ended(workspace)
    return 1000 * (seen.at - began)


async def _ended(workspace: Workspace) -> None:
    while not len(workspace.grid) or not workspace.grid[0].ended:
        await asyncio.sleep(0.05)


class _NoBlobs:
    """Nothing starts from a picture here."""

    def path(self, sha256: str) -> Path:
        raise LookupError(sha256)


def main() -> None:
    home, rounds = home_at(Path(sys.argv[1])), int(sys.argv[2])
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    loop = cast(asyncio.AbstractEventLoop, QEventLoop(app))
    loop.set_default_executor(ThreadPoolExecutor(6))
    asyncio.set_event_loop(loop)
    print(json.dumps(loop.run_until_complete(measure(app, home, rounds))))
    loop.close()


if __name__ == "__main__":
    main()
