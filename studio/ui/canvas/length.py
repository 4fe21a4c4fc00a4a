"""Says beneath the prompt what of it is not read as one may think: its end, or weights in its brackets."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.recipe.emphasis import read
from studio.recipe.prompt import MAX_CHARACTERS
from studio.ui import bind
from studio.ui.canvas.section import let_see
from studio.ui.problem import text_label
from studio.workspace.workspace import Workspace

_LONG = f"Only the first {MAX_CHARACTERS:,} characters are used."
_BRACKETS = "This model does not weigh words: it reads brackets as they stand."
_AS_MADE = "As in its recipe, brackets are read as they stand."


class ReadingLine(QWidget):
    """Takes no room while there is nothing to say."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._text = text_label(look="muted", wrap=True)
        self.weigh = QPushButton("Read them as weights")
        self.weigh.setProperty("look", "small-link")
        self.weigh.clicked.connect(lambda: setattr(workspace.draft, "text", None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._text)
        column.addWidget(self.weigh)
        for news in (workspace.draft.events.prompt, workspace.draft.events.text):
            bind.follow(self, news, self._update)
        bind.show(self, workspace.model_changed, self._update)

    def text(self) -> str:
        """What is said; empty where nothing is."""
        return "" if self.isHidden() else self._text.text()

    def _update(self) -> None:
        said = self._said()
        self._text.setText(said)
        self.weigh.setVisible(said == _AS_MADE)
        let_see(self, bool(said))

    def _said(self) -> str:
        prompt, can = self._workspace.draft.prompt, self._workspace.capabilities
        if len(prompt) > MAX_CHARACTERS:
            return _LONG
        if can is None or self._workspace.draft.drawn or not _weighs(prompt):
            return ""
        if "weighted" not in can.modes:
            return _BRACKETS
        return _AS_MADE if self._workspace.draft.text == "plain" else ""


def _weighs(prompt: str) -> bool:
    """Whether weights stand in it."""
    if "(" not in prompt and "[" not in prompt:
        return False
    return any(span.weight != 1.0 for part in read(prompt).parts for span in part)
