"""Which project is open; the list to open another, or to begin one by typing its name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QSizePolicy, QToolButton, QVBoxLayout

from studio.ui import bind
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace

_WIDTH = 300
_MOST_IN_SIGHT = 9
_MOST_NAME = 28
"""characters of a name on the button"""
_NAME = Qt.ItemDataRole.UserRole


class ProjectButton(QToolButton):
    """Shows the open project; opens the list below itself."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self._actions = actions
        self.setProperty("look", "project")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open)
        bind.show(self, workspace.project_changed, self._name)
        bind.follow(self, actions.keymap.changed, self._name)
        bind.show(self, theme.changed, lambda: self.setIcon(theme.icon("folder")))

    def open(self) -> ProjectList:
        """The list, under the button."""
        shown = ProjectList(self, self._workspace, self._theme)
        shown.move(self.mapToGlobal(QPoint(0, self.height() + SPACE["hair"])))
        shown.show()
        shown.edit.setFocus()
        return shown

    def _name(self) -> None:
        name = self._workspace.project
        self.setText("  " + (name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1] + "…"))
        self.setAccessibleName(f"Project: {name}")
        self.setToolTip(f"Project: {name}  {self._actions.native('project.open')}".rstrip())


class ProjectList(QFrame):
    """Type to find a project, or the name of a new one; arrows and Enter choose."""

    spoken_as = QAccessible.Role.Dialog

    def __init__(self, button: QToolButton, workspace: Workspace, theme: Theme) -> None:
        super().__init__(button, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "popup")
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName("Projects")
        self._workspace = workspace
        self._theme = theme
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("Find a project, or name a new one")
        self.edit.setAccessibleName("Find a project, or name a new one")
        bind.clearable(self.edit)
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Projects")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["snug"], SPACE["snug"], SPACE["snug"], SPACE["snug"])
        column.setSpacing(SPACE["small"])
        column.addWidget(self.edit)
        column.addWidget(self.list)
        self.edit.textChanged.connect(self._fill)
        self.edit.returnPressed.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        bind.show(self, workspace.projects_changed, self._fill)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard stays in the edit; up and down walk through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        wanted = self.edit.text().strip()
        names = dict.fromkeys((self._workspace.project, *self._workspace.projects))
        found = [name for name in names if wanted.casefold() in name.casefold()]
        self.list.clear()
        for name in found:
            item = QListWidgetItem(self._theme.icon("check" if name == self._workspace.project else "folder"), name)
            item.setData(_NAME, name)
            self.list.addItem(item)
        if wanted and wanted.casefold() not in {name.casefold() for name in names}:
            item = QListWidgetItem(self._theme.icon("plus"), f"New project “{wanted}”")
            item.setData(_NAME, wanted)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.ensurePolished()
        row = max(28, self.list.sizeHintForRow(0))
        self.list.setFixedHeight(row * min(_MOST_IN_SIGHT, max(1, self.list.count())) + SPACE["hair"])
        self.adjustSize()

    def _choose(self) -> None:
        if self.list.currentRow() >= 0:
            name: str = self.list.currentItem().data(_NAME)
            self._workspace.tasks.start(self._workspace.open_project(name), "open project")
        self.close()
