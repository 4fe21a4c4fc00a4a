"""One fact in the inspector: its label, its value, and a button that reuses it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QToolButton, QWidget

from studio.ui import bind
from studio.ui.inspector.value import Value
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.draft import Part
from studio.workspace.inspection import MIXED, Row

LABEL_WIDTH = 84
_SAID_FOR = 1200
"""milliseconds for which “Copied” is said"""
_PARTS: dict[Part, str] = {
    "prompt": "Reuse this prompt",
    "negative": "Reuse this negative prompt",
    "size": "Reuse this size",
    "seed": "Reuse this seed",
    "sampling": "Reuse steps, guidance and scheduler",
    "model": "Reuse this model",
    "additions": "Reuse LoRAs, control images and references",
    "start": "Reuse this start picture",
}

Reuse = Callable[[Part], object]
Open = Callable[[str, str], object]
"""(sha256, what it is) shows a picture to start from, or one that guides"""


class RowView(QWidget):
    """Shows one row after another, so that stepping through pictures makes no widgets."""

    def __init__(self, theme: Theme, reuse: Reuse, open_start: Open) -> None:
        super().__init__()
        self._theme = theme
        self._reuse = reuse
        self._open_start = open_start
        self._row = Row(label="", value="")
        self.label = text_label(look="muted")
        self.value = Value(theme)
        self.value.clicked.connect(self.copy)
        self.button = QToolButton()
        self.button.setProperty("look", "tiny")
        self.button.clicked.connect(self._reuse_part)
        keeps = self.button.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(keeps)
        self.link = QPushButton()
        self.link.setProperty("look", "link")
        self.link.clicked.connect(self._follow_link)
        self._quiet = QTimer(self, singleShot=True, interval=_SAID_FOR)
        self._quiet.timeout.connect(self._show_label)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE["small"])
        self._grid.setVerticalSpacing(0)
        self._place(block=False)
        for widget in (self.value, self.button):
            widget.installEventFilter(self)
        bind.show(self, theme.changed, lambda: self.button.setIcon(theme.icon("corner-up-left", theme.palette.muted)))

    @property
    def row(self) -> Row:
        return self._row

    def put(self, row: Row) -> None:
        if row == self._row:
            return
        if row.block != self._row.block:
            self._place(block=row.block)
        self._quiet.stop()
        self._row = row
        self.value.put(row.value, differs=row.differs is not None, muted=row.value == MIXED)
        self.value.setEnabled(bool(row.text))
        self.value.setToolTip(_told(row))
        self.value.setAccessibleName(f"{row.label}: {row.value[:300]}")
        self.value.setAccessibleDescription(_told(row))
        self._show_label()
        self._show_buttons()

    def _place(self, *, block: bool) -> None:
        """A text has the whole width beneath its label; anything else stands beside it."""
        top, grid = Qt.AlignmentFlag.AlignTop, self._grid
        for widget in (self.label, self.value, self.button, self.link):
            grid.removeWidget(widget)
        grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignLeft | top)
        grid.addWidget(self.button, 0, 2, top)
        if block:
            grid.addWidget(self.value, 1, 0, 1, 3)
            self.label.setMinimumWidth(0)
        else:
            grid.addWidget(self.value, 0, 1, top)
            self.label.setMinimumWidth(LABEL_WIDTH)
        self.label.setContentsMargins(SPACE["small"], 3, 0, 0)
        grid.addWidget(self.link, 2, 0 if block else 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)

    def _show_label(self) -> None:
        self.label.setText(self._row.label)
        self._look("muted")

    def _look(self, look: str) -> None:
        if self.label.property("look") == look:  # polishing costs more than all the rest
            return
        self.label.setProperty("look", look)
        self.label.style().polish(self.label)

    def _show_buttons(self) -> None:
        part = self._row.part
        self._show_reuse()
        if part is not None:
            self.button.setToolTip(f"{_PARTS[part]}: brings it to the canvas")
            self.button.setAccessibleName(_PARTS[part])
        if self._row.start:
            self.link.setText("Show it")
            self.link.setAccessibleName(f"Show the {self._pictured.lower()}")
        else:
            self.link.setText("Show less" if self.value.whole else f"Show all {len(self._row.value):,} characters")
            self.link.setAccessibleName(f"{self.link.text()} of {self._row.label}")
        self.link.setVisible(bool(self._row.start) or self.value.long)

    @property
    def _pictured(self) -> str:
        return "Start picture" if self._row.part == "start" else self._row.label

    def _show_reuse(self) -> None:
        """Quiet until somebody is here, with the mouse or the keyboard."""
        here = self.underMouse() or self.value.hasFocus() or self.button.hasFocus()
        self.button.setVisible(here and self._row.part is not None)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_reuse()

    def leaveEvent(self, event: object) -> None:
        self._show_reuse()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            QTimer.singleShot(0, self, self._show_reuse)
        return super().eventFilter(watched, event)

    def copy(self) -> None:
        QApplication.clipboard().setText(self._row.text)
        self.label.setText("Copied")
        self._look("accent")
        self._quiet.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.value, f"{self._row.label} copied"))

    def _reuse_part(self) -> None:
        if self._row.part is not None:
            self._reuse(self._row.part)

    def _follow_link(self) -> None:
        if self._row.start:
            self._open_start(self._row.start, self._pictured)
        else:
            self.value.whole = not self.value.whole
            self._show_buttons()


def _told(row: Row) -> str:
    lines = ["" if row.differs is None else f"The row's recipe says: {row.differs[:300]}", _copying(row)]
    return "\n".join(line for line in lines if line)


def _copying(row: Row) -> str:
    if not row.text:
        return ""
    if row.value == MIXED:
        return "Click to copy each of them"
    return "Click to copy" if row.text == row.value else f"Click to copy {row.text[:80]}"
