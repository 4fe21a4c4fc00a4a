"""Paints a row of the queue: a job with its picture, words, state and progress, or a heading."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from studio.recipe.speed import spoken
from studio.ui.grid.paint import small_font
from studio.ui.queue.slots import ROW
from studio.ui.theme import RADIUS, SPACE, Theme
from studio.workspace.queue_entry import Entry
from studio.workspace.queue_group import Group

THUMBNAIL = 32
"""pixels of a side of the box that a picture is fitted to"""
INDENT = 20
"""of jobs beneath the heading of their batch"""
STATE = 172
"""pixels of width of the column that says how it goes"""
TOOLS = 116
"""pixels of width of the buttons, which appear before that column"""
_SLIM = 480
"""pixels of width below which the state is told in a few words"""
_MOST_PROMPT = 400
"""characters that are laid out"""
_GAP = SPACE["base"]
_BAR = 3
_SHORTEST = 24
"""pixels of a bar that says something"""


def minute_words(minute: int) -> str:
    """A minute of the day, 0 to 1439, as a clock shows it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def clock(when: float, now: float | None = None) -> str:
    """A moment to come as people say it: `22:00`, `Mon 22:00`, `3 May 22:00`."""
    now = time.time() if now is None else now
    there, here = time.localtime(when), time.localtime(now)
    if there[:3] == here[:3]:
        return time.strftime("%H:%M", there)
    if 0 < when - now < 6 * 24 * 3600:
        return time.strftime("%a %H:%M", there)
    return f"{there.tm_mday} {time.strftime('%b %H:%M', there)}"


def facts(entry: Entry, *, named: bool) -> str:
    """`Starter · 512 × 512 · Sketches`; `named`: with the batch, where neither a heading nor the project says it."""
    said = [entry.maker, f"{entry.width} × {entry.height}", entry.project]
    if named and entry.batch_name and entry.batch_name != entry.project:
        said.append(entry.batch_name)
    return " · ".join(said)


def state_words(entry: Entry, *, short: bool = False) -> str:
    """The first line of the state column."""
    if entry.state == "waiting" and entry.start_at > time.time():
        return f"At {clock(entry.start_at)}"
    if entry.state in ("failed", "cancelled"):
        return entry.standing
    return (
        entry.pictures if short and entry.made else entry.standing if short else f"{entry.standing}, {entry.pictures}"
    )


def time_words(entry: Entry) -> str:
    """The second line: what is left and what it cost."""
    said = [spoken(entry.seconds)] if entry.seconds and entry.state in ("running", "waiting", "paused") else []
    if entry.cost:
        said.append(f"${entry.cost:.2f}")
    return ", ".join(said)


def state_column(width: int) -> QRect:
    """The end of a row that is so wide."""
    wide = STATE if width >= _SLIM else STATE // 2
    return QRect(width - SPACE["base"] - wide, 0, wide, ROW)


def picture_box(left: int) -> QRect:
    return QRect(left, (ROW - THUMBNAIL) // 2, THUMBNAIL, THUMBNAIL)


def placeholder(box: QRect, width: int, height: int) -> QRect:
    """A frame in the shape of the job's pictures, in the middle of `box`."""
    size = QSize(max(1, width), max(1, height)).scaled(box.size() - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio)
    frame = QRect(0, 0, max(6, size.width()), max(6, size.height()))
    frame.moveCenter(box.center())
    return frame


class RowPainter:
    """For one paint event of one row, `width` pixels wide."""

    def __init__(self, painter: QPainter, theme: Theme, width: int, font: QFont) -> None:
        self._painter = painter
        self._theme = theme
        self._width = width
        self._font = font
        self._small = small_font(font)

    def ground(self, *, chosen: bool, hovered: bool) -> None:
        colours = self._theme.palette
        name = colours.selected if chosen else colours.hover if hovered else colours.panel
        self._painter.fillRect(QRect(0, 0, self._width, ROW), QColor(name))

    def job(self, entry: Entry, image: QImage | None, *, indented: bool, named: bool, tools: bool) -> None:
        """`tools`: buttons lie over the end of the row."""
        left = SPACE["wide"] + (INDENT if indented else 0)
        self._picture(entry, image, picture_box(left))
        start, column = left + THUMBNAIL + _GAP, state_column(self._width)
        self._state(entry, column)
        end = column.left() - (TOOLS if tools else _GAP)
        words = QRect(start, 0, max(0, end - start), ROW)
        muted = entry.state in ("paused", "cancelled", "done")
        colours = self._theme.palette
        prompt = " ".join(entry.prompt[:_MOST_PROMPT].split())
        self._line(words, prompt, self._font, colours.muted if muted else colours.text, upper=True)
        if entry.reason:
            said = f"{entry.reason} {entry.remedy}".strip()
            self._line(words, said, self._small, colours.danger, upper=False)
        else:
            self._line(words, facts(entry, named=named), self._small, colours.muted, upper=False)

    def heading(self, group: Group, *, tools: bool) -> None:
        colours, painter = self._theme.palette, self._painter
        painter.fillRect(QRect(0, 0, self._width, 1), QColor(colours.line))
        icon = self._theme.icon("chevron-right" if group.folded else "chevron-down", colours.muted)
        icon.paint(painter, QRect(SPACE["base"], (ROW - 16) // 2, 16, 16))
        column = state_column(self._width)
        start, end = SPACE["base"] + 16 + SPACE["snug"], column.left() - (TOOLS if tools else _GAP)
        bold = QFont(self._font)
        bold.setWeight(QFont.Weight.DemiBold)
        start += self._word(start, end, group.name, bold, colours.text) + SPACE["base"]
        self._word(start, end, group.standing, self._small, colours.muted)
        if group.batch:
            self._progress(column, group)

    def _progress(self, column: QRect, group: Group) -> None:
        left = "" if not group.seconds or group.paused else spoken(group.seconds)
        upper, lower = self._halves(column)
        self._right(upper, group.progress, self._theme.palette.muted)
        self._bar_and_words(lower, group.fraction, left)

    def _word(self, start: int, end: int, text: str, font: QFont, colour: str) -> int:
        """Between `start` and `end` in the middle of the row; returns its width."""
        room = max(0, end - start)
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        metrics = self._painter.fontMetrics()
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self._painter.drawText(QRect(start, 0, room, ROW), Qt.AlignmentFlag.AlignVCenter, cut)
        return metrics.horizontalAdvance(cut)

    def ring(self) -> None:
        """Where the keyboard is."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(QColor(self._theme.palette.accent), 1.5))
        frame = QRectF(1.25, 1.25, self._width - 2.5, ROW - 2.5)
        self._painter.drawRoundedRect(frame, RADIUS - 2, RADIUS - 2)

    def _picture(self, entry: Entry, image: QImage | None, box: QRect) -> None:
        painter, colours = self._painter, self._theme.palette
        if image is not None and not image.isNull():
            size = image.size() / image.devicePixelRatio()
            frame = QRect(0, 0, size.width(), size.height())
            frame.moveCenter(box.center())
            painter.drawImage(frame, image)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.field))
        painter.drawRoundedRect(
            QRectF(placeholder(box, entry.width, entry.height)).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _state(self, entry: Entry, room: QRect) -> None:
        colours = self._theme.palette
        busy = entry.state in ("running", "stopping")
        short = room.width() < STATE
        words, left = state_words(entry, short=short), time_words(entry)
        colour = colours.danger if entry.state == "failed" else colours.text if busy else colours.muted
        if not busy and not left:
            self._right(room, words, colour)
            return
        upper, lower = self._halves(room)
        self._right(upper, words, colour)
        if busy:
            self._bar_and_words(lower, entry.fraction, "" if short else left)
        else:
            self._right(lower, left, colours.muted)

    def _bar_and_words(self, room: QRect, fraction: float, words: str) -> None:
        said = self._advance(words) + SPACE["snug"] if words else 0
        bar = QRect(room.left(), room.center().y() - 1, max(0, room.width() - said), _BAR)
        if bar.width() >= _SHORTEST:
            self._bar(bar, fraction)
        self._right(room, words, self._theme.palette.muted)

    def _bar(self, groove: QRect, fraction: float) -> None:
        painter, colours = self._painter, self._theme.palette
        painter.fillRect(groove, QColor(colours.line))
        painter.fillRect(
            QRect(groove.left(), groove.top(), round(groove.width() * fraction), groove.height()),
            QColor(colours.accent),
        )

    def _line(self, room: QRect, text: str, font: QFont, colour: str, *, upper: bool) -> None:
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        cut = self._painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        half = tuple(self._halves(room))[0 if upper else 1]
        self._painter.drawText(half, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)

    def _right(self, room: QRect, text: str, colour: str) -> None:
        self._painter.setFont(self._small)
        self._painter.setPen(QColor(colour))
        cut = self._painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        self._painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, cut)

    def _advance(self, text: str) -> int:
        self._painter.setFont(self._small)
        return self._painter.fontMetrics().horizontalAdvance(text)

    @staticmethod
    def _halves(room: QRect) -> Iterator[QRect]:
        yield QRect(room.left(), 3, room.width(), 18)
        yield QRect(room.left(), 20, room.width(), 17)
