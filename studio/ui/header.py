"""The bar at the top: which project is open, undo, and buttons for the panels, the colours and the pages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from studio.ui import bind
from studio.ui.projects import ProjectButton
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import CHOICE_ICONS, SPACE, Theme
from studio.workspace.workspace import Workspace

HEIGHT = 40


class Header(QWidget):
    """Everything here has a key too."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._theme = theme
        self._actions = actions
        self.project = ProjectButton(workspace, theme, actions)
        self.theme_button = actions.button("theme.next")
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["snug"], 0, SPACE["snug"], 0)
        line.setSpacing(SPACE["hair"])
        line.addWidget(self.project)
        _divide(line)
        line.addWidget(actions.button("undo"))
        line.addWidget(actions.button("redo"))
        line.addStretch(1)
        for command in ("canvas.toggle", "queue.toggle", "inspector.toggle"):
            line.addWidget(actions.button(command))
        _divide(line)
        line.addWidget(self.theme_button)
        line.addWidget(actions.button("plan.open"))
        line.addWidget(actions.button("settings.open"))
        line.addWidget(actions.button("shortcuts.show"))
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it works
        bind.show(self, theme.changed, self._name_theme)

    def _name_theme(self) -> None:
        name = f"Theme: {self._theme.choice}"
        self._actions.say("theme.next", name, CHOICE_ICONS[self._theme.choice])
        self.theme_button.setAccessibleName(name)


def _divide(line: QHBoxLayout) -> None:
    divider = QFrame()
    divider.setObjectName("divider")
    divider.setFixedSize(1, HEIGHT // 2)
    line.addSpacing(SPACE["small"])
    line.addWidget(divider)
    line.addSpacing(SPACE["small"])
