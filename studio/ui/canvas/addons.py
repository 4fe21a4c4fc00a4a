"""The LoRAs of the canvas: a button that adds one, and a row for each that is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.addons_panel import LoraPanel
from studio.ui.canvas.addons_row import LoraRow
from studio.ui.canvas.section import heading, let_see
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace


class LoraFields(QWidget):
    """Takes no room while there is none; the button `add` belongs beside the title of the model.

    `write(word)` puts a trigger word into the prompt.
    """

    def __init__(self, workspace: Workspace, theme: Theme, write: Callable[[str], object]) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self._write = write
        self.add = QToolButton()
        self.add.setProperty("look", "small")
        self.add.setText("Add a LoRA…")
        self.add.setToolTip("Add a LoRA: a small file that teaches the model a style, a subject or a pace")
        self.add.clicked.connect(self.open)
        self.rows: list[LoraRow] = []
        self._holder = QWidget()
        self._holder.setAccessibleName("LoRAs")
        self._lines = QVBoxLayout(self._holder)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(SPACE["small"])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["hair"])
        column.addWidget(heading("LoRAs", self._holder))
        column.addWidget(self._holder)
        for news in (workspace.additions.changed, workspace.draft.events.model):
            bind.follow(self, news, self._update)
        bind.show(self, workspace.draft.events.steps, self._update)

    def open(self) -> None:
        LoraPanel(self.add, self._workspace, self._theme, lambda: self._workspace.more_wanted.emit("lora")).open()

    def _update(self) -> None:
        space = self._workspace
        chosen = space.loras.chosen
        drawn = space.draft.drawn
        let_see(self.add, not drawn and (bool(chosen) or space.additions.can("lora")))
        self._arrange([one.id for one in chosen])
        for row, one in zip(self.rows, chosen, strict=True):
            row.put(one)
        let_see(self, bool(chosen) and not drawn)

    def _arrange(self, ids: list[str]) -> None:
        """A row for each, those that are there already kept: one of them may have the keyboard or the mouse."""
        if ids == [row.id for row in self.rows]:
            return
        known = {row.id: row for row in self.rows}
        lost = [row for row in self.rows if row.id not in ids]
        focus = QApplication.focusWidget()
        at = next((self.rows.index(row) for row in lost if focus is not None and row.isAncestorOf(focus)), None)
        self.rows = [known[id] if id in known else LoraRow(self._workspace, self._theme, id, self._write) for id in ids]
        for place, row in enumerate(self.rows):
            self._lines.insertWidget(place, row)
        for row in lost:
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        if at is not None:
            (self.rows[min(at, len(self.rows) - 1)].on if self.rows else self.add).setFocus()
