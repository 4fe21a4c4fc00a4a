"""What runs now, how far it is, and Cancel; always as high, so that nothing moves when it begins or ends."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.recipe.speed import spoken
from studio.ui import bind
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE
from studio.workspace.sets import PictureSet
from studio.workspace.workspace import Workspace

_HEIGHT = 32
"""pixels: that of the folded queue, which stands beside it on one line"""


class RunningLine(QWidget):
    """Of the foremost set."""

    def __init__(self, workspace: Workspace, actions: Actions) -> None:
        super().__init__()
        self._workspace = workspace
        self._actions = actions
        self.setFixedHeight(_HEIGHT)
        self._text = text_label(look="muted")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text.setAccessibleDescription("State of the studio")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the running set")
        self.stop = QPushButton()
        self.stop.setProperty("look", "small")
        self.stop.setAccessibleName("Cancel the running set")
        self.stop.clicked.connect(lambda: workspace.tasks.start(workspace.cancel_foremost(), "cancel"))
        column = QVBoxLayout()
        column.setSpacing(SPACE["small"])
        column.addStretch(1)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        column.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["base"])
        line.addLayout(column, 1)
        line.addWidget(self.stop)
        later = bind.Coalesced(self, self._update)
        for signal in (
            workspace.readiness_changed,
            workspace.grid.moved,
            workspace.grid.inserted,
            workspace.grid.reset,
        ):
            bind.follow(self, signal, later)
        bind.follow(self, workspace.grid.cell_moved, later)
        bind.follow(self, actions.keymap.changed, later)
        self._update()

    def text(self) -> str:
        return self._text.text()

    def _update(self) -> None:
        shown = self._workspace.grid.foremost()
        self.stop.setText(f"Cancel  {self._actions.native('stop')}".rstrip())
        self.stop.setVisible(shown is not None)
        self._bar.setVisible(shown is not None)
        self._text.setText(self._idle() if shown is None else self._sentence(shown))
        if shown is not None:
            self._bar.setValue(round(1000 * shown.fraction()))

    def _idle(self) -> str:
        match self._workspace.readiness:
            case "starting":
                return "Getting ready…"
            case "failed":
                return "The studio could not start."
            case "ready":
                return "Ready"

    def _sentence(self, shown: PictureSet) -> str:
        if shown.state != "running":
            return "Waiting…"
        if shown.phase in ("starting", "loading"):
            return "Loading the model…"
        count = shown.facts.count
        number = "" if count == 1 else f"{shown.made} of {count}"
        seconds = self._workspace.seconds_left(shown)
        left = "" if seconds is None else f"{spoken(seconds)} left"
        return ", ".join(filter(None, (number, left))) or "Making…"
