"""What the grid shows where it has no rows: how to begin, with prompts to try; or that nothing passes the filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from studio.paths import resources_dir
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE


class ExamplePrompts(msgspec.Struct, frozen=True, kw_only=True):
    """Prompts to try: `model`'s are made of words that the embedded model was taught, `sketch`'s are to be drawn."""

    model: tuple[str, ...]
    sketch: tuple[str, ...]


_decoder = msgspec.json.Decoder(ExamplePrompts)


def example_prompts() -> ExamplePrompts:
    return _decoder.decode((resources_dir() / "examples.json").read_bytes())


_LEAST_EXAMPLE = 120
"""pixels"""


class EmptyGrid(QScrollArea):
    """`use(prompt)` puts an example on the canvas, `draw(prompt)` one that the sketch draws.

    Scrolls where there is little room.
    """

    def __init__(self, use: Callable[[str], object], draw: Callable[[str], object], actions: Actions) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        content = QWidget()
        content.setObjectName("surround")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(content)
        column.setContentsMargins(SPACE["loose"], SPACE["loose"], SPACE["loose"], SPACE["loose"])
        column.setSpacing(SPACE["base"])
        column.addStretch(2)
        column.addWidget(_centred("What do you want to see?", "hero"))
        key = actions.native("make")
        column.addWidget(_centred(f"Write it on the left and press {key}, or try one of these:", "muted"))
        column.addSpacing(SPACE["snug"])
        examples = example_prompts()
        column.addWidget(Examples(examples.model, use))
        column.addSpacing(SPACE["snug"])
        column.addWidget(_centred("Or have the sketch draw it just as you say it, while you type:", "muted"))
        column.addSpacing(SPACE["snug"])
        column.addWidget(Examples(examples.sketch, draw))
        column.addSpacing(SPACE["snug"])
        column.addWidget(
            _centred(
                "Drop a picture anywhere to start from it: one that was made here brings its recipe back. Drop a "
                "plan to make many.",
                "muted",
            )
        )
        column.addStretch(3)
        self.setWidget(content)


class Examples(QWidget):
    """Side by side where two fit, else one beneath the other."""

    def __init__(self, prompts: Sequence[str], use: Callable[[str], object]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE["snug"])
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(3, 1)
        self._examples = [Example(prompt) for prompt in prompts]
        self._across = 0
        for one in self._examples:
            one.clicked.connect(partial(use, one.text()))
        self._place(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        widest = max(one.sizeHint().width() for one in self._examples)
        self._place(2 if 2 * widest + SPACE["snug"] <= self.width() else 1)

    def _place(self, across: int) -> None:
        if across != self._across:
            self._across = across
            for position, one in enumerate(self._examples):
                self._grid.addWidget(one, position // across, 1 + position % across)


class Example(QPushButton):
    """A prompt to try. Where it does not fit, its end gives way and the tooltip has it whole."""

    def __init__(self, prompt: str) -> None:
        super().__init__(prompt)
        self.setProperty("look", "chip")
        self.setAccessibleName(f"Try: {prompt}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # a button never gives way else

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_EXAMPLE, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self.width() < self.sizeHint().width() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        if (least := self.sizeHint().width()) > self.width():  # where it fits, rounding must not cut it
            metrics = self.fontMetrics()
            room = self.width() - least + metrics.horizontalAdvance(self.text())
            short = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            option.text = short  # pyright: ignore[reportAttributeAccessIssue]
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, QPainter(self), self)


class NothingFound(QWidget):
    """`clear()` shows everything again."""

    def __init__(self, clear: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.show_all = QPushButton("Show everything")
        self.show_all.clicked.connect(lambda: clear())
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["loose"], SPACE["loose"], SPACE["loose"], SPACE["loose"])
        column.setSpacing(SPACE["base"])
        column.addStretch(2)
        column.addWidget(_centred("Nothing like that here", "title"))
        column.addWidget(_centred("No picture of this project passes the search and the marks above.", "muted"))
        column.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)


def _centred(text: str, look: str) -> QWidget:
    label = text_label(text, look, wrap=True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
