"""The safe area of the channel on the canvas, over a picture that was delivered for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from studio.ui import bind
from studio.ui.canvas.channel_frame import edges_of, safe_in
from studio.ui.viewer.sheet import Sheet
from studio.workspace.channels import FOLDED
from studio.workspace.workspace import Workspace

_VEIL = 0.38
"""how strongly what the platform covers is toned down"""


class SafeEdges(QObject):
    """Drawn while the drawing on the canvas is shown, and the picture has the size that is delivered there."""

    def __init__(self, sheet: Sheet, workspace: Workspace) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._workspace = workspace
        sheet.over = self.paint
        events = workspace.draft.events
        for news in (events.fit, events.channel, workspace.view.events.folded, workspace.channels.changed):
            bind.follow(self, news, sheet.update)

    def paint(self, painter: QPainter, picture: QRectF, width: int, height: int) -> None:
        """Over a picture of `width` x `height` pixels that lies at `picture` on the sheet."""
        draft = self._workspace.draft
        if draft.fit is None or (draft.fit.width, draft.fit.height) != (width, height):
            return
        channel = self._workspace.channels.of(draft.channel, draft.fit)
        if channel is None or not edges_of(channel) or FOLDED in self._workspace.view.folded:
            return
        safe = safe_in(picture, channel)
        outside, veil = QPainterPath(), QColor(Qt.GlobalColor.black)
        outside.addRect(picture)
        outside.addRect(safe)
        veil.setAlphaF(_VEIL)
        painter.fillPath(outside, veil)
        _line(painter, safe, Qt.PenStyle.DashLine)
        if channel.bleed:
            cut = channel.bleed * picture.width() / channel.width
            _line(painter, picture.adjusted(cut, cut, -cut, -cut), Qt.PenStyle.DotLine)


def _line(painter: QPainter, box: QRectF, style: Qt.PenStyle) -> None:
    """White on black: seen on every picture."""
    painter.setPen(QPen(QColor(Qt.GlobalColor.black), 1))
    painter.drawRect(box)
    painter.setPen(QPen(QColor(Qt.GlobalColor.white), 1, style))
    painter.drawRect(box)
