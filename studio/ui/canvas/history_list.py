"""The list of earlier prompts: what it holds, and how an entry is painted."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QDateTime, QLocale, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.ui.theme import RADIUS, SPACE, TYPE, Theme
from studio.workspace.prompt_file import PromptEntry

ROW_HEIGHT = 48
"""pixels at 100%"""
ENTRY = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class Entries(QAbstractListModel):
    """PromptEntries as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: tuple[PromptEntry, ...] = ()

    def show(self, entries: tuple[PromptEntry, ...]) -> None:
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.prompt
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{'Pinned: ' if entry.pinned else ''}{entry.prompt}"
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return facts(entry)
            case Qt.ItemDataRole.ToolTipRole:
                return entry.prompt if len(entry.prompt) < 600 else f"{entry.prompt[:600]}…"
            case _:
                return entry if role == ENTRY else None


def facts(entry: PromptEntry) -> str:
    """What it avoids, when it was used last, and how often."""
    used = QDateTime.fromSecsSinceEpoch(round(entry.used))
    today = used.date() == QDateTime.currentDateTime().date()
    when = QLocale().toString(used.time() if today else used.date(), QLocale.FormatType.ShortFormat)
    times = "" if entry.count == 1 else f"{entry.count} times"
    avoid = f"avoid: {' '.join(entry.negative.split())}" if entry.negative else ""
    return "  ·  ".join(filter(None, (when, times, avoid)))


class EntryPainter(QStyledItemDelegate):
    """Two lines: the prompt, and beneath it small the facts."""

    def __init__(self, parent: QListView, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, colours = index.data(ENTRY), self._theme.palette
        assert isinstance(entry, PromptEntry)
        list_view = self.parent()
        assert isinstance(list_view, QListView)
        if list_view.currentIndex() == index:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(option.rect, RADIUS, RADIUS)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
        box = QRect(option.rect).adjusted(SPACE["snug"], 6, -SPACE["snug"], -6)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
        if entry.pinned:
            icon = self._theme.icon("pin", colours.accent, filled=True)
            icon.paint(painter, QRect(box.right() - 15, box.top() + 1, 16, 16))
            box.setRight(box.right() - 24)
        first, second = box.adjusted(0, 0, 0, -box.height() // 2), box.adjusted(0, box.height() // 2, 0, 0)
        _line(painter, list_view.font(), TYPE["body"], first, " ".join(entry.prompt[:400].split()), colours.text)
        _line(painter, list_view.font(), TYPE["small"], second, facts(entry), colours.muted)


def _line(painter: QPainter, font: QFont, size: int, box: QRect, text: str, colour: str) -> None:
    font = QFont(font)
    font.setPixelSize(size)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, short)
