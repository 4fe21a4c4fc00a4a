"""Every command for pictures by its key, on what is chosen."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PIL import Image
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from studio.paths import Home
from studio.recipe.draft import DraftSketch, DraftStart
from studio.recipe.recipe import Near
from studio.sketch.about import MODEL
from studio.ui.grid.header import facts_line
from studio.workspace.commands import COMMANDS
from studio.workspace.sets import CellRef
from tests.ui.grid.stand import Stand, open_stand
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def marks(stand: Stand) -> list[str]:
    return [cell.asset.mark for cell in stand.workspace.grid[0].cells if cell.asset is not None]


async def test_star_and_reject_and_undo(stand: Stand) -> None:
    stand.press(KEY.Key_S)
    await until(lambda: marks(stand)[0] == "starred")
    stand.press(KEY.Key_X)
    await until(lambda: marks(stand)[0] == "rejected")
    await until(lambda: stand.workspace.undo.undo_label)
    stand.press(KEY.Key_Z, CTRL)
    await until(lambda: marks(stand)[0] == "starred")
    stand.press(KEY.Key_Z, CTRL | SHIFT)
    await until(lambda: marks(stand)[0] == "rejected")


async def test_undo_says_what_it_takes_back(stand: Stand) -> None:
    undo = stand.pictures.actions.action("undo")
    assert not undo.isEnabled()
    stand.press(KEY.Key_S)
    await until(lambda: undo.text().startswith("Undo: star"))
    assert undo.isEnabled()


async def test_all_that_are_chosen_are_starred(stand: Stand) -> None:
    stand.press(KEY.Key_Right, SHIFT)
    stand.press(KEY.Key_S)
    await until(lambda: marks(stand) == ["starred", "starred", "none", "none"])


async def test_delete(stand: Stand) -> None:
    stand.press(KEY.Key_Delete)
    await until(lambda: stand.workspace.grid[0].cells[0].state == "deleted")


async def test_show_large_and_note_are_announced(stand: Stand) -> None:
    opened: list[CellRef] = []
    noted: list[CellRef] = []
    stand.pictures.opened.connect(opened.append)
    stand.pictures.note_wanted.connect(noted.append)
    stand.press(KEY.Key_Space)
    stand.press(KEY.Key_Right)
    stand.press(KEY.Key_Return)
    stand.press(KEY.Key_T)
    assert opened == [stand.ref(0, 0), stand.ref(0, 1)]
    assert noted == [stand.ref(0, 1)]


async def test_copy_picture_as_file_and_pixels(stand: Stand) -> None:
    stand.press(KEY.Key_C, CTRL)
    path = stand.workspace.picks.path(stand.ref(0, 0))
    clipboard = QGuiApplication.clipboard()
    wanted = [QUrl.fromLocalFile(str(path))]
    await until(lambda: clipboard.mimeData() is not None and clipboard.mimeData().urls() == wanted)
    image = clipboard.image()
    assert image.size().toTuple() == (64, 64)
    assert image.pixelColor(5, 5).name() == "#ff0000"


async def test_a_picture_that_is_gone_cannot_be_copied_and_says_why(stand: Stand) -> None:
    path = stand.workspace.picks.path(stand.ref(0, 0))
    assert path is not None
    path.unlink()
    stand.press(KEY.Key_C, CTRL)
    await until(lambda: stand.workspace.problems.at("window"))
    assert "missing" in stand.workspace.problems.at("window")[0].message


async def test_copy_recipe_as_text(stand: Stand) -> None:
    stand.press(KEY.Key_C, CTRL | SHIFT)
    text = QGuiApplication.clipboard().text()
    assert "prompt 1" in text
    assert "Seed: 7" in text


async def test_reuse_whole_and_in_part(stand: Stand) -> None:
    stand.workspace.draft.negative = "kept"
    stand.press(KEY.Key_R, SHIFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    heading, *parts = menu.actions()
    assert (heading.text(), heading.isEnabled()) == ("Reuse only", False)
    assert len(parts) == 8
    next(action for action in menu.actions() if action.text() == "Prompt").trigger()
    menu.close()
    await until(lambda: stand.workspace.draft.prompt == "prompt 1")
    assert stand.workspace.draft.negative == "kept"
    stand.view.activateWindow()
    stand.view.take_keyboard()
    await until(lambda: stand.cell(0, 0).hasFocus())
    stand.press(KEY.Key_R)
    await until(lambda: stand.workspace.draft.negative == "")


async def test_another_seed_and_the_set_again(stand: Stand, core: ScriptedCore) -> None:
    stand.press(KEY.Key_N)
    await until(lambda: len(stand.workspace.grid) == 3)
    stand.press(KEY.Key_A)
    await until(lambda: len(stand.workspace.grid) == 4)
    assert [draft.prompt for draft in core.drafts] == ["prompt 1", "prompt 1"]
    assert all(draft.seed is None for draft in core.drafts)


async def test_vary_a_little_and_a_lot(stand: Stand, core: ScriptedCore) -> None:
    (model,) = core.catalog.installed
    can = msgspec.structs.replace(model.capabilities, modes=(*model.capabilities.modes, "near"))
    core.catalog.installed = [msgspec.structs.replace(model, capabilities=can)]
    stand.press(KEY.Key_L)
    await until(lambda: len(stand.workspace.grid) == 3)
    stand.press(KEY.Key_L, SHIFT)
    await until(lambda: len(stand.workspace.grid) == 4)
    assert [draft.near for draft in core.drafts] == [Near(seed=7, amount=0.15), Near(seed=7, amount=0.5)]
    titles = [action.text() for action in stand.pictures.menu_for([stand.ref(2, 0)]).actions()]
    assert {"Vary a little", "Vary a lot"} <= set(titles)


async def test_start_from_it(stand: Stand) -> None:
    stand.press(KEY.Key_I)
    await until(lambda: stand.workspace.draft.start is not None)


async def test_more_like_this_asks_how_far_and_remembers(stand: Stand, core: ScriptedCore) -> None:
    stand.press(KEY.Key_M)
    popover = stand.pictures.popover
    assert popover is not None
    assert popover.isVisible()
    popover.dial.setValue(30)
    popover.button.click()
    await until(lambda: core.drafts)
    start = core.drafts[-1].start
    assert isinstance(start, DraftStart)
    assert start.strength == 0.3
    assert stand.workspace.view.strength == 0.3
    await until(lambda: stand.pictures.popover is None)


async def test_a_drawing_is_painted_over(qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path) -> None:
    drawn = msgspec.structs.replace(a_recipe("a drawing"), model=MODEL, steps=1, guidance=1.0)
    job = core.add_job(drawn, 1, state="done")
    Image.new("RGB", (64, 64), "red").save(tmp_path / "drawn.png")
    core.save(job.id, 0, tmp_path / "drawn.png")
    async with open_stand(qapp, place, core) as stand:
        stand.view.take_keyboard()
        await until(lambda: stand.workspace.grid[0].loaded)
        entries = {action.text() for action in stand.pictures.menu_for((stand.ref(0, 0),)).actions()}
        assert "Paint over with a model" in entries
        assert "Drawn by the sketch" in facts_line(stand.workspace.grid[0])
        stand.press(KEY.Key_P)
        await until(lambda: core.drafts)
        await until(lambda: len(stand.workspace.grid) == 2)
        assert core.drafts[-1].start == DraftSketch(layout=drawn.seed)
        assert facts_line(stand.workspace.grid[0]).endswith("starter  ·  Sketch first, strength 60%")


async def test_copies_are_saved_where_the_user_says(stand: Stand, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    stand.press(KEY.Key_E, CTRL)
    dialog = stand.pictures.dialog
    assert dialog is not None
    dialog.fileSelected.emit(str(folder))
    dialog.reject()
    await until(lambda: list(folder.iterdir()))
    await until(lambda: stand.workspace.problems.at("window"))
    assert str(folder) in stand.workspace.problems.at("window")[0].message


async def test_every_command_for_pictures_is_bound(stand: Stand) -> None:
    ids = [command.id for command in COMMANDS if command.group in ("Pictures", "Rows", "Choose", "Undo")]
    free = [id for id in ids if stand.pictures.actions.action(id).receivers("2triggered(bool)") == 0]
    assert not free


async def test_a_menu_offers_only_what_is_possible(stand: Stand) -> None:
    made = {action.text() for action in stand.pictures.menu_for((stand.ref(0, 0),)).actions()}
    assert {"Show large", "Star", "Delete", "Reuse recipe"} <= made
    assert "Paint over with a model" not in made
    stand.press(KEY.Key_Delete)
    await until(lambda: stand.workspace.grid[0].cells[0].state == "deleted")
    await until(lambda: stand.workspace.undo.undo_label)
    gone = {action.text() for action in stand.pictures.menu_for((stand.ref(0, 0),)).actions()}
    assert "Star" not in gone
    assert any(text.startswith("Undo") for text in gone)
