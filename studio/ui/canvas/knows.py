"""What a model can be asked for, in groups of words; a word that is clicked is written into the prompt."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from studio.recipe.recipe import SKETCH
from studio.ui.canvas.flow import Flow
from studio.ui.canvas.popover import Popover, height_for
from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.core import Model

_SENTENCE = "Say how many, in what colour, what and where: “two blue birds above a house at dawn, paper cut”."
"""how words are put together for the sketch"""
_WIDTH = 420
_HIGHEST = 460
"""pixels at 100%; longer lists scroll"""


class Knows(Popover):
    """Stays open while words are chosen."""

    def __init__(self, anchor: QWidget, model: Model, write: Callable[[str], object]) -> None:
        super().__init__(anchor, f"What {model.name} can do", _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._write = write
        self.column.addWidget(text_label(f"What {model.name} can do", "heading"))
        if model.summary:
            self.column.addWidget(text_label(model.summary, "muted", wrap=True))
        if model.ref.id == SKETCH:
            self.column.addWidget(text_label(_SENTENCE, wrap=True))
        self.column.addWidget(self._groups(model))
        self.column.addWidget(text_label("Choose a word to write it into the prompt.", "muted"))

    def _groups(self, model: Model) -> QScrollArea:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE["snug"], 0)
        column.setSpacing(SPACE["small"])
        for group, words in model.knows.items():
            column.addSpacing(SPACE["small"])
            column.addWidget(text_label(group.capitalize(), "label"))
            column.addWidget(self._words(group, words))
        area = QScrollArea()
        area.setWidget(holder)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(min(_HIGHEST, height_for(holder, _WIDTH - 3 * SPACE["base"])))
        return area

    def _words(self, group: str, words: tuple[str, ...]) -> QWidget:
        holder = QWidget()
        holder.setAccessibleName(group.capitalize())
        flow = Flow(holder, gap=SPACE["small"], lead=SPACE["small"])
        for word in words:
            button = QPushButton(word)
            button.setProperty("look", "word")
            button.setAccessibleName(f"Write “{word}”")
            button.clicked.connect(lambda _=False, word=word: self._write(word))
            flow.addWidget(button)
        return holder
