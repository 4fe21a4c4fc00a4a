"""The centre of the window: the filter above the rows, or how to begin where there are none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.grid.bar import FilterBar
from studio.ui.grid.column import SetColumn
from studio.ui.grid.empty import EmptyGrid, NothingFound
from studio.ui.grid.pointer import Pointer
from studio.ui.grid.table import LightTable
from studio.ui.images import Images
from studio.ui.pictures.handling import Handling
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.view import CELL_WIDTHS
from studio.workspace.workspace import Workspace

_CELL_STEP = 1.15
"""by which a key makes the cells larger"""


class GridView(QWidget):
    """`take_keyboard` and `search` are what the window's shortcuts call."""

    opened = Signal(object)
    """CellRef: the user wants to see it large"""
    example_used = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self.handling = Handling(workspace, images, actions, self)
        self._table = LightTable(workspace, theme, images, self.handling)
        self._table.setParent(self)
        self._table.pointer = Pointer(self._table)
        self._table.pointer.opened.connect(self.opened)
        self.bar = FilterBar(workspace.grid, workspace.view, theme)
        self.column = SetColumn(self._table, self._tell_unseen)
        self.empty = EmptyGrid(self._use_example, self._draw_example, actions)
        self.nothing = NothingFound(self.bar.clear)
        self._pages = QStackedWidget()
        for page in (self.empty, self.column, self.nothing):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)
        self._newer = self._newer_button()
        self.bar.leave.connect(self.take_keyboard)
        self.column.scrolled.connect(self.bar.lift)
        self._bind(actions)
        bind.follow(self, workspace.grid.inserted, self._choose_page)
        bind.show(self, workspace.grid.reset, self._choose_page)

    def take_keyboard(self) -> None:
        """To the current picture."""
        self.column.take_keyboard()

    def search(self) -> None:
        """To the words to search for."""
        if self.bar.isVisible():
            self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.bar.search.selectAll()

    def _bind(self, actions: Actions) -> None:
        selection, grid = self._workspace.selection, self._workspace.grid

        def choose_set() -> None:
            if selection.current is not None and grid.position(selection.current.job) is not None:
                selection.choose_set(selection.current.job)

        actions.bind("select.all", selection.choose_all, self)
        actions.bind("select.set", choose_set, self)
        actions.bind("cells.larger", lambda: self._scale(_CELL_STEP), self)
        actions.bind("cells.smaller", lambda: self._scale(1 / _CELL_STEP), self)

    def _scale(self, by: float) -> None:
        least, most = CELL_WIDTHS
        self._workspace.view.cell = round(min(max(self._workspace.view.cell * by, least), most))

    def _choose_page(self) -> None:
        grid = self._workspace.grid
        page = self.column if len(grid) else self.nothing if grid.filter else self.empty
        self.bar.setVisible(page is not self.empty)
        if page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
        self._place_newer()

    def _use_example(self, prompt: str) -> None:
        self._workspace.draft.prompt = prompt
        self.example_used.emit()

    def _draw_example(self, prompt: str) -> None:
        self._use_example(prompt)
        self._workspace.tasks.start(self._workspace.draw_alone(), "draw an example")

    def _newer_button(self) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("look", "pill")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.column.go_to_top)
        button.hide()
        return button

    def _tell_unseen(self, rows: int) -> None:
        """Rows came above what is in sight, which stays where it is."""
        text = "1 new set above" if rows == 1 else f"{rows} new sets above"
        self._newer.setText(text)
        self._newer.setAccessibleName(f"{text}: go there")
        self._newer.setVisible(rows > 0)
        self._place_newer()

    def _place_newer(self) -> None:
        self._newer.adjustSize()
        x = (self.width() - self._newer.width()) // 2
        self._newer.move(x, self._pages.y() + SPACE["base"])
        self._newer.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_newer()
