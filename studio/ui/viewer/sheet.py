"""The sheet on which the picture lies: painting, wheel, pinch, drag, arrow keys, double click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from studio.ui import bind
from studio.ui.theme import Theme
from studio.ui.viewer.tiled import COPIES, paint_tiled
from studio.ui.viewer.zoom import MARGIN, Frame

Levels = tuple[QImage, ...]
Over = Callable[[QPainter, QRectF, int, int], object]
"""(painter, where the picture lies on the sheet, its width and height in pixels of its own)"""

_NOTCH = 120
"""units of a wheel's turn from one notch to the next"""
_TURN = 1.2
"""times the scale for one notch"""
_STEP = 0.15
"""share of the sheet by which an arrow key moves the picture"""
_CHECK = 8
"""device pixels: side of the squares behind what is transparent"""
_ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Sheet(QWidget):
    """Neutral ground and one picture. `moved` says that zoom or place changed."""

    spoken_as = QAccessible.Role.Graphic
    moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._levels: Levels = ()
        self._soft = False
        self._size = 1, 1
        self._copies = 1
        """a side: more where the picture is laid beside itself"""
        self._dragged: QPointF | None = None
        self._by_tab = False
        """the keyboard came here from elsewhere in the window: that must be seen"""
        self.over: Over | None = None
        """draws over the picture"""
        self.frame = Frame(width=1, height=1, room_width=1, room_height=1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 120)
        bind.follow(self, theme.changed, self.update)

    @property
    def blank(self) -> bool:
        return not self._levels

    def put(self, levels: Levels, width: int, height: int, *, soft: bool = False) -> None:
        """Show a picture of `width` x `height`; `levels` are copies of it, the largest first, whatever their size.

        `soft`: what is here stands in for something better, and is never shown as squares.
        """
        self._levels, self._soft = levels, soft
        self._size = max(1, width), max(1, height)
        self._lay()

    @property
    def tiled(self) -> bool:
        return self._copies > 1

    def toggle_tiled(self) -> None:
        """The picture laid beside itself, or alone again: this one and those that follow."""
        self._copies = 1 if self.tiled else COPIES
        self._lay()

    def _lay(self) -> None:
        width, height = self._size
        self._set(self.frame.of(width * self._copies, height * self._copies))
        self.update()

    def clear(self) -> None:
        """Only the ground; zoom and place are kept for the next picture."""
        self._levels = ()
        self.update()

    def fit(self) -> None:
        self._set(self.frame.fitted())

    def actual(self) -> None:
        """One device pixel for each of the picture."""
        self._set(self.frame.zoomed(1.0))

    def toggle(self, at: QPointF | None = None) -> None:
        """Fit, or one for one at that point."""
        if self.frame.zoom is None:
            self._set(self.frame.zoomed(1.0, self._device(at)))
        else:
            self.fit()

    def step(self, by: int) -> None:
        self._set(self.frame.stepped(by))

    def _set(self, frame: Frame) -> None:
        if frame != self.frame:
            self.frame = frame
            self._show_hand()
            self.update()
            self.moved.emit()

    def _device(self, at: QPointF | None) -> tuple[float, float] | None:
        ratio = self.devicePixelRatioF()
        return None if at is None else (at.x() * ratio, at.y() * ratio)

    def _show_hand(self) -> None:
        loose = any(self.frame.overflows) and not self.blank
        shape = Qt.CursorShape.ClosedHandCursor if self._dragged is not None else Qt.CursorShape.OpenHandCursor
        self.setCursor(shape if loose else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def _measure(self) -> None:
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        self._set(self.frame.in_room(max(1, room.width()), max(1, room.height()), round(MARGIN * ratio)))

    def event(self, event: QEvent) -> bool:
        match event:
            case QNativeGestureEvent():
                return self._pinched(event)
            case QKeyEvent() if event.type() == QEvent.Type.ShortcutOverride:
                if self._pan_of(event) is not None:  # moving what is zoomed goes before the command of this key
                    event.accept()
                return super().event(event)
            case _:
                if event.type() == QEvent.Type.DevicePixelRatioChange:
                    self._measure()
                return super().event(event)

    def _pinched(self, event: QNativeGestureEvent) -> bool:
        match event.gestureType():
            case Qt.NativeGestureType.ZoomNativeGesture:
                scale = self.frame.scale * max(0.5, 1 + event.value())
                self._set(self.frame.zoomed(scale, self._device(event.position())))
            case Qt.NativeGestureType.SmartZoomNativeGesture:
                self.toggle(event.position())
            case _:
                return False
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms; two fingers on a trackpad move, as everywhere, and zoom with Ctrl."""
        fingers = event.phase() != Qt.ScrollPhase.NoScrollPhase
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        turned = event.angleDelta()
        if (fingers or shifted) and not control:
            by = event.pixelDelta() if fingers and not event.pixelDelta().isNull() else turned
            across, down = (by.x() or by.y(), 0) if shifted else (by.x(), by.y())
            self._set(self.frame.panned(across * self.devicePixelRatioF(), down * self.devicePixelRatioF()))
        elif turned.y():
            scale = self.frame.scale * _TURN ** (turned.y() / _NOTCH)
            self._set(self.frame.zoomed(scale, self._device(event.position())))
        event.accept()

    def _pan_of(self, event: QKeyEvent) -> tuple[int, int] | None:
        """Which way an arrow key moves the picture; None where there is no more of it."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        way = _ARROWS.get(Qt.Key(event.key())) if plain and not self.blank else None
        across, down = self.frame.overflows
        return way if way is not None and ((across and way[0]) or (down and way[1])) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = self._pan_of(event)
        if way is None:
            super().keyPressEvent(event)
            return
        frame = self.frame
        self._set(frame.panned(way[0] * _STEP * frame.room_width, way[1] * _STEP * frame.room_height))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._by_tab = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton) and any(self.frame.overflows):
            self._dragged = event.position()
            self._show_hand()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            super().mouseMoveEvent(event)
            return
        by, ratio = event.position() - self._dragged, self.devicePixelRatioF()
        self._dragged = event.position()
        self._set(self.frame.panned(by.x() * ratio, by.y() * ratio))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self._show_hand()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.blank:
            self.toggle(event.position())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.palette.surround))
        if self._levels:
            ratio = self.devicePixelRatioF()
            painter.scale(1 / ratio, 1 / ratio)
            if self.tiled:
                image = level_for(self._levels, self.frame, self._copies)
                paint_tiled(painter, self.frame, image, self._checks, soft=self._soft)
            else:
                paint(painter, self.frame, self._levels, self._checks, soft=self._soft)
            if self.over is not None and not self.tiled:
                painter.resetTransform()
                left, top, across, down = (side / ratio for side in self.frame.box)
                self.over(painter, QRectF(left, top, across, down), self.frame.width, self.frame.height)
        if self._by_tab:
            painter.resetTransform()
            painter.setPen(QColor(self._theme.palette.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _checks(self) -> QPixmap:
        return checks(self._theme)


def paint(
    painter: QPainter, frame: Frame, levels: Levels, ground: Callable[[], QPixmap], *, soft: bool = False
) -> None:
    """The part of the picture that lies in the room, in device pixels. `ground` is seen through what is transparent."""
    image = level_for(levels, frame)
    source, target = visible(frame, image)
    if image.hasAlphaChannel():
        painter.drawTiledPixmap(target, ground())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, soft or not frame.crisp)
    painter.drawImage(target, image, source)


def level_for(levels: Levels, frame: Frame, across: int = 1) -> QImage:
    """The smallest copy that need not be enlarged, else the largest, where so many lie beside each other."""
    wanted = frame.width / across * frame.scale
    return next((level for level in reversed(levels) if level.width() >= wanted), levels[0])


def visible(frame: Frame, image: QImage) -> tuple[QRectF, QRectF]:
    """(part of `image` in its pixels, where that lies in the room): whole pixels, so that squares stay squares."""
    left, top, across, down = frame.box
    wide, high = across / image.width(), down / image.height()
    first_x, first_y = max(0, int(-left / wide) - 1), max(0, int(-top / high) - 1)
    last_x = min(image.width(), int((frame.room_width - left) / wide) + 2)
    last_y = min(image.height(), int((frame.room_height - top) / high) + 2)
    source = QRectF(first_x, first_y, max(0, last_x - first_x), max(0, last_y - first_y))
    target = QRectF(left + first_x * wide, top + first_y * high, source.width() * wide, source.height() * high)
    return source, target


def checks(theme: Theme) -> QPixmap:
    """Two neutral greys in squares."""
    pixmap = QPixmap(2 * _CHECK, 2 * _CHECK)
    light, dark = ("#ffffff", "#dcdcdc") if theme.palette.name == "light" else ("#3a3a3a", "#2c2c2c")
    pixmap.fill(QColor(light))
    painter = QPainter(pixmap)
    for x, y in ((0, 0), (_CHECK, _CHECK)):
        painter.fillRect(x, y, _CHECK, _CHECK, QColor(dark))
    painter.end()
    return pixmap
