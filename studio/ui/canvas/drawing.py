"""The live drawing of the prompt; pressing it shows another layout."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from studio.ui import bind
from studio.ui.theme import RADIUS, SPACE, Theme
from studio.workspace.workspace import Workspace

_SIGN = 24
"""pixels of a side of the sign that tells what pressing does"""
_EMPTY = "Write a prompt: it is drawn here while you type"


class Drawing(QAbstractButton):
    """Follows what is drawn, at the size that it is given."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._sketching = workspace.sketching
        self._draft = workspace.draft
        self._theme = theme
        self._image = QImage()
        self.setAccessibleName("Sketch of the prompt: show another layout")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(workspace.layouts.another)
        bind.follow(self, theme.changed, self.update)
        bind.show(self, self._sketching.changed, self._take)

    @property
    def image(self) -> QImage:
        """What is shown; null before the first."""
        return self._image

    def show_at(self, size: QSize) -> None:
        """So large; it is drawn with as many pixels as the screen has for that."""
        ratio = self.devicePixelRatioF()
        self.setFixedSize(size)
        self._sketching.fit(round(size.width() * ratio), round(size.height() * ratio))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = self._theme.palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        inside = QPainterPath()
        inside.addRoundedRect(frame, RADIUS, RADIUS)
        painter.fillPath(inside, QColor(colours.field))
        if self._image.isNull():
            self._say(painter, "Drawing…" if self._draft.prompt.strip() else _EMPTY)
        else:
            painter.setClipPath(inside)
            painter.drawImage(QRectF(self.rect()), self._image)
            painter.setClipping(False)
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        if (self.underMouse() or self.hasFocus()) and not self._image.isNull():
            self._sign(painter)

    def _say(self, painter: QPainter, text: str) -> None:
        painter.setPen(QColor(self._theme.palette.muted))
        room = self.rect().adjusted(SPACE["snug"], 0, -SPACE["snug"], 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _sign(self, painter: QPainter) -> None:
        edge = SPACE["small"]
        box = QRect(self.width() - _SIGN - edge, self.height() - _SIGN - edge, _SIGN, _SIGN)
        painter.setPen(QPen(QColor(self._theme.palette.line), 1))
        painter.setBrush(QColor(self._theme.palette.panel))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._theme.icon("shuffle").paint(painter, box.adjusted(4, 4, -4, -4))

    def _take(self) -> None:
        shown = self._sketching.shown
        if shown is None:
            self._image = QImage()
            self.setAccessibleDescription("")
        else:
            pixels = shown.pixels
            rows = QImage(pixels.data, pixels.width, pixels.height, 3 * pixels.width, QImage.Format.Format_RGB888)
            self._image = rows.convertToFormat(QImage.Format.Format_RGB32)  # a copy: the bytes may go
            self.setAccessibleDescription(", ".join(shown.understood))
        self.update()
