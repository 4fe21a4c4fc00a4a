"""The scrolling column of sets: only rows near the viewport have widgets."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.ui import bind
from studio.ui.grid.geometry import RowPlan, tops
from studio.ui.grid.row import SetRow, plan_set
from studio.ui.images import Images
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace

_MARGIN = SPACE["loose"]


class SetColumn(QScrollArea):
    """Newest on top. A set that is put on top comes into sight; what is looked at further down stays where it is."""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Variations, newest first")
        self._workspace = workspace
        self._theme = theme
        self._images = images
        self._plans: list[RowPlan] = []
        self._tops: list[int] = [0]
        self.rows: dict[str, SetRow] = {}
        self._body = QWidget()
        self._body.setObjectName("surround")
        self._body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(self._body)
        self._replan_later = bind.Coalesced(self, self._replan_changed)
        bind.follow(self, workspace.grid.inserted, self._inserted)
        bind.follow(self, workspace.grid.reset, self.replan)
        bind.follow(self, workspace.grid.moved, self._replan_later)
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)
        self.verticalScrollBar().valueChanged.connect(lambda: self._materialise())

    def _range_changed(self, _least: int, most: int) -> None:
        """The bar keeps its room, so that rows keep their width; its handle shows when there is where to go."""
        self.verticalScrollBar().setEnabled(most > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.replan()

    def replan(self) -> None:
        """Lay everything out for the present width."""
        self._plans = self._planned()
        self._tops = tops([plan.height for plan in self._plans])
        self._body.resize(self.viewport().width(), self._tops[-1] + 2 * _MARGIN)
        self._materialise()

    def _planned(self) -> list[RowPlan]:
        width, height, metrics = self._row_width(), self.viewport().height(), self.fontMetrics()
        return [plan_set(shown, width, height, metrics) for shown in self._workspace.grid]

    def _row_width(self) -> int:
        return max(1, self.viewport().width() - 2 * _MARGIN)

    def _replan_changed(self) -> None:
        """A note that appeared moves what is below it; nothing else does."""
        if self._planned() != self._plans:
            self.replan()

    def _inserted(self) -> None:
        anchor = self._anchor()
        self.replan()
        if anchor is None:
            self.verticalScrollBar().setValue(0)
            return
        job, offset = anchor
        for position, shown in enumerate(self._workspace.grid):
            if shown.id == job:
                self.verticalScrollBar().setValue(self._tops[position] + offset)

    def _anchor(self) -> tuple[str, int] | None:
        """(set at the top of the viewport, how far it is scrolled out); None at the very top."""
        at = self.verticalScrollBar().value()
        if at <= _MARGIN or not self._plans:
            return None
        position = min(max(0, bisect_right(self._tops, at - _MARGIN) - 1), len(self._plans) - 1)
        shown = next((row for row in self.rows.values() if row.y() == self._tops[position] + _MARGIN), None)
        return None if shown is None else (shown.set.id, at - self._tops[position])

    def _visible(self) -> range:
        """Positions of the rows within one viewport's height of what is in sight."""
        view = self.viewport().height()
        at = self.verticalScrollBar().value() - _MARGIN
        first = max(0, bisect_right(self._tops, at - view) - 1)
        last = bisect_right(self._tops, at + 2 * view)
        return range(first, min(last, len(self._plans)))

    def _materialise(self) -> None:
        visible = self._visible()
        wanted = {self._workspace.grid[position].id for position in visible}
        for job in [job for job in self.rows if job not in wanted]:
            row = self.rows.pop(job)
            row.hide()
            row.deleteLater()
        for position in visible:
            self._place(position)

    def _place(self, position: int) -> None:
        shown, plan = self._workspace.grid[position], self._plans[position]
        row = self.rows.get(shown.id)
        if row is None or row.set is not shown:
            row = self.rows[shown.id] = SetRow(self._body, self._workspace, shown, self._theme, self._images)
            row.show()
        row.setGeometry(_MARGIN, self._tops[position] + _MARGIN, self._row_width(), plan.height)
        row.arrange(plan)
