"""A slider whose middle means nothing: it fills from there to either side."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from studio.ui.theme import Theme

_GROOVE = 4
"""pixels of height at 100%"""


class BalanceSlider(QSlider):
    """From -`most` to `most`; a double click goes to `home`."""

    def __init__(self, theme: Theme, most: int, home: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._home = home
        self.setProperty("look", "balance")
        self.setRange(-most, most)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setValue(self._home)
            event.accept()
        else:
            super().mouseDoubleClickEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style draws the handle over this."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        line = QRect(0, (self.height() - _GROOVE) // 2, self.width(), _GROOVE)
        colours, middle, handle = self._theme.palette, self.width() // 2, self._handle()
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(line, 2, 2)
        painter.drawRect(QRect(middle - 1, line.center().y() - 4, 2, 9))
        painter.setBrush(QColor(colours.accent if self.isEnabled() else colours.faint))
        left, right = sorted((middle, handle))
        painter.drawRect(QRect(left, line.top(), right - left, _GROOVE))
        painter.end()
        super().paintEvent(event)

    def _handle(self) -> int:
        """Where its middle is."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        return self.style().subControlRect(control, option, part, self).center().x()
