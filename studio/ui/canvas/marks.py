"""Underlines the words of a text field that the chosen model was never taught."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from studio.recipe.prompt import MAX_CHARACTERS
from studio.ui import bind
from studio.ui.canvas.long_text import units
from studio.ui.canvas.prompt import PromptEdit
from studio.ui.theme import Theme
from studio.workspace.words import Span, distinct, unknown
from studio.workspace.workspace import Workspace

_PAUSE = 250
"""milliseconds without a key after which a text is looked at: a word that is being written is no mistake yet"""


class UnknownWords(QObject):
    """Looks at the text when typing pauses; underlines what is in sight, so that a long text costs no more."""

    changed = Signal()

    def __init__(self, edit: PromptEdit, workspace: Workspace, theme: Theme) -> None:
        super().__init__(edit)
        self._edit = edit
        self._workspace = workspace
        self._theme = theme
        self._places: list[tuple[int, int]] = []
        """(position, length) in the document"""
        self.words: tuple[str, ...] = ()
        """each once, in reading order"""
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.look)
        edit.document().contentsChange.connect(self._moved)
        edit.document().contentsChanged.connect(self._wait)
        edit.verticalScrollBar().valueChanged.connect(self._underline)
        bind.follow(self, workspace.model_changed, self.look)
        bind.follow(self, theme.changed, self._underline)
        self.look()

    def look(self) -> None:
        """Find the words now."""
        self._places.clear()
        spans = [span for block in self._blocks() for span in self._spans(block)]
        self._underline()
        if (found := distinct(spans)) != self.words:
            self.words = found
            self.changed.emit()

    def _moved(self) -> None:
        """What was underlined may have moved. This comes before the layout scrolls, which underlines again."""
        self._places.clear()

    def _wait(self) -> None:
        """Better no line than a wrong one."""
        self._edit.setExtraSelections([])
        self._timer.start()

    def _blocks(self) -> Iterator[QTextBlock]:
        """As many as a recipe keeps."""
        block = self._edit.document().begin()
        while block.isValid() and block.position() < MAX_CHARACTERS:
            yield block
            block = block.next()

    def _spans(self, block: QTextBlock) -> Iterator[Span]:
        text = block.text()
        for span in unknown(text, self._workspace.model):
            self._places.append((block.position() + units(text[: span.start]), units(span.word)))
            yield span

    def _underline(self) -> None:
        """Those in sight."""
        if not self._places:  # asking what is in sight lays the text out, which the first paint need not wait for
            self._edit.setExtraSelections([])
            return
        first = self._edit.cursorForPosition(QPoint(0, 0)).position()
        corner = self._edit.viewport().rect().bottomRight()
        last = self._edit.cursorForPosition(corner).position()
        seen = [self._selection(at, length) for at, length in self._places if first - length <= at <= last]
        self._edit.setExtraSelections(seen)

    def _selection(self, at: int, length: int) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self._edit.document())
        cursor.setPosition(at)
        cursor.setPosition(at + length, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(self._theme.palette.danger))
        selection.cursor, selection.format = cursor, look  # pyright: ignore[reportAttributeAccessIssue]
        return selection
