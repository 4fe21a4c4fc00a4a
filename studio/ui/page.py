"""A page that takes the place of the pictures for a while: a title, a way back, and content that scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from studio.ui import bind
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SCROLL_BAR, SPACE

NARROW = 480
"""pixels of width below which things stand beneath each other instead of side by side"""
WIDTH = 760
"""of the content at most: longer lines are hard to read"""
_SEARCH = 220
"""pixels of width of the search field beside the title"""


class Page(QWidget):
    """`head` holds what stays in sight beside the title, or beneath it where that is narrow; `body` what scrolls."""

    def __init__(self, title: str, actions: Actions, width: int = WIDTH) -> None:
        """`width` is that of the content at most."""
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self._narrow = False
        self._width = width
        self._search: QLineEdit | None = None
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE["snug"])
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE["wide"])
        name = text_label(title, "hero")
        name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar = QWidget()
        self._top = top = QGridLayout(bar)
        top.setHorizontalSpacing(SPACE["base"])
        top.setVerticalSpacing(SPACE["snug"])
        top.addWidget(name, 0, 0)
        top.addLayout(self.head, 0, 1)
        top.addWidget(actions.button("page.close"), 0, 2)
        top.setContentsMargins(SPACE["loose"], SPACE["wide"], SPACE["loose"], SPACE["base"])
        above = _centred(bar, width)
        above.setContentsMargins(0, 0, SCROLL_BAR, 0)  # as what scrolls beneath it
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self._scrolled(), 1)

    def add_search(self, words: str) -> QLineEdit:
        """A field in the head, where the keyboard is when the page opens."""
        self._search = search = QLineEdit()
        search.setPlaceholderText(words)
        search.setAccessibleName(words)
        bind.clearable(search)
        search.setMaximumWidth(_SEARCH)
        self.head.addWidget(search)
        self.setFocusProxy(search)
        return search

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            if self._search is not None:
                self._search.setMaximumWidth(WIDTH if narrow else _SEARCH)
            self._top.removeItem(self.head)
            self._top.addLayout(self.head, *((1, 0, 1, 3) if narrow else (0, 1, 1, 1)))

    def _scrolled(self) -> QScrollArea:
        content = QWidget()
        content.setLayout(self.body)
        self.body.setContentsMargins(SPACE["loose"], SPACE["snug"], SPACE["loose"], SPACE["loose"])
        holder = QWidget()
        holder.setLayout(_centred(content, self._width))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        self.area = area
        return area


def card_of(title: str, rows: Sequence[QWidget]) -> QWidget:
    """A heading, and beneath it a card with these rows."""
    card = QFrame()
    card.setProperty("look", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(0, SPACE["small"], 0, SPACE["small"])
    column.setSpacing(0)
    for row in rows:
        column.addWidget(row)
    whole = QWidget()
    outer = QVBoxLayout(whole)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(SPACE["snug"])
    outer.addWidget(text_label(title, "title"))
    outer.addWidget(card)
    return whole


def _centred(content: QWidget, width: int) -> QHBoxLayout:
    content.setMaximumWidth(width + 2 * SPACE["loose"])
    content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.addStretch(1)
    line.addWidget(content, 1000)
    line.addStretch(1)
    return line
