"""Count, seed, quality and the start picture by their controls."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLabel, QWidget

from studio.recipe.recipe import Product
from studio.workspace.draft import SavedDraft, StartPicture
from tests.ui.canvas.conftest import Canvas, drop
from tests.workspace.scripted_core import ScriptedCore


def turn_wheel(widget: QWidget) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(widget.mapToGlobal(QPoint(5, 5))),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


async def test_fields_show_the_draft(canvas: Canvas) -> None:
    canvas.draft.restore(
        SavedDraft(prompt="p", negative="n", width=96, height=64, count=3, seed=9, steps=7, guidance=1.5)
    )
    values = {box.accessibleName(): box.text() for box in canvas.panel.findChildren(QAbstractSpinBox)}
    assert values["Width in pixels"] == "96 px"
    assert values["Steps"] == "7"
    assert float(values["Guidance: how closely the prompt is followed"].replace(",", ".")) == 1.5
    assert values["Variations: how many pictures to make"] == "3"
    assert canvas.panel.negative.toPlainText() == "n"
    assert canvas.panel.seed.number.text() == "9"


async def test_count(canvas: Canvas) -> None:
    count = canvas.panel.count
    QTest.keyClick(count.box, Qt.Key.Key_Up)
    QTest.mouseClick(count.more, Qt.MouseButton.LeftButton)
    assert canvas.draft.count == 6
    for _ in range(8):
        QTest.mouseClick(count.fewer, Qt.MouseButton.LeftButton)
    assert canvas.draft.count == 1
    assert not count.fewer.isEnabled()


async def test_the_wheel_changes_a_number_only_while_it_has_the_keyboard(canvas: Canvas) -> None:
    box = canvas.panel.count.box
    turn_wheel(box)
    assert canvas.draft.count == 4
    box.setFocus()
    turn_wheel(box)
    assert canvas.draft.count == 5


async def test_seed(canvas: Canvas) -> None:
    seed = canvas.panel.seed
    assert seed.number.text() == ""
    QTest.keyClicks(seed.number, "12345678901")
    assert (canvas.draft.seed, canvas.draft.seed_locked) == (1234567890, True)
    assert seed.lock.isChecked()
    QTest.keyClick(seed.dice, Qt.Key.Key_Space)
    assert canvas.draft.seed != 1234567890
    assert seed.number.text() == str(canvas.draft.seed)
    QTest.keyClick(seed.lock, Qt.Key.Key_Space)
    assert not canvas.draft.seed_locked
    QTest.keyClick(seed.dice, Qt.Key.Key_Space)
    assert canvas.draft.seed_locked


async def test_the_quality_dial(canvas: Canvas) -> None:
    quality, own = canvas.panel.quality, canvas.panel.size_choice.can.steps
    buttons = quality.dial.buttons
    assert [button.text() for button in buttons] == ["Draft", "Balanced", "Fine"]
    assert buttons[1].isChecked()
    QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    assert canvas.draft.steps == 2 * own
    QTest.keyClick(buttons[2], Qt.Key.Key_Left)
    assert canvas.draft.steps is None
    canvas.draft.steps = 11
    assert not any(button.isChecked() for button in buttons)
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert canvas.draft.steps == own // 2
    assert [button.isChecked() for button in buttons] == [True, False, False]


async def test_details_are_folded_and_stay_as_they_were_left(canvas: Canvas) -> None:
    quality = canvas.panel.quality
    assert not quality.steps.isVisible()
    QTest.keyClick(quality.details.button, Qt.Key.Key_Space)
    assert quality.steps.isVisible()
    assert "details" not in canvas.workspace.session().view.folded
    quality.steps.setFocus()
    quality.steps.selectAll()
    QTest.keyClicks(quality.steps, "12")
    assert canvas.draft.steps == 12
    QTest.keyClick(quality.details.button, Qt.Key.Key_Space)
    assert not quality.steps.isVisible()
    assert "details" in canvas.workspace.session().view.folded


@pytest.mark.parametrize("size", [(60, 40), (40, 60)])
async def test_a_start_picture_is_dropped_and_taken_away(canvas: Canvas, tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", size, "red").save(path)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    begin = canvas.panel.begin
    assert not begin.well.isVisible()
    assert drop(begin, content)
    assert len(canvas.taken) == 1
    await canvas.workspace.intake.start_from(path)
    assert begin.well.clear.isVisible()
    assert not begin.well.browse.isVisible()
    QTest.keyClick(begin.well, Qt.Key.Key_Delete)
    assert (canvas.draft.start, canvas.draft.aside) == (None, None)
    assert not begin.well.isVisible()


async def test_a_picture_is_pasted_into_the_well(canvas: Canvas) -> None:
    QTest.keyClick(canvas.panel.begin.choice.buttons[0], Qt.Key.Key_Right)
    QTest.keyClick(canvas.panel.begin.well, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(canvas.taken) == 1


async def test_a_model_that_cannot_start_from_a_picture_says_so(canvas: Canvas, core: ScriptedCore) -> None:
    only_text = msgspec.structs.replace(core.catalog.installed[0].capabilities, modes=("text",))
    core.catalog.installed = [msgspec.structs.replace(core.catalog.installed[0], capabilities=only_text)]
    canvas.draft.start = StartPicture(sha256="0" * 64, name="a.png")
    await canvas.workspace.list_models()
    labels = [label.text() for label in canvas.panel.begin.well.findChildren(QLabel)]
    assert "a.png: this model cannot start from a picture" in labels


async def test_strength_is_asked_for_with_a_start_picture_in_words(canvas: Canvas) -> None:
    strength = canvas.panel.begin.strength
    assert not strength.isVisible()
    canvas.draft.start = StartPicture(sha256="0" * 64, name="a.png")
    assert strength.isVisible()
    strength.slider.setFocus()
    QTest.keyClick(strength.slider, Qt.Key.Key_Home)
    assert canvas.draft.strength == 0.01
    assert strength.slider.accessibleDescription() == strength.said.text() == "Close: details change"
    QTest.keyClick(strength.slider, Qt.Key.Key_End)
    assert canvas.draft.strength == 1.0
    assert strength.slider.accessibleDescription() == strength.said.text() == "Bold: nearly a new picture"


async def test_a_cut_out_from_a_recipe_is_said_and_taken_away(canvas: Canvas) -> None:
    line = canvas.panel.begin.product
    assert not line.isVisible()
    canvas.draft.product = Product(sha256="c" * 64, x=40, y=60)
    assert line.said.text() == "A cut-out from the recipe is laid over it at 40, 60"
    QTest.keyClick(line.clear, Qt.Key.Key_Space)
    assert canvas.draft.product is None
    assert not line.isVisible()
