"""The picture inside the frame that it grows into; each edge of the frame can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QBrush, QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.ui import bind
from studio.ui.images import Images
from studio.ui.theme import Theme
from studio.workspace.extending import SIDES, Extending, Growth, Side

HEIGHT, _LEAST_HEIGHT = 200, 80
"""pixels at 100%"""
_SHARE = 0.78
"""of the room that the frame fills: the rest is there to drag into"""
_NEAR = 12
"""pixels from an edge within which it is taken hold of"""
_SNAP = 8
"""pixels of the picture to which a dragged edge keeps"""


class ExtendPreview(QWidget):
    """Old picture, new frame, and between them what is to be made."""

    spoken_as = QAccessible.Role.Graphic

    def __init__(self, extending: Extending, theme: Theme, images: Images) -> None:
        super().__init__()
        self._extending = extending
        self._theme = theme
        self._images = images
        self._held: tuple[Side, ...] = ()
        self._laid: tuple[float, QPointF] | None = None
        """(scale, where the picture's corner is) while an edge is dragged: the frame must not move under the hand"""
        self.setMouseTracking(True)
        self.setMinimumHeight(_LEAST_HEIGHT)  # it gives way on a small screen
        self.setMaximumHeight(HEIGHT)
        self.setMinimumWidth(200)
        images.arrived.connect(self.update)
        bind.show(self, extending.changed, self._changed)

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    @property
    def picture(self) -> QRectF:
        """Where the picture lies."""
        scale, corner = self._lay()
        growth = self._extending.growth
        return QRectF(corner.x(), corner.y(), growth.width * scale, growth.height * scale)

    @property
    def frame(self) -> QRectF:
        """Where what it becomes lies."""
        scale, growth = self._lay()[0], self._extending.growth
        grown = (-growth.left, -growth.top, growth.right, growth.bottom)
        return self.picture.adjusted(*(pixels * scale for pixels in grown))

    def _lay(self) -> tuple[float, QPointF]:
        if self._laid is not None:
            return self._laid
        growth = self._extending.growth
        across, down = growth.size
        scale = _SHARE * min(self.width() / across, self.height() / down)
        left = self.width() / 2 - across * scale / 2 + growth.left * scale
        top = self.height() / 2 - down * scale / 2 + growth.top * scale
        return scale, QPointF(left, top)

    def _changed(self) -> None:
        across, down = self._extending.growth.size
        self.setAccessibleName(f"{self._extending.name} in a frame of {across} by {down} pixels")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = self._edges_at(event.position())
        if self._held:
            self._laid = self._lay()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._drag(event.position())
        else:
            self._show_hand(self._edges_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held, self._laid = (), None
        self.update()

    def _drag(self, at: QPointF) -> None:
        scale, picture, growth = self._lay()[0], self.picture, self._extending.growth
        beyond: dict[Side, float] = {
            "left": picture.left() - at.x(),
            "top": picture.top() - at.y(),
            "right": at.x() - picture.right(),
            "bottom": at.y() - picture.bottom(),
        }
        for side in self._held:
            growth = growth.by(side, round(beyond[side] / scale / _SNAP) * _SNAP)
        self._extending.grow(growth)

    def _edges_at(self, at: QPointF) -> tuple[Side, ...]:
        """One edge, or both at a corner."""
        frame = self.frame
        if not frame.adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(at):
            return ()
        away: dict[Side, float] = {
            "left": abs(at.x() - frame.left()),
            "top": abs(at.y() - frame.top()),
            "right": abs(at.x() - frame.right()),
            "bottom": abs(at.y() - frame.bottom()),
        }
        return tuple(side for side in SIDES if away[side] <= _NEAR)

    def _show_hand(self, edges: tuple[Side, ...]) -> None:
        shape = Qt.CursorShape
        match edges:
            case ():
                self.setCursor(shape.ArrowCursor)
            case ("left" | "right",):
                self.setCursor(shape.SizeHorCursor)
            case ("top" | "bottom",):
                self.setCursor(shape.SizeVerCursor)
            case ("left", "top") | ("right", "bottom"):
                self.setCursor(shape.SizeFDiagCursor)
            case _:
                self.setCursor(shape.SizeBDiagCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(palette.surround))
        painter.setClipRect(self.rect())
        frame, picture = self.frame, self.picture
        painter.fillRect(frame, QColor(palette.field))
        new = QColor(palette.accent)
        new.setAlphaF(0.35)
        painter.fillRect(frame, QBrush(new, Qt.BrushStyle.BDiagPattern))
        self._paint_picture(painter, picture)
        painter.setPen(QPen(QColor(palette.accent), 1.5))
        painter.drawRect(frame)
        self._paint_grips(painter, frame)

    def _paint_picture(self, painter: QPainter, place: QRectF) -> None:
        path, ratio = self._extending.path, self.devicePixelRatioF()
        side = round(2 * HEIGHT * ratio)
        image = None if path is None else self._images.get(path, QSize(side, side))
        if image is None or image.isNull():
            painter.fillRect(place, QColor(self._theme.palette.hover))
        else:
            painter.drawImage(place, image, QRectF(image.rect()))

    def _paint_grips(self, painter: QPainter, frame: QRectF) -> None:
        """In the middle of each edge: it can be taken hold of."""
        painter.setBrush(QColor(self._theme.palette.raised))
        middle = frame.center()
        for at in (
            QPointF(frame.left(), middle.y()),
            QPointF(frame.right(), middle.y()),
            QPointF(middle.x(), frame.top()),
            QPointF(middle.x(), frame.bottom()),
        ):
            painter.drawEllipse(at, 4, 4)


def grown(growth: Growth) -> str:
    """`512 × 512 becomes 910 × 512`"""
    across, down = growth.size
    before = f"{growth.width} × {growth.height}"
    return f"{before} becomes {across} × {down}" if growth.grows else f"{before}: drag an edge, or choose a shape"
