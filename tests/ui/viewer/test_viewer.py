"""The viewer by its keys, its mouse and its buttons, over real files."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from studio.errors import EngineLost
from studio.recipe.asset import Asset
from studio.recipe.events import Failed
from studio.ui import large
from studio.ui.viewer import originals
from studio.ui.viewer.tiled import places
from studio.ui.viewer.viewer import Viewer
from studio.ui.viewer.zoom import Frame
from studio.workspace.grid import Filter
from studio.workspace.sets import CellRef, PictureSet
from tests.ui.desk import COLOURS, Desk
from tests.workspace.scripted_core import a_recipe, picture, preview, progress
from tests.workspace.waiting import until

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
LOST = Failed.of(EngineLost("The engine ended.", remedy="Make it again."))


def at(shown: PictureSet, index: int) -> CellRef:
    return CellRef(job=shown.id, index=index)


def colour(viewer: Viewer, x: int = -1, y: int = -1) -> str:
    """As painted: in the middle, or at a point of the sheet."""
    shot = viewer.sheet.grab().toImage()
    middle = shot.rect().center()
    return shot.pixelColor(middle.x() if x < 0 else x, middle.y() if y < 0 else y).name()


async def see(viewer: Viewer, ref: CellRef, wanted: str) -> None:
    viewer.open(ref)
    await until(lambda: colour(viewer) == wanted)


def remedies(viewer: Viewer) -> list[QAbstractButton]:
    return [button for button in viewer.said.findChildren(QAbstractButton) if button.isVisible()]


def press(viewer: Viewer, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(viewer.sheet, key, modifier)


def wheel(viewer: Viewer, turns: int, point: QPoint) -> None:
    where = QPointF(point)
    event = QWheelEvent(
        where,
        viewer.sheet.mapToGlobal(where),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewer.sheet, event)


async def test_the_chosen_picture_is_seen_whole(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 1), COLOURS[1])
    assert desk.workspace.selection.chosen == (at(shown, 1),)
    assert viewer.sheet.hasFocus()
    assert viewer.sheet.frame.zoom is None
    assert "Picture 2 of 3" in viewer.sheet.accessibleName()
    assert viewer.bar.facts.text() == "64 × 64"


async def test_arrows_go_through_the_rows_to_both_ends(viewer: Viewer, desk: Desk) -> None:
    older, newer = await desk.add_set(count=2), await desk.add_set(count=2)
    await see(viewer, at(newer, 0), COLOURS[0])
    for wanted in (at(newer, 1), at(older, 0), at(older, 1), at(older, 1)):
        press(viewer, Qt.Key.Key_Right)
        assert desk.workspace.selection.current == wanted
    await until(lambda: colour(viewer) == COLOURS[1])
    assert not desk.actions.action("picture.next").isEnabled()
    press(viewer, Qt.Key.Key_Left)
    assert desk.workspace.selection.chosen == (at(older, 0),)


async def test_a_filter_is_kept_when_stepping(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set(edit=lambda one: msgspec.structs.replace(one, mark=star_ends(one)))
    desk.workspace.grid.filter = Filter(kept="starred")
    await see(viewer, at(shown, 0), COLOURS[0])
    press(viewer, Qt.Key.Key_Right)
    assert desk.workspace.selection.current == at(shown, 2)
    assert viewer.strip.indexes == (0, 2)


def star_ends(one: Asset) -> str:
    return "starred" if one.index in (0, 2) else "none"


async def test_zoom_by_keys(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 0), COLOURS[0])
    sheet = viewer.sheet
    press(viewer, Qt.Key.Key_1)
    assert sheet.frame.scale == 1.0
    assert viewer.bar.zoom.text() == "100%"
    press(viewer, Qt.Key.Key_Plus)
    assert sheet.frame.scale == 1.5
    press(viewer, Qt.Key.Key_Minus)
    press(viewer, Qt.Key.Key_Minus)
    assert sheet.frame.scale == pytest.approx(0.67)
    press(viewer, Qt.Key.Key_F)
    assert sheet.frame.zoom is None
    press(viewer, Qt.Key.Key_1)
    press(viewer, Qt.Key.Key_0)
    assert sheet.frame.zoom is None


async def test_pixels_are_crisp_from_twice_their_size(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set(a_recipe(width=32, height=32))
    await see(viewer, at(shown, 2), COLOURS[2])
    viewer.sheet.actual()
    while viewer.sheet.frame.scale < 8:
        press(viewer, Qt.Key.Key_Plus)
    left, top, _, _ = viewer.sheet.frame.box
    x, y = round(left), round(top)
    assert colour(viewer, x + 7, y + 7) == "#ffffff"
    assert colour(viewer, x + 8, y + 7) == COLOURS[2]
    viewer.sheet.fit()
    assert viewer.sheet.frame.scale > 8
    left, top, _, _ = viewer.sheet.frame.box
    edge = colour(viewer, round(left + viewer.sheet.frame.scale), round(top) + 3)
    assert edge not in ("#ffffff", COLOURS[2])


async def test_the_wheel_zooms_at_the_cursor(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 0), COLOURS[0])
    viewer.sheet.actual()
    while not all(viewer.sheet.frame.overflows):
        press(viewer, Qt.Key.Key_Plus)
    left, top, across, down = viewer.sheet.frame.box
    pixel = across / 64
    point = QPoint(round(left + across / 4 + pixel / 2), round(top + down / 4 + pixel / 2))
    assert colour(viewer, point.x(), point.y()) == "#ffffff"
    for _ in range(3):
        wheel(viewer, 1, point)
    assert viewer.sheet.frame.scale > 1.5 * pixel
    assert colour(viewer, point.x(), point.y()) == "#ffffff"
    for _ in range(40):
        wheel(viewer, -1, point)
    assert viewer.sheet.frame.scale == pytest.approx(0.05)


async def test_drag_and_arrows_move_what_is_zoomed(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set(a_recipe(width=128, height=128))
    await see(viewer, at(shown, 0), COLOURS[0])
    viewer.sheet.actual()
    while not all(viewer.sheet.frame.overflows):
        press(viewer, Qt.Key.Key_Plus)
    before = viewer.sheet.frame
    centre = viewer.sheet.rect().center()
    QTest.mousePress(viewer.sheet, LEFT, NONE, centre)
    QTest.mouseMove(viewer.sheet, centre + QPoint(20, 10))
    QTest.mouseRelease(viewer.sheet, LEFT, NONE, centre + QPoint(20, 10))
    moved = viewer.sheet.frame
    assert (moved.box[0] - before.box[0], moved.box[1] - before.box[1]) == (20, 10)
    press(viewer, Qt.Key.Key_Right)
    assert desk.workspace.selection.current == at(shown, 0)
    assert viewer.sheet.frame.x > moved.x
    press(viewer, Qt.Key.Key_Up)
    assert viewer.sheet.frame.y < moved.y
    viewer.sheet.fit()
    press(viewer, Qt.Key.Key_Right)
    assert desk.workspace.selection.current == at(shown, 1)


async def test_double_click_goes_between_fit_and_one_for_one(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 0), COLOURS[0])
    QTest.mouseDClick(viewer.sheet, LEFT)
    assert viewer.sheet.frame.zoom == 1.0
    QTest.mouseDClick(viewer.sheet, LEFT)
    assert viewer.sheet.frame.zoom is None


async def test_zoom_and_place_stay_with_the_next_of_the_same_size(viewer: Viewer, desk: Desk) -> None:
    other = await desk.add_set(a_recipe(width=96, height=64), count=1)
    shown = await desk.add_set(count=2)
    await see(viewer, at(shown, 0), COLOURS[0])
    wheel(viewer, 8, QPoint(200, 100))
    frame = viewer.sheet.frame
    desk.actions.action("picture.next").trigger()
    await until(lambda: colour(viewer) == COLOURS[1])
    assert viewer.sheet.frame == frame
    desk.actions.action("picture.next").trigger()
    await until(lambda: colour(viewer) == COLOURS[0])
    assert desk.workspace.selection.current == at(other, 0)
    assert viewer.sheet.frame.zoom is None
    assert "Zoom and place are kept" in " ".join(viewer.bar.zoom.toolTip().split())


async def test_flipping_between_two(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 0), COLOURS[0])
    await see(viewer, at(shown, 2), COLOURS[2])
    for wanted in (0, 2, 0):
        press(viewer, Qt.Key.Key_V)
        assert desk.workspace.selection.current == at(shown, wanted)


async def test_the_strip_jumps_by_click_and_digit(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set(count=4)
    await see(viewer, at(shown, 0), COLOURS[0])
    assert [cell.current for cell in viewer.strip.cells] == [True, False, False, False]
    QTest.mouseClick(viewer.strip.cells[2], LEFT)
    assert desk.workspace.selection.current == at(shown, 2)
    await until(lambda: colour(viewer) == COLOURS[2])
    press(viewer, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert desk.workspace.selection.current == at(shown, 1)
    press(viewer, Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)
    assert desk.workspace.selection.current == at(shown, 1)
    small = viewer.strip.cells[3].grab().toImage()
    assert small.pixelColor(small.rect().center()).name() == COLOURS[3]


async def test_one_picture_alone_has_no_strip(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set(count=1)
    await see(viewer, at(shown, 0), COLOURS[0])
    assert not viewer.strip.isVisible()


async def test_escape_asks_for_the_grid(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 0), COLOURS[0])
    closed = list[bool]()
    viewer.closed.connect(lambda: closed.append(True))
    press(viewer, Qt.Key.Key_Escape)
    assert closed == [True]


async def test_a_picture_in_work_shows_its_previews_and_then_itself(viewer: Viewer, desk: Desk) -> None:
    recipe = a_recipe()
    job = desk.core.add_job(recipe, 2)
    desk.core.set_state(job.id, "running")
    await until(lambda: desk.workspace.grid.get(job.id) is not None)
    ref = CellRef(job=job.id, index=0)
    viewer.open(ref)
    assert viewer.said.message.text() == "Waiting to be made"
    desk.core.say(job.id, progress(0, 2))
    desk.core.say(job.id, preview(0, 2))
    await until(lambda: colour(viewer) == "#808080")
    await until(lambda: viewer.badge.text == "Being made: step 2 of 4")
    assert viewer.sheet.frame.width == 64
    viewer.sheet.actual()
    desk.core.say(job.id, picture(0, recipe))
    await until(lambda: colour(viewer) == "#ff0000")
    await until(lambda: viewer.badge.isHidden())
    assert viewer.sheet.frame.zoom == 1.0


async def test_what_failed_says_why_and_what_to_do(viewer: Viewer, desk: Desk) -> None:
    job = desk.core.add_job(a_recipe(), 1)
    desk.core.set_state(job.id, "failed", LOST)
    await until(lambda: (shown := desk.workspace.grid.get(job.id)) is not None and shown.state == "failed")
    viewer.open(CellRef(job=job.id, index=0))
    assert viewer.said.isVisible()
    assert viewer.said.message.text() == "Not made"
    assert viewer.said.remedy.text() == "The engine ended. Make it again."
    (button,) = remedies(viewer)
    assert button.accessibleName() == desk.actions.action("set.resume").text()


async def test_a_missing_file_is_said_and_found_again(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    path = desk.asset(at(shown, 0)).path
    aside = path.rename(path.with_name("aside.png"))
    viewer.open(at(shown, 0))
    await until(lambda: viewer.said.isVisible())
    assert viewer.said.message.text() == "The file is missing"
    assert viewer.said.remedy.text()
    aside.rename(path)
    (button,) = remedies(viewer)
    QTest.mouseClick(button, LEFT)
    await until(lambda: colour(viewer) == COLOURS[0])
    assert not viewer.said.isVisible()


async def test_a_damaged_file_is_said(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    desk.asset(at(shown, 0)).path.write_bytes(b"no picture")
    viewer.open(at(shown, 0))
    await until(lambda: viewer.said.isVisible())
    assert viewer.said.message.text() == "The file cannot be read"
    press(viewer, Qt.Key.Key_Right)
    await until(lambda: colour(viewer) == COLOURS[1])
    assert not viewer.said.isVisible()


async def test_deleted_and_rejected_are_said_in_place(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 1), COLOURS[1])
    await desk.workspace.picks.reject((at(shown, 1),))
    await until(lambda: viewer.badge.text == "Rejected")
    assert colour(viewer) == COLOURS[1]
    await desk.workspace.picks.delete((at(shown, 1),))
    await until(lambda: viewer.said.isVisible())
    assert viewer.said.message.text() == "Deleted"
    await desk.workspace.undo.undo()
    await until(lambda: colour(viewer) == COLOURS[1])


async def test_the_star_is_seen_in_its_button(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 0), COLOURS[0])
    button = viewer.bar.buttons["star"]
    plain = button.icon().pixmap(20, 20).toImage()
    await desk.workspace.picks.star((at(shown, 0),))
    await until(lambda: button.icon().pixmap(20, 20).toImage() != plain)
    desk.actions.action("star").setEnabled(True)
    desk.theme.choose("dark")
    await until(lambda: button.icon().pixmap(20, 20).toImage() != plain)


async def test_a_very_large_picture_says_that_it_is_shown_smaller(
    viewer: Viewer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "MOST_PIXELS", 1000)
    monkeypatch.setattr(large, "WHOLE_PIXELS", 500)
    shown = await desk.add_set()
    viewer.open(at(shown, 0))
    await until(lambda: "very large" in viewer.bar.facts.text())
    assert viewer.bar.facts.text() == "64 × 64  ·  very large, shown at 22 × 22"
    assert viewer.sheet.frame.width == 64


async def test_the_bar_gives_way_in_a_narrow_window(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set(a_recipe("a very long prompt " * 40))
    await see(viewer, at(shown, 0), COLOURS[0])
    viewer.resize(420, 400)
    await until(lambda: viewer.width() == 420)
    assert viewer.bar.buttons["star"].isVisible()
    assert not viewer.bar.buttons["copy.save"].isVisible()
    menu = viewer.bar.menu
    assert desk.actions.action("copy.save") in menu.actions()
    QTest.mouseClick(viewer.bar.more, LEFT)
    assert QApplication.activePopupWidget() is menu  # and the loop runs on: this line is reached
    menu.close()


async def test_a_picture_that_is_not_made_yet_has_no_zoom(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    job = desk.core.add_job(a_recipe("later"), 2)
    desk.core.announce_job(job.id)
    await until(lambda: desk.workspace.grid.get(job.id) is not None)
    viewer.open(CellRef(job=job.id, index=0))
    assert viewer.bar.zoom.text() == "–"
    assert not viewer.bar.zoom.isEnabled()
    await see(viewer, at(shown, 0), COLOURS[0])
    await until(lambda: viewer.bar.zoom.text().endswith("%"))
    assert viewer.bar.zoom.isEnabled()


async def test_every_button_has_a_name(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 0), COLOURS[0])
    assert all(button.accessibleName() for button in viewer.findChildren(QAbstractButton))


async def test_out_of_sight_it_lets_go_of_what_is_large(
    viewer: Viewer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await desk.add_set()
    await see(viewer, at(shown, 0), COLOURS[0])
    viewer.hide()
    assert viewer.originals.bytes > 0
    viewer.show()
    monkeypatch.setattr(originals, "RESTING_BYTES", 0)
    viewer.hide()
    assert viewer.originals.bytes == 0
    assert viewer.sheet.blank
    viewer.show()
    await until(lambda: colour(viewer) == COLOURS[0])


async def test_it_reads_nothing_while_it_is_out_of_sight(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set()
    viewer.hide()
    desk.workspace.selection.choose(at(shown, 0))
    path: Path = desk.asset(at(shown, 0)).path
    assert viewer.originals.get(path) is None
    viewer.show()
    await until(lambda: colour(viewer) == COLOURS[0])


async def test_shown_tiled_it_lies_beside_itself_without_a_gap(desk: Desk, viewer: Viewer) -> None:
    shown = await desk.add_set(count=2)
    await see(viewer, at(shown, 0), COLOURS[0])
    alone = viewer.sheet.frame
    press(viewer, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.sheet.tiled
    frame = viewer.sheet.frame
    assert (frame.width, frame.height) == (3 * alone.width, 3 * alone.height)
    left, top, across, down = frame.box
    for x, y in ((0.15, 0.1), (0.5, 0.2), (0.99, 0.99)):
        assert colour(viewer, round(left + across * x), round(top + down * y)) == COLOURS[0]
    for x, y in ((1 / 3, 1 / 3), (2 / 3, 1 / 3), (1 / 3, 2 / 3)):  # every copy has its white corner
        assert colour(viewer, round(left + across * x), round(top + down * y)) == "#ffffff"
    viewer.step(1)
    await until(lambda: colour(viewer) == COLOURS[1])
    assert viewer.sheet.frame.width == 3 * alone.width
    press(viewer, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.sheet.frame == alone


def test_copies_leave_no_gap_and_differ_by_a_pixel_at_most() -> None:
    frame = Frame(width=300, height=210, room_width=801, room_height=599).zoomed(1.37)
    rows = [places(frame)[first : first + 3] for first in (0, 3, 6)]
    for row in rows:
        assert all(one.right() + 1 == next.left() for one, next in itertools.pairwise(row))
    assert all(above[0].bottom() + 1 == below[0].top() for above, below in itertools.pairwise(rows))
    assert len({place.width() for place in places(frame)}) <= 2
