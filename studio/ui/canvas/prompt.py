"""The fields for the prompt and what it should not show."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Signal
from PySide6.QtGui import QDragEnterEvent, QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from studio.ui import bind
from studio.workspace.draft import DraftState

_FRAME = 22
"""pixels above and below the text: border, padding and the document's margin"""


class PromptEdit(QPlainTextEdit):
    """Grows with its text between two heights in lines. A picture that is pasted is handed on."""

    picture_pasted = Signal(QMimeData)

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda: self._fit())
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return (source.hasText() and not source.hasUrls()) or source.hasImage() or _has_files(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasImage() or _has_files(source):
            self.picture_pasted.emit(source)
        else:
            self.insertPlainText(source.text())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Dropped pictures are for the window, which knows what to do with them."""
        if event.mimeData().hasImage() or _has_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._height())

    def _height(self) -> int:
        line = QFontMetrics(self.font()).lineSpacing()
        lines = min(max(self._least, round(self.document().size().height())), self._most)
        return lines * line + _FRAME


def _has_files(source: QMimeData) -> bool:
    return any(url.isLocalFile() for url in source.urls())


def prompt_edit(draft: DraftState) -> PromptEdit:
    edit = PromptEdit(3, 12)
    edit.setPlaceholderText("Describe the picture, for example: a red circle on a white background")
    edit.textChanged.connect(lambda: setattr(draft, "prompt", edit.toPlainText()))
    bind.show(edit, draft.events.prompt, lambda: bind.set_text(edit, draft.prompt))
    return edit


def negative_edit(draft: DraftState) -> PromptEdit:
    edit = PromptEdit(1, 4)
    edit.setPlaceholderText("What it should not show")
    edit.textChanged.connect(lambda: setattr(draft, "negative", edit.toPlainText()))
    bind.show(edit, draft.events.negative, lambda: bind.set_text(edit, draft.negative))
    return edit
