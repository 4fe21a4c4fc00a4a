"""The list of channels: groups with a heading each, and how an entry is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.ui.canvas.channel_frame import edges_of
from studio.ui.canvas.frames import paint_frame
from studio.ui.theme import RADIUS, SPACE, TYPE, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from studio.recipe.channels import Channel

ROW_HEIGHT = 34
"""pixels at 100%"""
ENTRY = Qt.ItemDataRole.UserRole
_ICON = 20
Index = QModelIndex | QPersistentModelIndex


class ChannelRows(QAbstractListModel):
    """A heading (its text) or a Channel in each row; headings cannot be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[str | Channel] = []

    def show(self, channels: Iterable[Channel]) -> None:
        self.beginResetModel()
        self._rows = []
        group: tuple[bool, str] | None = None
        for channel in channels:
            if (channel.own, channel.group) != group:
                group = (channel.own, channel.group)
                self._rows.append("Your own" if channel.own and channel.group == "Own" else channel.group)
            self._rows.append(channel)
        self.endResetModel()

    def row_of(self, id: str) -> int | None:
        return next((at for at, row in enumerate(self._rows) if not isinstance(row, str) and row.id == id), None)

    def first(self) -> int | None:
        """The first row that can be chosen."""
        return next((at for at, row in enumerate(self._rows) if not isinstance(row, str)), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if isinstance(self._rows[index.row()], str) else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._rows[index.row()]
        if role == ENTRY:
            return entry
        if isinstance(entry, str):
            return entry if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.name}, {entry.group}, {entry.width} by {entry.height} pixels"
            case Qt.ItemDataRole.ToolTipRole:
                return told(entry)
            case _:
                return None


def told(channel: Channel) -> str:
    """Its size, edges, and where that is from."""
    lines = [f"{channel.name}, {channel.group}: {channel.width} × {channel.height} px"]
    if edges := edges_of(channel):
        lines.append(edges)
    if channel.source:
        lines.append(f"As of {channel.date}: {channel.source}" if channel.date else channel.source)
    return "\n".join(lines)


class ChannelPainter(QStyledItemDelegate):
    """A frame of the shape, the name, and the size at the right."""

    def __init__(self, parent: QListView, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, colours, list_view = index.data(ENTRY), self._theme.palette, self.parent()
        assert isinstance(list_view, QListView)
        whole = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, str):
            box = whole.adjusted(SPACE["snug"], SPACE["snug"], -SPACE["snug"], 0)
            _line(painter, list_view.font(), TYPE["small"], box, entry, colours.muted, bold=True)
            return
        if list_view.currentIndex() == index:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(whole, RADIUS, RADIUS)
        box = whole.adjusted(SPACE["snug"], 0, -SPACE["snug"], 0)
        icon = QRect(box.left(), box.center().y() - _ICON // 2, _ICON, _ICON)
        paint_frame(painter, icon, entry.width, entry.height, colours.muted)
        size = f"{entry.width} × {entry.height}"
        wide = list_view.fontMetrics().horizontalAdvance(size) + SPACE["snug"]
        name = box.adjusted(_ICON + SPACE["base"], 0, -wide, 0)
        _line(painter, list_view.font(), TYPE["body"], name, entry.name, colours.text)
        _line(painter, list_view.font(), TYPE["small"], box, size, colours.muted, right=True)


def _line(
    painter: QPainter,
    font: QFont,
    size: int,
    box: QRect,
    text: str,
    colour: str,
    *,
    bold: bool = False,
    right: bool = False,
) -> None:
    font = QFont(font)
    font.setPixelSize(size)
    font.setBold(bold)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | side, short)
