"""The scrolling column of rows: only those near the viewport have widgets, and these are used again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea

from studio.ui import bind
from studio.ui.grid.body import Body
from studio.ui.grid.cell import CellView
from studio.ui.grid.note import note_height
from studio.ui.grid.row import SetRow
from studio.ui.grid.sheet import Anchor, Room, Sheet
from studio.ui.grid.steps import Step, first_below, step_from
from studio.ui.grid.table import LightTable
from studio.ui.grid.tools import CellTools
from studio.ui.theme import SPACE
from studio.workspace.sets import CellRef

MARGIN = SPACE["loose"]
_AHEAD = 0.6
"""of the viewport's height, above and below it, in which rows are ready"""
_TALLEST = 0.94
"""of the viewport's height less header and margins: a picture can be seen whole"""
_TICK = 500
_AHEAD_AFTER = 30
"""milliseconds until rows near what is in sight are ready, and their pictures asked for: some only rush by"""
_KEEP_AFTER = 250
_LINGER = 90
"""milliseconds that the tools stay when the mouse left the picture"""

_STEPS: dict[int, Step] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
    Qt.Key.Key_PageUp: "page up",
    Qt.Key.Key_PageDown: "page down",
}


class SetColumn(QScrollArea):
    """Newest on top. A row that is put on top comes into sight if the column stands there; else nothing moves."""

    spoken_as = QAccessible.Role.List
    scrolled = Signal(bool)
    """whether something is hidden above"""

    def __init__(self, table: LightTable, unseen: Callable[[int], object]) -> None:
        """`unseen(rows)` is told how many rows came above what is in sight."""
        super().__init__()
        self._table = table
        self._grid = table.workspace.grid
        self._view = table.workspace.view
        self._unseen = unseen
        self._newer = 0
        self._sheet = Sheet(self._grid, note_height)
        self._restoring = bool(self._view.anchor)
        self.rows: dict[str, SetRow] = {}
        self._pool: list[SetRow] = []
        self._marked: set[CellRef] = set()
        self._frame()
        self._body = Body(table.theme)
        self.setWidget(self._body)
        self.tools = CellTools(self._body, table)
        self._hovered: CellView | None = None
        self._timers()
        self._listen()
        self._sheet.take()

    def _frame(self) -> None:
        self.setObjectName("surround")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Variations, newest first")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _timers(self) -> None:
        self._tick = QTimer(self, interval=_TICK)
        self._tick.timeout.connect(self._refresh_running)
        self._ahead_later = bind.Coalesced(self, self._bind_ahead, _AHEAD_AFTER)
        self._keep_later = bind.Coalesced(self, self._keep_place, _KEEP_AFTER)
        self._leave_later = QTimer(self, singleShot=True, interval=_LINGER)
        self._leave_later.timeout.connect(self._left)

    def _listen(self) -> None:
        grid, table = self._grid, self._table
        bind.hear(self, grid.inserted, self._inserted)
        bind.hear(self, grid.reset, self._reset)
        bind.hear(self, grid.completed, self._taken_over)
        bind.hear(self, grid.moved, self._moved)
        bind.hear(self, grid.cell_moved, self._cell_moved)
        bind.hear(self, table.selection.changed, self._selection_changed)
        bind.hear(self, self._view.events.cell, lambda *_: self._resized())
        bind.hear(self, table.theme.changed, self._recolour)
        bind.hear(self, table.workspace.project_changed, self._project_changed)
        table.settled.connect(self._settled)
        table.hovered.connect(self._hover)
        table.left.connect(self._leave_later.start)
        table.focused.connect(self._focused)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._scrolled)
        bar.actionTriggered.connect(self._taken_over)
        bar.sliderPressed.connect(self._taken_over)

    # Places

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    def at_top(self) -> bool:
        return self.verticalScrollBar().value() <= MARGIN

    def go_to_top(self) -> None:
        self._taken_over()
        self.verticalScrollBar().setValue(0)

    def cell_at(self, ref: CellRef) -> CellView | None:
        """The widget of this cell while it is near what is in sight."""
        row = self.rows.get(ref.job)
        return None if row is None else row.cell_of(ref.index)

    def in_sight(self, ref: CellRef) -> bool:
        """Whether some of it meets the eye."""
        box = self._sheet.box(ref)
        if box is None:
            return False
        top = self.verticalScrollBar().value() - MARGIN
        return box[1] + box[3] > top and box[1] < top + self.viewport().height()

    def reveal(self, ref: CellRef) -> None:
        """Scroll as little as shows the cell whole, and its header with the first line."""
        box = self._sheet.box(ref)
        found = self._sheet.place(ref)
        if box is None or found is None:
            return
        row, place = found
        top = self._sheet.tops[row] if place < self._sheet.plans[row].columns else box[1] - SPACE["snug"]
        bottom = box[1] + box[3] + 2 * MARGIN
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if top + MARGIN < bar.value() or bottom - top > height:
            bar.setValue(top if row else 0)
        elif bottom > bar.value() + height:
            bar.setValue(bottom - height)

    # Changes of the grid

    def _inserted(self, position: int) -> None:
        anchor = self._anchor()
        self._sheet.insert(position)
        above = anchor is not None and self._sheet.tops[position] < self.verticalScrollBar().value()
        self._stand(anchor)
        if above:
            self._newer += 1
            self._unseen(self._newer)

    def _reset(self) -> None:
        anchor = self._anchor()
        self._sheet.take()
        self._stand(anchor)

    def _resized(self) -> None:
        """What is chosen and seen stays in sight: at the very top, where new rows push others down, as anywhere."""
        anchor, current = self._anchor(), self._table.selection.current
        seen = current is not None and self.in_sight(current)
        if self.rows:
            self._table.resize()
        self._sheet.lay_out(self._room())
        self._stand(anchor)
        if seen and current is not None and not self.in_sight(current):
            self.reveal(current)

    def _settled(self) -> None:
        for row in self.rows.values():
            for cell in row.cells:
                cell.refresh()

    def _moved(self, job: str) -> None:
        anchor = self._anchor()
        if self._sheet.replan(job):
            self._stand(anchor)
        if (row := self.rows.get(job)) is not None:
            row.refresh()
            self._follow_running()

    def _cell_moved(self, job: str, index: int) -> None:
        row = self.rows.get(job)
        cell = None if row is None else row.cell_of(index)
        if cell is not None:
            cell.refresh()
            if self.tools.ref == cell.ref:
                self.tools.go_to(cell)

    def _project_changed(self, _name: str) -> None:
        """Stand where this project was left."""
        self._newer = 0
        self._unseen(0)
        self._restoring = bool(self._view.anchor)
        self._stand(None)

    def _recolour(self) -> None:
        for row in self.rows.values():
            row.update()
            for cell in row.cells:
                cell.update()

    def _anchor(self) -> Anchor | None:
        """None at the very top: what is new shall come into sight there."""
        if self.at_top() and not self._restoring:
            return None
        current = self._table.selection.current
        seen = current if current is not None and self.in_sight(current) else None
        return self._sheet.anchor(self.verticalScrollBar().value() - MARGIN, seen)

    def _stand(self, anchor: Anchor | None) -> None:
        """Lay the rows out and put what was looked at where it stood."""
        self._body.resize(self.viewport().width(), self._sheet.height + 2 * MARGIN)
        top = 0
        if self._restoring and (saved := self._sheet.position(self._view.anchor)) is not None:
            tops = self._sheet.tops
            top = tops[saved] + MARGIN + min(self._view.offset, tops[saved + 1] - tops[saved])
        elif anchor is not None and (found := self._sheet.find(anchor)) is not None:
            top = found + MARGIN
        self.verticalScrollBar().setValue(top)
        self._materialise()

    # The viewport

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        current = self._table.selection.current
        if current is not None and not self._restoring and not self.in_sight(current):
            self.reveal(current)

    def _room(self) -> Room:
        width = max(1, self.viewport().width() - 2 * MARGIN)
        return Room(width, int(self.viewport().height() * _TALLEST) - 2 * MARGIN - SPACE["loose"], self._view.cell)

    def _range_changed(self, _least: int, most: int) -> None:
        """The bar keeps its room, so that rows keep their width; its handle shows when there is where to go."""
        self.verticalScrollBar().setEnabled(most > 0)
        self.verticalScrollBar().setSingleStep(48)

    def _taken_over(self, _action: int = 0) -> None:
        """The user scrolls, or every row is here: where the last session stood does not matter any more."""
        self._restoring = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._taken_over()
        super().wheelEvent(event)

    def _scrolled(self) -> None:
        self._materialise()
        self._keep_later()
        self.scrolled.emit(not self.at_top())
        if self.at_top() and self._newer:
            self._newer = 0
            self._unseen(0)

    def _keep_place(self) -> None:
        if self._restoring or not self._sheet.rows:
            return
        at = self._sheet.at(max(0, self.verticalScrollBar().value() - MARGIN))
        down = self.verticalScrollBar().value() - MARGIN - self._sheet.tops[at]
        self._view.anchor = "" if self.at_top() else self._sheet.rows[at].id
        self._view.offset = 0 if self.at_top() else max(0, down)

    def _near(self, ahead: float = _AHEAD) -> range:
        height = self.viewport().height()
        top = self.verticalScrollBar().value() - MARGIN
        return self._sheet.between(int(top - ahead * height), int(top + (1 + ahead) * height))

    def _materialise(self) -> None:
        """Bind rows to what is in sight, and those near it as soon as that is painted."""
        seen = self._near(0.0)
        self._bind([at for at in self._near() if at in seen or self._sheet.rows[at].id in self.rows])
        self._ahead_later()

    def _bind_ahead(self) -> None:
        if not _loop_runs():  # nothing could be asked for now
            self._ahead_later()
            return
        self._table.ahead = True
        self._bind(self._near())
        self._table.ahead = False
        self._want()

    def _bind(self, near: Sequence[int]) -> None:
        """The row where the keyboard is stays, however far it is."""
        wanted = {self._sheet.rows[at].id: at for at in near}
        current = self._table.selection.current
        if current is not None and (at := self._sheet.position(current.job)) is not None:
            wanted[current.job] = at
        self._pool += [self.rows.pop(job) for job in [job for job in self.rows if job not in wanted]]
        for at in sorted(wanted.values(), reverse=True):  # what is asked for last is decoded first
            self._place(at)
        for row in self._pool:
            if not row.isHidden():
                self._keep_keyboard(row)
                row.put_away()
        self._place_tools()
        self._follow_running()

    def _keep_keyboard(self, row: SetRow) -> None:
        """Hiding what has it would hand it on to whatever comes next, and scroll there."""
        focus = self.focusWidget()
        if row.isAncestorOf(focus) and focus.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self, at: int) -> None:
        shown, plan = self._sheet.rows[at], self._sheet.plans[at]
        row = self.rows.get(shown.id)
        if row is None:
            row = self._pool.pop() if self._pool else SetRow(self._body, self._table, shown)
            self.rows[shown.id] = row
        row.place(MARGIN, self._sheet.tops[at] + MARGIN, max(1, self.viewport().width() - 2 * MARGIN), plan.height)
        row.show_set(shown, self._sheet.cells[at], plan)
        if row.isHidden():
            row.show()

    def _want(self) -> None:
        self._grid.want([self._sheet.rows[at].id for at in self._near()])

    def _follow_running(self) -> None:
        running = any(not row.set.ended for row in self.rows.values())
        if running != self._tick.isActive():
            self._tick.start() if running else self._tick.stop()

    def _refresh_running(self) -> None:
        for row in self.rows.values():
            if not row.set.ended:
                row.header.update()

    # Choosing and the keyboard

    def _selection_changed(self) -> None:
        selection = self._table.selection
        current = selection.current
        self._materialise()
        here: set[CellRef] = set() if current is None else {current}
        now = set(selection.chosen) | here
        for ref in self._marked ^ now | here:
            if (cell := self.cell_at(ref)) is not None:
                cell.refresh()
        self._marked = now
        self._rove()
        focus = QApplication.focusWidget()  # not the column's own, which is where the keyboard was here last
        if focus is not None and (focus is self or self.isAncestorOf(focus)):
            self._focus_current()

    def _rove(self) -> None:
        """One stop for the tab key: the current cell, or the column while there is none."""
        current = self._table.selection.current
        stop = None if current is None else self.cell_at(current)
        policy = Qt.FocusPolicy
        for row in self.rows.values():
            for cell in row.cells:
                cell.setFocusPolicy(policy.StrongFocus if cell is stop else policy.ClickFocus)
        self.setFocusPolicy(policy.StrongFocus if stop is None else policy.ClickFocus)

    def _focus_current(self) -> None:
        current = self._table.selection.current
        cell = None if current is None else self.cell_at(current)
        (cell or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def take_keyboard(self) -> None:
        """To the current cell; where there is none, the first in sight becomes it."""
        self._table.by_keyboard = True
        selection = self._table.selection
        if selection.current is None or self._sheet.place(selection.current) is None:
            first = first_below(self._sheet, self.verticalScrollBar().value() - MARGIN)
            if first is not None:
                selection.choose(first)  # refused between a change of the rows and their layout
        if selection.current is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.reveal(selection.current)
        self._rove()
        self._focus_current()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reason = Qt.FocusReason
        if event.reason() in (reason.TabFocusReason, reason.BacktabFocusReason, reason.ShortcutFocusReason):
            self.take_keyboard()

    def _focused(self, cell: CellView) -> None:
        if self._table.selection.current is None:
            self._table.selection.choose(cell.ref)
        self._place_tools()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Between the pictures: nothing is chosen any more."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            self._table.by_keyboard = False
            self._table.selection.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        self._table.by_keyboard = True
        if step is not None:
            self._step(step, event.modifiers())
        elif event.key() == Qt.Key.Key_Menu or (
            event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._pop_up()
        else:
            event.ignore()

    def _step(self, step: Step, modifiers: Qt.KeyboardModifier) -> None:
        current = self._table.selection.current
        if current is None or self._sheet.place(current) is None:
            self.take_keyboard()
            return
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            step = "first" if step == "home" else "last" if step == "end" else step
        ref = step_from(self._sheet, current, step, self.viewport().height())
        if ref is None:
            return
        self._taken_over()
        self.reveal(ref)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._table.selection.extend(ref)
        else:
            self._table.selection.choose(ref)

    def _pop_up(self) -> None:
        selection = self._table.selection
        cell = None if selection.current is None else self.cell_at(selection.current)
        if cell is not None and selection.chosen:
            menu = self._table.menu_for(selection.chosen)
            menu.popup(cell.mapToGlobal(cell.rect().center()))

    # The tools over a picture

    def _hover(self, cell: CellView) -> None:
        self._leave_later.stop()
        self._hovered = cell
        self.tools.go_to(cell)

    def _left(self) -> None:
        if not self.tools.underMouse():
            self._hovered = None
            self._place_tools()

    def _place_tools(self) -> None:
        """Over the picture under the mouse, else over the one where the keyboard is."""
        if self._hovered is not None and self._hovered.underMouse():
            self.tools.go_to(self._hovered)
            return
        if self.tools.ref is not None and self.tools.underMouse():
            return
        current = self._table.selection.current
        cell = None if current is None or not self._table.by_keyboard else self.cell_at(current)
        self.tools.go_to(cell if cell is not None and cell.hasFocus() else None)


def _loop_runs() -> bool:
    """Qt delivers timers also in moments when asyncio names no running loop."""
    with contextlib.suppress(RuntimeError):
        asyncio.get_running_loop()
        return True
    return False
