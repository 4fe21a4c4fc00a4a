"""Above the rows: words to search for, which marks to see, how many there are, and how large."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QPushButton, QSlider, QWidget

from studio.ui import bind
from studio.ui.icons import Icon
from studio.ui.problem import text_label
from studio.ui.theme import SCROLL_BAR, SPACE, Theme
from studio.workspace.filter import Filter, Kept
from studio.workspace.grid import Grid
from studio.workspace.view import CELL_WIDTHS, ViewState

HEIGHT = 44
_TYPED = 160
"""milliseconds after the last key until the words count"""
_KEPT: dict[Kept, str] = {"all": "All", "starred": "Starred", "unrejected": "Hide rejected"}
_SIGNS: dict[Kept, Icon] = {"starred": "star", "unrejected": "eye-off"}
"""what stands for the words where there is no room for them"""
_LEAVING: set[int] = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PRESSING: set[int] = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_NARROW = 620
"""pixels below which the number of pictures makes room"""
_VERY_NARROW = 500
_SIGN_WIDTH = 34
_LEAST_SEARCH = 110


class FilterBar(QWidget):
    """Changes the grid's filter and the view's cell size; follows both."""

    leave = Signal()
    """the user is done with the words and wants the pictures"""

    def __init__(self, grid: Grid, view: ViewState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("gridbar")
        self._lifted = False
        self.setFixedHeight(HEIGHT)
        self._grid = grid
        self._view = view
        self._theme = theme
        self.search = self._search()
        self.kept: dict[Kept, QPushButton] = {}
        self.count = text_label(look="muted")
        self.size_ = self._size()
        self._lay_out()
        self._typed = QTimer(self, singleShot=True, interval=_TYPED)
        self._typed.timeout.connect(self.apply_words)
        self.search.textChanged.connect(self._typing)
        bind.follow(self, grid.reset, self.refresh)
        bind.follow(self, grid.inserted, self.refresh)
        bind.follow(self, view.events.cell, self._show_size)
        bind.show(self, theme.changed, self._set_icons)
        self._show_size()
        self.refresh()

    def _search(self) -> QLineEdit:
        edit = QLineEdit()
        edit.setPlaceholderText("Search prompts")
        edit.setAccessibleName("Search prompts")
        bind.clearable(edit)
        edit.setMinimumWidth(_LEAST_SEARCH)
        edit.setMaximumWidth(300)
        self._glass = QAction("Search", self)
        edit.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        edit.installEventFilter(self)
        return edit

    def _size(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(*CELL_WIDTHS)
        slider.setSingleStep(20)
        slider.setPageStep(60)
        slider.setFixedWidth(96)
        slider.setAccessibleName("Size of the pictures")
        slider.setToolTip("Size of the pictures")
        slider.valueChanged.connect(self._resize)
        return slider

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["loose"], 0, SPACE["loose"] + SCROLL_BAR, 0)
        line.setSpacing(SPACE["base"])
        line.addWidget(self.search, 3)
        line.addWidget(self._segments(), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.count)
        line.addStretch(1)
        line.addWidget(self.size_)

    def _segments(self) -> QFrame:
        """One of three, side by side."""
        group = QButtonGroup(self)
        frame = QFrame()
        frame.setProperty("look", "segments")
        together = QHBoxLayout(frame)
        together.setContentsMargins(SPACE["hair"], SPACE["hair"], SPACE["hair"], SPACE["hair"])
        together.setSpacing(0)
        for kept, title in _KEPT.items():
            button = QPushButton(title)
            button.setProperty("look", "segment")
            button.setCheckable(True)
            button.setChecked(kept == self._grid.filter.kept)
            button.setAccessibleName(f"Show: {title}")
            button.clicked.connect(partial(self._choose, kept))
            button.installEventFilter(self)
            group.addButton(button)
            together.addWidget(button)
            self.kept[kept] = button
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.count.setVisible(self.width() >= _NARROW)
        self.size_.setVisible(self.width() >= _VERY_NARROW)
        self._show_kept()

    def _show_kept(self) -> None:
        """In words where they fit beside the search, or by their signs."""
        wide = {kept: self._word_width(kept) for kept in self.kept}
        edges = 2 * SPACE["loose"] + SCROLL_BAR + SPACE["base"]
        signs = self.width() < edges + _LEAST_SEARCH + sum(wide.values())
        for kept, button in self.kept.items():
            sign = _SIGNS.get(kept) if signs else None
            button.setText("" if sign else _KEPT[kept])
            button.setIcon(self._theme.icon(sign) if sign else QIcon())
            button.setToolTip(_KEPT[kept] if sign else "")
            button.setMinimumWidth(_SIGN_WIDTH if sign else wide[kept])

    def _word_width(self, kept: Kept) -> int:
        return self.kept[kept].fontMetrics().horizontalAdvance(_KEPT[kept]) + 2 * SPACE["base"]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that mean something here are not taken for commands on pictures."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        own = _LEAVING | {Qt.Key.Key_Escape} if watched is self.search else _PRESSING
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in own:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and watched is self.search and event.key() in own:
            self._leave_search(event.key())
            return True
        return super().eventFilter(watched, event)

    def _leave_search(self, key: int) -> None:
        """Escape clears, and leads to the pictures when there is nothing to clear; the others lead there at once."""
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.apply_words()
            return
        self.apply_words()
        self.leave.emit()

    def _typing(self, _text: str) -> None:
        self._typed.start()

    def _resize(self, cell: int) -> None:
        self._view.cell = cell

    def lift(self, lifted: bool) -> None:
        """Rows go beneath it: a line tells them apart."""
        if lifted != self._lifted:
            self._lifted = lifted
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.palette.surround))
        if self._lifted:
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self._theme.palette.line))

    def apply_words(self) -> None:
        """Search for what stands there now."""
        self._typed.stop()
        self._grid.filter = Filter(text=self.search.text().strip(), kept=self._grid.filter.kept)

    def clear(self) -> None:
        """Show everything."""
        self.search.clear()
        self._typed.stop()
        self._grid.filter = Filter()

    def refresh(self) -> None:
        wanted = self._grid.filter
        if not self._typed.isActive() and self.search.text().strip() != wanted.text:
            bind.set_text(self.search, wanted.text)
        self.kept[wanted.kept].setChecked(True)
        sets = len(self._grid)
        pictures = sum(shown.facts.count for shown in self._grid)
        told = f"{pictures:,} {'picture' if pictures == 1 else 'pictures'}"
        self.count.setText("" if not sets else told if not wanted else f"{sets:,} {'set' if sets == 1 else 'sets'}")

    def _choose(self, kept: Kept, _checked: bool = True) -> None:
        self._grid.filter = Filter(text=self.search.text().strip(), kept=kept)

    def _show_size(self) -> None:
        bind.set_whole(self.size_, self._view.cell)

    def _set_icons(self) -> None:
        self._glass.setIcon(self._theme.icon("search", self._theme.palette.muted))
        self._show_kept()
