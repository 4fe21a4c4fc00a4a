"""Channels by their controls: found, used, said plainly, drawn with their edges; the user's own."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.recipe.recipe import Fit
from studio.ui.canvas.channel_list import ENTRY
from studio.ui.canvas.channels import ChannelPanel
from studio.workspace.channels import FILE
from tests.ui import assistive
from tests.ui.canvas.conftest import Canvas, popover

OWN = {
    "channels": [
        {"id": "wall", "name": "Wall at the fair", "width": 2400, "height": 900},
        {
            "id": "flyer", "name": "Flyer", "group": "Print", "width": 1819, "height": 2551, "bleed": 35,
            "safe": {"left": 94, "top": 94, "right": 94, "bottom": 94},
        },
    ]
}  # fmt: skip


@pytest.fixture
def own(canvas: Canvas) -> Canvas:
    """With two channels of the user's own."""
    file = canvas.workspace.home.data / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(OWN))
    canvas.workspace.channels.look_again()
    return canvas


def opened(canvas: Canvas) -> ChannelPanel:
    begin = canvas.panel.size_fields.channel.begin
    begin.setFocus()
    QTest.keyClick(begin, Qt.Key.Key_Space)
    panel = popover()
    assert isinstance(panel, ChannelPanel)
    return panel


def listed(panel: ChannelPanel) -> list[str]:
    """Headings are told from channels by their colon."""
    model = panel.list.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [f"{row.data()}:" if isinstance(row.data(ENTRY), str) else str(row.data()) for row in rows]


async def test_found_by_a_word_and_used_by_enter(own: Canvas) -> None:
    panel = opened(own)
    QTest.keyClicks(panel.search, "fair")
    assert listed(panel) == ["Your own:", "Wall at the fair"]
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert own.draft.fit == Fit(width=2400, height=900)
    assert own.draft.channel == "wall"
    field = own.panel.size_fields.channel
    assert field.choose.accessibleName() == "Channel: Wall at the fair"
    size = own.panel.size_choice
    assert field.said.text() == f"Made at {size.width} × {size.height}, delivered at 2400 × 900"
    assert own.panel.size_fields.scale.text() == f"Made at {size.width} × {size.height}"
    assert not any(button.isChecked() for button in own.panel.size_fields.shapes.buttons)


async def test_arrows_walk_through_the_groups(own: Canvas) -> None:
    panel = opened(own)
    assert listed(panel)[:4] == ["Your own:", "Wall at the fair", "Print:", "Flyer"]
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.list.currentIndex().data() == "Flyer"
    QTest.keyClick(panel.search, Qt.Key.Key_Up)
    assert panel.list.currentIndex().data() == "Wall at the fair"
    QTest.keyClicks(panel.search, "zebra")
    assert panel.said.text() == "No channel has these words."
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert own.draft.fit is None


async def test_the_edges_are_drawn_and_told_until_they_are_folded(own: Canvas) -> None:
    field = own.panel.size_fields.channel
    assert not field.frame.isVisible()
    flyer = own.workspace.channels.of("flyer", Fit(width=1819, height=2551))
    assert flyer is not None
    own.panel.size_choice.deliver(flyer.width, flyer.height, flyer.id)
    assert field.frame.isVisible()
    assert field.frame.said.text() == (
        "Safe area 1631 × 2363: keep what matters inside the dashes.\nBleed 35 px: cut off at each edge after printing."
    )
    inside = field.frame.drawing.grab().toImage()
    middle, edge = inside.pixelColor(inside.rect().center()), inside.pixelColor(2, inside.height() // 2)
    assert middle != edge
    QTest.keyClick(field.frame_button, Qt.Key.Key_Space)
    assert not field.frame.isVisible()
    assert "safe area" in own.workspace.view.folded
    QTest.keyClick(field.frame_button, Qt.Key.Key_Space)
    assert field.frame.isVisible()


async def test_delivered_as_it_is_made(own: Canvas) -> None:
    field, size = own.panel.size_fields.channel, own.panel.size_choice
    size.deliver(2400, 900, "wall")
    made = size.width, size.height
    QTest.mouseClick(field.none, Qt.MouseButton.LeftButton)
    assert own.draft.fit is None
    assert (size.width, size.height) == made
    assert not field.isVisible()
    assert field.begin.hasFocus()


async def test_a_size_of_ones_own_is_added_and_removed(own: Canvas) -> None:
    panel = opened(own)
    QTest.keyClicks(panel.search, "Badge")
    QTest.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    form = panel.form
    assert form.name.text() == "Badge"
    assert form.name.hasFocus()
    form.width_box.setValue(600)
    form.height_box.setValue(400)
    form.edges["left"].setValue(600)
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    assert form.problem.text() == "Its edges leave nothing of the picture. Make them smaller."
    form.edges["left"].setValue(20)
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    assert panel.current() is not None
    assert panel.list.currentIndex().data() == "Badge"
    saved = json.loads((own.workspace.home.data / FILE).read_text())
    assert saved["channels"][-1] == {
        "id": "badge", "name": "Badge", "group": "Own", "width": 600, "height": 400,
        "safe": {"left": 20, "top": 0, "right": 0, "bottom": 0},
    }  # fmt: skip
    QTest.keyClick(panel.search, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert "Badge" not in listed(panel)


async def test_only_ones_own_can_be_removed(own: Canvas) -> None:
    panel = opened(own)
    studios = next(one for one in own.workspace.channels.every if not one.own)
    QTest.keyClicks(panel.search, studios.id)
    assert panel.current() == studios
    assert not panel.remove.isEnabled()
    QTest.keyClick(panel.search, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert studios in own.workspace.channels.every


async def test_escape_leads_out_of_the_form_then_out_of_the_panel(own: Canvas) -> None:
    panel = opened(own)
    QTest.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    QTest.keyClick(panel.form.name, Qt.Key.Key_Escape)
    assert panel.search.isVisible()
    assert panel.search.hasFocus()
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


async def test_a_broken_file_is_told_in_the_panel(own: Canvas) -> None:
    (own.workspace.home.data / FILE).write_text('{"channels": [{"id": "wall"}]}')
    panel = opened(own)
    assert FILE in panel.said.text()
    assert panel.said.property("look") == "danger"
    assert "Wall at the fair" not in listed(panel)


@pytest.mark.parametrize("page", ["list", "form"])
async def test_the_panel_says_what_it_is(own: Canvas, page: str) -> None:
    panel = opened(own)
    if page == "form":
        panel.open_form()
    assert assistive.complaints(panel) == []
    model = panel.list.model()
    said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert said[1] == "Wall at the fair, Own, 2400 by 900 pixels"


async def test_a_long_name_gives_way(own: Canvas) -> None:
    long = own.workspace.channels.add("A poster for the window of the shop in the old town, upright", 700, 1000)
    own.panel.size_choice.deliver(700, 1000, long.id)
    choose = own.panel.size_fields.channel.choose
    assert choose.text().endswith("…")
    assert choose.toolTip().startswith("A poster for the window of the shop")


async def test_what_is_cut_away_is_said(own: Canvas) -> None:
    own.panel.size_choice.deliver(2400, 300)
    own.panel.size_choice.use(512, 512)
    assert own.panel.size_fields.channel.said.text().endswith("88% of it is cut away")
