"""Tab leads everywhere and back, panel by panel; where it leads is seen; what it leaves out has a key of its own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QWidget,
)

from studio.ui.canvas.segments import Segments
from studio.ui.grid.cell import CellView
from studio.ui.queue.row import RowView
from studio.ui.viewer.strip import StripCell
from studio.ui.window import MainWindow
from studio.workspace.commands import command
from tests.ui import assistive, states
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until

KEY = Qt.Key
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
ROOMY = (1920, 1080)
COMMAND_OF = {
    "Star": "star",
    "Reject": "reject",
    "More like this": "more",
    "Reuse the recipe of this set": "reuse",
    "Make this set again": "set.again",
    "Make what is missing of this set": "set.resume",
    "Cancel this set": "set.stop",
    "Edit this job": "job.edit",
    "Pause this": "job.pause",
    "Go on with this": "job.pause",
    "Try this again": "job.retry",
    "Cancel this": "job.cancel",
    "Dismiss this": "job.cancel",
}
"""buttons for the mouse alone, and the command that does the same"""
KEY_OF = {
    "More for this set": "the menu key",
    "Everything for this picture": "the menu key",
    "Everything for this row": "the menu key",
    "One fewer": "the arrows in the field",
    "One more": "the arrows in the field",
}


async def at(window: MainWindow, core: ScriptedCore, folder: Path, state: str) -> None:
    window.resize(*ROOMY)
    window.activateWindow()
    await until(lambda: (window.width(), window.height()) == ROOMY)
    window.panels.show("inspector.toggle")
    await states.WINDOWS[state](window, core, folder)


def reached(window: MainWindow) -> list[QWidget]:
    window.canvas.prompt.setFocus()
    return assistive.stops(window)


@pytest.mark.parametrize("state", states.WINDOWS)
async def test_tab_leads_everywhere_and_back(
    window: MainWindow, core: ScriptedCore, tmp_path: Path, state: str
) -> None:
    await at(window, core, tmp_path, state)
    forward = reached(window)
    wanted = [one for one in assistive.controls(window) if assistive.wants_tab(one)]
    assert [assistive.told(one) for one in wanted if one not in forward] == []
    window.canvas.prompt.setFocus()
    assert assistive.stops(window, back=True) == [forward[0], *reversed(forward[1:])]


async def test_tab_walks_from_the_canvas_to_the_pictures_the_inspector_and_the_queue(
    window: MainWindow, core: ScriptedCore, tmp_path: Path
) -> None:
    await at(window, core, tmp_path, "one_chosen")
    parts = (window.canvas_panel, window.stage, window.inspector_panel, window.queue, window.header)
    walked = [next(at for at, part in enumerate(parts) if part.isAncestorOf(stop)) for stop in reached(window)]
    steps = [(before, after) for before, after in pairwise(walked) if before != after]
    assert steps == [(0, 1), (1, 2), (2, 3), (3, 4), *([(4, 0)] if walked[-1] == 0 else [])]


async def test_the_inspector_is_walked_from_top_to_bottom(
    window: MainWindow, core: ScriptedCore, tmp_path: Path
) -> None:
    await at(window, core, tmp_path, "one_chosen")
    inspector = window.details.inspector
    inside = [stop for stop in reached(window) if inspector.isAncestorOf(stop)]
    content = inspector.page.widget()
    assert content is not None
    tops = [stop.mapTo(content, stop.rect().topLeft()).y() for stop in inside]
    assert len(inside) > 10
    assert [(before, after) for before, after in pairwise(tops) if after < before - 8] == []


@pytest.mark.parametrize(
    "state",
    [
        "everything_on_the_canvas",
        "one_chosen",
        "seen_large",
        "busy_queue",
        "queue_in_edit",
        "settings",
        "shortcuts",
        "banners",
        "no_plan",
        "a_plan",
        "delivered",
        "a_report",
    ],
)
async def test_where_the_keyboard_is_can_be_seen(
    window: MainWindow, core: ScriptedCore, tmp_path: Path, state: str
) -> None:
    await at(window, core, tmp_path, state)
    stops = reached(window)
    unseen = [
        assistive.told(one)
        for one in stops
        if not assistive.shows_focus(one, stops[0] if one is not stops[0] else stops[1])
    ]
    assert unseen == []


@pytest.mark.parametrize("state", states.WINDOWS)
async def test_what_tab_leaves_out_has_a_key(
    window: MainWindow, core: ScriptedCore, tmp_path: Path, state: str
) -> None:
    await at(window, core, tmp_path, state)
    stops = reached(window)
    left = [one for one in assistive.controls(window) if one.isEnabled() and one not in stops]
    assert [assistive.told(one) for one in left if not _has_a_key(one, window)] == []


def _has_a_key(control: QWidget, window: MainWindow) -> bool:
    """Arrows lead through lists and through buttons that stand for one choice; the rest is by command."""
    name = assistive.name_of(control)
    match control:
        case CellView() | StripCell() | RowView() | QListView() | QLabel():
            return True
        case QAbstractButton() if isinstance(control.group(), QButtonGroup):
            return True
        case QAbstractButton() if isinstance(control.parentWidget(), QLineEdit):
            return True
        case _:
            known = name in KEY_OF or (name in COMMAND_OF and bool(command(COMMAND_OF[name]).title))
            return known or control in (window.grid.column, window.queue.panel.column)


async def test_arrows_choose_among_the_shapes_and_the_marks(
    window: MainWindow, core: ScriptedCore, tmp_path: Path
) -> None:
    await at(window, core, tmp_path, "filled")
    draft = window.workspace.draft
    shapes = window.canvas.size_fields.shapes
    assert isinstance(shapes, Segments)
    shapes.buttons[0].setFocus()
    before = (draft.width, draft.height)
    QTest.keyClick(shapes.buttons[0], KEY.Key_Right)
    assert shapes.buttons[1].isChecked()
    assert (draft.width, draft.height) != before
    window.workspace.draft.width = 250  # of no shape: none is chosen, and a key may choose one again
    shapes.buttons[1].setFocus()
    QTest.keyClick(shapes.buttons[1], KEY.Key_Right)
    assert shapes.buttons[2].hasFocus()
    QTest.keyClick(shapes.buttons[2], KEY.Key_Space)
    assert shapes.buttons[2].isChecked()
    window.grid.bar.kept["all"].setFocus()
    QTest.keyClick(window.grid.bar.kept["all"], KEY.Key_Right)
    assert window.workspace.grid.filter.kept == "starred"


async def test_the_menu_key_opens_everything_for_a_picture_and_its_set(
    window: MainWindow, core: ScriptedCore, tmp_path: Path
) -> None:
    await at(window, core, tmp_path, "running")
    window.grid.take_keyboard()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, KEY.Key_Menu)
    menu = states.popup()
    texts = [action.text().partition("\t")[0] for action in menu.actions()]
    (inner,) = [one for one in menu.findChildren(QMenu) if one.title() == "This set"]
    texts += [action.text().partition("\t")[0] for action in inner.actions()]
    assert {"Reuse recipe", "Cancel", "Make again with new seeds", "Choose the whole set"} <= set(texts)
    menu.close()


async def test_a_list_of_choices_is_called_by_its_setting(window: MainWindow) -> None:
    window.commands.action("settings.open").trigger()
    boxes = [one for one in assistive.controls(window) if isinstance(one, QComboBox)]
    assert boxes
    assert all(box.accessibleDescription() for box in boxes)
