"""What the mouse does on rows: choose, fold, open, drag to another place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from studio.ui.queue.desk import QueueDesk
from studio.ui.queue.handling import QueueHandling
from studio.ui.queue.reorder import Reorder
from studio.ui.queue.row import RowView
from studio.ui.theme import SPACE

_CHEVRON = SPACE["base"] + 16 + SPACE["snug"]
"""pixels at the beginning of a heading that fold it"""
_LEFT = Qt.MouseButton.LeftButton


class Pointer:
    """A press chooses; one on a row that is chosen already waits for the release, since a drag takes all of them."""

    def __init__(self, desk: QueueDesk, handling: QueueHandling, reorder: Reorder) -> None:
        self._desk = desk
        self._handling = handling
        self._reorder = reorder
        self._row: RowView | None = None
        """where the button was pressed"""
        self._pressed: QPoint | None = None
        self._alone = False
        """choose this one alone when the button is released where it was pressed"""

    def press(self, row: RowView, event: QMouseEvent) -> None:
        self._desk.by_keyboard = False
        ref, selection = row.ref, self._desk.selection
        if ref is None:
            return
        chosen = ref in selection
        self._alone = False
        if event.button() == Qt.MouseButton.RightButton:
            if not chosen:
                selection.choose(ref)
            return
        if event.button() != _LEFT:
            return
        self._row, self._pressed = row, event.globalPosition().toPoint()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            selection.extend(ref)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            selection.toggle(ref)
        elif ref.kind != "job" and event.position().x() < _CHEVRON:
            self._pressed = None
            selection.choose(ref)
            self._handling.fold(ref)
        elif chosen:
            self._alone = True
            selection.go(ref)
        else:
            selection.choose(ref)

    def move(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & _LEFT:
            return
        at = event.globalPosition().toPoint()
        if self._reorder.active:
            self._reorder.move(at)
        elif (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._alone = False
            self._reorder.begin(self._handling.jobs(), at)

    def release(self, row: RowView, event: QMouseEvent) -> None:
        if event.button() != _LEFT:
            return
        self._pressed = None
        if self._reorder.active:
            self._reorder.drop()
        elif self._alone and row.ref is not None:
            self._desk.selection.choose(row.ref)
        self._alone = False

    def forget(self, row: RowView) -> None:
        """It serves another job, or none: what was begun on it ends, since its release may never be told."""
        if row is self._row:
            self._row = self._pressed = None
            self._alone = False
            if self._reorder.active:
                self._reorder.cancel()

    def double_click(self, row: RowView) -> None:
        if row.ref is not None:
            self._desk.selection.choose(row.ref)
            self._handling.edit()
