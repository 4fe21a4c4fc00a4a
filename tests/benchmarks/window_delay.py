"""The real window around the real core and engine, its loop probed while pictures are made and the grid scrolls.

`python -m tests.benchmarks.window_delay HOME SETS` prints as JSON {"still": [ms], "scrolling": [ms], "made": n,
"rows": n}: the delays of the loop while SETS sets are made, first left alone, then with the grid scrolled.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractSlider, QApplication
from qasync import QEventLoop

from studio.core import Studio
from studio.paths import Home, home_at
from studio.ui import pauses
from studio.ui.grid.column import SetColumn
from studio.ui.theme import Theme
from studio.ui.window import MainWindow
from studio.workspace.core import Core
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace

PERIOD = 0.005
"""seconds between two probes"""
PROMPT = "three yellow stars on a dark blue background"


class Probe(threading.Thread):
    """Asks the loop to call back, from outside, and notes how long that took: what a key press would wait."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="probe", daemon=True)
        self.delays: list[float] = []
        self._loop = loop
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(PERIOD):
            answered = threading.Event()
            asked = time.perf_counter()
            self._loop.call_soon_threadsafe(answered.set)
            answered.wait()
            self.delays.append(1000 * (time.perf_counter() - asked))

    def stop(self) -> None:
        self._stopped.set()


class Scrolling(QTimer):
    """A hand on the wheel: a step of the scroll bar sixty times a second, down to the end, up again, and so on."""

    def __init__(self, column: SetColumn) -> None:
        super().__init__(column, interval=16, timerType=Qt.TimerType.PreciseTimer)
        self._bar = column.verticalScrollBar()
        self._down = True
        self.timeout.connect(self._step)

    def _step(self) -> None:
        bar, actions = self._bar, QAbstractSlider.SliderAction
        if bar.value() in (bar.minimum(), bar.maximum()):
            self._down = bar.value() == bar.minimum()
        bar.triggerAction(actions.SliderSingleStepAdd if self._down else actions.SliderSingleStepSub)


async def measure(app: QApplication, home: Home, sets: int) -> dict[str, object]:
    workspace = Workspace(home, Session())
    window = MainWindow(workspace, Theme(app, "light"), lambda: None)
    window.show()
    await window.first_paint.wait()
    window.complete()
    core = Studio(home)
    await core.start()
    await workspace.attach(cast(Core, core))
    pauses.go_on(workspace.grid)
    while not workspace.grid.complete:
        await asyncio.sleep(0.01)
    workspace.draft.prompt = PROMPT
    await made(workspace)  # not counted: the engine starts and loads the model
    still = await probed(workspace, sets)
    scrolling = Scrolling(window.grid.column)
    scrolling.start()
    moved = await probed(workspace, sets)
    scrolling.stop()
    found = {"still": still, "scrolling": moved, "rows": len(workspace.grid)}
    pictures = sum(shown.made for shown in list(workspace.grid)[: 2 * sets])
    await workspace.close()
    await core.close()
    window.images.close()
    window.hide()
    return {**found, "made": pictures}


async def probed(workspace: Workspace, sets: int) -> list[float]:
    """Delays of the loop while so many sets are made."""
    probe = Probe(asyncio.get_running_loop())
    probe.start()
    for _ in range(sets):
        await made(workspace)
    probe.stop()
    await asyncio.sleep(2 * PERIOD)
    return probe.delays


async def made(workspace: Workspace) -> None:
    """One set, to its end."""
    await workspace.make()
    while not workspace.grid[0].ended:
        await asyncio.sleep(0.05)


def main() -> None:
    home, sets = home_at(Path(sys.argv[1])), int(sys.argv[2])
    pauses.hold_back()
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    loop = cast(asyncio.AbstractEventLoop, QEventLoop(app))
    loop.set_default_executor(ThreadPoolExecutor(6))
    asyncio.set_event_loop(loop)
    print(json.dumps(loop.run_until_complete(measure(app, home, sets))))
    loop.close()


if __name__ == "__main__":
    main()
