"""Beneath the start picture: what of it is made anew, and the ways to change only a part or to make it larger."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.ui import bind
from studio.ui.canvas.section import icon_button, let_see
from studio.ui.images import Images
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace


class StartTools(QWidget):
    """Takes no room without a start picture, nor with a model that makes all of it anew."""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, actions: Actions) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self._images = images
        self._actions = actions
        self.said = text_label(look="muted", wrap=True)
        self.paint = self._link()
        self.paint.clicked.connect(actions.action("mask.open").trigger)
        self.extend = self._link("Extend…")
        self.extend.setToolTip("Make the picture larger: what lies around it is made")
        self.extend.clicked.connect(self._extend)
        self.clear = icon_button(theme, "x", "Take the mask away: all of the picture is made anew", flat=True)
        self.clear.clicked.connect(self._take_away)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, SPACE["small"], 0)
        line.setSpacing(SPACE["base"])
        line.addWidget(self.said, 1)
        line.addWidget(self.paint)
        line.addWidget(self.extend)
        line.addStretch(0)
        line.addWidget(self.clear)
        bind.follow(self, workspace.draft.events.start, self._update)
        bind.follow(self, workspace.draft.events.model, self._update)
        bind.follow(self, actions.keymap.changed, self._update)
        bind.show(self, workspace.model_changed, self._update)

    @staticmethod
    def _link(text: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "small-link")
        return button

    def _take_away(self) -> None:
        self._workspace.tasks.start(self._workspace.masking.take_away(), "take the mask away")

    def _extend(self) -> None:
        self._workspace.tasks.start(self._open_extend(), "extend")

    async def _open_extend(self) -> None:
        from studio.ui.extend.panel import ExtendPanel

        picture = self._workspace.masking.picture
        path = None if picture is None else self._workspace.blob(picture.sha256)
        if picture is not None and path is not None:
            await self._workspace.extending.begin(path, picture.name)
            ExtendPanel(self.extend, self._workspace, self._theme, self._images).open()

    def _update(self) -> None:
        picture, can = self._workspace.masking.picture, self._workspace.capabilities
        able = can is None or "mask" in can.modes
        masked = picture is not None and bool(picture.mask)
        let_see(self, picture is not None and not self._workspace.draft.drawn and (able or masked))
        let_see(self.clear, masked)
        let_see(self.said, masked)
        let_see(self.paint, able)
        let_see(self.extend, able and not masked)
        if masked:
            gone = "This model cannot keep a part of it: choose another, or take the mask away"
            self.said.setText("Only what the mask shows is made anew" if able else gone)
        self.paint.setText("Paint the mask…" if masked else "Change only a part…")
        self.paint.setToolTip(f"Paint what is to be made anew  {self._actions.native('mask.open')}".rstrip())
