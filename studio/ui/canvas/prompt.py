"""The text fields of the canvas: the prompt, and what it should avoid."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QFontMetricsF, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit

from studio.ui import bind
from studio.ui.canvas.long_text import broken, whole
from studio.workspace.draft import DraftState

_FRAME = 22
"""pixels above and below the text: border, padding and the document's margin"""


class PromptEdit(QPlainTextEdit):
    """Grows with its text between two heights in lines. Text of any length can be typed in without a pause.

    Its document may hold breaks that are no part of the text: see long_text.py.
    """

    picture_pasted = Signal(QMimeData)
    history_wanted = Signal()
    """Up was pressed where there is nothing to go up to: the field is empty"""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self._least, self._most = least, most
        self._marks: dict[str, list[QTextEdit.ExtraSelection]] = {}
        """by layer; in the order of their names backwards, the last one above the others"""
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda: self._fit())
        self._fit()

    def keep_open(self, lines: int) -> None:
        """So many lines stand open even while there is no text for them."""
        if lines != self._least:
            self._least = lines
            self._fit()

    def toPlainText(self) -> str:
        """The text as it was written."""
        return whole(super().toPlainText())

    def shown_text(self) -> str:
        """With the breaks that are no part of it."""
        return super().toPlainText()

    def setPlainText(self, text: str) -> None:
        """Replace everything; it can be undone."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(broken(text))
        self.moveCursor(QTextCursor.MoveOperation.End)

    def mark(self, layer: str, marks: list[QTextEdit.ExtraSelection]) -> None:
        """Show these marks; those of other layers stay."""
        self._marks[layer] = marks
        self.setExtraSelections([mark for layer in sorted(self._marks, reverse=True) for mark in self._marks[layer]])

    def insert_word(self, word: str) -> None:
        """At the cursor, set apart from its neighbours by blanks."""
        cursor = self.textCursor()
        before, after = self._beside(cursor.selectionStart() - 1), self._beside(cursor.selectionEnd())
        left = "" if before.isspace() or before in "([{" else " "
        right = "" if after == "" or after.isspace() or after in ")]},.;:" else " "
        cursor.insertText(f"{left}{word}{right}")
        self.setTextCursor(cursor)

    def _beside(self, position: int) -> str:
        return self.document().characterAt(position) if 0 <= position < self.document().characterCount() - 1 else ""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return (source.hasText() and not source.hasUrls()) or source.hasImage() or _has_files(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasImage() or _has_files(source):
            self.picture_pasted.emit(source)
        else:
            self.insertPlainText(broken(source.text()))

    def createMimeDataFromSelection(self) -> QMimeData:
        content = QMimeData()
        content.setText(whole(self.textCursor().selection().toPlainText()))
        return content

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Dropped pictures are for the window, which knows what to do with them."""
        if event.mimeData().hasImage() or _has_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.document().isEmpty() and not event.isAutoRepeat():
            self.history_wanted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._height())

    def _height(self) -> int:
        line = QFontMetricsF(self.font()).lineSpacing()
        lines = min(max(self._least, round(self.document().size().height())), self._most)
        return ceil(lines * line) + _FRAME


def _has_files(source: QMimeData) -> bool:
    return any(url.isLocalFile() for url in source.urls())


def prompt_edit(draft: DraftState) -> PromptEdit:
    edit = PromptEdit(3, 10)
    edit.setAccessibleName("Prompt")
    edit.setPlaceholderText("Describe the picture, for example: a red circle on a white background")
    edit.textChanged.connect(lambda: setattr(draft, "prompt", edit.toPlainText()))
    bind.show(edit, draft.events.prompt, lambda: bind.set_text(edit, draft.prompt))
    edit.document().clearUndoRedoStacks()
    return edit


def negative_edit(draft: DraftState) -> PromptEdit:
    edit = PromptEdit(1, 4)
    edit.setAccessibleName("What to avoid")
    edit.setPlaceholderText("What it should not show")
    edit.textChanged.connect(lambda: setattr(draft, "negative", edit.toPlainText()))
    bind.show(edit, draft.events.negative, lambda: bind.set_text(edit, draft.negative))
    edit.document().clearUndoRedoStacks()
    return edit
