"""A canvas of its own, without the window around it; its core is scripted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.families.recognise import recognise
from studio.paths import Home, models_dir
from studio.recipe.capabilities import SizeRule
from studio.recipe.recipe import ModelRef
from studio.settings import Settings
from studio.ui.canvas.panel import CanvasPanel
from studio.ui.canvas.popover import Popover
from studio.ui.images import Images
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import Theme
from studio.workspace.commands import Keymap
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import CAN, ScriptedCore, ScriptedModel

SIZE = (340, 640)
PHOTO = ScriptedModel(
    ref=ModelRef(id="photo", weights="b" * 64),
    name="Photo",
    summary="Photographs of people.",
    licence="CreativeML OpenRAIL-M",
    folder=Path("/mine/photo"),
    capabilities=msgspec.structs.replace(
        CAN, size=SizeRule(width=512, height=512, multiple=8, smallest=128, largest=2048, max_pixels=2**20), steps=20
    ),
)
BROKEN = ScriptedModel(
    ref=ModelRef(id="old", weights=""),
    name="Old",
    state="unsafe",
    problem="It is a pickle.",
    remedy="Get its safetensors version.",
    folder=Path("/mine/old"),
)


def starter() -> ScriptedModel:
    """The embedded model as the catalogue tells of it."""
    found = recognise(models_dir() / "starter")
    return ScriptedModel(
        name=found.name,
        summary=found.summary,
        capabilities=found.capabilities,
        vocabulary=found.vocabulary,
        knows=found.knows,
        folder=models_dir() / "starter",
    )


class Canvas:
    """The panel, what it shows, and what was dropped or pasted on it."""

    def __init__(self, qapp: QApplication, workspace: Workspace) -> None:
        self.workspace = workspace
        self.draft = workspace.draft
        self.taken: list[QMimeData] = []
        self.images = Images()
        theme = Theme(qapp, "light")
        self.actions = Actions(Keymap(Settings(workspace.home.settings)), theme)
        self.panel = CanvasPanel(workspace, theme, self.images, self.actions, self._take)
        for id, slot in self._commands().items():
            self.actions.bind(id, slot, self.panel)

    def _take(self, content: QMimeData) -> bool:
        self.taken.append(content)
        return True

    def _commands(self) -> dict[str, Callable[[], object]]:
        space = self.workspace
        return {
            "make": self.panel.make_bar.make_now,
            "stop": lambda: space.tasks.start(space.cancel_foremost(), "cancel"),
            "prompts.open": self.panel.open_history,
        }


@pytest.fixture
async def canvas(qapp: QApplication, place: Home, core: ScriptedCore) -> AsyncIterator[Canvas]:
    """Shown, its core attached, with the embedded model, one for photographs and one that cannot be used."""
    core.catalog.installed = [starter(), PHOTO, BROKEN]
    workspace = Workspace(place, Session())
    opened = Canvas(qapp, workspace)
    opened.panel.resize(*SIZE)
    opened.panel.show()
    opened.panel.activateWindow()
    opened.panel.prompt.setFocus()
    await workspace.attach(core)
    yield opened
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    opened.panel.hide()
    await workspace.close()
    opened.images.close()
    opened.panel.deleteLater()
    opened.actions.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def popover() -> Popover:
    """The one that is open."""
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, Popover)
    return opened


def drop(widget: QWidget, content: QMimeData) -> bool:
    """As the window system delivers it; whether it was taken."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, content, left, none)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    dropped = QDropEvent(QPointF(5, 5), copy, content, left, none)
    QApplication.sendEvent(widget, dropped)
    return dropped.isAccepted()
