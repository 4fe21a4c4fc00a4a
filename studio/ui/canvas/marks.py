"""Underlines the words of a text field that the chosen model was never taught, or the sketch does not understand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from studio.recipe.prompt import MAX_CHARACTERS
from studio.ui import bind
from studio.ui.canvas.long_text import breaks_before, units
from studio.ui.canvas.prompt import PromptEdit
from studio.ui.theme import Theme
from studio.workspace.sketching import Drawn
from studio.workspace.words import Span, distinct, unknown
from studio.workspace.workspace import Workspace

_PAUSE = 250
"""milliseconds without a key after which a text is looked at: a word that is being written is no mistake yet"""

_Where = tuple[int, int]
"""(position, length) in the document"""


class UnknownWords(QObject):
    """Looks at the text when typing pauses; underlines what is in sight, so that a long text costs no more."""

    changed = Signal()
    """the words that the model was never taught are others"""
    looked = Signal()
    """typing paused, and the text was looked at"""

    def __init__(self, edit: PromptEdit, workspace: Workspace, theme: Theme, *, sketched: bool = False) -> None:
        """`sketched`: the text is the one that the sketch draws."""
        super().__init__(edit)
        self._sketched = sketched
        self._edit = edit
        self._workspace = workspace
        self._theme = theme
        self._places: list[_Where] = []
        self.words: tuple[str, ...] = ()
        """each once, in reading order"""
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.look)
        edit.document().contentsChange.connect(self._moved)
        edit.document().contentsChanged.connect(self._wait)
        edit.verticalScrollBar().valueChanged.connect(self._underline)
        bind.follow(self, workspace.model_changed, self.look)
        bind.follow(self, theme.changed, self._underline)
        if sketched:
            bind.follow(self, workspace.sketching.changed, self._drawn)
        self.look()

    @property
    def typing(self) -> bool:
        """Whether a word may be half written."""
        return self._timer.isActive()

    def look(self) -> None:
        """Find the words now; while the sketch still reads them, when it is done."""
        self._places.clear()
        sketching, read = self._workspace.sketching, None
        if self._sketched and sketching.wanted:
            read = sketching.shown if sketching.fresh else None
            if read is None:
                return
        self._mark(read)

    def _mark(self, read: Drawn | None) -> None:
        """With a layout that is drawn, the model need not know the words that the sketch has looked at."""
        seen = _Covered(() if read is None else self._placed(read, (*read.known, *read.unknown)))
        found = [one for block in self._blocks() for one in self._unknown(block) if not seen.has(one[0])]
        self._places = [place for place, _ in found]
        if read is not None:
            self._places += self._placed(read, read.unknown)
        self._underline()
        if (words := distinct(span for _, span in found)) != self.words:
            self.words = words
            self.changed.emit()
        self.looked.emit()

    def _drawn(self) -> None:
        """It was read only after typing had paused, or for another reason than typing."""
        if not self.typing:
            self.look()

    def _placed(self, read: Drawn, spans: Iterable[Span]) -> list[_Where]:
        typed, shift = read.asked.typed, breaks_before(self._edit.shown_text())
        return [(units(typed[: span.start]) + shift(span.start), units(typed[span.start : span.end])) for span in spans]

    def _moved(self) -> None:
        """What was underlined may have moved. This comes before the layout scrolls, which underlines again."""
        self._places.clear()

    def _wait(self) -> None:
        """Better no line than a wrong one."""
        self._edit.mark("unknown", [])
        self._timer.start()

    def _blocks(self) -> Iterator[QTextBlock]:
        """As many as a recipe keeps."""
        block = self._edit.document().begin()
        while block.isValid() and block.position() < MAX_CHARACTERS:
            yield block
            block = block.next()

    def _unknown(self, block: QTextBlock) -> Iterator[tuple[_Where, Span]]:
        """To the model."""
        text = block.text()
        for span in unknown(text, self._workspace.model):
            yield (block.position() + units(text[: span.start]), units(span.word)), span

    def _underline(self) -> None:
        """Those in sight."""
        if not self._places:  # asking what is in sight lays the text out, which the first paint need not wait for
            self._edit.mark("unknown", [])
            return
        first = self._edit.cursorForPosition(QPoint(0, 0)).position()
        corner = self._edit.viewport().rect().bottomRight()
        last = self._edit.cursorForPosition(corner).position()
        seen = [self._selection(at, length) for at, length in self._places if first - length <= at <= last]
        self._edit.mark("unknown", seen)

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


class _Covered:
    """Places that lie apart, in which others may lie."""

    def __init__(self, places: Iterable[_Where]) -> None:
        self._places = sorted(places)

    def has(self, place: _Where) -> bool:
        at = bisect_right(self._places, (place[0], MAX_CHARACTERS)) - 1
        return at >= 0 and place[0] < sum(self._places[at])
