"""A few buttons side by side, or, where that is too wide, on as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QWidget

from studio.ui.inspector.flow import Flow
from studio.ui.theme import SPACE


class Buttons(QWidget):
    """`stack` says whether they may be on several lines."""

    def __init__(self, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self._buttons = tuple(buttons)
        self._narrow = False
        flow = Flow(SPACE["small"])
        self.setLayout(flow)
        for button in buttons:
            button.setProperty("look", "small")
            flow.addWidget(button)

    def stack(self, narrow: bool) -> None:
        if narrow != self._narrow:
            self._narrow = narrow
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        shown = [button.sizeHint() for button in self._buttons if not button.isHidden()]
        wide = sum(size.width() + SPACE["small"] for size in shown)
        return QSize(max(0, wide - SPACE["small"]), max((size.height() for size in shown), default=0))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self._narrow else self.sizeHint()
