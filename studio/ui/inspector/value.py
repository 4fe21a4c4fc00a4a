"""A value that is copied by a click or a key, wrapped to the width there is, however long its words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.ui.theme import RADIUS, Theme

_PAD_X, _PAD_Y = 4, 2
"""pixels around the text, where the ground shows hover and focus"""
_SHORT = 320
"""characters of a long text that are shown until more is asked for"""


class Value(QAbstractButton):
    """`clicked` asks for its text on the clipboard."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._value = ""
        self._differs = False
        self._muted = False
        self._whole = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> str:
        return self._value

    @property
    def long(self) -> bool:
        """Whether there is more than is shown at first."""
        return len(self._value) > _SHORT

    @property
    def whole(self) -> bool:
        return self._whole

    @whole.setter
    def whole(self, whole: bool) -> None:
        self._whole = whole
        self._take_height()
        self.update()

    def put(self, value: str, *, differs: bool, muted: bool = False) -> None:
        if value != self._value:
            self._value, self._whole = value, False
            self._take_height()
        self._differs, self._muted = differs, muted
        self.update()

    def _text(self) -> str:
        return self._value if self._whole or not self.long else self._value[:_SHORT].rstrip() + "…"

    def _take_height(self) -> None:
        """The height that the text needs in the width there is: layouts ask too early and remember too long."""
        laid = laid_out(self._text(), self.font(), self.width() - 2 * _PAD_X)
        self.setFixedHeight(round(laid.boundingRect().height() + 0.5) + 2 * _PAD_Y)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._take_height()

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height() + 2 * _PAD_Y)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _copies(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Copying here goes before a command of the window with the same key."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _copies(event):
            event.accept()
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = self._theme.palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(ground, RADIUS - 2, RADIUS - 2)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, RADIUS - 2, RADIUS - 2)
        painter.setPen(QColor(self._colour()))
        laid_out(self._text(), self.font(), self.width() - 2 * _PAD_X).draw(painter, QPointF(_PAD_X, _PAD_Y))

    def _colour(self) -> str:
        colours = self._theme.palette
        if self.underMouse():
            return colours.text
        return colours.accent if self._differs else colours.muted if self._muted else colours.text


def _copies(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy) or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def laid_out(text: str, font: QFont, width: float) -> QTextLayout:
    """In lines of `width` pixels, broken between words, or inside one that is longer than a line."""
    layout = QTextLayout(text.replace("\n", "\u2028") or " ", font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout
