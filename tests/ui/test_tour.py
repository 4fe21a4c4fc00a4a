"""The tour of the README, by keyboard alone, over a real library; after a restart everything is as it was."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication

from studio.paths import Home
from studio.recipe.asset import Asset
from studio.settings import WINDOW_THEME
from studio.ui.shortcuts.actions import native
from studio.workspace.commands import COMMANDS, command
from studio.workspace.sets import Cell
from tests.test_repository import ROOT
from tests.ui.hand import Hand
from tests.ui.test_monkey import Opened, quiet, studio_window

_PATIENCE = 30.0
TOUR = (
    *("make", "grid.focus", "star", "reject", "delete", "undo"),
    *("view", "picture.next", "picture.previous", "zoom.actual", "zoom.in", "zoom.out", "zoom.fit", "viewer.close"),
    *("more", "seed.another", "set.again", "reuse", "reuse.parts", "start.use", "note.edit", "picture.copy"),
    *(
        "find",
        "queue.focus",
        "job.up",
        "job.down",
        "job.pause",
        "job.cancel",
        "queue.hold",
        "prompt.focus",
        "prompts.open",
        "project.open",
        "shortcuts.show",
        "settings.open",
        "quit",
    ),
)
"""the commands that the README names, in its order"""


def named_in_the_readme() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## A tour by keyboard")[1].split("\n## ")[0]
    return re.findall(r"`([^`]+)`", section)


def test_the_readme_names_the_keys_of_the_table() -> None:
    assert named_in_the_readme() == [native(command(id).keys[0]) for id in TOUR]


async def until(condition: Callable[[], object]) -> None:
    """Pictures are made, written and read back here, by as many threads as a busy machine lets run."""
    async with asyncio.timeout(_PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


def current(opened: Opened) -> Cell:
    ref = opened.workspace.selection.current
    assert ref is not None
    cell = opened.workspace.grid.cell(ref)
    assert cell is not None
    return cell


def asset(opened: Opened) -> Asset:
    found = current(opened).asset
    assert found is not None
    return found


async def all_made(opened: Opened, sets: int) -> None:
    grid = opened.workspace.grid
    await until(lambda: len(grid) == sets)
    await until(lambda: all(cell.state == "made" and cell.asset for shown in grid for cell in shown.cells))


async def make_and_judge(opened: Opened, hand: Hand) -> None:
    """Prompt, make, walk, star, reject, delete, undo."""
    window, workspace = opened.window, opened.workspace
    assert window.canvas.prompt.hasFocus()
    await hand.write("a red star")
    await hand.do("make")
    await all_made(opened, 1)
    await hand.do("grid.focus")
    assert current(opened).index == 0
    await hand.press("Right")
    assert current(opened).index == 1
    await hand.do("star")
    await until(lambda: asset(opened).mark == "starred")
    await hand.press("Right")
    await hand.do("reject")
    await until(lambda: asset(opened).mark == "rejected")
    await hand.do("undo")
    await until(lambda: asset(opened).mark == "none")
    await hand.press("Shift+Right")
    assert len(workspace.selection) == 2
    await hand.do("delete")
    await until(lambda: [cell.state for cell in workspace.grid[0].cells].count("deleted") == 2)
    await hand.do("undo")
    await all_made(opened, 1)


async def look_closely(opened: Opened, hand: Hand) -> None:
    """Large, next, every pixel, nearer, farther, whole, last, back."""
    viewer = opened.window.details.viewer
    await hand.press("Home")
    await hand.do("view")
    await until(lambda: viewer.isVisible() and not viewer.sheet.blank)
    await hand.do("picture.next")
    assert current(opened).index == 1
    await hand.do("zoom.actual")
    assert viewer.sheet.frame.scale == 1.0
    await hand.do("zoom.in")
    assert viewer.sheet.frame.scale > 1.0
    await hand.do("zoom.out")
    assert viewer.sheet.frame.scale == pytest.approx(1.0)
    await hand.do("zoom.fit")
    assert viewer.sheet.frame.zoom is None
    await hand.do("picture.previous")
    assert current(opened).index == 0
    await hand.do("viewer.close")
    assert opened.window.grid.isVisible()
    assert current(opened).index == 0


async def make_more(opened: Opened, hand: Hand) -> None:
    """More like this, the same with another seed, the set again."""
    grid, view = opened.workspace.grid, opened.workspace.view
    before = view.strength
    await hand.do("more")
    await hand.press("Right", "Return")
    assert view.strength > before
    await all_made(opened, 2)
    assert grid[0].facts.start
    await hand.do("grid.focus")
    await hand.press("Ctrl+End")
    await hand.do("seed.another")
    await all_made(opened, 3)
    assert grid[0].facts.prompt == "a red star"
    assert grid[0].facts.seed != grid[2].facts.seed
    await hand.do("set.again")
    await all_made(opened, 4)


async def take_up(opened: Opened, hand: Hand) -> None:
    """A recipe whole and in part, a start picture, an earlier prompt."""
    window, draft = opened.window, opened.workspace.draft
    await hand.do("prompt.focus")
    await hand.press("Ctrl+A")
    await hand.write("two blue hearts")
    await hand.do("grid.focus", "reuse.parts")
    await hand.pick("Prompt")
    await until(lambda: draft.prompt == "a red star")
    await hand.do("start.use")
    await until(lambda: draft.start is not None)
    await hand.do("reuse")
    await until(lambda: draft.start is None)
    draft_before = draft.prompt
    await hand.do("prompt.focus")
    await hand.press("Ctrl+A", "Delete")
    await hand.do("prompts.open")
    await hand.press("Return")
    assert draft.prompt == draft_before
    assert window.canvas.prompt.hasFocus()


async def write_down(opened: Opened, hand: Hand) -> None:
    """A note and a tag; the picture on the clipboard."""
    await hand.do("grid.focus", "note.edit")
    await hand.write("for the fair")
    await hand.tab_to("Add a tag", "Backtab")
    await hand.write("logo")
    await hand.press("Return")
    await until(lambda: (asset(opened).note, asset(opened).tags) == ("for the fair", ("logo",)))
    await hand.do("grid.focus", "picture.copy")
    copied = [QUrl.fromLocalFile(str(asset(opened).path))]
    content = QApplication.clipboard().mimeData
    await until(lambda: content() is not None and content().urls() == copied)


async def find(opened: Opened, hand: Hand) -> None:
    """By a word, then by the star."""
    grid = opened.workspace.grid
    await hand.do("find")
    await hand.write("hearts")
    await until(lambda: len(grid) == 0)
    await hand.press("Escape")
    await until(lambda: len(grid) == 4)
    await hand.tab_to("Show: All")
    await hand.press("Right")
    await until(lambda: [len(grid.cells_of(shown)) for shown in grid] == [1])
    await hand.press("Left")
    await until(lambda: len(grid) == 4)


async def wait_in_line(opened: Opened, hand: Hand) -> None:
    """Two sets in a queue that is paused: the second goes first, is paused and cancelled; the other is made."""
    queue = opened.workspace.queue
    await hand.do("queue.hold")
    await until(lambda: queue.held)
    await hand.do("prompt.focus")
    await hand.write("a red star")
    for number in (1, 2):
        await hand.do("make")
        await until(lambda number=number: queue.count("waiting") == number)
    first, second = queue.jobs_in("waiting")
    await hand.do("queue.focus")
    await hand.press("End")
    for way, order in (("job.up", (second, first)), ("job.down", (first, second))):
        await hand.do(way)
        await until(lambda order=order: queue.jobs_in("waiting") == order)
    await hand.do("job.pause")
    await until(lambda: queue.jobs_in("paused") == (second,))
    await hand.do("job.cancel")
    await until(lambda: len(queue) == 1)
    await hand.do("queue.hold")
    await until(lambda: not queue.held and len(queue) == 0)


async def go_elsewhere(opened: Opened, hand: Hand) -> None:
    """Another project, and back."""
    workspace = opened.workspace
    await hand.do("project.open")
    await hand.write("Spring fair")
    await hand.press("Return")
    await until(lambda: workspace.project == "Spring fair" and len(workspace.grid) == 0)
    await wait_in_line(opened, hand)
    await hand.do("project.open")
    await hand.write("Sketches")
    await hand.press("Return")
    await until(lambda: workspace.project == "Sketches" and len(workspace.grid) == 4)


async def make_it_yours(opened: Opened, hand: Hand) -> None:
    """Another key for the star, used at once; another theme."""
    await hand.do("shortcuts.show")
    await hand.write("star")
    await hand.tab_to("Key of Star")
    await hand.press("Space", "K", "Escape")
    assert opened.window.commands.keymap.keys_of("star") == ("K",)
    await hand.do("grid.focus")
    await hand.press("Home")
    await until(lambda: current(opened).asset)
    before = asset(opened).mark
    await hand.press("K")
    await until(lambda: asset(opened).mark != before)
    await hand.do("settings.open")
    await hand.write("theme")
    await hand.tab_to("System")
    await hand.press("Down")
    await until(lambda: opened.core.settings.get(WINDOW_THEME) == "light")
    await hand.press("Escape")
    assert opened.window.stage.shown_page is None


@pytest.mark.timeout(120)
async def test_the_tour(qapp: QApplication, place: Home) -> None:
    async with studio_window(qapp, place) as opened:
        opened.window.activateWindow()
        await until(lambda: opened.workspace.readiness == "ready")
        hand = Hand(opened.window)
        for leg in (make_and_judge, look_closely, make_more, take_up, write_down, find, go_elsewhere, make_it_yours):
            await leg(opened, hand)
        before = await quiet(opened)
        await hand.do("quit")
        await until(lambda: not opened.window.isVisible())
    async with studio_window(qapp, place) as again:
        after = await quiet(again)
        assert after == before
        assert again.window.commands.keymap.keys_of("star") == ("K",)
        assert again.core.settings.get(WINDOW_THEME) == "light"


def test_every_command_of_the_tour_has_a_key() -> None:
    known = {one.id for one in COMMANDS if one.keys}
    assert set(TOUR) <= known
