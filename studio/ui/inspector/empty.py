"""What the inspector says while nothing is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme

_HINTS: tuple[tuple[str, str], ...] = (
    ("view", "see it large"),
    ("star", "keep it in mind"),
    ("reject", "put it aside"),
    ("more", "more like it"),
    ("vary.little", "a little different"),
    ("seed.another", "the same, other seeds"),
    ("reuse", "reuse its recipe"),
)


class NothingChosen(QScrollArea):
    """Teaches: what choosing is good for, and the keys that go with it, as they are bound now."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(SPACE["wide"], SPACE["loose"], SPACE["wide"], SPACE["loose"])
        column.setSpacing(SPACE["base"])
        picture = QLabel()
        bind.show(self, theme.changed, lambda: picture.setPixmap(_faint(theme)))
        column.addStretch(1)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        title = text_label("No picture chosen", "title", wrap=True)
        said = text_label("Click one to see how it was made, to tag it and to write a note.", "muted", wrap=True)
        for label in (title, said):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(SPACE["snug"])
        self._keys = {id: text_label(look="key") for id, _ in _HINTS}
        column.addLayout(self._hints())
        column.addSpacing(SPACE["snug"])
        more = text_label("Ctrl and a click choose several; Shift chooses a range.", "muted", wrap=True)
        more.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(more)
        column.addStretch(2)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(content)
        bind.show(self, actions.keymap.changed, self._show_keys)

    def _hints(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE["snug"])
        grid.setVerticalSpacing(SPACE["small"])
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(3, 1)
        for at, (id, what) in enumerate(_HINTS):
            grid.addWidget(self._keys[id], at, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(text_label(what, "muted"), at, 2)
        return grid

    def _show_keys(self) -> None:
        for id, label in self._keys.items():
            keys = self._actions.native(id)
            label.setText(keys)
            label.setVisible(bool(keys))


def _faint(theme: Theme) -> QPixmap:
    return theme.icon("image", theme.palette.muted).pixmap(40, 40)
