"""A picture of the grid is used by key: to be held to, for its look, to change a part of, to extend."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from studio.recipe.recipe import SKETCH
from studio.ui.extend.panel import ExtendPanel
from studio.ui.masks.page import MaskPage
from studio.ui.window import MainWindow
from studio.workspace.sets import CellRef
from tests.ui.hand import Hand
from tests.ui.states import filled
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.test_extending import able
from tests.workspace.waiting import until


@pytest.fixture
async def hand(window: MainWindow, core: ScriptedCore, tmp_path: Path) -> Hand:
    """At the keyboard of a window with pictures, the first one chosen."""
    await filled(window, core, tmp_path)
    window.workspace.selection.choose(CellRef(job=window.workspace.grid[0].id, index=0))
    window.grid.take_keyboard()
    return Hand(window)


def path_of_first(window: MainWindow) -> Path:
    path = window.workspace.picks.path(CellRef(job=window.workspace.grid[0].id, index=0))
    assert path is not None
    return path


async def test_as_control_image_and_as_reference(window: MainWindow, core: ScriptedCore, hand: Hand) -> None:
    draft = window.workspace.draft
    await hand.do("control.use", "reference.use")
    await until(lambda: draft.controls and draft.references)
    path = path_of_first(window)
    assert draft.controls[0].name == draft.references[0].name == path.name
    assert core.library.blobs.kept[draft.references[0].sha256].read_bytes() == path.read_bytes()


async def test_the_sketch_takes_none_and_says_so(window: MainWindow, hand: Hand) -> None:
    draft = window.workspace.draft
    draft.model = SKETCH
    await hand.do("control.use")
    await until(lambda: window.workspace.problems.at("window"))
    assert any("The sketch draws from words alone" in one.message for one in window.workspace.problems.at("window"))
    assert draft.controls == ()


async def test_to_change_a_part_of(window: MainWindow, hand: Hand) -> None:
    await hand.do("mask.begin")
    await until(lambda: window.stage.shown_page == "mask")
    page = window.stage.page("mask")
    assert isinstance(page, MaskPage)
    await until(lambda: not page.sheet.blank)
    assert window.workspace.masking.picture is not None
    assert window.workspace.masking.picture.name == path_of_first(window).name
    next(one for one in page.findChildren(QPushButton) if one.text() == "Done").click()
    assert window.stage.shown_page is None


async def test_to_extend_from_the_grid_and_from_the_viewer(window: MainWindow, hand: Hand) -> None:
    await hand.do("extend")
    await until(lambda: isinstance(QApplication.activePopupWidget(), ExtendPanel))
    assert window.workspace.extending.recipe is not None
    assert window.workspace.extending.path == path_of_first(window)
    await hand.press("Escape")
    await until(lambda: QApplication.activePopupWidget() is None)
    await hand.do("view", "extend")
    await until(lambda: isinstance(QApplication.activePopupWidget(), ExtendPanel))


async def test_plain_keys_are_for_the_panel_not_for_the_pictures_beneath(
    window: MainWindow, core: ScriptedCore, hand: Hand
) -> None:
    space = window.workspace
    await able(space, core)
    await hand.do("extend")
    await until(lambda: isinstance(QApplication.activePopupWidget(), ExtendPanel))
    await hand.tab_to("Extend to 16:9")
    await hand.press("X", "Delete", "Space")
    assert not window.details.viewer.isVisible()
    assert space.extending.growth.grows
    await hand.tab_to("Use as start picture")
    await hand.press("Return")
    await until(lambda: space.masking.picture is not None)
    first = space.grid[0].cells[0]
    assert (core.drafts, first.state, first.asset and first.asset.mark) == ([], "made", "starred")


async def test_all_of_it_is_in_the_menu(window: MainWindow, hand: Hand) -> None:
    ref = CellRef(job=window.workspace.grid[0].id, index=0)
    said = [action.text() for action in window.details.pictures.menu_for((ref,)).actions()]
    for title in ("Use as control image", "Use as reference", "Change only a part of it", "Extend"):
        assert title in said
