"""Panels fold by key and by button, leave room for the pictures, and are where they were after a restart."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.paths import Home
from studio.recipe.events import Finished
from studio.ui.panels import ROOMY
from studio.ui.window import MainWindow
from studio.workspace import session as sessions
from studio.workspace.session import Session
from studio.workspace.sets import CellRef
from tests.ui.conftest import open_window
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier


async def test_the_inspector_is_folded_where_there_is_little_room(window: MainWindow) -> None:
    assert window.width() < ROOMY
    assert window.canvas_panel.isVisible()
    assert not window.inspector_panel.isVisible()
    assert not window.commands.action("inspector.toggle").isChecked()


async def test_panels_fold_by_key_and_by_button(window: MainWindow) -> None:
    for key, panel, id in (
        (Qt.Key.Key_1, window.canvas_panel, "canvas.toggle"),
        (Qt.Key.Key_2, window.inspector_panel, "inspector.toggle"),
    ):
        before = panel.isVisible()
        QTest.keyClick(window, key, CTRL)
        assert panel.isVisible() is not before
        assert window.commands.action(id).isChecked() is not before
        window.commands.action(id).trigger()
        assert panel.isVisible() is before


async def test_writing_a_prompt_unfolds_the_canvas(window: MainWindow) -> None:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_1, CTRL)
    assert not window.canvas.isVisible()
    QTest.keyClick(window, Qt.Key.Key_L, CTRL)
    assert window.canvas.prompt.hasFocus()


async def test_earlier_prompts_unfold_the_canvas(window: MainWindow) -> None:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_1, CTRL)
    assert not window.canvas.isVisible()
    QTest.keyClick(window, Qt.Key.Key_H, CTRL)
    assert window.canvas.isVisible()
    panel = QApplication.activePopupWidget()
    assert panel is not None
    assert panel.accessibleName() == "Earlier prompts"
    panel.close()


async def test_a_small_window_shows_one_panel_beside_the_pictures(window: MainWindow) -> None:
    window.resize(640, 360)
    await until(lambda: window.width() == 640)
    QTest.keyClick(window, Qt.Key.Key_2, CTRL)
    assert window.inspector_panel.isVisible()
    assert not window.canvas_panel.isVisible()
    await until(lambda: window.stage.width() > 250)
    assert window.width() == 640


async def test_panels_come_back_where_they_were(qapp: QApplication, place: Home, core: ScriptedCore) -> None:
    async with open_window(qapp, place, Session(), core) as first:
        first.commands.action("inspector.toggle").trigger()
        first.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, first.canvas_panel)
        first.queue.toggle()
        await until(lambda: first.queue.height() > 100)
        tall = first.queue.height()
        first.close()
        saved = first.workspace.session()
    async with open_window(qapp, place, saved, core) as second:
        assert second.inspector_panel.isVisible()
        assert second.dockWidgetArea(second.canvas_panel) == Qt.DockWidgetArea.RightDockWidgetArea
        assert not second.queue.folded
        await until(lambda: abs(second.queue.height() - tall) <= 1)


async def test_the_layout_is_saved_without_a_good_end(qapp: QApplication, place: Home, core: ScriptedCore) -> None:
    """As after a kill: nothing but what the running window wrote."""
    async with open_window(qapp, place, Session(), core) as first:
        first.commands.action("canvas.toggle").trigger()
        await until(lambda: place.window_state.exists() and sessions.load(place)[0].view.layout != "")
        layout = first.workspace.view.layout
        await until(lambda: sessions.load(place)[0].view.layout == layout)
        killed = sessions.load(place)[0]
    async with open_window(qapp, place, killed, core) as second:
        assert not second.canvas_panel.isVisible()


async def test_a_layout_of_another_version_is_not_believed(qapp: QApplication, place: Home, core: ScriptedCore) -> None:
    session = Session(view=sessions.SavedView(layout="bm9uc2Vuc2U=", geometry="bm9uc2Vuc2U="))
    async with open_window(qapp, place, session, core) as opened:
        assert opened.canvas_panel.isVisible()
        assert not opened.inspector_panel.isVisible()


async def test_the_viewer_comes_back(qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (64, 64), "red").save(file)
    job = core.add_job(a_recipe(), 2, state="running").id
    for index in range(2):
        core.save(job, index, file)
    core.say(job, Finished())
    core.set_state(job, "done")
    ref = CellRef(job=job, index=1)
    async with open_window(qapp, place, Session(), core) as first:
        await until(lambda: first.workspace.grid.cell(ref) is not None)
        first.grid.opened.emit(ref)
        assert first.details.viewer.isVisible()
        await until(lambda: first.workspace.view.current == ref)
        first.close()
        saved = first.workspace.session()
    async with open_window(qapp, place, saved, core) as second:
        await until(second.details.viewer.isVisible)
        assert second.workspace.selection.current == ref
        QTest.keyClick(second.details.viewer.sheet, Qt.Key.Key_Escape)
        assert not second.details.viewer.isVisible()
        assert not second.workspace.view.viewing
