"""How many variations to make."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from studio.ui import bind
from studio.ui.canvas.section import calm, icon_button
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace

_MOST = 64


class CountField(QWidget):
    """The number, one fewer, one more."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self.box = QSpinBox()
        self.box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.box.setAccessibleName("Variations: how many pictures to make")
        calm(self.box)
        self.fewer = icon_button(theme, "minus", "One fewer")
        self.more = icon_button(theme, "plus", "One more")
        for button in (self.fewer, self.more):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do this in the field
            button.setAutoRepeat(True)
        self.fewer.clicked.connect(self.box.stepDown)
        self.more.clicked.connect(self.box.stepUp)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["small"])
        line.addWidget(self.fewer)
        line.addWidget(self.box, 1)
        line.addWidget(self.more)
        self.setFocusProxy(self.box)
        self.box.valueChanged.connect(self._put)
        bind.follow(self, workspace.model_changed, self._update)
        bind.show(self, workspace.draft.events.count, self._update)

    def _put(self, count: int) -> None:
        self._workspace.draft.count = count

    def _update(self) -> None:
        can, count = self._workspace.capabilities, self._workspace.draft.count
        with QSignalBlocker(self.box):
            self.box.setRange(1, max(_MOST if can is None else can.max_count, count))
            self.box.setValue(count)
        self.fewer.setEnabled(count > 1)
        self.more.setEnabled(count < self.box.maximum())
