"""How far the result may leave what it begins with, in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from studio.recipe.draft import DraftSketch
from studio.ui import bind
from studio.ui.canvas.section import calm, icon_button, let_see, row
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.size import UNKNOWN
from studio.workspace.workspace import Workspace

WORDS: tuple[tuple[float, str], ...] = (
    (0.25, "very close"),
    (0.45, "close"),
    (0.65, "in between"),
    (0.85, "free"),
    (1.0, "very free"),
)
_OWN = "Use the strength at which this model keeps counts and places"


def in_words(strength: float) -> str:
    """Of a strength from 0 (the same picture) to 1 (a new one)."""
    return next(word for most, word in WORDS if strength <= most)


class StrengthField(QWidget):
    """Shown while there is a start picture, or a sketch that a model paints over."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self._draft = workspace.draft
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(1, 100)
        self.slider.setPageStep(10)
        calm(self.slider)
        self.own = icon_button(theme, "rotate-ccw", _OWN, flat=True)
        self.own.clicked.connect(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(row(text_label("Close", "muted"), self.slider, text_label("Free", "muted"), self.own))
        self.slider.valueChanged.connect(self._moved)
        for news in (self._draft.events.strength, self._draft.events.model, workspace.model_changed):
            bind.follow(self, news, self._update)
        bind.show(self, self._draft.events.start, self._update)

    @property
    def strength(self) -> float:
        """That is asked for, or the model's own."""
        start = self._draft.start
        if not isinstance(start, DraftSketch):
            return self._draft.strength
        own = (self._workspace.capabilities or UNKNOWN).sketch_strength
        return own if start.strength is None else start.strength

    def _moved(self, hundredths: int) -> None:
        if isinstance(self._draft.start, DraftSketch):
            self._workspace.starts.strengthen(hundredths / 100)
        else:
            self._draft.strength = hundredths / 100

    def _reset(self) -> None:
        self.slider.setFocus()  # what had the keyboard goes
        self._workspace.starts.strengthen(None)

    def _update(self) -> None:
        start, strength = self._draft.start, self.strength
        sketch = isinstance(start, DraftSketch)
        let_see(self, start is not None and not (sketch and self._draft.drawn))
        self.own.setVisible(isinstance(start, DraftSketch) and start.strength is not None)
        bind.set_whole(self.slider, round(strength * 100))
        what = "sketch" if sketch else "start picture"
        self.slider.setAccessibleName(f"Strength: how far the result may leave the {what}")
        word = in_words(strength)
        own = ", the model's own" if isinstance(start, DraftSketch) and start.strength is None else ""
        self.slider.setToolTip(f"{word.capitalize()}, strength {strength:.0%}{own}")
        self.slider.setAccessibleDescription(f"{word}{own}")
