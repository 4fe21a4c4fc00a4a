"""A section that folds; which ones are folded is remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.theme import SPACE, Theme
from studio.workspace.view import ViewState


class Fold(QWidget):
    """A title that opens and closes what is below it; `name` is what is kept in `view.folded`."""

    def __init__(self, name: str, title: str, view: ViewState, theme: Theme) -> None:
        super().__init__()
        self._name = name
        self._view = view
        self._theme = theme
        self.header = QToolButton()
        self.header.setProperty("look", "fold")
        self.header.setCheckable(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.clicked.connect(self._toggle)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, SPACE["snug"])
        self.body.setSpacing(SPACE["small"])
        self._inside = QWidget()
        self._inside.setLayout(self.body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(self.header, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._inside)
        self.set_title(title)
        bind.show(self, view.events.folded, self._update)
        bind.follow(self, theme.changed, self._update)

    def set_title(self, title: str) -> None:
        self.header.setText(f" {title}")  # the style sets icon and text too close
        self.header.setAccessibleName(f"Section: {title}")

    def _toggle(self) -> None:
        others = tuple(name for name in self._view.folded if name != self._name)
        self._view.folded = others if self._name in self._view.folded else (*others, self._name)

    def _update(self) -> None:
        folded = self._name in self._view.folded
        self._inside.setVisible(not folded)
        self.header.setChecked(not folded)
        self.header.setIcon(self._theme.icon("chevron-right" if folded else "chevron-down", self._theme.palette.muted))
        self.header.setToolTip("Unfold" if folded else "Fold")
