"""The window's process: Qt and asyncio on one loop, the window first, the core after its first paint."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, cast

from studio.errors import StudioError
from studio.paths import Home, default_home, resources_dir
from studio.ui import pauses
from studio.ui.display import missing_library, require_display

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from studio.core import Studio
    from studio.settings import Settings
    from studio.ui.window import MainWindow
    from studio.workspace.core import Core
    from studio.workspace.workspace import Workspace

_log = logging.getLogger(__name__)

TRACE = "STUDIO_TRACE_START"
"""environment variable: a file to which the first paint appends a line: Unix time and CLOCK_MONOTONIC, seconds"""
SCALE = "QT_SCALE_FACTOR"


def main(prompt: str | None = None) -> int:
    """Open the window and run until it is closed; with `prompt`, make it at once. Returns the exit status."""
    pauses.hold_back()
    try:
        require_display()
        from qasync import QEventLoop  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:  # of a system library that Qt needs
        return _refuse(missing_library(error))
    except StudioError as error:
        return _refuse(error)
    return _run(QEventLoop, prompt)


def _refuse(error: StudioError) -> int:
    print(f"{error.message} {error.remedy}", file=sys.stderr)
    return 1


def _run(loop_for: Callable[[QApplication], asyncio.AbstractEventLoop], prompt: str | None) -> int:
    from PySide6.QtWidgets import QApplication

    from studio.settings import WINDOW_SCALE, Settings

    home = default_home()
    settings = Settings.load(home.settings)
    environment = dict(os.environ)
    _scale(settings.get(WINDOW_SCALE))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Blink Studio")
    app.setDesktopFileName("blink-studio")
    app.setQuitOnLastWindowClosed(False)
    with contextlib.closing(loop_for(app)) as loop:
        loop.set_default_executor(ThreadPoolExecutor(6, thread_name_prefix="window"))
        asyncio.set_event_loop(loop)
        process = _Process(app, home, settings)
        loop.run_until_complete(process.run(prompt))
    return _open_again(environment) if process.again else 0


def _scale(percent: int) -> None:
    """Of everything, on top of what the system and the user's own QT_SCALE_FACTOR say; Qt reads it once."""
    with contextlib.suppress(ValueError):
        factor = float(os.environ.get(SCALE) or 1) * percent / 100
        if factor != 1:
            os.environ[SCALE] = str(factor)


def _open_again(environment: dict[str, str]) -> int:
    """The next window, in place of this process where the system can do that."""
    command = [sys.executable, "-m", "studio"]
    if sys.platform != "win32":
        os.execve(command[0], command, environment)
    subprocess.Popen(command, env=environment)
    return 0


class _Process:
    """One window and its core, from first paint to the last saved byte."""

    def __init__(self, app: QApplication, home: Home, settings: Settings) -> None:
        self.again = False
        """whether to open once more after closing"""
        self._app = app
        self._home = home
        self._settings = settings
        self._left = asyncio.Event()
        self._core: Studio | None = None

    async def run(self, prompt: str | None) -> None:
        workspace, window = self._open_window()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError):  # not to be had on Windows
                asyncio.get_running_loop().add_signal_handler(number, self._left.set)
        await self._painted(window)
        self._prepare(workspace, window)
        window.complete()
        workspace.tasks.start(self._open_core(workspace), "open the core")
        if prompt:
            workspace.draft.prompt = prompt
            workspace.tasks.start(workspace.make(), "make")
        await self._left.wait()
        await self._close(workspace, window)

    def _open_window(self) -> tuple[Workspace, MainWindow]:
        from studio.settings import WINDOW_THEME
        from studio.ui.theme import Choice, Theme
        from studio.ui.window import MainWindow
        from studio.workspace import session
        from studio.workspace.workspace import Workspace

        last, notices = session.load(self._home)
        workspace = Workspace(self._home, last)
        for notice in notices:
            workspace.problems.tell(notice)
        theme = Theme(self._app, cast("Choice", self._settings.get(WINDOW_THEME)))
        window = MainWindow(workspace, theme, self._left.set, self._settings, self._begin_anew)
        window.show()
        return workspace, window

    async def _painted(self, window: MainWindow) -> None:
        """Until the window has been painted once: nothing heavy comes before."""
        await window.first_paint.wait()
        if trace := os.environ.get(TRACE):
            _append(Path(trace), f"{time.time():.6f} {time.monotonic():.6f}\n")

    def _prepare(self, workspace: Workspace, window: MainWindow) -> None:
        """What the first paint could do without: the log, a net for defects, the icon."""
        from PySide6.QtGui import QIcon

        _log_to(self._home.logs)
        sys.excepthook = partial(_tell_defect, workspace)
        window.setWindowIcon(QIcon(str(resources_dir() / "app.svg")))

    async def _open_core(self, workspace: Workspace) -> None:
        """Import and open what makes pictures; a failure leaves the window open, with the reason and the remedy."""
        try:
            studio = await asyncio.to_thread(_imported_core, self._home, self._settings)
            workspace.hear(cast("Core", studio))
            await studio.start()
            self._core = studio
            await workspace.attach(cast("Core", studio))
        except StudioError as error:
            workspace.fail(error)
        finally:
            pauses.go_on(workspace.grid)

    def _begin_anew(self) -> None:
        """Close in good order, then open again with the settings as they are then."""
        self.again = True
        self._left.set()

    async def _close(self, workspace: Workspace, window: MainWindow) -> None:
        """The window goes at once; what it showed is saved; the engine ends."""
        window.hide()
        try:
            await window.settle()
        except StudioError as error:  # there is no window any more that could say it
            _log.warning("what was half written could not be saved: %s %s", error.message, error.detail)
        await workspace.close()
        with contextlib.suppress(StudioError):  # it was told when it was tried
            await window.preferences.save()
        if self._core is not None:
            await self._core.close()
        window.images.close()
        window.deleteLater()


def _log_to(folder: Path) -> None:
    """Into window.log, two files of a megabyte at most; without a place to write, nowhere."""
    from logging.handlers import RotatingFileHandler

    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "window.log", maxBytes=2**20, backupCount=1, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        logging.getLogger().addHandler(handler)
        logging.getLogger("studio").setLevel(logging.INFO)


def _tell_defect(
    workspace: Workspace, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """A slot failed: the log gets the detail, the user a sentence, and the window goes on."""
    from studio.workspace.tasks import unexpected

    _log.critical("a slot failed", exc_info=(kind, error, trace))
    if isinstance(error, Exception):
        workspace.tell_error(unexpected(error))


def _append(path: Path, line: str) -> None:
    with path.open("a") as file:
        file.write(line)


def _imported_core(home: Home, settings: Settings) -> Studio:
    """On a thread: importing the core takes longer than a frame."""
    from studio.core import Studio

    return Studio(home, settings=settings)
