"""The list of the queue: only rows near what is in sight have widgets, and these are used again."""

from __future__ import annotations

import asyncio
import contextlib

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea

from studio.ui import bind
from studio.ui.queue.desk import QueueDesk
from studio.ui.queue.form import JobForm
from studio.ui.queue.ground import Ground
from studio.ui.queue.handling import QueueHandling
from studio.ui.queue.menus import row_menu
from studio.ui.queue.pointer import Pointer
from studio.ui.queue.reorder import Reorder
from studio.ui.queue.row import RowView
from studio.ui.queue.slots import ROW, Slots
from studio.ui.queue.tools import RowTools
from studio.workspace.job_edit import JobEdit
from studio.workspace.queue_entry import Entry
from studio.workspace.queue_rows import RowRef

_AHEAD = ROW
"""pixels above and below what is in sight in which rows are ready"""
_LINGER = 90
"""milliseconds that the buttons stay when the mouse left the row"""
_TICK = 1000
_FOLDS = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}


class QueueColumn(QScrollArea):
    """Rows stand in the order of running. What is looked at keeps its place while rows above it come and go."""

    spoken_as = QAccessible.Role.List

    def __init__(self, desk: QueueDesk, handling: QueueHandling) -> None:
        super().__init__()
        self._desk = desk
        self._handling = handling
        self._rows = desk.queue.rows
        self.slots = Slots()
        self.views: dict[RowRef, RowView] = {}
        self._pool: list[RowView] = []
        self._shift = 0
        """pixels that rows above what is in sight have moved it by, since it was laid out"""
        self._anew = False
        """any row may stand elsewhere"""
        self._current: RowRef | None = None
        """where the keyboard was seen last"""
        self._follows = False
        """the user moves the current row: it stays in sight"""
        self.form: JobForm | None = None
        self._hovered: RowView | None = None
        self._frame()
        self._ground = Ground(desk.theme)
        self.setWidget(self._ground)
        self.tools = RowTools(self._ground, handling)
        self.reorder = Reorder(self, self._ground, self.slots, handling)
        desk.pointer = Pointer(desk, handling, self.reorder)
        self._leave_later = QTimer(self, singleShot=True, interval=_LINGER)
        self._leave_later.timeout.connect(self._place_tools)
        self._tick = QTimer(self, interval=_TICK)
        self._tick.timeout.connect(self._refresh_running)
        self._listen()

    def _frame(self) -> None:
        self.setObjectName("queue")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Jobs of the queue, in the order of running")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(ROW)

    def _listen(self) -> None:
        desk, rows = self._desk, self._rows
        bind.hear(self, rows.spliced, self._spliced)
        bind.follow(self, rows.reset, self._reset)
        bind.hear(self, rows.settled, self._settled)
        bind.hear(self, desk.queue.moved, self._moved)
        bind.hear(self, desk.selection.changed, self._selection_changed)
        bind.hear(self, desk.theme.changed, self._recolour)
        bind.hear(self, desk.queue.begun, self._settled)
        desk.hovered.connect(self._hover)
        desk.left.connect(self._left)
        desk.focused.connect(self._focused)
        self._handling.edit_wanted.connect(self.edit)
        self._handling.moves.connect(self._follow)
        self.verticalScrollBar().valueChanged.connect(self._bind)

    # Places

    def reveal(self, ref: RowRef) -> None:
        """Scroll as little as shows the row, and the form beneath it."""
        at = self._rows.position(ref)
        if at is None:
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top, bottom = self.slots.top(at), self.slots.top(at + 1)
        if top < bar.value() or bottom - top > height:
            bar.setValue(top)
        elif bottom > bar.value() + height:
            bar.setValue(bottom - height)

    def view_of(self, ref: RowRef) -> RowView | None:
        """The widget of this row while it is near what is in sight."""
        return self.views.get(ref)

    # Changes

    def _spliced(self, first: int, gone: int, come: int) -> None:
        """At the very top what comes first shall be seen; elsewhere what is looked at stays."""
        value = self.verticalScrollBar().value() + self._shift
        if value > 0 and first + gone <= self.slots.at(value):
            self._shift += (come - gone) * ROW

    def _reset(self) -> None:
        self._anew = True

    def _moved_by(self) -> int:
        """Pixels by which the first row in sight that is still there stands elsewhere, after a reset."""
        value = self.verticalScrollBar().value()
        self._anew, anew = False, self._anew
        for ref, view in sorted(self.views.items(), key=lambda one: one[1].y()) if anew and value > 0 else ():
            if view.y() + ROW > value and (at := self._rows.position(ref)) is not None:
                return self.slots.top(at) - view.y()
        return 0

    def _settled(self) -> None:
        """Lay the rows out and put what was looked at where it stood."""
        self._shift += self._moved_by()
        value = self.verticalScrollBar().value() + self._shift
        self._shift = 0
        self._lay_out()
        self.verticalScrollBar().setValue(max(0, value))
        self._bind()
        self.reorder.settle()
        if self._follows and self._desk.selection.current is not None:
            self.reveal(self._desk.selection.current)

    def _follow(self, follows: bool) -> None:
        self._follows = follows

    def _lay_out(self) -> None:
        self.slots.count = len(self._rows)
        self._place_form()
        self._ground.resize(max(1, self.viewport().width()), max(self.slots.height, 1))

    def _moved(self, ref: RowRef) -> None:
        """A batch that is paused shows that in each of its jobs."""
        views = self.views.values() if ref.kind == "batch" else filter(None, (self.views.get(ref),))
        for view in views:
            view.refresh()
            if self.tools.ref == view.ref:
                self.tools.go_to(view)
        self._want((ref,))

    def _recolour(self) -> None:
        for view in self.views.values():
            view.update()

    def _refresh_running(self) -> None:
        """The time that is left shrinks between two steps."""
        for view in self.views.values():
            if isinstance(view.shown, Entry) and view.shown.state in ("running", "stopping", "waiting"):
                view.refresh()

    # The viewport

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._bind()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        self._settled()

    def hideEvent(self, event: QEvent) -> None:
        self._tick.stop()

    def _bind(self) -> None:
        """Give a widget to each row near what is in sight; that of the keyboard keeps its own, however far it is."""
        if not self.isVisible():
            return
        if self.slots.count != len(self._rows):  # the keyboard moved on between a change of the rows and their layout
            self._lay_out()
        top = self.verticalScrollBar().value()
        near = self.slots.between(top - _AHEAD, top + self.viewport().height() + _AHEAD)
        wanted = {self._rows[at]: at for at in reversed(near)}
        current = self._desk.selection.current
        if current is not None and current not in wanted and (at := self._rows.position(current)) is not None:
            wanted[current] = at
        for ref in [ref for ref in self.views if ref not in wanted]:
            self._let_go(self.views.pop(ref))
        for ref, at in wanted.items():
            self._place(ref, at)
        for view in self._pool:
            if not view.isHidden():
                self._keep_keyboard(view)
                view.put_away()
        self._place_tools()
        self._rove()
        self._want(tuple(wanted))

    def _place(self, ref: RowRef, at: int) -> None:
        view = self.views.get(ref)
        if view is None:
            view = self._pool.pop() if self._pool else RowView(self._ground, self._desk)
            self.views[ref] = view
        view.setGeometry(0, self.slots.top(at), self._ground.width(), ROW)
        view.show_row(ref, at)
        if view.isHidden():
            view.show()

    def _let_go(self, view: RowView) -> None:
        """It may serve another row, which the mouse is not on."""
        if view is self._hovered:
            view.hover(False)
            self._hovered = None
        self._desk.pointer.forget(view)
        self._pool.append(view)

    def _keep_keyboard(self, view: RowView) -> None:
        """Hiding what has it would hand it on to whatever comes next."""
        if view.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self, refs: tuple[RowRef, ...]) -> None:
        jobs = [ref.id for ref in refs if ref.kind == "job"]
        with contextlib.suppress(RuntimeError):  # no loop runs now: asked for again when rows are laid out next
            asyncio.get_running_loop()
            self._desk.queue.want(jobs)

    # Choosing and the keyboard

    def _selection_changed(self) -> None:
        current = self._desk.selection.current
        looked_at = self._looked_at()
        self._current = current
        self._bind()
        for view in self.views.values():
            view.update()
        focus = QApplication.focusWidget()
        inside = focus is self or (isinstance(focus, RowView) and self.isAncestorOf(focus))
        if inside and current is not None:
            if looked_at:
                self.reveal(current)
            if (view := self.views.get(current)) is not None:
                view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _looked_at(self) -> bool:
        """Whether the user follows the keyboard: not where its row went by itself, while something else is seen."""
        before = self._current
        if before is None or before in self._rows:
            return True
        view, top = self.views.get(before), self.verticalScrollBar().value()
        return view is not None and top - ROW < view.y() < top + self.viewport().height()

    def _rove(self) -> None:
        """One stop for the tab key: the current row, or the list while there is none."""
        current = self._desk.selection.current
        policy = Qt.FocusPolicy
        stop = None if current is None else self.views.get(current)
        self.setFocusPolicy(policy.StrongFocus if stop is None else policy.ClickFocus)
        for view in self.views.values():
            view.setFocusPolicy(policy.StrongFocus if view is stop else policy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._desk.by_keyboard = self._desk.by_keyboard or by_tab
        selection = self._desk.selection
        if selection.current is None and (first := selection.at(0)) is not None:
            selection.choose(first)
        elif selection.current is not None and (view := self.views.get(selection.current)) is not None:
            view.setFocus(event.reason())
        self.viewport().update()

    def take_keyboard(self) -> None:
        self._desk.by_keyboard = True
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focused(self, view: RowView) -> None:
        if view.hasFocus() and view.ref is not None and view.ref != self._desk.selection.current:
            self._desk.selection.go(view.ref)
        self._place_tools()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._desk.by_keyboard = True
        key, modifiers = event.key(), event.modifiers()
        selection = self._desk.selection
        current = selection.current
        if key == Qt.Key.Key_Escape and self.reorder.active:
            self.reorder.cancel()
        elif key == Qt.Key.Key_Menu or (key == Qt.Key.Key_F10 and modifiers & Qt.KeyboardModifier.ShiftModifier):
            self._pop_up()
        elif key in _FOLDS and current is not None and current.kind != "job":
            self._handling.fold(current, _FOLDS[Qt.Key(key)])
        elif key == Qt.Key.Key_Left and current is not None:
            self._to_heading(current)
        elif key == Qt.Key.Key_A and modifiers == Qt.KeyboardModifier.ControlModifier:
            selection.choose_all()
        elif key == Qt.Key.Key_Space and current is not None:
            selection.toggle(current)
        elif (target := self._target(key)) is not None:
            self._go(target, modifiers)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """While rows are dragged Escape ends that, and nothing else."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.reorder.active
        ):
            event.accept()
            return True
        return super().event(event)

    def _target(self, key: int) -> RowRef | None:
        """Where a moving key leads."""
        selection, last = self._desk.selection, len(self._rows) - 1
        here = selection.position
        page = max(1, self.viewport().height() // ROW - 1)
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -last - 1,
            Qt.Key.Key_End: last + 1,
        }
        if key not in steps:
            return None
        return selection.at(0 if here is None else here + steps[Qt.Key(key)])

    def _go(self, ref: RowRef, modifiers: Qt.KeyboardModifier) -> None:
        selection = self._desk.selection
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            selection.extend(ref)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            selection.go(ref)
        else:
            selection.choose(ref)

    def _to_heading(self, current: RowRef) -> None:
        """From a job to the heading above it."""
        at = self._rows.position(current)
        above = range(at, -1, -1) if at is not None else ()
        heading = next((self._rows[one] for one in above if self._rows[one].kind != "job"), None)
        if heading is not None:
            self._desk.selection.choose(heading)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """At the mouse; the menu key is a key like others."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            row_menu(self._handling, self).popup(event.globalPos())

    def _pop_up(self) -> None:
        """Beneath the row that has the keyboard."""
        current = self._desk.selection.current
        view = None if current is None else self.views.get(current)
        row_menu(self._handling, self).popup((view or self).mapToGlobal(QPoint(ROW, ROW)))

    # Buttons of a row

    def _hover(self, view: RowView) -> None:
        self._leave_later.stop()
        if self._hovered is not None:
            self._hovered.hover(False)
        self._hovered = view
        view.hover(True)
        self._place_tools()

    def _left(self) -> None:
        if self._hovered is not None and not self._hovered.underMouse() and not self.tools.underMouse():
            self._hovered.hover(False)
            self._hovered = None
        self._leave_later.start()

    def _place_tools(self) -> None:
        """On the row under the mouse, else on the one that has the keyboard."""
        if self.reorder.active:
            self.tools.go_to(None)
            return
        focus = QApplication.focusWidget()
        seen = self._desk.by_keyboard and isinstance(focus, RowView) and focus in self.views.values()
        self.tools.go_to(self._hovered or (focus if seen and isinstance(focus, RowView) else None))

    # Editing in place

    def edit(self, job: str) -> None:
        """Open the row of this job; one in which something was typed stays open until that is saved or given up."""
        known = self._desk.queue.get(job)
        if self.form is not None and (self.form.edit.job == job or self.form.dirty):
            self.reveal(RowRef("job", self.form.edit.job))
            self.form.insist(other=self.form.edit.job != job)
            return
        if known is None:
            return
        self.close_form()
        edit = JobEdit(known, self._desk.queue, self._desk.workspace.queue_acts)
        self.form = JobForm(self._ground, edit, self._desk)
        self.form.closed.connect(self.close_form)
        self.form.grew.connect(self._form_grew)
        self.form.show()
        self._settled()
        self.reveal(RowRef("job", job))
        self.form.begin()

    def close_form(self) -> None:
        """The keyboard goes back to the row."""
        form, self.form = self.form, None
        if form is None:
            return
        focus = QApplication.focusWidget()
        held = focus is not None and form.isAncestorOf(focus)
        form.end()
        form.hide()
        form.deleteLater()
        self._settled()
        if held:
            self.take_keyboard()

    def _form_grew(self) -> None:
        self._settled()
        if self.form is not None:
            self.reveal(RowRef("job", self.form.edit.job))

    def _place_form(self) -> None:
        if self.form is None:
            self.slots.open(None)
            return
        at = self._rows.position(RowRef("job", self.form.edit.job))
        width = max(1, self.viewport().width())
        height = self.form.height_for(width)
        self.slots.open(at, height)
        if at is not None:
            self.form.setGeometry(0, self.slots.top(at) + ROW, width, height)
        self.form.setVisible(at is not None)
