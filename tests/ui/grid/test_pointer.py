"""The mouse on cells: choose, choose more, open, drag out; and the tools that come up over a picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.workspace.sets import CellRef
from tests.ui.grid.stand import Stand
from tests.workspace.waiting import until

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def hover(stand: Stand, row: int, index: int) -> None:
    cell = stand.cell(row, index)
    centre = QPointF(cell.rect().center())
    QApplication.sendEvent(cell, QEnterEvent(centre, centre, QPointF(cell.mapToGlobal(centre.toPoint()))))


async def test_a_click_chooses_and_keys_choose_more(stand: Stand) -> None:
    selection = stand.workspace.selection
    stand.click(0, 1)
    assert selection.chosen == (stand.ref(0, 1),)
    stand.click(1, 2, CTRL)
    assert selection.chosen == (stand.ref(0, 1), stand.ref(1, 2))
    stand.click(0, 1, CTRL)
    assert selection.chosen == (stand.ref(1, 2),)
    stand.click(1, 3)
    stand.click(0, 3, SHIFT)
    assert selection.chosen == tuple(stand.ref(*place) for place in ((0, 3), (1, 0), (1, 1), (1, 2), (1, 3)))
    stand.click(1, 1)
    assert selection.chosen == (stand.ref(1, 1),)


async def test_a_click_between_the_pictures_chooses_nothing(stand: Stand) -> None:
    stand.click(0, 1)
    row = stand.view.column.rows[stand.workspace.grid[0].id]
    QTest.mouseClick(row, LEFT, NONE, QPoint(row.width() - 2, row.height() - 2))
    assert not stand.workspace.selection.chosen
    assert stand.workspace.selection.current == stand.ref(0, 1)


async def test_a_double_click_opens(stand: Stand) -> None:
    opened: list[CellRef] = []
    stand.view.opened.connect(opened.append)
    cell = stand.cell(0, 2)
    QTest.mouseDClick(cell, LEFT, NONE, cell.rect().center())
    assert opened == [stand.ref(0, 2)]


async def test_a_press_on_one_of_many_keeps_them_until_it_is_let_go(stand: Stand) -> None:
    stand.click(0, 0)
    stand.click(0, 2, SHIFT)
    cell = stand.cell(0, 1)
    QTest.mousePress(cell, LEFT, NONE, cell.rect().center())
    assert len(stand.workspace.selection) == 3
    QTest.mouseRelease(cell, LEFT, NONE, cell.rect().center())
    assert stand.workspace.selection.chosen == (stand.ref(0, 1),)


async def test_the_right_button_brings_the_menu_of_what_is_chosen(stand: Stand) -> None:
    cell = stand.cell(1, 1)
    QTest.mouseClick(cell, Qt.MouseButton.RightButton, NONE, cell.rect().center())
    assert stand.workspace.selection.chosen == (stand.ref(1, 1),)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert any(action.text() == "Star" for action in menu.actions())
    menu.close()


async def test_several_are_dragged_as_files_and_the_first_as_pixels(stand: Stand) -> None:
    await until(lambda: stand.cell(0, 1).shows_picture())
    refs = (stand.ref(0, 0), stand.ref(0, 1))
    drag = stand.view.handling.drag_of(stand.cell(0, 1), refs, stand.cell(0, 1).image)
    assert drag is not None
    carried = drag.mimeData()
    paths = [stand.workspace.picks.path(ref) for ref in refs]
    assert carried.urls() == [QUrl.fromLocalFile(str(path)) for path in paths]
    assert carried.imageData().size().toTuple() == (64, 64)
    assert not drag.pixmap().isNull()
    drag.deleteLater()


async def test_a_small_move_is_no_drag(stand: Stand) -> None:
    cell = stand.cell(0, 0)
    centre = cell.rect().center()
    QTest.mousePress(cell, LEFT, NONE, centre)
    near = QPointF(centre + QPoint(2, 1))
    move = QMouseEvent(QEvent.Type.MouseMove, near, QPointF(cell.mapToGlobal(near.toPoint())), LEFT, LEFT, NONE)
    QApplication.sendEvent(cell, move)
    QTest.mouseRelease(cell, LEFT, NONE, centre)
    assert stand.workspace.selection.chosen == (stand.ref(0, 0),)


async def test_tools_come_up_over_the_picture_under_the_mouse(stand: Stand) -> None:
    tools = stand.view.column.tools
    assert not tools.isVisible()
    hover(stand, 0, 1)
    assert tools.isVisible()
    assert tools.ref == stand.ref(0, 1)
    QTest.mouseClick(tools.star, LEFT)
    await until(lambda: marks(stand, 0) == ["none", "starred", "none", "none"])
    QTest.mouseClick(tools.star, LEFT)
    await until(lambda: marks(stand, 0) == ["none"] * 4)
    QTest.mouseClick(tools.reject, LEFT)
    await until(lambda: marks(stand, 0) == ["none", "rejected", "none", "none"])


async def test_tools_mean_all_that_are_chosen_with_their_picture(stand: Stand) -> None:
    stand.click(0, 0)
    stand.click(0, 2, SHIFT)
    hover(stand, 0, 1)
    QTest.mouseClick(stand.view.column.tools.star, LEFT)
    await until(lambda: marks(stand, 0) == ["starred", "starred", "starred", "none"])


async def test_tools_follow_the_keyboard(stand: Stand) -> None:
    stand.view.take_keyboard()
    tools = stand.view.column.tools
    assert tools.ref == stand.ref(0, 0)
    stand.press(Qt.Key.Key_Right)
    assert tools.ref == stand.ref(0, 1)
    names = [button.accessibleName() for button in (tools.star, tools.reject, tools.more, tools.menu)]
    assert all(names)


def marks(stand: Stand, row: int) -> list[str]:
    return [cell.asset.mark for cell in stand.workspace.grid[row].cells if cell.asset is not None]
