"""The settings by group: title, control, help, and a way back to the usual value. Everything is saved at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from studio.errors import SettingError
from studio.settings import TABLE, Setting, Settings
from studio.ui import bind
from studio.ui.page import NARROW, Page, card_of
from studio.ui.problem import text_label
from studio.ui.settings.fields import field_of, is_shown, shown_text
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE
from studio.workspace.workspace import Workspace

_GROUPS = {
    "generate": "Making",
    "model": "Models",
    "models": "Models",
    "library": "Library",
    "window": "Window",
    "engine": "Engine",
    "backup": "Backups",
}
"""headings by the first part of the name, in the order in which they stand"""


class SettingsPage(Page):
    """`restart` begins the studio anew, for what takes effect only then."""

    def __init__(
        self, workspace: Workspace, settings: Settings, actions: Actions, restart: Callable[[], object]
    ) -> None:
        super().__init__("Settings", actions)
        self.add_search("Find a setting").textChanged.connect(self._sift)
        self.rows = [SettingRow(workspace, settings, row, restart) for row in TABLE if is_shown(row)]
        self._headings: list[tuple[QWidget, list[SettingRow]]] = []
        for title in dict.fromkeys(_GROUPS.values()):
            self._add_group(title, [row for row in self.rows if _GROUPS[row.setting.group] == title])
        self.body.addStretch(1)

    def _add_group(self, title: str, rows: list[SettingRow]) -> None:
        holder = card_of(title, rows)
        self.body.addWidget(holder)
        self._headings.append((holder, rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are told: they would never get narrower than their controls ask for."""
        super().resizeEvent(event)
        for row in self.rows:
            row.stack(self.width() < NARROW)

    def _sift(self, text: str) -> None:
        words = text.casefold().split()
        for holder, rows in self._headings:
            for row in rows:
                row.setVisible(all(word in row.words for word in words))
            holder.setVisible(any(not row.isHidden() for row in rows))


class SettingRow(QWidget):
    """One setting of the table."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        setting: Setting[Any],
        restart: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setting = setting
        self.words = f"{setting.title} {setting.help} {setting.name}".casefold()
        self._settings = settings
        self._at_first = settings.get(setting)
        self.field = field_of(setting, workspace)
        self.field.chosen.connect(self._choose)
        self.reset = QPushButton("Reset")
        self.reset.setProperty("look", "flat")
        self.reset.setAccessibleName(f"Reset {setting.title}")
        self.reset.setToolTip(f"Back to the usual: {shown_text(setting.default)}")
        keeps = self.reset.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keeps)
        self.reset.clicked.connect(self._reset)
        self.problem = text_label(look="danger", wrap=True)
        self.problem.hide()
        self.restart = QPushButton("Restart now")
        self.restart.setProperty("look", "small")
        self.restart.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restart.clicked.connect(restart)
        self._lay_out()
        bind.show(self, settings.changed, self._show)
        bind.follow(self, workspace.model_changed, self._show)

    def _lay_out(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["wide"], SPACE["base"], SPACE["snug"], SPACE["base"])
        grid.setHorizontalSpacing(SPACE["base"])
        grid.setVerticalSpacing(SPACE["small"])
        grid.setColumnStretch(0, 1)
        words = QVBoxLayout()
        words.setSpacing(SPACE["hair"])
        words.addWidget(text_label(self.setting.title, wrap=True))
        words.addWidget(text_label(self.setting.help, "muted", wrap=True))
        words.addStretch(1)
        grid.addLayout(words, 0, 0)
        grid.addWidget(self.field, 0, 1, top)
        grid.addWidget(self.reset, 0, 2, top)
        grid.addWidget(self.problem, 2, 0, 1, 3)
        below = QHBoxLayout()
        below.addWidget(self.restart)
        below.addStretch(1)
        grid.addLayout(below, 3, 0, 1, 3)

    def stack(self, narrow: bool) -> None:
        """Put the control beneath its words, or beside them."""
        if narrow != self.field.narrow:
            self.field.narrow = narrow
            place = (1, 0, 1, 3) if narrow else (0, 1, 1, 1)
            self._grid.addWidget(self.field, *place, Qt.AlignmentFlag.AlignTop)

    def _show(self) -> None:
        value = self._settings.get(self.setting)
        self.field.show_value(value)
        self.reset.setVisible(value != self.setting.default)
        self.restart.setVisible(self.setting.at_start and value != self._at_first)

    def _choose(self, value: object) -> None:
        try:
            self._settings.set(self.setting, value)
        except SettingError as error:
            self.problem.setText(f"{error.message} {error.remedy}")
            self.problem.show()
        else:
            self.problem.hide()

    def _reset(self) -> None:
        self.problem.hide()
        self._settings.reset(self.setting)
        self._show()
        self.field.setFocus()
