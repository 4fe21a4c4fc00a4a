"""One quiet line beneath the prompt: the words the model was never taught, and what can be done about them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.flow import Flow
from studio.ui.canvas.folder import ask_for_folder
from studio.ui.canvas.knows import Knows
from studio.ui.canvas.marks import UnknownWords
from studio.ui.canvas.photo import PhotoModels
from studio.ui.canvas.prompt import PromptEdit
from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.words import sentence
from studio.workspace.workspace import Workspace


class UnknownLine(QWidget):
    """Takes no room while every word is known."""

    def __init__(self, workspace: Workspace, edit: PromptEdit, words: UnknownWords) -> None:
        super().__init__()
        self._workspace = workspace
        self._edit = edit
        self._words = words
        self._text = text_label(look="muted", wrap=True)
        self.knows = self._link("What it knows", self.show_knows)
        self.photo = self._link("Photo models", self.show_photo)
        self.folder = self._link("Use a folder…", self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["hair"])
        column.addWidget(self._text)
        links = QWidget()
        flow = Flow(links, gap=SPACE["base"], lead=SPACE["hair"])
        for link in (self.knows, self.photo, self.folder):
            flow.addWidget(link)
        column.addWidget(links)
        words.changed.connect(self._update)
        bind.show(self, workspace.model_changed, self._update)

    def text(self) -> str:
        return self._text.text()

    def show_knows(self) -> None:
        if self._workspace.model is not None:
            Knows(self.knows, self._workspace.model, self._edit.insert_word).open()

    def show_photo(self) -> None:
        PhotoModels(self.photo, self._workspace.home, self._ask).open()

    def _ask(self) -> None:
        ask_for_folder(self, self._workspace)

    def _link(self, text: str, slot: Callable[[], object]) -> QPushButton:
        link = QPushButton(text)
        link.setProperty("look", "small-link")
        link.clicked.connect(lambda: slot())
        return link

    def _update(self) -> None:
        model, words = self._workspace.model, self._words.words
        told = model is not None and bool(words)
        if model is not None and told:
            self._text.setText(sentence(model.name, words))
            self.setAccessibleName(self._text.text())
            self.knows.setVisible(bool(model.knows))
        self.setVisible(told)
