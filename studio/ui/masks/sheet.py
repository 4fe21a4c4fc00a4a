"""The sheet on which a mask is painted: brush and eraser over the picture, by mouse, pen or keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen

from studio.ui import bind
from studio.ui.masks.raster import Raster, Tool, mask_size
from studio.ui.theme import Theme
from studio.ui.viewer.sheet import Levels, Sheet

_VEIL = 0.5
"""how strongly what is painted covers the picture"""
_USUAL = 1 / 10
"""brush, as a share of the picture's longer side"""
LEAST, MOST = 0.005, 0.6
"""brush, as such a share"""
_TURN = 1.25
"""times the brush for one key"""
_MOVE = 0.4
"""brushes that an arrow key moves by"""
_ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class MaskSheet(Sheet):
    """`stroked` says that a stroke has ended; `brush_changed` that tool or size are others.

    The left button paints, Alt or the right one erases, Shift draws a straight line from where the last stroke ended;
    Space or the middle button moves the picture. Arrow keys move the brush, Enter puts it down and lifts it.
    """

    stroked = Signal()
    brush_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.tool: Tool = "brush"
        self.brush = _USUAL
        """diameter as a share of the picture's longer side"""
        self.raster = Raster(mask_size(1, 1), theme.palette.accent)
        self.over = self._paint_mask
        self._spot: QPointF | None = None
        """of the brush, in pixels of the mask; None while it is elsewhere"""
        self._last: QPointF | None = None
        """where the last stroke ended"""
        self._stroke: Tool | None = None
        self._by_key = False
        self._moving = False
        """Space is held"""
        self.setMouseTracking(True)
        bind.follow(self, theme.changed, lambda: self.raster.recolour(theme.palette.accent))

    @property
    def stroking(self) -> bool:
        return self._stroke is not None

    def lay_picture(self, levels: Levels, width: int, height: int) -> None:
        """Another picture: nothing is painted on it yet."""
        self.put(levels, width, height)
        self.raster = Raster(mask_size(width, height), self._theme.palette.accent)
        self._spot = self._last = self._stroke = None
        self.fit()

    def choose(self, tool: Tool) -> None:
        if tool != self.tool:
            self.tool = tool
            self.brush_changed.emit()

    def set_brush(self, share: float) -> None:
        self.brush = min(max(share, LEAST), MOST)
        self.update()
        self.brush_changed.emit()

    def enlarge(self, by: int) -> None:
        """The brush, a step up for 1, down for -1."""
        self.set_brush(self.brush * _TURN**by)

    @property
    def brush_pixels(self) -> int:
        """Diameter in pixels of the picture."""
        return max(1, round(self.brush * max(self.frame.width, self.frame.height)))

    @property
    def _width(self) -> float:
        """Of the brush in pixels of the mask."""
        size = self.raster.image.size()
        return max(1.0, self.brush * max(size.width(), size.height()))

    def _show_hand(self) -> None:
        if self._dragged is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._moving:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor if self.blank else Qt.CursorShape.CrossCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        button, left, right = event.button(), Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
        if self.blank or self.stroking:
            return
        if button == Qt.MouseButton.MiddleButton or (button == left and self._moving):
            self._dragged = event.position()
            self._show_hand()
        elif button in (left, right):
            erasing = button == right or bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._begin(self._on_mask(event.position()), "eraser" if erasing else self.tool, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            super().mouseMoveEvent(event)
        elif not self._by_key:
            self._go(self._on_mask(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            super().mouseReleaseEvent(event)
        elif not self._by_key:
            self._end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick strokes, not a zoom."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.stroking and not self._by_key:
            self._spot = None
            self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._moving = self._by_key = False
        self._end()
        self._show_hand()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.blank:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._move_by_key(_ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._turn_by_key()
        elif key == Qt.Key.Key_Space:
            self._moving = True
            self._show_hand()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.step(-1 if key == Qt.Key.Key_Minus else 1)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_F):
            self.fit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._moving = False
            self._show_hand()
        super().keyReleaseEvent(event)

    def _pan_of(self, event: QKeyEvent) -> None:
        """Arrow keys move the brush."""

    def _move_by_key(self, way: QPointF) -> None:
        self._by_key = True
        size = self.raster.image.size()
        spot = self._spot or QPointF(size.width() / 2, size.height() / 2)
        spot += way * max(2.0, _MOVE * self._width)
        self._go(QPointF(min(max(spot.x(), 0), size.width()), min(max(spot.y(), 0), size.height())))
        self._follow()

    def _turn_by_key(self) -> None:
        if self.stroking:
            self._end()
            return
        size = self.raster.image.size()
        self._by_key = True
        self._begin(self._spot or QPointF(size.width() / 2, size.height() / 2), self.tool)

    def _follow(self) -> None:
        """The brush stays in sight."""
        assert self._spot is not None
        at, room, ratio = self._on_screen(self._spot), self.rect(), self.devicePixelRatioF()
        across = min(at.x(), 0) + max(at.x() - room.width(), 0)
        down = min(at.y(), 0) + max(at.y() - room.height(), 0)
        if across or down:
            self._set(self.frame.panned(-across * ratio, -down * ratio))

    def _begin(self, at: QPointF, tool: Tool, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        straight = bool(modifiers & Qt.KeyboardModifier.ShiftModifier) and self._last is not None
        self._stroke = tool
        self._draw(self._last if straight and self._last is not None else at, at)

    def _go(self, at: QPointF) -> None:
        before, self._spot = self._spot, at
        if self.stroking:
            self._draw(self._last or at, at)
        for spot in (before, at):
            if spot is not None:
                self._refresh(QRectF(spot, spot).adjusted(-self._width, -self._width, self._width, self._width))

    def _draw(self, begin: QPointF, end: QPointF) -> None:
        assert self._stroke is not None
        self._spot = self._last = end
        self._refresh(self.raster.line(begin, end, self._width, self._stroke))

    def _end(self) -> None:
        if self.stroking:
            self._stroke = None
            self.stroked.emit()

    def _refresh(self, touched: QRectF) -> None:
        """Paint this part of the mask again."""
        corners = QRectF(self._on_screen(touched.topLeft()), self._on_screen(touched.bottomRight()))
        self.update(corners.toAlignedRect().adjusted(-3, -3, 3, 3))

    @property
    def _place(self) -> QRectF:
        """Of the picture on the sheet."""
        ratio = self.devicePixelRatioF()
        left, top, across, down = (side / ratio for side in self.frame.box)
        return QRectF(left, top, across, down)

    def _on_mask(self, at: QPointF) -> QPointF:
        place, size = self._place, self.raster.image.size()
        return QPointF(
            (at.x() - place.left()) / place.width() * size.width(),
            (at.y() - place.top()) / place.height() * size.height(),
        )

    def _on_screen(self, at: QPointF) -> QPointF:
        place, size = self._place, self.raster.image.size()
        return QPointF(
            place.left() + at.x() / size.width() * place.width(), place.top() + at.y() / size.height() * place.height()
        )

    def _paint_mask(self, painter: QPainter, picture: QRectF, _width: int, _height: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(_VEIL)
        painter.drawImage(picture, self.raster.image, QRectF(self.raster.image.rect()))
        painter.setOpacity(1.0)
        painter.drawImage(picture, self.raster.edge, QRectF(self.raster.edge.rect()))
        if self._spot is not None:
            self._paint_brush(painter, self._on_screen(self._spot))

    def _paint_brush(self, painter: QPainter, at: QPointF) -> None:
        """White on black: seen on every picture."""
        radius = self._width / 2 * self._place.width() / self.raster.image.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dashed = (self._stroke or self.tool) == "eraser"
        for colour, width in (("#000000", 3.0), ("#ffffff", 1.2)):
            pen = QPen(QColor(colour), width)
            if dashed and colour == "#ffffff":
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawEllipse(at, radius, radius)
