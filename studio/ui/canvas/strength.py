"""How far the result may leave the start picture, in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.section import calm, row
from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.workspace import Workspace

WORDS: tuple[tuple[float, str], ...] = (
    (0.25, "very close"),
    (0.45, "close"),
    (0.65, "in between"),
    (0.85, "free"),
    (1.0, "very free"),
)


def in_words(strength: float) -> str:
    """Of a strength from 0 (the same picture) to 1 (a new one)."""
    return next(word for most, word in WORDS if strength <= most)


class StrengthField(QWidget):
    """Shown while there is a start picture."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._draft = workspace.draft
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(1, 100)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName("Strength: how far the result may leave the start picture")
        calm(self.slider)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(row(text_label("Close", "muted"), self.slider, text_label("Free", "muted")))
        self.slider.valueChanged.connect(self._moved)
        bind.show(self, self._draft.events.strength, self._update)
        bind.show(self, self._draft.events.start, self._update)

    def _moved(self, hundredths: int) -> None:
        self._draft.strength = hundredths / 100

    def _update(self) -> None:
        self.setVisible(self._draft.start is not None)
        bind.set_whole(self.slider, round(self._draft.strength * 100))
        word = in_words(self._draft.strength)
        self.slider.setToolTip(f"{word.capitalize()}, strength {self._draft.strength:.2f}")
        self.slider.setAccessibleDescription(word)
