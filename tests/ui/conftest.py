"""Tests of widgets run on the loop that the window uses: Qt and asyncio as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from studio.paths import Home, home_at
from studio.ui.theme import Theme
from studio.ui.window import MainWindow
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore

SIZE = (1280, 720)


def _qt_loop() -> asyncio.AbstractEventLoop:
    loop = cast(asyncio.AbstractEventLoop, QEventLoop(QApplication.instance() or QApplication([])))
    loop.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="window"))
    return loop


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"qt": _qt_loop}


@pytest.fixture(autouse=True)
def mouse_away(qapp: QApplication) -> Iterator[None]:
    """No test begins with the mouse where another one left it."""
    yield
    QCursor.setPos(qapp.primaryScreen().geometry().bottomRight() - QPoint(1, 1))


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return home_at(tmp_path / "home")


@pytest.fixture
def core(tmp_path: Path) -> ScriptedCore:
    return ScriptedCore(tmp_path)


@pytest.fixture
async def window(qapp: QApplication, place: Home, core: ScriptedCore) -> AsyncIterator[MainWindow]:
    """Shown, with its core attached; `window.workspace` is what it shows."""
    async with open_window(qapp, place, Session(), core) as opened:
        yield opened


@asynccontextmanager
async def open_window(
    qapp: QApplication, place: Home, session: Session, core: ScriptedCore | None
) -> AsyncIterator[MainWindow]:
    qapp.setQuitOnLastWindowClosed(False)  # as the app does: closing is not ending
    workspace = Workspace(place, session)
    opened = MainWindow(workspace, Theme(qapp, "light"), lambda: None)
    opened.resize(*SIZE)
    opened.show()
    await opened.first_paint.wait()
    opened.complete()
    if core is not None:
        await workspace.attach(core)
    yield opened
    opened.hide()
    await workspace.close()
    opened.images.close()
    opened.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
