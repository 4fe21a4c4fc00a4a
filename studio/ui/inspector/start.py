"""A picture of a recipe, to start from or to be guided by, in a small window beside the work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.ui.viewer.originals import Originals
from studio.ui.viewer.sheet import Sheet

_SIZE = (560, 560)


class StartWindow(QDialog):
    """Does not hold up the window; Escape closes it."""

    def __init__(self, parent: QWidget, theme: Theme, path: Path, what: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(what)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._path = path
        self._originals = Originals(self)
        self.sheet = Sheet(theme)
        self.sheet.setAccessibleName(what)
        self._facts = text_label(look="muted")
        self._facts.setContentsMargins(SPACE["base"], SPACE["small"], SPACE["base"], SPACE["small"])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.sheet, 1)
        column.addWidget(self._facts)
        self._originals.arrived.connect(self._show)
        self._originals.want([path])

    def _show(self) -> None:
        original = self._originals.get(self._path)
        if original is None:
            return
        if original.trouble is not None:
            self._facts.setText(f"{original.trouble.message}. {original.trouble.remedy}")
            return
        self.sheet.put(original.levels, original.width, original.height)
        self._facts.setText(f"{original.width} × {original.height}  ·  wheel or double click to zoom")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
