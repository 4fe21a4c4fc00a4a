"""The model picker: all models with what they are good for, those that cannot be used with the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from studio.ui.canvas.model_card import ModelCard
from studio.ui.canvas.models import ModelsPanel
from studio.workspace.presets import SHAPES
from tests.ui.canvas.conftest import Canvas, popover
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until


async def open_panel(canvas: Canvas) -> ModelsPanel:
    QTest.keyClick(canvas.panel.model, Qt.Key.Key_Space)
    panel = popover()
    assert isinstance(panel, ModelsPanel)
    return panel


def cards(panel: ModelsPanel) -> list[ModelCard]:
    return [card for card in panel.findChildren(ModelCard) if card.isVisible()]


def texts(card: ModelCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel))


async def test_models_and_what_they_are(canvas: Canvas) -> None:
    assert canvas.panel.model.text() == "Starter"
    starter, photo, old = cards(await open_panel(canvas))
    assert starter.hasFocus()
    assert starter.accessibleName() == "Starter, chosen"
    assert "flat graphics" in texts(starter)
    assert "Apache 2.0, comes with Blink Studio" in texts(starter)
    assert "Photographs of people." in texts(photo)
    assert "CreativeML OpenRAIL-M, /mine/photo" in texts(photo)
    assert not old.isEnabled()
    assert "It is a pickle. Get its safetensors version." in texts(old)
    assert "licence not stated" not in texts(photo)


async def test_a_model_is_chosen_by_key(canvas: Canvas) -> None:
    canvas.panel.size_choice.choose(SHAPES[0])
    canvas.panel.dial.choose("fine")
    starter, photo, _ = cards(await open_panel(canvas))
    QTest.keyClick(starter, Qt.Key.Key_Down)
    assert photo.hasFocus()
    QTest.keyClick(photo, Qt.Key.Key_Space)
    assert canvas.draft.model == "photo"
    assert (canvas.draft.steps, canvas.draft.width) == (40, 512)
    assert QApplication.activePopupWidget() is None
    await until(lambda: canvas.panel.model.text() == "Photo")
    assert canvas.panel.quality.dial.buttons[2].isChecked()


async def test_enter_chooses_as_space_does(canvas: Canvas) -> None:
    starter, photo, _ = cards(await open_panel(canvas))
    QTest.keyClick(starter, Qt.Key.Key_Down)
    QTest.keyClick(photo, Qt.Key.Key_Return)
    assert canvas.draft.model == "photo"
    assert QApplication.activePopupWidget() is None


async def test_the_disk_is_looked_at_again(canvas: Canvas, core: ScriptedCore) -> None:
    core.catalog.installed = core.catalog.installed[:1]
    panel = await open_panel(canvas)
    await until(lambda: len(cards(panel)) == 1)


async def test_looking_again_leaves_the_keyboard_where_it_is(canvas: Canvas) -> None:
    panel = await open_panel(canvas)
    _, photo, _ = cards(panel)
    photo.setFocus()
    await canvas.workspace.list_models()
    assert photo.hasFocus()


async def test_a_model_that_is_gone_is_named(canvas: Canvas) -> None:
    canvas.draft.model = "gone"
    await until(lambda: canvas.panel.model.text() == "gone (not installed)")


async def test_ways_to_more_models(canvas: Canvas) -> None:
    opened: list[str] = []
    canvas.actions.bind("models.open", lambda: opened.append("models"), canvas.panel)
    panel = await open_panel(canvas)
    QTest.keyClick(panel.more, Qt.Key.Key_Space)
    assert opened == ["models"]
    assert QApplication.activePopupWidget() is None
    panel = await open_panel(canvas)
    QTest.keyClick(panel.folder, Qt.Key.Key_Space)
    (dialog,) = canvas.panel.findChildren(QFileDialog)
    assert not dialog.isModal()
    dialog.close()
