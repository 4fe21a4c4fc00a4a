"""The panel that extends a picture: numbers, shapes, edges that are dragged, and what it says."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.recipe.recipe import Fit
from studio.ui.extend.panel import ExtendPanel
from studio.ui.extend.preview import HEIGHT
from studio.ui.window import MainWindow
from tests.ui import assistive
from tests.workspace.scripted_core import ScriptedCore, ScriptedModel, a_recipe
from tests.workspace.test_extending import a_file, able
from tests.workspace.waiting import until


@pytest.fixture
async def panel(window: MainWindow, core: ScriptedCore, tmp_path: Path) -> ExtendPanel:
    """About a picture of 60 x 40."""
    space = window.workspace
    await able(space, core)
    space.draft.prompt = "a garden"
    await space.extending.begin(a_file(tmp_path), "house.png", a_recipe("a house"))
    made = ExtendPanel(window.stage, space, window.theme, window.images)
    made.open()
    return made


def drag(panel: ExtendPanel, begin: QPointF, end: QPointF) -> None:
    preview, kinds = panel.preview, QEvent.Type
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, at, button in (
        (kinds.MouseButtonPress, begin, left),
        (kinds.MouseMove, (begin + end) / 2, none),
        (kinds.MouseMove, end, none),
        (kinds.MouseButtonRelease, end, left),
    ):
        held = none if kind == kinds.MouseButtonRelease else left
        modifiers = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(preview, QMouseEvent(kind, at, preview.mapToGlobal(at), button, held, modifiers))


async def test_numbers_and_shapes_are_shown_together(window: MainWindow, panel: ExtendPanel) -> None:
    panel.boxes["left"].setValue(30)
    assert window.workspace.extending.growth.size == (90, 40)
    assert panel.said.text() == "60 × 40 becomes 90 × 40"
    panel.shapes[0].click()
    assert [panel.boxes[side].value() for side in ("left", "top", "right", "bottom")] == [0, 10, 0, 10]
    panel.around.click()
    assert [panel.boxes[side].value() for side in ("left", "top", "right", "bottom")] == [15, 10, 15, 10]


async def test_an_edge_is_dragged_and_the_picture_stays(window: MainWindow, panel: ExtendPanel) -> None:
    preview = panel.preview
    frame, scale = preview.frame, preview.picture.width() / 60
    right = QPointF(frame.right(), frame.center().y())
    drag(panel, right, right + QPointF(16 * scale, 0))
    assert window.workspace.extending.growth.right == 16
    corner = preview.frame.topLeft()
    scale = preview.picture.width() / 60
    drag(panel, corner, corner - QPointF(8 * scale, 24 * scale))
    growth = window.workspace.extending.growth
    assert (growth.left, growth.top, growth.right, growth.bottom) == (8, 24, 16, 0)
    inside = preview.picture.center()
    drag(panel, inside, inside + QPointF(50, 0))
    assert window.workspace.extending.growth == growth


async def test_made_with_its_own_prompt_or_that_of_the_canvas(
    window: MainWindow, panel: ExtendPanel, core: ScriptedCore
) -> None:
    assert not panel.make.isEnabled()
    panel.around.click()
    assert panel.prompt.toolTip() == "“a house”"
    panel.prompts.buttons[1].click()
    assert panel.prompt.toolTip() == "“a garden”"
    panel.make.click()
    await until(lambda: core.drafts)
    assert core.drafts[-1].prompt == "a garden"
    await until(lambda: QApplication.activePopupWidget() is None)


async def test_enter_makes_it(panel: ExtendPanel, core: ScriptedCore) -> None:
    box = panel.boxes["right"]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert core.drafts == []
    QTest.keyClicks(box, "20")
    QTest.keyClick(box, Qt.Key.Key_Return)
    await until(lambda: core.drafts)
    assert core.drafts[-1].fit == Fit(width=80, height=40)


async def test_on_a_small_screen_the_preview_gives_way(panel: ExtendPanel) -> None:
    panel.setFixedHeight(380)
    await until(lambda: panel.preview.height() < HEIGHT)
    parts = [panel.boxes["top"], panel.preview, panel.boxes["bottom"]]
    assert all(above.geometry().bottom() < below.geometry().top() for above, below in pairwise(parts))


async def test_put_on_the_canvas(window: MainWindow, panel: ExtendPanel) -> None:
    panel.around.click()
    panel.lay_out.click()
    await until(lambda: window.workspace.masking.picture is not None)
    assert "the mask" in window.canvas.begin.part.said.text()


async def test_no_model_that_can_is_said_in_place(window: MainWindow, panel: ExtendPanel, core: ScriptedCore) -> None:
    panel.around.click()
    core.catalog.installed = [ScriptedModel()]
    await window.workspace.list_models()
    assert panel.wrong.isVisible()
    assert not panel.make.isEnabled()


async def test_everything_has_a_name(panel: ExtendPanel) -> None:
    stops = Qt.FocusPolicy.TabFocus
    shown = [part for part in panel.findChildren(QWidget) if part.isVisible() and part.focusProxy() is None]
    parts = [part for part in shown if part.focusPolicy() & stops]
    assert parts
    assert [part for part in parts if not assistive.name_of(part)] == []
