"""Earlier prompts: type to search, arrow keys to choose, Enter to use."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QPushButton, QStackedWidget, QWidget

from studio.ui import bind
from studio.ui.canvas.history_list import ENTRY, ROW_HEIGHT, Entries, EntryPainter
from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import row
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import native
from studio.ui.theme import Theme
from studio.workspace.prompt_file import PromptEntry
from studio.workspace.workspace import Workspace

_WIDTH = 440
ROWS = (3, 7)
"""least and most entries in sight; the panel keeps its height while one searches"""
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class HistoryPanel(Popover):
    """The keyboard stays in the search field; the list moves with it."""

    def __init__(self, anchor: QWidget, workspace: Workspace, theme: Theme) -> None:
        super().__init__(anchor, "Earlier prompts", _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search earlier prompts")
        self.search.setAccessibleName("Search earlier prompts")
        bind.clearable(self.search)
        self.search.installEventFilter(self)
        self.list = QListView()
        self.list.setProperty("look", "plain")
        self.list.setAccessibleName("Earlier prompts")
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(EntryPainter(self.list, theme))
        self.list.clicked.connect(self.use)
        self._entries = Entries(self)
        self.list.setModel(self._entries)
        self._nothing = text_label(look="muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = self._stacked(self.list, self._nothing)
        self.pin = self._button("", self.pin_or_not)
        self.forget = self._button(f"Forget  {native('Shift+Del')}", self.forget_it)
        self.column.addWidget(self.search)
        self.column.addWidget(self._pages)
        hint = text_label("Enter uses it", "muted")
        self.column.addWidget(row(hint, self.pin, self.forget))
        self.search.textChanged.connect(lambda: self._show())
        self.list.selectionModel().currentChanged.connect(lambda: self._name_pin())
        bind.show(self, workspace.prompts.changed, self._show)

    def open(self) -> None:
        rows = min(max(self._entries.rowCount(), ROWS[0]), ROWS[1])
        self._pages.setFixedHeight(rows * ROW_HEIGHT)
        super().open()
        self.search.setFocus()

    def current(self) -> PromptEntry | None:
        entry = self.list.currentIndex().data(ENTRY)
        return entry if isinstance(entry, PromptEntry) else None

    def use(self) -> None:
        """Bring both texts back to the canvas."""
        if (entry := self.current()) is not None:
            self._workspace.draft.prompt, self._workspace.draft.negative = entry.prompt, entry.negative
            self.close()

    def pin_or_not(self) -> None:
        if (entry := self.current()) is not None:
            self._workspace.prompts.pin(entry, not entry.pinned)
            self._choose(entry)

    def forget_it(self) -> None:
        if (entry := self.current()) is not None:
            self._workspace.prompts.forget(entry)

    def wants(self, event: QKeyEvent) -> bool:
        return super().wants(event) or self._slot_of(event) is not None or event.key() in _MOVES

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The search field has its own use for some of the keys: Shift+Delete cuts there."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.wants(event):
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (slot := self._slot_of(event)) is not None:
            slot()
        elif event.key() in _MOVES:
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _slot_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        key, modifiers = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.use
        if key == Qt.Key.Key_D and modifiers == _CTRL:
            return self.pin_or_not
        if key == Qt.Key.Key_Delete and modifiers == _SHIFT:
            return self.forget_it
        return None

    def _show(self) -> None:
        at = self.list.currentIndex().row()
        found = self._workspace.prompts.search(self.search.text())
        self._entries.show(found)
        self.list.setCurrentIndex(self._entries.index(min(max(at, 0), len(found) - 1)))
        self._pages.setCurrentIndex(0 if found else 1)
        searched = bool(self.search.text().strip())
        self._nothing.setText("No prompt has these words." if searched else "Prompts that you make are kept here.")
        self._name_pin()

    def _choose(self, entry: PromptEntry) -> None:
        """Where it is now."""
        keys = [one.key for one in self._workspace.prompts.search(self.search.text())]
        if entry.key in keys:
            self.list.setCurrentIndex(self._entries.index(keys.index(entry.key)))

    def _name_pin(self) -> None:
        entry = self.current()
        for button in (self.pin, self.forget):
            button.setEnabled(entry is not None)
        pinned = entry is not None and entry.pinned
        self.pin.setText(f"{'Unpin' if pinned else 'Pin'}  {native('Ctrl+D')}")

    def _button(self, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "small")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    @staticmethod
    def _stacked(entries: QListView, nothing: QLabel) -> QStackedWidget:
        pages = QStackedWidget()
        pages.addWidget(entries)
        pages.addWidget(nothing)
        return pages
