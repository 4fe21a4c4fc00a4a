"""A drawing of the delivered frame: what the platform covers or crops, and what is cut off after printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme

if TYPE_CHECKING:
    from studio.recipe.channels import Channel

_SIDE = 128
"""pixels at 100%"""
_VEIL = 0.16
"""how strongly what is outside the safe area is toned down"""


class ChannelFrame(QWidget):
    """Draws one channel, and says beside it what is drawn."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.drawing = _Drawing(theme)
        self.said = text_label(look="muted", wrap=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, SPACE["small"], 0, SPACE["small"])
        line.setSpacing(SPACE["base"])
        line.addWidget(self.drawing)
        line.addWidget(self.said, 1)

    def show_channel(self, channel: Channel) -> None:
        self.drawing.show_channel(channel)
        self.said.setText(edges_of(channel))


class _Drawing(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._channel: Channel | None = None

    def show_channel(self, channel: Channel) -> None:
        self._channel = channel
        scale = _SIDE / max(channel.width, channel.height)
        self.setFixedSize(max(12, round(channel.width * scale)), max(12, round(channel.height * scale)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._channel is None:
            return
        colours, painter = self._theme.palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_edges(painter, frame_in(room, self._channel), self._channel, colours.text, colours.field, colours.accent)


def edges_of(channel: Channel) -> str:
    """What is covered at the edges, and what is cut off; empty where nothing is."""
    safe, said = channel.safe, list[str]()
    if any((safe.left, safe.top, safe.right, safe.bottom)):
        across, down = channel.width - safe.left - safe.right, channel.height - safe.top - safe.bottom
        said.append(f"Safe area {across} × {down}: keep what matters inside the dashes.")
    if channel.bleed:
        said.append(f"Bleed {channel.bleed} px: cut off at each edge after printing.")
    return "\n".join(said)


def frame_in(room: QRectF, channel: Channel) -> QRectF:
    """The largest frame of the channel's shape in the middle of `room`."""
    scale = min(room.width() / channel.width, room.height() / channel.height)
    frame = QRectF(0, 0, channel.width * scale, channel.height * scale)
    frame.moveCenter(room.center())
    return frame


def safe_in(frame: QRectF, channel: Channel) -> QRectF:
    """The safe area inside a frame that shows the whole channel."""
    across, down, safe = frame.width() / channel.width, frame.height() / channel.height, channel.safe
    return frame.adjusted(safe.left * across, safe.top * down, -safe.right * across, -safe.bottom * down)


def paint_edges(painter: QPainter, frame: QRectF, channel: Channel, line: str, ground: str, accent: str) -> None:
    """The frame, toned down outside the safe area, and where it is cut."""
    painter.fillRect(frame, QColor(ground))
    safe = safe_in(frame, channel)
    if safe != frame:
        outside, veil = QPainterPath(), QColor(line)
        outside.addRect(frame)
        outside.addRect(safe)
        veil.setAlphaF(_VEIL)
        painter.fillPath(outside, veil)
        painter.setPen(QPen(QColor(accent), 1.2, Qt.PenStyle.DashLine))
        painter.drawRect(safe)
    if channel.bleed:
        cut = channel.bleed * frame.width() / channel.width
        painter.setPen(QPen(QColor(line), 1, Qt.PenStyle.DotLine))
        painter.drawRect(frame.adjusted(cut, cut, -cut, -cut))
    painter.setPen(QPen(QColor(line), 1))
    painter.drawRect(frame)
