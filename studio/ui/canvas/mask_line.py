"""Beneath the start picture: whether all of it is made anew or only a part, and the way to paint that part."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.ui import bind
from studio.ui.canvas.section import icon_button, let_see
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace


class MaskLine(QWidget):
    """Takes no room without a start picture."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._workspace = workspace
        self._actions = actions
        self.said = text_label(look="muted", wrap=True)
        self.paint = QPushButton()
        self.paint.setProperty("look", "small-link")
        self.paint.clicked.connect(actions.action("mask.open").trigger)
        self.clear = icon_button(theme, "x", "Take the mask away: all of the picture is made anew", flat=True)
        self.clear.clicked.connect(self._take_away)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, SPACE["small"], 0)
        line.setSpacing(SPACE["snug"])
        line.addWidget(self.said, 1)
        line.addWidget(self.paint)
        line.addWidget(self.clear)
        bind.follow(self, workspace.draft.events.start, self._update)
        bind.follow(self, workspace.draft.events.model, self._update)
        bind.follow(self, actions.keymap.changed, self._update)
        bind.show(self, workspace.model_changed, self._update)

    def _take_away(self) -> None:
        self._workspace.tasks.start(self._workspace.masking.take_away(), "take the mask away")

    def _update(self) -> None:
        picture, can = self._workspace.masking.picture, self._workspace.capabilities
        able = can is None or "mask" in can.modes
        masked = picture is not None and bool(picture.mask)
        let_see(self, picture is not None and not self._workspace.draft.drawn and (able or masked))
        let_see(self.clear, masked)
        let_see(self.paint, able)
        if masked and not able:
            self.said.setText("This model cannot keep a part of it: choose another, or take the mask away")
        else:
            self.said.setText("Only what the mask shows is made anew" if masked else "All of it is made anew")
        self.paint.setText("Paint the mask…" if masked else "Change only a part…")
        self.paint.setToolTip(f"Paint what is to be made anew  {self._actions.native('mask.open')}".rstrip())
