"""Size by its controls: shapes, free sides, ratio, swap, the nearest size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox

from studio.workspace.presets import SHAPES
from tests.ui.canvas.conftest import Canvas
from tests.workspace.waiting import until


def sides(canvas: Canvas) -> tuple[int | None, int | None]:
    return canvas.draft.width, canvas.draft.height


def type_into(box: QSpinBox, number: int) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, str(number))


async def test_a_shape_brings_the_best_size_of_the_model(canvas: Canvas) -> None:
    fields = canvas.panel.size_fields
    expected = [(256, 256), (256, 384), (192, 336), (384, 256), (432, 144), (208, 288)]
    for button, shape, size in zip(fields.shapes.buttons, SHAPES, expected, strict=True):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert sides(canvas) == size
        assert button.isChecked()
        assert shape.name in button.toolTip()
        assert f"{size[0]} × {size[1]}" in button.toolTip()
        assert f"{size[0]} by {size[1]}" in button.accessibleName()


async def test_arrow_keys_move_through_the_shapes(canvas: Canvas) -> None:
    buttons = canvas.panel.size_fields.shapes.buttons
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Right)
    assert sides(canvas) == (256, 384)
    assert buttons[1].hasFocus()


async def test_larger_sizes_of_a_shape_are_in_its_menu(canvas: Canvas) -> None:
    scale = canvas.panel.size_fields.scale
    assert scale.text() == "Square, 256 × 256"
    QTest.keyClick(scale, Qt.Key.Key_Space)
    assert QApplication.activePopupWidget() is scale.sizes
    actions = scale.sizes.actions()
    assert [action.text() for action in actions] == ["256 × 256 px", "384 × 384 px", "512 × 512 px"]
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(scale.sizes, key)
    assert sides(canvas) == (512, 512)
    assert scale.text() == "Square, 512 × 512"


async def test_a_fixed_ratio_leads_the_other_side(canvas: Canvas) -> None:
    fields = canvas.panel.size_fields
    canvas.panel.size_choice.use(384, 256)
    QTest.keyClick(fields.lock, Qt.Key.Key_Space)
    type_into(fields.width_box, 480)
    assert sides(canvas) == (480, 320)
    assert fields.height_box.value() == 320
    QTest.keyClick(fields.swap, Qt.Key.Key_Space)
    assert sides(canvas) == (320, 480)
    QTest.keyClick(fields.lock, Qt.Key.Key_Space)
    type_into(fields.width_box, 256)
    assert sides(canvas) == (256, 480)


async def test_the_nearest_size_is_one_press_away(canvas: Canvas) -> None:
    fields = canvas.panel.size_fields
    assert not fields.nearest.isVisible()
    type_into(fields.width_box, 250)
    assert fields.nearest.isVisible()
    assert not any(button.isChecked() for button in fields.shapes.buttons)
    QTest.keyClick(fields.nearest, Qt.Key.Key_Space)
    assert sides(canvas) == (256, 256)
    assert not fields.nearest.isVisible()


async def test_seamless_asks_which_way_once_it_is_on(canvas: Canvas) -> None:
    field = canvas.panel.size_fields.seamless
    assert field.on.isVisible()
    assert not field.ways.isVisible()
    QTest.mouseClick(field.on, Qt.MouseButton.LeftButton)
    assert canvas.draft.tile == "both"
    assert field.ways.isVisible()
    assert field.ways.buttons[0].isChecked()
    QTest.mouseClick(field.ways.buttons[1], Qt.MouseButton.LeftButton)
    assert canvas.draft.tile == "x"
    assert canvas.draft.frozen().tile == "x"
    assert canvas.draft.saved().tile == "x"
    QTest.keyClick(field.on, Qt.Key.Key_Space)
    assert canvas.draft.tile == ""
    assert not field.ways.isVisible()


async def test_seamless_is_offered_where_the_model_can_and_stays_to_be_taken_back(canvas: Canvas) -> None:
    field = canvas.panel.size_fields.seamless
    canvas.draft.tile = "y"
    assert field.ways.buttons[2].isChecked()
    canvas.draft.model = "photo"
    await until(lambda: canvas.panel.model.text() == "Photo")
    assert field.on.isVisible()
    canvas.draft.tile = ""
    assert not field.on.isVisible()
