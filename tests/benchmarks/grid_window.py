"""The real grid on a real library, offscreen: how soon it is painted, how long frames take while it scrolls, memory.

`python -m tests.benchmarks.grid_window HOME` prints the figures as JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import psutil
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from studio.core import Studio
from studio.paths import Home, home_at
from studio.settings import Settings
from studio.ui.grid.column import SetColumn
from studio.ui.grid.view import GridView
from studio.ui.images import Images
from studio.ui.pictures.actions import PictureActions
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import Theme
from studio.workspace.commands import Keymap
from studio.workspace.core import Core
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace

SIZE = (1280, 800)
PERIOD = 1 / 60
STRIDE = 40
"""pixels a frame: a fast wheel"""
FRAMES = 600
PAGES = 150


Frame = tuple[float, float]
"""milliseconds by the clock, and of the loop's thread at work: other programs lengthen only the first"""


class Frames(QObject):
    """Notes when the window is painted."""

    def __init__(self, window: GridView) -> None:
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


class Opened:
    """One grid with everything around it that it needs."""

    def __init__(self, app: QApplication, home: Home, session: Session) -> None:
        self.began = time.perf_counter()
        self.workspace = Workspace(home, session)
        theme = Theme(app, "dark")
        self.images = Images(None, home.cache / "thumbnails")
        actions = Actions(Keymap(Settings.load(home.settings)), theme)
        self.view = GridView(self.workspace, theme, self.images, actions)
        self.pictures = PictureActions(self.workspace, actions, self.view, self.images)
        self.view.resize(*SIZE)
        self.frames = Frames(self.view)

    async def first_paint(self) -> float:
        """Milliseconds from nothing to a painted window."""
        await self.frames.of(self.view.show)
        return 1000 * (time.perf_counter() - self.began)

    async def pictures_shown(self) -> float:
        """Milliseconds from nothing until every picture in sight is there."""
        while not all(cell.shows_picture() for cell in cells_in_sight(self.view.column)):
            await asyncio.sleep(0.001)
        return 1000 * (time.perf_counter() - self.began)

    async def close(self) -> None:
        self.view.hide()
        await self.workspace.close()
        self.images.close()
        self.view.deleteLater()


def cells_in_sight(column: SetColumn) -> list:
    return [cell for row in column.rows.values() for cell in row.cells if column.in_sight(cell.ref)]


async def measure(app: QApplication, home: Home) -> dict[str, object]:
    core = Studio(home)
    await core.start()
    first = Opened(app, home, Session())
    await first.first_paint()
    await first.workspace.attach(cast(Core, core))
    await complete(first.workspace)
    session = first.workspace.session()
    await first.close()
    opened = Opened(app, home, session)
    found: dict[str, object] = {"first_paint_ms": round(await opened.first_paint(), 1)}
    found["pictures_shown_ms"] = round(await opened.pictures_shown(), 1)
    began = time.perf_counter()
    await opened.workspace.attach(cast(Core, core))
    await complete(opened.workspace)
    found["rows_loaded_ms"] = round(1000 * (time.perf_counter() - began), 1)
    found["continuous"] = await scroll(opened, steady(opened.view.column, STRIDE), FRAMES)
    found["pages"] = await scroll(opened, steady(opened.view.column, opened.view.column.viewport().height()), PAGES)
    found["jumps"] = await scroll(opened, anywhere(opened.view.column), PAGES)
    found["resize"] = await resized(opened)
    found["rss_mb"] = round(psutil.Process().memory_info().rss / 2**20, 1)
    found["widgets"] = len(opened.view.findChildren(QObject))
    await opened.close()
    await core.close()
    return found


async def complete(workspace: Workspace) -> None:
    while not workspace.grid.complete:
        await asyncio.sleep(0.01)


def steady(column: SetColumn, stride: int) -> Callable[[], None]:
    """Down by `stride`, from the top again at the end."""
    bar = column.verticalScrollBar()
    bar.setValue(0)

    def step() -> None:
        bar.setValue(bar.value() + stride if bar.value() < bar.maximum() else 0)

    return step


def anywhere(column: SetColumn) -> Callable[[], None]:
    bar, chance = column.verticalScrollBar(), random.Random(7)
    return lambda: bar.setValue(chance.randrange(bar.maximum() + 1))


async def scroll(opened: Opened, step: Callable[[], None], frames: int) -> list[Frame]:
    """Milliseconds of each frame, begun sixty times a second as a screen asks for them."""
    taken: list[Frame] = []
    for _ in range(frames):
        began = time.perf_counter()
        taken.append(await opened.frames.of(step))
        await asyncio.sleep(max(0.0, PERIOD - (time.perf_counter() - began)))
    return taken


async def resized(opened: Opened) -> list[Frame]:
    """Milliseconds of each frame while the window is made narrower and wider."""
    taken: list[Frame] = []
    for number in range(1, 60):
        width = SIZE[0] - 8 * (number if number < 30 else 60 - number)
        taken.append(await opened.frames.of(lambda width=width: opened.view.resize(width, SIZE[1])))
        await asyncio.sleep(PERIOD)
    return taken


def main() -> None:
    home = home_at(Path(sys.argv[1]))
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    loop = cast(asyncio.AbstractEventLoop, QEventLoop(app))
    loop.set_default_executor(ThreadPoolExecutor(6))
    asyncio.set_event_loop(loop)
    print(json.dumps(loop.run_until_complete(measure(app, home))))
    loop.close()


if __name__ == "__main__":
    main()
