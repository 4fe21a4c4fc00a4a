"""How much the words of a text field count: shown by a tint, changed by key."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from studio.recipe.emphasis import BREAK, Span, read
from studio.recipe.prompt import MAX_CHARACTERS
from studio.ui import bind
from studio.ui.canvas.long_text import units
from studio.ui.canvas.prompt import PromptEdit
from studio.ui.theme import Theme
from studio.workspace.weighing import STEP, weighed
from studio.workspace.workspace import Workspace

_MOST = 400
"""tints; a text with more of them is nobody's prompt"""
_FAINTEST, _PER_WEIGHT, _STRONGEST = 26, 90, 110
"""opacity of a tint, of 255: of words that count hardly more, for each 1 more, and at most"""


def weigh(edit: PromptEdit, more: bool) -> None:
    """What is chosen, or the word at the cursor, counts a tenth more or less; one step for the field's own undo."""
    cursor, text = edit.textCursor(), edit.shown_text()
    start, end = (_index(text, at) for at in (cursor.selectionStart(), cursor.selectionEnd()))
    change = weighed(text, start, end, STEP if more else -STEP)
    if change is None:
        return
    before = units(text[: change.start])
    cursor.setPosition(before)
    cursor.setPosition(before + units(text[change.start : change.end]), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(change.text)
    inside = change.at - change.start
    at = before + units(change.text[:inside])
    cursor.setPosition(at)
    cursor.setPosition(
        at + units(change.text[inside : inside + change.chosen]),
        QTextCursor.MoveMode.KeepAnchor,
    )
    edit.setTextCursor(cursor)


def _index(text: str, at: int) -> int:
    """A place as Qt counts it, in characters."""
    return (
        at if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")[: 2 * at].decode("utf-16-le", "ignore"))
    )


class WeightTints(QObject):
    """Tints words that count more, pales those that count less and the brackets themselves, where the model weighs."""

    def __init__(self, edit: PromptEdit, workspace: Workspace, theme: Theme) -> None:
        super().__init__(edit)
        self._edit = edit
        self._workspace = workspace
        self._theme = theme
        edit.document().contentsChanged.connect(self.look)
        for news in (workspace.model_changed, workspace.draft.events.text, theme.changed):
            bind.follow(self, news, self.look)
        self.look()

    def look(self) -> None:
        text = self._edit.shown_text()[:MAX_CHARACTERS]
        marked = self._weighs and ("(" in text or "[" in text or BREAK in text)
        self._edit.mark("weights", list(self._tints(text)) if marked else [])

    @property
    def _weighs(self) -> bool:
        can = self._workspace.capabilities
        return can is not None and "weighted" in can.modes and self._workspace.draft.text != "plain"

    def _tints(self, text: str) -> Iterator[QTextEdit.ExtraSelection]:
        spans = [span for part in read(text).parts for span in part]
        if all(span.weight == 1.0 for span in spans) and BREAK not in text:
            return
        pale = 0
        for span in spans[:_MOST]:
            if span.weight < 1.0:
                continue
            yield from self._pale(text, pale, span.start)
            if span.weight > 1.0:
                yield self._tint(text, span)
            pale = span.end
        if len(spans) <= _MOST:
            yield from self._pale(text, pale, len(text))

    def _tint(self, text: str, span: Span) -> QTextEdit.ExtraSelection:
        look, colour = QTextCharFormat(), QColor(self._theme.palette.accent)
        colour.setAlpha(round(min(_FAINTEST + _PER_WEIGHT * (span.weight - 1.0), _STRONGEST)))
        look.setBackground(colour)
        return self._selection(text, span.start, span.end, look)

    def _pale(self, text: str, start: int, end: int) -> Iterator[QTextEdit.ExtraSelection]:
        """In one piece: of several side by side Qt draws the first and the last."""
        if start < end:
            look = QTextCharFormat()
            look.setForeground(QColor(self._theme.palette.faint))
            yield self._selection(text, start, end, look)

    def _selection(self, text: str, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection, cursor = QTextEdit.ExtraSelection(), QTextCursor(self._edit.document())
        at = units(text[:start])
        cursor.setPosition(at)
        cursor.setPosition(at + units(text[start:end]), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor, selection.format = cursor, look  # pyright: ignore[reportAttributeAccessIssue]
        return selection
