"""A button that is only an icon, painted by hand: the grid has hundreds, and rebinds them while it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.ui import bind
from studio.ui.icons import Icon
from studio.ui.theme import RADIUS, Theme

SIDE = 28
_ICON = 17


class IconButton(QAbstractButton):
    """`over`: it lies on a picture, hence light on dark whatever the theme; `drawn`: pixels of the icon."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        icon: Icon,
        name: str,
        tip: str = "",
        *,
        over: bool = False,
        drawn: int = _ICON,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name: Icon = icon
        self._over = over
        self._drawn = drawn
        self._filled = False
        self.setAccessibleName(name)
        self.setToolTip(tip or name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.resize(self.sizeHint())
        bind.follow(self, theme.changed, self.update)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def fill(self, filled: bool) -> None:
        """Whether the icon shows a state that is on."""
        if filled != self._filled:
            self._filled = filled
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.palette
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(255, 255, 255, 50) if self._over else QColor(colours.hover))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS - 1, RADIUS - 1)
        icon = self._icon(colours.text if self.underMouse() else colours.muted)
        at = self.rect().center()
        corner = at.x() - self._drawn // 2, at.y() - self._drawn // 2
        pixmap = icon.pixmap(QSize(self._drawn, self._drawn), self.devicePixelRatioF())
        painter.drawPixmap(*corner, pixmap)

    def _icon(self, colour: str) -> QIcon:
        return self._theme.icon(self._name, "#ffffff" if self._over else colour, filled=self._filled)
