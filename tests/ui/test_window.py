"""The window by its controls: type, press keys, drop, look at the cells."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QSystemTrayIcon,
    QWidget,
)

from studio.errors import EngineStartFailed, ModelMissing, OtherVersion, StudioError
from studio.paths import Home
from studio.provenance.pictures import encode_png
from studio.recipe.events import Accepted, Finished
from studio.settings import WINDOW_THEME
from studio.ui.theme import Theme
from studio.ui.window import SIZE, MainWindow
from studio.workspace.draft import StartPicture
from studio.workspace.notices import Message
from studio.workspace.session import Session
from studio.workspace.sets import CellRef
from studio.workspace.workspace import Workspace
from tests.ui.conftest import open_window
from tests.workspace.scripted_core import ScriptedCore, a_lora, a_recipe, picture, preview, progress
from tests.workspace.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier
CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QSlider)
RED, GREY = "#ff0000", "#808080"


def mime_of(path: Path) -> QMimeData:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    return content


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


def colour_of(window: MainWindow, index: int) -> str:
    """In the middle of a cell of the newest set, as painted."""
    cell = next(iter(window.grid.column.rows.values())).cells[index]
    shot = cell.grab().toImage()
    return shot.pixelColor(shot.rect().center()).name()


async def type_and_make(window: MainWindow, prompt: str) -> None:
    QTest.keyClicks(window.canvas.prompt, prompt)
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_Return, CTRL)
    await until(lambda: len(window.workspace.grid) > 0)


async def test_four_cells_fill_in_the_window(window: MainWindow, core: ScriptedCore) -> None:
    await type_and_make(window, "a red circle")
    (row,) = window.grid.column.rows.values()
    assert len(row.cells) == 4
    core.say(row.set.id, Accepted())
    core.say(row.set.id, progress(0, 1))
    core.say(row.set.id, preview(0, 1))
    await until(lambda: colour_of(window, 0) == GREY)
    assert "in work" in row.cells[0].accessibleName()
    for index in range(4):
        core.say(row.set.id, picture(index, a_recipe()))
    core.say(row.set.id, Finished())
    await until(lambda: all(cell.shows_picture() for cell in row.cells))
    assert [colour_of(window, index) for index in range(4)] == [RED] * 4
    await until(lambda: not row.header.stop.isVisible())


async def test_escape_cancels_and_says_so_at_once(window: MainWindow, core: ScriptedCore) -> None:
    await type_and_make(window, "a red circle")
    (row,) = window.grid.column.rows.values()
    core.say(row.set.id, Accepted())
    await until(lambda: row.set.state == "running")
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_Escape)
    await until(lambda: core.cancelled == [row.set.id])
    assert row.set.state == "stopping"


async def test_the_empty_grid_teaches(window: MainWindow) -> None:
    assert window.grid.empty.isVisible()
    chips = [chip for chip in window.grid.empty.findChildren(QPushButton) if chip.isVisible()]
    assert len(chips) >= 4
    chips[0].click()
    assert window.canvas.prompt.toPlainText() == chips[0].text() == window.workspace.draft.prompt


async def test_an_error_stands_where_it_arose(window: MainWindow) -> None:
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_Return, CTRL)
    problems = window.workspace.problems
    await until(lambda: problems.at("prompt"))
    (label,) = [
        child for child in window.findChildren(QWidget) if child.accessibleDescription() == "Problem with the prompt"
    ]
    assert label.isVisible()
    QTest.keyClicks(window.canvas.prompt, "a")
    assert not label.isVisible()


def texts_of(widget: QWidget) -> set[str]:
    from PySide6.QtWidgets import QLabel

    return {label.text() for label in widget.findChildren(QLabel) if label.isVisible()}


async def test_a_dropped_picture_brings_its_recipe_back(window: MainWindow, tmp_path: Path) -> None:
    recipe = a_recipe("drei Sterne ⭐ שלום", seed=4_000_000_000, width=128)
    path = tmp_path / "made.png"
    path.write_bytes(encode_png(bytes(3 * 128 * 64), 128, 64, recipe))
    assert drop(window, mime_of(path))
    await until(lambda: window.workspace.draft.seed_locked)
    frozen = window.workspace.draft.frozen()
    assert window.canvas.prompt.toPlainText() == recipe.prompt
    assert (frozen.seed, frozen.width, frozen.height) == (recipe.seed, 128, 64)
    assert (frozen.steps, frozen.guidance, frozen.model) == (recipe.steps, recipe.guidance, recipe.model.id)


async def test_the_well_takes_any_picture_as_start(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "made.png"
    path.write_bytes(encode_png(bytes(3 * 64 * 64), 64, 64, a_recipe()))
    assert drop(window.canvas.begin, mime_of(path))
    await until(lambda: window.workspace.draft.start is not None)
    assert window.workspace.draft.prompt == ""
    window.canvas.begin.well.clear.click()
    assert window.workspace.draft.start is None


@pytest.mark.parametrize("where", ["window", "well"])
async def test_a_dropped_lora_goes_on_the_canvas(window: MainWindow, core: ScriptedCore, where: str) -> None:
    path = Path("/mine/ink.safetensors")
    (model,) = core.catalog.installed
    can = msgspec.structs.replace(model.capabilities, modes=(*model.capabilities.modes, "addon"))
    core.catalog.installed = [msgspec.structs.replace(model, capabilities=can)]
    core.catalog.added = [msgspec.structs.replace(a_lora("ink"), path=path)]
    assert drop(window if where == "window" else window.canvas.begin, mime_of(path))
    await until(lambda: window.workspace.draft.addons)
    await until(lambda: window.canvas.loras.rows and window.canvas.loras.rows[0].isVisible())
    assert window.workspace.problems.at("start") == ()


async def test_a_bad_drop_is_refused_with_the_reason(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir")
    drop(window, mime_of(path))
    await until(lambda: window.workspace.problems.at("start"))
    assert window.workspace.draft.start is None


async def test_a_pasted_picture_becomes_the_start(window: MainWindow) -> None:
    pixels = QImage(20, 20, QImage.Format.Format_RGB32)
    pixels.fill(0)
    QGuiApplication.clipboard().setImage(pixels)
    QTest.keyClick(window.canvas.prompt, Qt.Key.Key_V, CTRL)
    await until(lambda: window.workspace.draft.start is not None)
    assert window.canvas.prompt.toPlainText() == ""


async def test_markup_in_a_prompt_is_not_rendered(window: MainWindow) -> None:
    window.canvas.prompt.setPlainText("<b>bold</b>")
    await type_and_make(window, "")
    (row,) = window.grid.column.rows.values()
    assert "<b>bold</b>" in row.header.accessibleName()


async def test_every_control_has_a_name(window: MainWindow, core: ScriptedCore) -> None:
    await type_and_make(window, "x")
    window.workspace.draft.start = StartPicture(sha256="0" * 64, name="a.png")
    window.workspace.draft.width = 65
    window.workspace.problems.tell("something to dismiss")
    nameless = [
        (control, control.parentWidget())
        for control in window.findChildren(QWidget)
        if isinstance(control, CONTROLS)
        and not isinstance(control.parentWidget(), QAbstractSpinBox)
        and not (control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()))
    ]
    assert not nameless


async def test_the_window_comes_back_as_it_was(
    qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path
) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (64, 64), RED).save(file)
    async with open_window(qapp, place, Session(), core) as first:
        first.resize(1000, 640)
        await type_and_make(first, "kept")
        job = first.workspace.grid[0].id
        core.save(job, 0, file)
        core.say(job, Finished())
        core.set_state(job, "done")
        await until(lambda: first.workspace.grid[0].ended)
        first.close()
        saved = first.workspace.session()
    assert base64.b64decode(saved.view.geometry)
    assert base64.b64decode(saved.view.layout)
    async with open_window(qapp, place, saved, None) as second:
        assert second.canvas.prompt.toPlainText() == "kept"
        await until(lambda: colour_of(second, 0) == RED)


async def test_the_theme_button_walks_through_the_choices(window: MainWindow) -> None:
    window.header.theme_button.click()
    assert window.settings.get(WINDOW_THEME) == window.theme.choice == "dark"
    await until(window.settings.path.exists)
    assert json.loads(window.settings.path.read_text()) == {"window.theme": "dark"}


async def test_a_picture_is_pasted_wherever_no_field_wants_it(window: MainWindow) -> None:
    pixels = QImage(20, 20, QImage.Format.Format_RGB32)
    pixels.fill(0)
    QGuiApplication.clipboard().setImage(pixels)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_V, CTRL)
    await until(lambda: window.workspace.draft.start is not None)


@pytest.mark.parametrize(
    ("error", "button", "page"),
    [
        (ModelMissing("The model is not installed.", remedy="Get it."), "Open models", "models"),
        (EngineStartFailed("The engine does not start.", remedy="Choose another Python."), "Open settings", "settings"),
    ],
)
async def test_a_remedy_that_can_be_a_button_is_one(
    window: MainWindow, error: StudioError, button: str, page: str
) -> None:
    window.workspace.tell_error(error)
    next(one for one in window.findChildren(QPushButton) if one.text() == button).click()
    assert window.stage.shown_page == page


async def test_a_studio_that_could_not_start_can_be_tried_again(qapp: QApplication, place: Home) -> None:
    again = list[str]()
    workspace = Workspace(place, Session())
    window = MainWindow(workspace, Theme(qapp, "light"), lambda: None, restart=lambda: again.append("again"))
    window.show()
    window.complete()
    workspace.fail(OtherVersion("Another version is open.", remedy="Close it."))
    next(one for one in window.findChildren(QPushButton) if one.text() == "Try again").click()
    assert again == ["again"]
    window.hide()
    await workspace.close()
    window.images.close()
    window.deleteLater()


async def test_a_message_of_the_system_leaves_nothing_behind(window: MainWindow) -> None:
    window.details.notifier.show(Message(title="Your pictures are ready", text="4 pictures."))
    assert window.findChildren(QSystemTrayIcon) == []  # this platform has no tray


async def test_a_note_that_is_half_written_is_kept(window: MainWindow, core: ScriptedCore, tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (64, 64), RED).save(file)
    job = core.add_job(a_recipe(), 1, state="running").id
    core.save(job, 0, file)
    core.set_state(job, "done")
    ref = CellRef(job=job, index=0)
    await until(lambda: (cell := window.workspace.grid.cell(ref)) is not None and cell.asset is not None)
    window.workspace.selection.choose(ref)
    window.activateWindow()
    window.grid.take_keyboard()
    window.commands.action("note.edit").trigger()
    assert window.details.inspector.note.hasFocus()
    await until(window.details.inspector.note.isEnabled)
    QTest.keyClicks(window.details.inspector.note, "s for somebody")
    await window.settle()
    assert "annotate" in " ".join(core.library.mutations)


async def test_the_first_window_lies_on_the_screen_with_its_frame(window: MainWindow) -> None:
    window.workspace.view.geometry = ""
    window.restore_place()
    room = window.screen().availableSize()
    assert window.height() < min(room.height(), SIZE.height() + 1)
    assert window.width() < min(room.width(), SIZE.width() + 1)
