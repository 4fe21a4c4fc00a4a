"""Dragging rows to another place: a line says where they would go, the list scrolls at its edges, Escape ends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from studio.ui.queue.handling import QueueHandling
from studio.ui.queue.slots import Slots
from studio.ui.theme import SPACE
from studio.workspace.running_order import WAITING

_EDGE = 28
"""pixels from the upper and lower edge in which the list scrolls"""
_TICK = 16
_FASTEST = 18
"""pixels a tick"""
_LINE = 3


class Reorder(QObject):
    """`drop` moves; until then nothing has changed."""

    def __init__(self, area: QScrollArea, body: QWidget, slots: Slots, handling: QueueHandling) -> None:
        super().__init__(area)
        self._area = area
        self._body = body
        self._slots = slots
        self._handling = handling
        self._jobs: tuple[str, ...] = ()
        self._lane = 0
        self._at = QPoint()
        self._target: int | None = None
        self.line = _Line(body, lambda: handling.desk.theme.palette.accent)
        self.ghost = _ghost(area)
        self._scroll = QTimer(self, interval=_TICK)
        self._scroll.timeout.connect(self._scroll_on)

    @property
    def active(self) -> bool:
        return bool(self._jobs)

    @property
    def target(self) -> int | None:
        """Position of the row before which they would go; None where they cannot."""
        return self._target

    def begin(self, jobs: Sequence[str], at: QPoint) -> None:
        """`at` in pixels of the screen. Only what waits can be moved, and one lane at a time."""
        order = self._handling.desk.queue.order
        places = [place for job in jobs if (place := order.place(job)) is not None and place.section == WAITING]
        if not places:
            return
        self._lane = places[0].lane
        self._jobs = tuple(place.job for place in places if place.lane == self._lane)
        entry = self._handling.desk.queue.entry(self._jobs[0])
        prompt = "" if entry is None else " ".join(entry.prompt[:60].split())
        self.ghost.setText(f"{len(self._jobs):,} jobs" if len(self._jobs) > 1 else prompt)
        self.ghost.adjustSize()
        self._area.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self._scroll.start()
        self.move(at)

    def move(self, at: QPoint) -> None:
        self._at = self._area.viewport().mapFromGlobal(at)
        self._look()

    def drop(self) -> None:
        jobs, target = self._jobs, self._target
        before = self._before() if target is not None else None
        self.cancel()
        if jobs and target is not None:
            self._handling.move(jobs, before)

    def cancel(self) -> None:
        self._jobs, self._target = (), None
        self._scroll.stop()
        self.line.hide()
        self.ghost.hide()
        self._area.viewport().unsetCursor()

    def settle(self) -> None:
        """The rows have changed meanwhile: what has begun cannot be moved any more."""
        if self._jobs:
            order = self._handling.desk.queue.order
            left = (order.place(job) for job in self._jobs)
            self._jobs = tuple(one.job for one in left if one is not None and one.section == WAITING)
            self._look() if self._jobs else self.cancel()

    def _look(self) -> None:
        """Where they would go now."""
        first, last = self._handling.desk.queue.rows.lane_span(self._lane)
        y = self._body.mapFrom(self._area.viewport(), self._at).y()
        inside = self._area.viewport().rect().adjusted(-80, -200, 80, 200).contains(self._at)
        self._target = max(first, min(self._slots.boundary(y), last)) if inside else None
        self.line.setVisible(self._target is not None)
        if self._target is not None:
            top = max(0, self._slots.top(self._target) - _LINE // 2 - 1)
            self.line.setGeometry(SPACE["snug"], top, self._body.width() - 2 * SPACE["snug"], _LINE)
            self.line.raise_()
        corner = self._area.mapFromGlobal(self._area.viewport().mapToGlobal(self._at)) + QPoint(14, 10)
        room = self._area.rect().adjusted(0, 0, -self.ghost.width(), -self.ghost.height())
        self.ghost.move(max(0, min(corner.x(), room.right())), max(0, min(corner.y(), room.bottom())))
        self.ghost.setVisible(True)
        self.ghost.raise_()

    def _before(self) -> str | None:
        """The first job that does not move itself, from where the line is."""
        rows = self._handling.desk.queue.rows
        _, last = rows.lane_span(self._lane)
        target, moving = self._target, set(self._jobs)
        if target is None:
            return None
        return next((rows.job_at(at) for at in range(target, last) if rows.job_at(at) not in moving), None)

    def _scroll_on(self) -> None:
        height, y = self._area.viewport().height(), self._at.y()
        past = y - _EDGE if y < _EDGE else y - (height - _EDGE) if y > height - _EDGE else 0
        if past:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + max(-_FASTEST, min(_FASTEST, past // 2)))
            self._look()


class _Line(QWidget):
    """Where rows would go."""

    def __init__(self, parent: QWidget, colour: Callable[[], str]) -> None:
        super().__init__(parent)
        self._colour = colour
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour()))
        painter.drawRoundedRect(self.rect(), 1.5, 1.5)


def _ghost(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("look", "ghost")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    label.hide()
    return label
