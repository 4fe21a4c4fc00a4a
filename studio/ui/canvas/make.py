"""The buttons that make and stop, and what making will take."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.section import row
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, TYPE, Theme
from studio.workspace.speed import spoken
from studio.workspace.workspace import Workspace

MAKE_KEYS = ("Ctrl+Return", "Ctrl+Enter")
STOP_KEYS = ("Escape",)


def native(keys: str) -> str:
    """A shortcut as this system writes it, by the name that is on the key."""
    text = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("Return", "Enter")


class HintedButton(QPushButton):
    """A button that shows its shortcut at its right edge."""

    def __init__(self, keys: str, theme: Theme) -> None:
        super().__init__()
        self._keys = native(keys)
        self._theme = theme
        self.setToolTip(self._keys)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        font = self.font()
        font.setPixelSize(TYPE["small"])
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(self.palette().buttonText().color() if self.isEnabled() else QColor(self._theme.palette.muted))
        box = self.rect().adjusted(0, 0, -SPACE["base"], 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._keys)


class MakeBar(QWidget):
    """Always in sight, whatever the canvas is scrolled to."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self.make = HintedButton(MAKE_KEYS[0], theme)
        self.make.setProperty("look", "main")
        self.make.clicked.connect(self.make_now)
        self.stop = QPushButton(f"Cancel  {native(STOP_KEYS[0])}")
        self.stop.setProperty("look", "small")
        self.stop.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.stop.setAccessibleName("Cancel the running set")
        self.stop.clicked.connect(self.stop_now)
        self._state = text_label(look="muted")
        self._state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._state.setAccessibleName("State of the studio")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["wide"], SPACE["base"], SPACE["wide"], SPACE["base"])
        column.setSpacing(SPACE["snug"])
        column.addWidget(self.make)
        column.addWidget(row(self._state, self.stop))
        self._bind()

    def _bind(self) -> None:
        space = self._workspace
        later = bind.Coalesced(self, self._update)
        for signal in (space.readiness_changed, space.model_changed, space.grid.moved, space.grid.inserted):
            bind.follow(self, signal, later)
        bind.follow(self, space.draft.events, later)
        self._update()

    def make_now(self) -> None:
        self._workspace.tasks.start(self._workspace.make(), "make")

    def stop_now(self) -> None:
        self._workspace.tasks.start(self._workspace.cancel_foremost(), "cancel")

    def _update(self) -> None:
        count = self._workspace.draft.count
        name = "Make 1 picture" if count == 1 else f"Make {count} variations"
        self.make.setText(name)
        self.make.setAccessibleName(name)
        self.make.setEnabled(self._workspace.readiness != "failed")
        self.stop.setEnabled(self._workspace.grid.foremost() is not None)
        self._state.setText(self._sentence())

    def _sentence(self) -> str:
        match self._workspace.readiness:
            case "starting":
                return "Getting ready…"
            case "failed":
                return "The studio could not start."
            case "ready":
                return self._forecast()

    def _forecast(self) -> str:
        space, draft = self._workspace, self._workspace.draft
        if space.model is None:
            return "No model is installed."
        can = space.model.capabilities
        pixels = (draft.width or can.size.width) * (draft.height or can.size.height)
        steps = draft.count * (draft.steps or can.steps)
        seconds = space.speed_of(space.model.ref.id).seconds(steps=steps, pictures=draft.count, pixels=pixels)
        return space.model.name if seconds is None else f"{space.model.name}, {spoken(seconds)}"
