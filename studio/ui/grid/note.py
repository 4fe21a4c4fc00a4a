"""What must be said about a row, under its header: why it failed and what to do, or what should be known."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.ui.grid.table import LightTable
from studio.ui.pictures.handling import can_resume
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, TYPE
from studio.workspace.sets import PictureSet

_PADDING = SPACE["snug"]
_BUTTON = 110
"""pixels: room for the remedy's button"""


class Said(NamedTuple):
    """Message and remedy of everything to say, the failure first."""

    message: str
    remedy: str
    failed: bool
    retry: bool
    """whether making what is missing is a way out"""


def said_of(shown: PictureSet) -> Said | None:
    if shown.failure is None and not shown.notices:
        return None
    failure = shown.failure
    messages = [*([failure.message] if failure is not None else []), *shown.notices]
    remedy = failure.remedy if failure is not None else ""
    return Said("\n".join(messages), remedy, failure is not None, can_resume(shown))


def note_height(shown: PictureSet, width: int) -> int:
    """Pixels that the note needs at this width; 0 without one."""
    said = said_of(shown)
    return 0 if said is None else _height(said, width)


@lru_cache(maxsize=512)
def _height(said: Said, width: int) -> int:
    room = max(40, width - 2 * SPACE["base"] - 2 - (_BUTTON if said.retry else 0))
    sizes = ((said.message, TYPE["body"]), (said.remedy, TYPE["small"]))
    lines = [_text_height(text, size, room) for text, size in sizes if text]
    return sum(lines) + SPACE["hair"] * (len(lines) - 1) + 2 * _PADDING + 2


def _text_height(text: str, size: int, room: int) -> int:
    font = QFont()
    font.setPixelSize(size)
    flags = Qt.TextFlag.TextWordWrap.value
    return QFontMetrics(font).boundingRect(0, 0, room, 100_000, flags, text).height() + 2


class RowNote(QFrame):
    """Bound again to other rows; `fill` sets what it says."""

    def __init__(self, parent: QWidget, table: LightTable) -> None:
        super().__init__(parent)
        self._job = ""
        self._said: Said | None = None
        self.message = text_label(wrap=True)
        self.remedy = text_label(look="muted", wrap=True)
        for label in (self.message, self.remedy):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.retry = QPushButton("Try again")
        self.retry.setProperty("look", "small")
        self.retry.setAccessibleName("Make what is missing of this set")
        self.retry.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.retry.clicked.connect(lambda: table.pictures.resume(self._job))
        texts = QVBoxLayout()
        texts.setSpacing(SPACE["hair"])
        texts.addWidget(self.message)
        texts.addWidget(self.remedy)
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["base"], _PADDING, SPACE["base"], _PADDING)
        line.addLayout(texts, 1)
        line.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignVCenter)

    def fill(self, shown: PictureSet, said: Said) -> None:
        self._job = shown.id
        if said == self._said:
            return
        self._said = said
        self.message.setText(said.message)
        self.remedy.setText(said.remedy)
        self.remedy.setVisible(bool(said.remedy))
        self.retry.setVisible(said.retry)
        self.setProperty("look", "error" if said.failed else "notice")
        self.style().unpolish(self)
        self.style().polish(self)
