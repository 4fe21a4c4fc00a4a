"""The expansion of a plan as a table: a row for each set of pictures, however many thousand there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from studio.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.jobs.plans.survey import Planned

ROW_HEIGHT = 28
"""pixels at 100%"""
_PROMPT, _FILE = 1, 6
_LEAST_PROMPT = 180
"""pixels of width"""
_LEAST_HEIGHT = 180
_PAD = 13
"""pixels at either side of a cell's text"""
_BESIDE = 34
"""pixels of a column beside its longest text"""
_MOST = 190
"""pixels of width of a column beside the prompt; what is longer is cut"""
_SHARE = 0.4
"""of what the others leave that the file's name may take from the prompt"""
_SAMPLED = 300
"""rows that are looked at for what is longest, spread over all"""
_MOST_TOLD = 300
"""characters of a prompt in a tooltip"""
_TITLES = ("Line", "Prompt", "Pictures", "Size", "Seed", "Model", "File")
Index = QModelIndex | QPersistentModelIndex


class Expansion(QAbstractTableModel):
    """What is asked for a cell is worked out then: nothing is prepared for rows that nobody sees."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Sequence[Planned] = ()

    def show(self, rows: Sequence[Planned]) -> None:
        if rows is not self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def planned(self, row: int) -> Planned:
        return self._rows[row]

    def longest(self, column: int) -> str:
        """Its longest text, as far as a sample of the rows tells, or its title."""
        step = max(1, len(self._rows) // _SAMPLED)
        sample = (*self._rows[::step], *self._rows[-1:])
        return max((_TITLES[column], *(_text(planned, column) for planned in sample)), key=len)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _TITLES[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        planned = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(planned, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return _told(planned, index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{_TITLES[index.column()]}: {_text(planned, index.column())}"
            case _:
                return None


def _text(planned: Planned, column: int) -> str:
    recipe = planned.recipe
    match _TITLES[column]:
        case "Line":
            return f"{planned.line:,}"
        case "Prompt":
            return " ".join(recipe.prompt[:1000].split())
        case "Pictures":
            return _pictures(planned)
        case "Size":
            return "{} × {}".format(*recipe.size)
        case "Seed":
            return str(recipe.seed)
        case "Model":
            return recipe.model.id
        case _:
            return planned.name


def _pictures(planned: Planned) -> str:
    if planned.have:
        return f"{planned.count}, there"
    if planned.queued:
        return f"{planned.count}, queued"
    there = planned.count - len(planned.missing)
    return f"{planned.count}, {there} there" if there else str(planned.count)


def _told(planned: Planned, column: int) -> str:
    recipe = planned.recipe
    match _TITLES[column]:
        case "Prompt":
            return recipe.prompt if len(recipe.prompt) < _MOST_TOLD else f"{recipe.prompt[:_MOST_TOLD]}…"
        case "Pictures" if planned.have:
            return "These are there already and are not made again."
        case "Pictures" if planned.queued:
            return "These are in the queue already."
        case "Size" if recipe.fit is not None:
            return f"Made at {recipe.width} × {recipe.height}, delivered at {recipe.fit.width} × {recipe.fit.height}"
        case "Seed" if planned.count > 1:
            return f"{recipe.seed} for the first picture, counting up for the others"
        case "File":
            return str(planned.folder / planned.name)
        case _:
            return _text(planned, column)


class _CellPainter(QStyledItemDelegate):
    """One line of text; the style's own way is too slow for a screen full of cells that is scrolled."""

    def __init__(self, table: PlanTable, theme: Theme) -> None:
        super().__init__(table)
        self._table = table
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, box = self._theme.palette, QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
        chosen = self._table.selectionModel().isRowSelected(index.row())
        if chosen:
            painter.fillRect(box, QColor(colours.selected))
        planned = self._table.expansion.planned(index.row())
        painter.setPen(QColor(colours.muted if planned.have and not chosen else colours.text))
        room = box.adjusted(_PAD, 0, -_PAD, 0)
        text = painter.fontMetrics().elidedText(
            _text(planned, index.column()), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class PlanTable(QTableView):
    """`expansion` is what it shows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.expansion = Expansion(self)
        self.setItemDelegate(_CellPainter(self, theme))
        self.setModel(self.expansion)
        self.setProperty("look", "table")
        self.setAccessibleName("Pictures of the plan")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(_LEAST_HEIGHT)
        side, top = self.verticalHeader(), self.horizontalHeader()
        side.hide()
        side.setDefaultSectionSize(ROW_HEIGHT)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        top.setHighlightSections(False)
        top.setFixedHeight(ROW_HEIGHT)
        top.setAccessibleName("Columns of the plan")
        top.setSectionsClickable(False)
        self.setCornerButtonEnabled(False)
        self.expansion.modelReset.connect(self._share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The prompt takes what the others leave."""
        metrics = QFontMetrics(self.font())
        left = self.viewport().width()
        for column in range(len(_TITLES)):
            if column != _PROMPT:
                most = max(_MOST, round(left * _SHARE)) if column == _FILE else _MOST
                wide = min(most, metrics.horizontalAdvance(self.expansion.longest(column)) + _BESIDE)
                self.setColumnWidth(column, wide)
                left -= wide
        self.setColumnWidth(_PROMPT, max(_LEAST_PROMPT, left))
