"""A few choices side by side, of which one is taken, or none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy


class Segments(QFrame):
    """`chosen(position)` tells what the user chose; arrow keys move between the choices."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], *, text: bool = True) -> None:
        """Without `text` the buttons wait for icons; the names are told to assistive technology either way."""
        super().__init__()
        self.setProperty("look", "segments")
        self.buttons = [QPushButton(name if text else "") for name in names]
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(2, 2, 2, 2)
        line.setSpacing(2)
        for position, (button, name) in enumerate(zip(self.buttons, names, strict=True)):
            button.setProperty("look", "segment")
            button.setCheckable(True)
            button.setAccessibleName(name)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, position)
            line.addWidget(button, 1)
        self._group.idClicked.connect(self.chosen.emit)

    def show_choice(self, position: int | None) -> None:
        """Without telling anybody. While none is chosen, arrows lead to no other button, but Tab leads to each."""
        self._group.setExclusive(position is not None)
        for at, button in enumerate(self.buttons):
            button.setChecked(at == position)
            stop = position in (None, at)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
