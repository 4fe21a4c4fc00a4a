"""The popover of "more like this": how far the new pictures may go from this one, and the button that makes them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.manner import spoken_strength
from studio.workspace.sets import CellRef
from studio.workspace.workspace import Workspace

_LEAST, _MOST = 10, 100
"""per cent of strength: below, nothing would change"""
_WIDTH = 280


class MorePopover(QFrame):
    """Closes itself when the user looks elsewhere. The dial is remembered as it is turned."""

    spoken_as = QAccessible.Role.Dialog

    def __init__(self, parent: QWidget, workspace: Workspace, ref: CellRef, make: Callable[[CellRef], object]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "popover")
        self.setAccessibleName("More like this")
        self.setFixedWidth(_WIDTH)
        self._view = workspace.view
        self._ref = ref
        self._make = make
        self.dial = QSlider(Qt.Orientation.Horizontal)
        self.dial.setRange(_LEAST, _MOST)
        self.dial.setPageStep(10)
        self.dial.setSingleStep(5)
        self.dial.setAccessibleName("How far from this picture")
        self._words = text_label(look="muted")
        count = workspace.draft.count
        self.button = QPushButton("Make one like this" if count == 1 else f"Make {count} like this")
        self.button.setProperty("look", "main")
        self._lay_out()
        self.dial.valueChanged.connect(self._turned)
        self.button.clicked.connect(self._begin)
        self.dial.setValue(round(100 * self._view.strength))
        self._tell()

    def show_at(self, anchor: QWidget, at: QPoint) -> None:
        """With its top left at a place of `anchor`, moved as far as keeps it on the screen."""
        self.adjustSize()
        screen = anchor.screen().availableGeometry()
        place = anchor.mapToGlobal(at)
        x = min(max(screen.left(), place.x()), screen.right() - self.width())
        y = min(max(screen.top(), place.y()), screen.bottom() - self.height())
        self.move(x, y)
        self.show()
        self.dial.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._begin()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.addWidget(text_label("Close", "muted"))
        ends.addStretch(1)
        ends.addWidget(text_label("Bold", "muted"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["wide"], SPACE["base"], SPACE["wide"], SPACE["wide"])
        column.setSpacing(SPACE["small"])
        column.addWidget(text_label("More like this", "title"))
        column.addWidget(self._words)
        column.addSpacing(SPACE["small"])
        column.addWidget(self.dial)
        column.addLayout(ends)
        column.addSpacing(SPACE["small"])
        column.addWidget(self.button)

    def _turned(self, value: int) -> None:
        self._view.strength = value / 100
        self._tell()

    def _tell(self) -> None:
        self._words.setText(spoken_strength(self._view.strength))

    def _begin(self) -> None:
        self.close()
        self._make(self._ref)
