"""A workspace with sets of real PNG files, and what a view of pictures is made with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.paths import home_at
from studio.provenance.pictures import encode_png
from studio.recipe.asset import Asset, Change
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import Recipe, variation
from studio.settings import Settings
from studio.ui.images import Images
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import Theme
from studio.workspace.commands import Keymap
from studio.workspace.session import Session
from studio.workspace.sets import Cell, CellRef, PictureSet
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until

COLOURS = ("#c00000", "#00a000", "#0000d0", "#c0c000", "#00b0b0", "#b000b0")
RECEIPT = Receipt(backend="local", device="cpu", dtype="float32", plan="exact", seconds=Seconds(denoise=1.5, total=2.0))


class Desk:
    """`show` puts a widget on the screen; everything is taken down with the desk."""

    def __init__(self, qapp: QApplication, folder: Path) -> None:
        self.folder = folder
        self.core = ScriptedCore(folder)
        home = home_at(folder / "home")
        self.workspace = Workspace(home, Session())
        self.theme = Theme(qapp, "light")
        self.images = Images()
        self.actions = Actions(Keymap(Settings.load(home.settings)), self.theme)
        self._shown: list[QWidget] = []

    def show(self, widget: QWidget, width: int, height: int) -> None:
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        self._shown.append(widget)

    async def add_set(
        self, recipe: Recipe | None = None, count: int = 3, edit: Callable[[Asset], Asset] = lambda asset: asset
    ) -> PictureSet:
        """A finished set; each picture is one colour of COLOURS, with a white pixel in its corner and a quarter in."""
        recipe = recipe or a_recipe()
        job = self.core.add_job(recipe, count)
        for index in range(count):
            path = self.folder / f"{job.id[-4:]}-{index + 1}.png"
            path.write_bytes(a_png(variation(recipe, index), COLOURS[index % len(COLOURS)]))
            self.core.save(job.id, index, path)
            assets = self.core.library.pictures.assets[job.id]
            made = msgspec.structs.replace(assets[-1], id=f"{job.id[-8:]}{index:024x}", receipt=RECEIPT, created=1.79e9)
            assets[-1] = edit(made)
        self.core.set_state(job.id, "done")
        self.core.changed.emit(Change(jobs=frozenset({job.id})))
        await until(lambda: self._is_here(job.id))
        shown = self.workspace.grid.get(job.id)
        assert shown is not None
        return shown

    def _is_here(self, job: str) -> bool:
        shown = self.workspace.grid.get(job)
        return shown is not None and shown.state == "done" and all(cell.asset is not None for cell in shown.cells)

    def cell(self, ref: CellRef) -> Cell:
        cell = self.workspace.grid.cell(ref)
        assert cell is not None
        return cell

    def asset(self, ref: CellRef) -> Asset:
        asset = self.cell(ref).asset
        assert asset is not None
        return asset

    async def close(self) -> None:
        for widget in self._shown:
            widget.hide()
        await self.workspace.close()
        self.images.close()
        for widget in self._shown:
            widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def a_png(recipe: Recipe, colour: str) -> bytes:
    image = Image.new("RGB", (recipe.width, recipe.height), colour)
    for place in ((0, 0), (recipe.width // 4, recipe.height // 4)):
        image.putpixel(place, (255, 255, 255))
    return encode_png(image.tobytes(), recipe.width, recipe.height, recipe)


@asynccontextmanager
async def open_desk(qapp: QApplication, folder: Path) -> AsyncIterator[Desk]:
    desk = Desk(qapp, folder)
    await desk.workspace.attach(desk.core)
    yield desk
    await desk.close()
