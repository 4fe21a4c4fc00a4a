"""A line of text that gives way where there is little room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

_MOST_LAID_OUT = 2000
_MOST_TOLD = 300
"""characters"""


class Elided(QLabel):
    """One line: cut with an ellipsis, whole in the tooltip and for assistive technology."""

    def __init__(self, look: str = "") -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def put(self, text: str) -> None:
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole[:_MOST_TOLD])
        self.setToolTip(self._whole[:_MOST_TOLD])
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        metrics = self.fontMetrics()
        self.setText(metrics.elidedText(self._whole[:_MOST_LAID_OUT], Qt.TextElideMode.ElideRight, self.width()))
