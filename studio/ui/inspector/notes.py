"""The note of one picture: plain text, saved a moment after typing stops."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from studio.ui import bind
from studio.ui.theme import SPACE
from studio.workspace.sets import CellRef

PAUSE = 1200
"""milliseconds without a keystroke after which the note is saved"""
_LINES = 3
_MOST_LINES = 10


class NoteField(QPlainTextEdit):
    """`written(ref, text, sitting)` wants a note saved; nothing typed is lost when another picture is shown.

    A sitting goes from the keyboard's coming to its leaving: that is one step of undo, however often it is saved.
    """

    written = Signal(object, str, int)

    def __init__(self) -> None:
        super().__init__()
        self._ref: CellRef | None = None
        self._unsaved = False
        self._saving = 0
        self._sitting = 0
        self.setAccessibleName("Note")
        self.setPlaceholderText("Anything to remember about this picture")
        self.setTabChangesFocus(True)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.settle)
        self.textChanged.connect(self._typed)
        self._grow()

    def put(self, ref: CellRef | None, note: str) -> None:
        """Show the note of `ref`; what is being typed there goes before what was saved."""
        if ref != self._ref:
            self.settle()
            self._ref, self._unsaved = ref, False
            self._sitting += 1
        elif self._unsaved or self._saving:
            return
        bind.set_text(self, note)
        self._grow()

    def settle(self) -> None:
        """Have what was typed saved now."""
        self._pause.stop()
        if self._unsaved and self._ref is not None:
            self._unsaved = False
            self._saving += 1
            self.written.emit(self._ref, self.toPlainText(), self._sitting)

    def saved(self) -> None:
        """What `written` asked for is done, well or not: until then the note that is known is older than the text."""
        self._saving -= 1

    def refused(self, ref: CellRef) -> None:
        """What was typed of `ref` could not be saved: it stays, to be saved with the next keystroke or at the end."""
        if ref == self._ref:
            self._unsaved = True

    def _typed(self) -> None:
        self._unsaved = True
        self._pause.start()
        self._grow()

    def _grow(self) -> None:
        """As high as the text, within reason."""
        lines = min(max(round(self.document().size().height()), _LINES), _MOST_LINES)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + SPACE["base"] + 2 * SPACE["small"])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._grow()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.settle()
        self._sitting += 1

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.settle()
