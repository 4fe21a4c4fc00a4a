"""A panel that opens over the window beside what it belongs to, and goes again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from studio.ui.tab_order import walk
from studio.ui.theme import SPACE

_GAP = 4
"""pixels between the anchor and the panel"""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Popover(QFrame):
    """Closes on Escape and on a click outside; the keyboard then goes back to where it was. Add parts to `column`."""

    spoken_as = QAccessible.Role.Dialog
    closed = Signal()

    def __init__(self, anchor: QWidget, name: str, width: int) -> None:
        super().__init__(anchor, Qt.WindowType.Popup)
        self.anchor = anchor
        self.setProperty("look", "popover")
        self.setAccessibleName(name)
        self.setFixedWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE["base"], SPACE["base"], SPACE["base"], SPACE["base"])
        self.column.setSpacing(SPACE["snug"])

    def open(self) -> None:
        """Show it below the anchor, or above, as there is room; the first part has the keyboard."""
        self._settle()
        self.show()
        self.focusNextChild()

    def fit(self) -> None:
        """Its content grew or shrank while it is open."""
        if self.isVisible():
            self._settle()

    def event(self, event: QEvent) -> bool:
        """Escape is for this panel, and so are plain keys: what it opened over has them for its own commands."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        return self.wants(event) or _plain(event)

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key that is a shortcut of the window is meant for this panel."""
        return event.key() == Qt.Key.Key_Escape

    def focusNextPrevChild(self, next: bool) -> bool:
        return walk((self,), self.focusWidget(), forward=next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as Space does: a list is chosen from with either."""
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in _ENTER and isinstance(focus, QAbstractButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click outside closes it; one on the anchor only that, instead of opening it again."""
        over = self.anchor.rect().contains(self.anchor.mapFromGlobal(event.globalPosition().toPoint()))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay, over)
        super().mousePressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def _settle(self) -> None:
        """Not adjustSize: that ends at two thirds of the screen."""
        room = self.anchor.screen().availableGeometry().height()
        self.setFixedHeight(min(room, height_for(self, self.width())))
        self.move(self._place())

    def _place(self) -> QPoint:
        below = self.anchor.mapToGlobal(QPoint(0, self.anchor.height() + _GAP))
        room = self.anchor.screen().availableGeometry()
        left = max(room.left(), min(below.x(), room.right() - self.width()))
        above = self.anchor.mapToGlobal(QPoint(0, 0)).y() - _GAP - self.height()
        fits = below.y() + self.height() <= room.bottom()
        top = below.y() if fits else above if above >= room.top() else room.bottom() - self.height()
        return QPoint(left, max(room.top(), top))


def _plain(event: QKeyEvent) -> bool:
    """Whether it writes or moves: neither a function key nor one with Ctrl, Alt or the like."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return not held.value and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35


def height_for(widget: QWidget, width: int) -> int:
    """Pixels that the layout of a widget needs at a width, wrapped texts included."""
    layout = widget.layout()
    if layout is None:
        return widget.sizeHint().height()
    layout.activate()
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
