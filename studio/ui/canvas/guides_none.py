"""Why no control image or reference can be used with the chosen model, and the way to change that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import row
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions

_WIDTH = 340


class NothingToUse(Popover):
    """Says what it would be good for, why it cannot be had now, and opens the page of models."""

    def __init__(self, anchor: QWidget, meaning: str, why: str, actions: Actions) -> None:
        super().__init__(anchor, meaning, _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self.column.addWidget(text_label(f"{meaning}.", wrap=True))
        self.said = text_label(why, "muted", wrap=True)
        self.column.addWidget(self.said)
        self.get = QPushButton("Open the models…")
        self.get.clicked.connect(self._open)
        self.column.addWidget(row(self.get))

    def _open(self) -> None:
        self.close()
        self._actions.action("models.open").trigger()
