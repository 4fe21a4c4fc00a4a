"""Why no control image or reference can be used with the chosen model, and the way to change that."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from studio.recipe.additions import AdditionKind
from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import row
from studio.ui.problem import text_label
from studio.workspace.guides import Which
from studio.workspace.workspace import Workspace

_WIDTH = 340
USED_BY: Mapping[Which, AdditionKind] = {"control": "control", "reference": "adapter"}


class NothingToUse(Popover):
    """Says what it would be good for, why it cannot be had now, and leads to those that could be got."""

    def __init__(self, anchor: QWidget, meaning: str, why: str, which: Which, workspace: Workspace) -> None:
        super().__init__(anchor, meaning, _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._which: Which = which
        self._workspace = workspace
        self.column.addWidget(text_label(f"{meaning}.", wrap=True))
        self.said = text_label(why, "muted", wrap=True)
        self.column.addWidget(self.said)
        self.get = QPushButton("Open the models…")
        self.get.clicked.connect(self._open)
        self.column.addWidget(row(self.get))

    def _open(self) -> None:
        self.close()
        self._workspace.more_wanted.emit(USED_BY[self._which])
