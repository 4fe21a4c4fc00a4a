"""The list of LoRAs: a name and what it is good for in each row; those that cannot be used in grey, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.ui.theme import RADIUS, SPACE, TYPE, Theme
from studio.workspace.additions import Additions
from studio.workspace.core import InstalledAddition

ROW_HEIGHT = 44
"""pixels at 100%"""
ENTRY = Qt.ItemDataRole.UserRole
_MARK = 16
Index = QModelIndex | QPersistentModelIndex


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    said: str
    """what it is good for, or why it cannot be used"""
    usable: bool
    chosen: bool


def entries(additions: Additions, found: Sequence[InstalledAddition], chosen: frozenset[str]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            id=one.id,
            name=one.name,
            said=_upper(why) if (why := additions.why_not(one)) else _good_for(one),
            usable=not why,
            chosen=one.id in chosen,
        )
        for one in found
    )


def matching(additions: Additions, found: Sequence[InstalledAddition], words: str) -> list[InstalledAddition]:
    """Those that have every word in name, trigger words or description; of those that fit the name's begin first."""
    wanted = words.casefold().split()
    named = [one for one in found if all(word in _searched(one) for word in wanted)]
    begin = words.strip().casefold()
    return sorted(named, key=lambda one: (bool(additions.why_not(one)), not one.name.casefold().startswith(begin)))


def _searched(one: InstalledAddition) -> str:
    return " ".join((one.name, one.id, one.summary, one.addition.base, *one.words)).casefold()


def _good_for(one: InstalledAddition) -> str:
    pace = one.addition.pace
    few = "" if pace is None else "1 step" if pace.steps == 1 else f"{pace.steps} steps"
    parts = (few, one.summary, ", ".join(one.words[:6]), "" if one.summary else one.addition.base)
    return "  ·  ".join(part for part in parts if part) or "No description"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


class EntryRows(QAbstractListModel):
    """Those that cannot be used cannot be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[Entry, ...] = ()

    def show(self, rows: tuple[Entry, ...]) -> None:
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def row_of(self, id: str) -> int | None:
        """Where it can be chosen; without it the first that can."""
        usable = [at for at, entry in enumerate(self._rows) if entry.usable]
        return next((at for at in usable if self._rows[at].id == id), usable[0] if usable else None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self._rows[index.row()].usable else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return entry
            case Qt.ItemDataRole.DisplayRole:
                return entry.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.name}{', on the canvas' if entry.chosen else ''}. {entry.said}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{entry.name}\n{entry.said}"
            case _:
                return None


class EntryPainter(QStyledItemDelegate):
    """Two lines, and a mark at those that are on the canvas."""

    def __init__(self, parent: QListView, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, colours, list_view = index.data(ENTRY), self._theme.palette, self.parent()
        assert isinstance(list_view, QListView)
        assert isinstance(entry, Entry)
        whole = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if list_view.currentIndex() == index and entry.usable:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(whole, RADIUS, RADIUS)
        box = whole.adjusted(SPACE["snug"], SPACE["small"], -SPACE["snug"] - _MARK - SPACE["snug"], -SPACE["small"])
        half = box.height() // 2
        name, said = box.adjusted(0, 0, 0, -half), box.adjusted(0, half, 0, 0)
        strong, quiet = (colours.text, colours.muted) if entry.usable else (colours.faint, colours.faint)
        _line(painter, list_view.font(), TYPE["body"], name, entry.name, strong)
        _line(painter, list_view.font(), TYPE["small"], said, entry.said, quiet)
        if entry.chosen:
            mark = QRect(whole.right() - SPACE["snug"] - _MARK, whole.center().y() - _MARK // 2, _MARK, _MARK)
            self._theme.icon("check", colours.accent).paint(painter, mark)


def _line(painter: QPainter, font: QFont, size: int, box: QRect, text: str, colour: str) -> None:
    font = QFont(font)
    font.setPixelSize(size)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    short = painter.fontMetrics().elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
