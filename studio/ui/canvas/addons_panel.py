"""LoRAs to choose from: type to search, arrow keys to choose, Enter to add."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QPushButton, QWidget

from studio.ui import bind
from studio.ui.canvas.addons_list import ENTRY, ROW_HEIGHT, Entry, EntryPainter, EntryRows, entries, matching
from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import row
from studio.ui.problem import text_label
from studio.ui.theme import Theme
from studio.workspace.workspace import Workspace

_WIDTH = 400
_ROWS = (2, 8)
"""least and most in sight; the panel keeps its height while one searches"""
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_NONE = (
    "No LoRA is here yet. Drop a .safetensors file on the window, or get one from the models page. "
    "Folders of other programs are found there too."
)


class LoraPanel(Popover):
    """The keyboard stays in the search field; the list moves with it. `more()` leads to where others come from."""

    def __init__(self, anchor: QWidget, workspace: Workspace, theme: Theme, more: Callable[[], object]) -> None:
        super().__init__(anchor, "LoRAs", _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._more = more
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a LoRA")
        self.search.setAccessibleName("Find a LoRA")
        bind.clearable(self.search)
        self.search.installEventFilter(self)
        self.list = QListView()
        self.list.setProperty("look", "plain")
        self.list.setAccessibleName("LoRAs")
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(EntryPainter(self.list, theme))
        self._rows = EntryRows(self)
        self.list.setModel(self._rows)
        self.list.clicked.connect(self._clicked)
        self.said = text_label(look="muted", wrap=True)
        self.more = QPushButton("More LoRAs…")
        self.more.setProperty("look", "small")
        self.more.setAutoDefault(False)
        self.more.clicked.connect(self._open_more)
        self.hint = text_label("Enter adds it", "muted")
        for widget in (self.search, self.list, self.said, row(self.hint, self.more)):
            self.column.addWidget(widget)
        self.search.textChanged.connect(self._searched)
        bind.follow(self, workspace.draft.events.addons, self._show)
        bind.show(self, workspace.additions.changed, self._show)

    def open(self) -> None:
        """What lies on the disk is looked at again each time."""
        self._workspace.list_additions()
        super().open()
        self.search.setFocus()

    def current(self) -> Entry | None:
        entry = self.list.currentIndex().data(ENTRY)
        return entry if isinstance(entry, Entry) and entry.usable else None

    def use(self) -> None:
        """Add it and close."""
        entry = self.current()
        one = None if entry is None else self._workspace.additions.get("lora", entry.id)
        if one is not None:
            self.close()
            self._workspace.loras.add(one)

    def wants(self, event: QKeyEvent) -> bool:
        return super().wants(event) or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, *_MOVES)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.wants(event):
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.more.click() if self.more.hasFocus() else self.use()
        elif event.key() in _MOVES:
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.use()

    def _open_more(self) -> None:
        self.close()
        self._more()

    def _searched(self) -> None:
        self.list.setCurrentIndex(QModelIndex())  # the best match is meant, not what was meant before
        self._show()

    def _show(self) -> None:
        additions, before = self._workspace.additions, self.current()
        every = additions.of("lora")
        found = matching(additions, every, self.search.text())
        chosen = frozenset(one.id for one in self._workspace.loras.chosen)
        self._rows.show(entries(additions, found, chosen))
        at = self._rows.row_of("" if before is None else before.id)
        if at is not None:
            self.list.setCurrentIndex(self._rows.index(at))
            self.list.scrollTo(self._rows.index(at))
        self.search.setVisible(bool(every))
        self.hint.setText("Enter adds it" if at is not None else "")
        self._say(bool(every), bool(found))
        rows = min(max(len(every), _ROWS[0]), _ROWS[1])
        self.list.setFixedHeight(rows * ROW_HEIGHT)
        self.list.setVisible(bool(every))
        self.fit()

    def _say(self, there: bool, found: bool) -> None:
        if there:
            said = "" if found else "No LoRA has these words."
        else:
            said = _NONE if self._workspace.additions.looked else "Looking for LoRAs…"
        self.said.setText(said)
        self.said.setVisible(bool(said))
