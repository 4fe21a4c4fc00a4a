"""A part of the canvas that can be folded away, and stays so."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.section import row
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.view import ViewState


class Fold(QWidget):
    """`name` is how the view remembers it."""

    def __init__(self, title: str, content: QWidget, name: str, view: ViewState, theme: Theme) -> None:
        super().__init__()
        self._title, self._content, self._name = title, content, name
        self._view = view
        self._theme = theme
        self.button = QToolButton()
        self.button.setText(f" {title}")  # the style sets icon and text too close
        self.button.setProperty("look", "section")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.clicked.connect(self._turn)
        self._summary = text_label(look="muted")
        self._summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(row(self.button, self._summary))
        column.addWidget(content)
        bind.follow(self, theme.changed, self._update)
        bind.show(self, view.events.folded, self._update)

    @property
    def folded(self) -> bool:
        return self._name in self._view.folded

    def summarise(self, text: str) -> None:
        """What is inside, in a few words."""
        self._summary.setText(text)

    def _turn(self) -> None:
        others = tuple(name for name in self._view.folded if name != self._name)
        self._view.folded = others if self.folded else (*others, self._name)

    def _update(self) -> None:
        self._content.setVisible(not self.folded)
        self.button.setIcon(self._theme.icon("chevron-right" if self.folded else "chevron-down"))
        self.button.setAccessibleName(f"{self._title}, {'folded' if self.folded else 'unfolded'}")
