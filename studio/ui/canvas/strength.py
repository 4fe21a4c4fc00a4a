"""How far the result may leave what it begins with, in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import DraftSketch
from studio.ui import bind
from studio.ui.canvas.section import calm, icon_button, row
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.manner import spoken_layout_strength, spoken_strength
from studio.workspace.size import UNKNOWN
from studio.workspace.workspace import Workspace

_OWN = "Use the strength at which this model keeps counts and places"


class StrengthField(QWidget):
    """To be shown while it is `wanted`."""

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
        self.said = text_label(look="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(row(text_label("Close", "muted"), self.slider, text_label("Free", "muted"), self.own))
        column.addWidget(self.said)
        self.slider.valueChanged.connect(self._moved)
        for news in (self._draft.events.strength, self._draft.events.model, workspace.model_changed):
            bind.follow(self, news, self._update)
        bind.follow(self, workspace.sketching.changed, self._say)
        bind.show(self, self._draft.events.start, self._update)

    @property
    def wanted(self) -> bool:
        """Whether there is a start picture, or a sketch that a model paints over."""
        start = self._draft.start
        return start is not None and not (isinstance(start, DraftSketch) and self._draft.drawn)

    @property
    def strength(self) -> float:
        """That is asked for, or the model's own."""
        start = self._draft.start
        if not isinstance(start, DraftSketch):
            return self._draft.strength
        return self._can.sketch_strength if start.strength is None else start.strength

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
        self.own.setVisible(isinstance(start, DraftSketch) and start.strength is not None)
        bind.set_whole(self.slider, round(strength * 100))
        what = "sketch" if sketch else "start picture"
        self.slider.setAccessibleName(f"Strength: how far the result may leave the {what}")
        own = ", the model's own" if isinstance(start, DraftSketch) and start.strength is None else ""
        self.slider.setToolTip(f"Strength {strength:.0%}{own}")
        self._say()

    def _say(self) -> None:
        """What the strength does to what is begun with."""
        if not isinstance(self._draft.start, DraftSketch):
            said = spoken_strength(self.strength)
        elif self._loses_scenery():
            said = f"{self._name} paints landscapes and textures away, and counts with them. Without a model they stay."
        else:
            said = spoken_layout_strength(self.strength, self._can.sketch_strength)
        if said != self.said.text():
            self.said.setText(said)
            self.slider.setAccessibleDescription(said)

    def _loses_scenery(self) -> bool:
        shown = self._workspace.sketching.shown
        return shown is not None and shown.scenic and not self._can.sketch_scenery

    @property
    def _can(self) -> Capabilities:
        return self._workspace.capabilities or UNKNOWN

    @property
    def _name(self) -> str:
        model = self._workspace.model
        return "This model" if model is None else model.name
