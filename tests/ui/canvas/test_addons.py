"""LoRAs by mouse and by key: found, added, weighed, switched, taken away; what does not fit says why."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from studio.recipe.additions import Pace
from studio.recipe.recipe import MAX_ADDONS, SKETCH
from studio.ui.canvas.addons_list import ENTRY, Entry
from studio.ui.canvas.addons_panel import LoraPanel
from studio.ui.canvas.addons_row import LoraRow
from tests.ui import assistive
from tests.ui.canvas.conftest import PHOTO, Canvas, popover
from tests.workspace.scripted_core import ScriptedAddition, ScriptedCore, a_lora
from tests.workspace.waiting import until

ABLE = msgspec.structs.replace(
    PHOTO,
    capabilities=msgspec.structs.replace(PHOTO.capabilities, family="sd", modes=("text", "image", "addon", "near")),
)
INK = a_lora("ink", words=("inkdraw", "black ink"))
FAST = a_lora("fast", pace=Pace(steps=4, guidance=1.0, scheduler="LCMScheduler"))
LONG = msgspec.structs.replace(a_lora("long"), name="a name & no end " * 12)
LEFT, KEY = Qt.MouseButton.LeftButton, Qt.Key


async def listed(canvas: Canvas, core: ScriptedCore, *added: ScriptedAddition) -> None:
    core.catalog.added, core.catalog.installed = list(added), [ABLE]
    canvas.workspace.additions.looked = False
    await canvas.workspace.list_models()
    await until(lambda: canvas.workspace.additions.looked)


def opened(canvas: Canvas) -> LoraPanel:
    canvas.panel.loras.add.click()
    panel = popover()
    assert isinstance(panel, LoraPanel)
    return panel


def rows(panel: LoraPanel) -> list[Entry]:
    model = panel.list.model()
    found = [model.index(row, 0).data(ENTRY) for row in range(model.rowCount())]
    return [entry for entry in found if isinstance(entry, Entry)]


def row(canvas: Canvas, at: int = 0) -> LoraRow:
    return canvas.panel.loras.rows[at]


async def test_it_takes_no_room_where_no_model_takes_any(canvas: Canvas, core: ScriptedCore) -> None:
    core.catalog.installed = [PHOTO]
    await canvas.workspace.list_models()
    assert canvas.panel.loras.isHidden()
    assert canvas.panel.loras.add.isHidden()


async def test_without_any_it_says_how_to_get_one(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core)
    panel = opened(canvas)
    assert panel.list.isHidden()
    assert "No LoRA is here yet" in panel.said.text()
    assert panel.more.isVisible()


async def test_one_is_found_by_its_words_and_added_by_key(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core, a_lora("oil"), INK, a_lora("alien", base="SDXL"))
    panel = opened(canvas)
    assert [(one.name, one.usable) for one in rows(panel)] == [("Ink", True), ("Oil", True), ("Alien", False)]
    assert rows(panel)[-1].said == "Made for SDXL"
    QTest.keyClick(panel.search, KEY.Key_Down)
    current = panel.current()
    assert current is not None
    assert current.name == "Oil"
    QTest.keyClick(panel.search, KEY.Key_Down)
    assert panel.current() == current
    QTest.keyClicks(panel.search, "black in")
    assert [one.name for one in rows(panel)] == ["Ink"]
    QTest.keyClick(panel.search, KEY.Key_Return)
    assert [(one.id, one.name, one.weight, one.on) for one in canvas.draft.addons] == [("ink", "Ink", 1.0, True)]
    assert row(canvas).isVisible()
    assert rows(opened(canvas))[0].chosen


async def test_a_search_means_the_best_match(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core, a_lora("drawing ink"), a_lora("ink"))
    panel = opened(canvas)
    QTest.keyClicks(panel.search, "ink")
    assert [one.id for one in rows(panel)] == ["ink", "drawing ink"]
    current = panel.current()
    assert current is not None
    assert current.id == "ink"
    QTest.keyClicks(panel.search, "x")
    assert panel.said.text() == "No LoRA has these words."
    QTest.keyClick(panel.search, KEY.Key_Return)
    assert canvas.draft.addons == ()


async def test_weight_by_number_slider_and_double_click(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core, INK)
    canvas.workspace.loras.add(INK)
    one = row(canvas)
    assert (one.slider.minimum(), one.slider.maximum(), one.number.maximum()) == (-40, 40, 4.0)
    one.slider.setFocus()
    QTest.keyClick(one.slider, KEY.Key_Left)
    assert canvas.draft.addons[0].weight == 0.95
    assert one.number.value() == 0.95
    one.number.setValue(3.5)
    assert (canvas.draft.addons[0].weight, one.slider.value()) == (3.5, 40)
    QTest.mouseDClick(one.slider, LEFT, pos=QPoint(8, 10))
    assert (canvas.draft.addons[0].weight, one.number.value()) == (1.0, 1.0)
    one.slider.setValue(0)
    assert one.said.text() == "At 0 it is left out."


async def test_off_it_stays_with_its_weight(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core, INK)
    canvas.workspace.loras.add(INK)
    canvas.workspace.loras.weigh("ink", 0.4)
    row(canvas).on.click()
    assert [(one.weight, one.on) for one in canvas.draft.addons] == [(0.4, False)]
    assert not row(canvas).slider.isEnabled()
    assert canvas.draft.frozen().addons == ()
    row(canvas).on.click()
    assert canvas.draft.frozen().addons[0].weight == 0.4


async def test_one_too_many_stays_off_and_says_why(canvas: Canvas, core: ScriptedCore) -> None:
    many = [a_lora(f"l{number}") for number in range(MAX_ADDONS + 1)]
    await listed(canvas, core, *many)
    for one in many:
        canvas.workspace.loras.add(one)
    last = row(canvas, MAX_ADDONS)
    assert last.said.text() == "Off: 8 are used together at most."
    last.on.click()
    assert not last.on.isChecked()
    row(canvas).on.click()
    assert last.said.isHidden()
    last.on.click()
    assert last.on.isChecked()


async def test_taking_away_leaves_the_keyboard_near(canvas: Canvas, core: ScriptedCore) -> None:
    added = [a_lora(name) for name in ("a", "b", "c")]
    await listed(canvas, core, *added)
    for one in added:
        canvas.workspace.loras.add(one)
    row(canvas, 1).on.setFocus()
    QTest.keyClick(row(canvas, 1).on, KEY.Key_Delete)
    assert [one.id for one in canvas.panel.loras.rows] == ["a", "c"]
    assert row(canvas, 1).on.hasFocus()
    row(canvas, 1).remove.setFocus()
    row(canvas, 1).remove.click()
    assert row(canvas, 0).on.hasFocus()
    row(canvas, 0).on.setFocus()
    QTest.keyClick(row(canvas, 0).on, KEY.Key_Delete)
    assert canvas.panel.loras.isHidden()
    assert canvas.panel.loras.add.hasFocus()


async def test_trigger_words_go_into_the_prompt_once(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core, INK)
    canvas.panel.prompt.setPlainText("a cat")
    canvas.workspace.loras.add(INK)
    buttons = row(canvas).buttons()
    assert [button.text() for button in buttons] == ["inkdraw", "black ink"]
    buttons[1].click()
    assert canvas.draft.prompt == "a cat black ink"
    assert [button.isEnabled() for button in buttons] == [True, False]
    canvas.draft.prompt = "a cat"
    assert buttons[1].isEnabled()


async def test_another_family_is_said_in_place(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core, a_lora("alien", base="SDXL"))
    canvas.workspace.loras.add(a_lora("alien", base="SDXL"))
    assert row(canvas).said.text() == "Left out: made for SDXL."
    assert row(canvas).on.isEnabled()
    assert not row(canvas).number.isEnabled()


async def test_a_few_step_lora_says_its_pace_and_the_dial_shows_it(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core, FAST)
    assert canvas.panel.quality.steps.specialValueText() == "Auto (20)"
    canvas.workspace.loras.add(FAST)
    assert row(canvas).said.text() == "Made for 4 steps, guidance 1."
    assert canvas.panel.quality.steps.specialValueText() == "Auto (4)"
    assert canvas.panel.quality.guidance.specialValueText() == "Auto (1)"
    canvas.draft.steps = 12
    assert row(canvas).said.text() == "Made for 4 steps, guidance 1; 12 are set."


async def test_it_is_put_away_while_the_sketch_draws(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core, INK)
    canvas.workspace.loras.add(INK)
    canvas.draft.model = SKETCH
    assert canvas.panel.loras.isHidden()
    assert canvas.panel.loras.add.isHidden()
    assert canvas.draft.addons


@pytest.mark.parametrize("width", [300, 340])
async def test_many_with_long_names_fit_and_have_names_of_their_own(
    canvas: Canvas, core: ScriptedCore, width: int
) -> None:
    many = [LONG, *(a_lora(f"style {number}", words=("w" * 60, "b")) for number in range(7))]
    await listed(canvas, core, *many)
    for one in many:
        canvas.workspace.loras.add(one)
    canvas.panel.resize(width, 720)
    await until(lambda: all(one.width() <= width for one in canvas.panel.loras.rows))
    names: list[str] = []
    for one in canvas.panel.loras.rows:
        for control in (one.on, one.slider, one.number, one.remove, *one.buttons()):
            assert control.mapTo(canvas.panel, QPoint(control.width(), 0)).x() <= canvas.panel.width()
            if not isinstance(control, QPushButton):
                names.append(f"{type(control).__name__} {assistive.name_of(control)}")
    assert len(set(names)) == len(names)
    assert all(name.split(" ", 1)[1] for name in names)
    assert "&" in row(canvas).on.toolTip()
