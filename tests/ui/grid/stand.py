"""A grid of its own, on a scripted core, with real picture files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from studio.paths import Home
from studio.recipe.asset import Mark
from studio.recipe.job import Job, State
from studio.settings import Settings
from studio.ui.grid.cell import CellView
from studio.ui.grid.view import GridView
from studio.ui.images import Images
from studio.ui.pictures.actions import PictureActions
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import Theme
from studio.workspace.commands import Keymap
from studio.workspace.session import Session
from studio.workspace.sets import CellRef
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until

SIZE = (1000, 700)
RED = "#ff0000"


class Stand:
    """What a test has in its hands."""

    def __init__(self, view: GridView, pictures: PictureActions, workspace: Workspace, images: Images) -> None:
        self.view = view
        self.pictures = pictures
        self.workspace = workspace
        self.images = images

    @property
    def bar(self) -> QScrollBar:
        return self.view.column.verticalScrollBar()

    def ref(self, row: int, index: int) -> CellRef:
        return CellRef(job=self.workspace.grid[row].id, index=index)

    def cell(self, row: int, index: int) -> CellView:
        found = self.view.column.cell_at(self.ref(row, index))
        assert found is not None, "the cell is not near what is in sight"
        return found

    def y_of(self, ref: CellRef) -> int:
        """Of a cell in the viewport."""
        cell = self.view.column.cell_at(ref)
        assert cell is not None
        return cell.mapTo(self.view.column.viewport(), QPoint(0, 0)).y()

    def click(self, row: int, index: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        cell = self.cell(row, index)
        QTest.mouseClick(cell, Qt.MouseButton.LeftButton, keys, cell.rect().center())

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Where the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, keys)

    def colour(self, row: int, index: int) -> str:
        """In the middle of a cell, as painted."""
        shot = self.cell(row, index).grab().toImage()
        return shot.pixelColor(shot.rect().center()).name()


@asynccontextmanager
async def open_stand(
    qapp: QApplication, place: Home, core: ScriptedCore, session: Session | None = None, size: tuple[int, int] = SIZE
) -> AsyncIterator[Stand]:
    qapp.setQuitOnLastWindowClosed(False)
    workspace = Workspace(place, session or Session())
    theme = Theme(qapp, "light")
    images = Images(None, place.cache / "thumbnails")
    actions = Actions(Keymap(Settings.load(place.settings)), theme)
    view = GridView(workspace, theme, images, actions)
    pictures = PictureActions(workspace, actions, view, images)
    view.resize(*size)
    view.show()
    view.activateWindow()
    await workspace.attach(core)
    await until(lambda: workspace.grid.complete)
    try:
        yield Stand(view, pictures, workspace, images)
    finally:
        view.hide()
        await workspace.close()
        images.close()
        view.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def a_file(folder: Path, colour: str = RED, size: tuple[int, int] = (64, 64)) -> Path:
    path = folder / f"{colour.strip('#')}-{size[0]}x{size[1]}.png"
    if not path.exists():
        Image.new("RGB", size, colour).save(path)
    return path


def add_rows(
    core: ScriptedCore,
    folder: Path,
    rows: int,
    *,
    count: int = 4,
    state: State = "done",
    marks: Sequence[Mark] = (),
    prompt: str = "prompt",
) -> list[Job]:
    """Oldest first, each with all its pictures; `marks` of the pictures of each row, in order."""
    jobs: list[Job] = []
    for number in range(rows):
        job = core.add_job(a_recipe(f"{prompt} {number}"), count, state=state)
        for index in range(count):
            core.save(job.id, index, a_file(folder))
        assets = core.library.pictures.assets[job.id]
        for index, mark in enumerate(marks):
            assets[index] = msgspec.structs.replace(assets[index], mark=mark)
        jobs.append(job)
    return jobs


def named(parent: QWidget, name: str) -> QWidget:
    """The visible widget with this accessible name."""
    (found,) = [one for one in parent.findChildren(QWidget) if one.accessibleName() == name and one.isVisible()]
    return found
