"""Sketch first, and the sketch as the model: drawn while it is written, with what was understood and what was not."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from studio.recipe.draft import DraftSketch
from studio.recipe.recipe import SKETCH
from studio.sketch.about import CAPABILITIES, LICENCE, MODEL, NAME, SUMMARY
from studio.sketch.knows import KNOWS
from studio.ui.canvas.knows import Knows
from studio.ui.canvas.model_card import ModelCard
from studio.ui.canvas.models import ModelsPanel
from studio.ui.canvas.sketch import SketchFields
from studio.ui.tab_order import walk
from studio.workspace.draft import StartPicture
from studio.workspace.manner import spoken_layout_strength
from studio.workspace.model_choice import choose
from tests.ui.canvas.conftest import Canvas, popover
from tests.ui.canvas.test_panel import CONTROLS, scroll_area
from tests.ui.canvas.test_unknown import underlined
from tests.workspace.scripted_core import CAN, ScriptedCore, ScriptedModel
from tests.workspace.waiting import until

DRAWS = ScriptedModel(ref=MODEL, name=NAME, summary=SUMMARY, capabilities=CAPABILITIES, licence=LICENCE, knows=KNOWS)
RIGHT, SPACE = Qt.Key.Key_Right, Qt.Key.Key_Space


@pytest.fixture
async def canvas(canvas: Canvas, core: ScriptedCore) -> Canvas:
    """With the sketch among its models."""
    core.catalog.installed.append(DRAWS)
    await canvas.workspace.list_models()
    return canvas


def fields(canvas: Canvas) -> SketchFields:
    sketch = canvas.panel.begin.sketch
    assert sketch is not None
    return sketch


async def read(canvas: Canvas) -> SketchFields:
    """When what stands in the prompt is drawn, and was looked at."""
    await until(lambda: canvas.workspace.sketching.fine and not canvas.panel.words.typing)
    return fields(canvas)


def meant(canvas: Canvas) -> str | None:
    """The id of the model that was found."""
    return None if canvas.workspace.model is None else canvas.workspace.model.ref.id


async def use_sketch(canvas: Canvas) -> None:
    choose(canvas.draft, canvas.workspace.capabilities, DRAWS)
    await until(lambda: meant(canvas) == SKETCH)


async def test_the_sketch_is_chosen_by_key(canvas: Canvas) -> None:
    begin = canvas.panel.begin
    assert begin.sketch is None
    begin.choice.buttons[0].setFocus()
    QTest.keyClick(begin.choice.buttons[0], RIGHT)
    assert begin.well.isVisible()
    assert canvas.draft.start is None
    QTest.keyClick(begin.choice.buttons[1], RIGHT)
    assert canvas.draft.start == DraftSketch()
    assert not begin.well.isVisible()
    assert begin.strength.isVisible()
    assert fields(canvas).isVisible()
    QTest.keyClick(begin.choice.buttons[2], Qt.Key.Key_Left)
    assert canvas.draft.start is None
    assert not fields(canvas).isVisible()


async def test_it_is_drawn_while_it_is_written(canvas: Canvas) -> None:
    canvas.workspace.starts.choose("sketch")
    drawing = fields(canvas).drawing
    assert drawing.image.isNull()
    QTest.keyClicks(canvas.panel.prompt, "a plain red background")
    await until(lambda: canvas.workspace.sketching.fresh)
    assert drawing.image.size() == drawing.size()
    assert drawing.image.pixelColor(3, 3).red() > 180 > 90 > drawing.image.pixelColor(3, 3).blue()
    QTest.keyClicks(canvas.panel.prompt, ", one blue circle")
    await until(lambda: drawing.accessibleDescription().endswith("blue circle"))
    middle = drawing.image.pixelColor(drawing.image.rect().center())
    assert middle.blue() > middle.red()
    canvas.draft.prompt = ""
    assert drawing.image.isNull()


async def test_what_was_understood_and_what_was_not(canvas: Canvas) -> None:
    canvas.workspace.starts.choose("sketch")
    QTest.keyClicks(canvas.panel.prompt, "two yellow stars above a calm sea, frobnicate")
    assert underlined(canvas) == []
    sketch = await read(canvas)
    assert sketch.understood.text().replace("\u00a0", " ") == "Understood: 2 × yellow star above sea"
    assert sketch.unknown.text() == "Not understood: frobnicate"
    assert underlined(canvas) == ["frobnicate"]
    assert not canvas.panel.unknown.isVisible()  # the layout holds what the model was never taught
    canvas.draft.prompt = "two yellow stars"
    sketch = await read(canvas)
    await until(lambda: not sketch.unknown.isVisible())
    assert underlined(canvas) == []
    canvas.workspace.starts.choose("nothing")
    canvas.draft.prompt = "a calm sea with seven cats"
    await until(lambda: underlined(canvas) != [])
    assert canvas.panel.unknown.isVisible()


async def test_marks_stand_where_it_was_written(canvas: Canvas) -> None:
    canvas.workspace.starts.choose("sketch")
    canvas.draft.prompt = "\n 🐙 a  cafe\u0301le red zorgle, " + "a red circle " * 200 + "blargle"
    await read(canvas)
    await until(lambda: "blargle" in underlined(canvas))
    canvas.panel.prompt.verticalScrollBar().setValue(0)
    assert {"cafe\u0301le", "zorgle"} <= set(underlined(canvas))


async def test_notes_of_the_reading_are_told(canvas: Canvas) -> None:
    canvas.draft.model = SKETCH
    canvas.draft.prompt = "a cat in watercolour and neon"
    sketch = await read(canvas)
    await until(lambda: sketch.notes.isVisible())
    shown = canvas.workspace.sketching.shown
    assert shown is not None
    assert sketch.notes.text() == " ".join(shown.notes)


async def test_another_layout_and_keep_it(canvas: Canvas) -> None:
    canvas.draft.prompt = "seven red circles"
    canvas.workspace.starts.choose("sketch")
    sketch = await read(canvas)
    first = sketch.drawing.image
    assert sketch.layout_said.text() == "Each picture gets a layout of its own."
    QTest.mouseClick(sketch.drawing, Qt.MouseButton.LeftButton)
    await until(lambda: canvas.workspace.sketching.fresh)
    assert sketch.drawing.image != first
    seed = canvas.workspace.layouts.seed
    QTest.keyClick(sketch.lock, SPACE)
    assert canvas.draft.frozen().start == DraftSketch(layout=seed)
    assert sketch.lock.isChecked()
    assert sketch.layout_said.text() == "All pictures share this layout."
    QTest.keyClick(sketch.drawing, SPACE)
    assert canvas.workspace.layouts.seed != seed
    await canvas.workspace.undo.undo()
    await canvas.workspace.undo.undo()
    assert canvas.draft.start == DraftSketch()
    assert not sketch.lock.isChecked()


async def test_strength_of_the_sketch(canvas: Canvas) -> None:
    own = canvas.workspace.capabilities
    assert own is not None
    canvas.workspace.starts.choose("sketch")
    strength = canvas.panel.begin.strength
    assert strength.slider.value() == round(100 * own.sketch_strength)
    assert not strength.own.isVisible()
    strength.slider.setFocus()
    QTest.keyClick(strength.slider, Qt.Key.Key_Home)
    assert canvas.draft.frozen().start == DraftSketch(strength=0.01)
    assert "sketch" in strength.slider.accessibleName()
    QTest.keyClick(strength.own, SPACE)
    assert canvas.draft.frozen().start == DraftSketch()
    assert QApplication.focusWidget() is strength.slider


async def test_a_model_that_starts_from_no_picture_says_so(canvas: Canvas, core: ScriptedCore) -> None:
    core.catalog.installed[0] = ScriptedModel(capabilities=msgspec.structs.replace(CAN, modes=("text",)))
    canvas.workspace.starts.choose("sketch")
    await canvas.workspace.list_models()
    assert canvas.panel.begin.hint.isVisible()


async def test_a_picture_gives_way_to_the_sketch_and_comes_back(canvas: Canvas) -> None:
    picture = StartPicture(sha256="0" * 64, name="a.png")
    canvas.draft.start = picture
    begin = canvas.panel.begin
    begin.choice.buttons[1].setFocus()
    QTest.keyClick(begin.choice.buttons[1], RIGHT)
    assert canvas.draft.start == DraftSketch()
    QTest.keyClick(begin.choice.buttons[2], Qt.Key.Key_Left)
    assert canvas.draft.start == picture


async def test_with_the_sketch_as_model_only_what_it_takes_notice_of_is_there(canvas: Canvas) -> None:
    panel = canvas.panel
    await use_sketch(canvas)
    assert fields(canvas).isVisible()
    assert not panel.begin.choice.isVisible()
    assert not panel.quality.isVisible()
    assert not panel.avoid.isVisible()
    canvas.draft.negative = "rain"
    assert panel.avoid.isVisible()
    canvas.draft.prompt = "a red circle"
    await until(lambda: canvas.workspace.sketching.fresh)
    assert canvas.draft.frozen().negative == ""
    canvas.draft.model = None
    await until(lambda: panel.quality.isVisible())
    assert panel.begin.choice.isVisible()


async def test_it_is_painted_over_with_a_model(canvas: Canvas) -> None:
    await use_sketch(canvas)
    canvas.draft.prompt = "a red circle"
    link = fields(canvas).other_way
    link.setFocus()
    QTest.keyClick(link, SPACE)
    await until(lambda: canvas.draft.start == DraftSketch() and meant(canvas) == "starter")
    assert canvas.panel.begin.choice.isVisible()
    assert link.accessibleName() == "Draw it without a model"
    QTest.keyClick(link, SPACE)
    await until(lambda: canvas.draft.model == SKETCH and meant(canvas) == SKETCH)
    assert link.accessibleName() == "Paint over it with a model"
    assert QApplication.focusWidget() is link


async def test_where_a_model_loses_scenery_it_says_so(canvas: Canvas, core: ScriptedCore) -> None:
    core.catalog.installed[0] = ScriptedModel(capabilities=msgspec.structs.replace(CAN, sketch_scenery=False))
    await canvas.workspace.list_models()
    canvas.workspace.starts.choose("sketch")
    canvas.draft.prompt = "three stars above a calm sea"
    await read(canvas)
    strength = canvas.panel.begin.strength
    assert "paints landscapes and textures away" in strength.said.text()
    assert strength.slider.accessibleDescription() == strength.said.text()
    canvas.draft.prompt = "three stars on white"
    await read(canvas)
    assert strength.said.text() == spoken_layout_strength(CAN.sketch_strength, CAN.sketch_strength)


async def test_sizes_up_to_8192(canvas: Canvas) -> None:
    await use_sketch(canvas)
    size = canvas.panel.size_choice
    assert size.sizes() == ((1024, 1024), (2048, 2048), (4096, 4096), (8192, 8192))
    size.use(8192, 8192)
    canvas.draft.prompt = "a red circle"
    await until(lambda: canvas.workspace.sketching.fresh)
    size.use(3000, 1000)
    choose(canvas.draft, canvas.workspace.capabilities, canvas.workspace.models[0])
    await until(lambda: size.nearest() is None and canvas.workspace.model is canvas.workspace.models[0])
    assert size.width / size.height == pytest.approx(3, abs=0.2)


async def test_the_card_says_what_it_knows(canvas: Canvas) -> None:
    canvas.panel.model.open()
    panel = popover()
    assert isinstance(panel, ModelsPanel)
    card = next(card for card in panel.findChildren(ModelCard) if card.accessibleName().startswith(NAME))
    said = [label.text() for label in card.findChildren(QLabel)]
    assert any(text.startswith(f"It knows {len(KNOWS['objects'])} objects") for text in said)
    assert any("comes with Blink Studio" in text and "Any size up to 16,384 px" in text for text in said)


async def test_what_it_knows_writes_words(canvas: Canvas) -> None:
    canvas.workspace.starts.choose("sketch")
    QTest.keyClick(fields(canvas).knows, SPACE)
    panel = popover()
    assert isinstance(panel, Knows)
    words = {button.text(): button for button in panel.findChildren(QPushButton)}
    QTest.keyClick(words["lighthouse"], SPACE)
    assert canvas.draft.prompt.strip() == "lighthouse"


@pytest.mark.parametrize("width", [300, 340, 480])
@pytest.mark.parametrize("size", [(256, 256), (256, 64), (64, 256)])
async def test_nothing_is_cut_off_whatever_the_shape(canvas: Canvas, width: int, size: tuple[int, int]) -> None:
    canvas.panel.resize(width, 720)
    canvas.workspace.starts.choose("sketch")
    canvas.panel.size_choice.use(*size)
    canvas.draft.prompt = "frobnicate a very " + "supercalifragilistic" * 6
    sketch = await read(canvas)
    parts = scroll_area(canvas).widget()
    assert parts is not None
    await until(lambda: parts.width() <= scroll_area(canvas).viewport().width())
    for control in parts.findChildren(QPushButton):
        if isinstance(control, CONTROLS) and control.isVisible():
            assert control.mapTo(parts, QPoint(control.width(), 0)).x() <= parts.width(), control.text()
    shape = sketch.drawing.width() / sketch.drawing.height()
    assert shape == pytest.approx(size[0] / size[1], rel=0.15)


async def test_tab_goes_through_it_from_top_to_bottom(canvas: Canvas) -> None:
    canvas.workspace.starts.choose("sketch")
    canvas.draft.prompt = "a red circle"
    sketch, begin = await read(canvas), canvas.panel.begin
    begin.choice.buttons[2].setFocus()
    seen = list[object]()
    for _ in range(6):
        assert walk((canvas.panel,), QApplication.focusWidget(), forward=True)
        seen.append(QApplication.focusWidget())
    links = [sketch.knows, sketch.other_way]
    assert seen == [begin.strength.slider, sketch.drawing, sketch.lock, sketch.another, *links]


async def test_a_panel_that_gets_narrow_makes_the_drawing_so(canvas: Canvas) -> None:
    canvas.workspace.starts.choose("sketch")
    canvas.panel.resize(640, 900)
    canvas.panel.size_choice.use(384, 256)
    canvas.draft.prompt = "a red circle"
    sketch = await read(canvas)
    canvas.panel.resize(340, 900)
    await until(lambda: sketch.width() < 340)
    parts = scroll_area(canvas).widget()
    assert parts is not None
    assert parts.width() <= scroll_area(canvas).viewport().width()
    assert sketch.drawing.width() <= sketch.width()


async def test_the_keyboard_stays_where_the_sketch_was_switched_off(canvas: Canvas) -> None:
    canvas.draft.prompt = "a red circle"
    canvas.workspace.starts.choose("sketch")
    sketch = await read(canvas)
    sketch.lock.setFocus()
    canvas.workspace.starts.choose("nothing")
    assert QApplication.focusWidget() is canvas.panel.begin.choice.buttons[0]
    canvas.workspace.starts.choose("sketch")
    canvas.panel.begin.strength.slider.setFocus()
    await use_sketch(canvas)
    assert QApplication.focusWidget() is sketch.drawing
