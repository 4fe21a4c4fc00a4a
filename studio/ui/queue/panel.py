"""The unfolded queue: a bar to find in it, and the list; words where there is nothing to list."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.images import Images
from studio.ui.problem import text_label
from studio.ui.queue.bar import HEIGHT, QueueBar
from studio.ui.queue.column import QueueColumn
from studio.ui.queue.desk import QueueDesk
from studio.ui.queue.handling import QueueHandling
from studio.ui.queue.slots import ROW
from studio.ui.queue.start_time import StartPanel
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.queue_rows import RowRef
from studio.workspace.workspace import Workspace

ROWS = 4
"""in sight at first"""
_EMPTY = "What you make while another set runs lines up here, whatever project it is for. Plans run here too."
_NOTHING = "Nothing in the queue is like that."


class QueuePanel(QWidget):
    """`shown`: the pictures of a job came into sight, and the keyboard belongs there."""

    shown = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("queuepanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self.desk = QueueDesk(workspace, theme, images)
        self.desk.setParent(self)
        self.handling = QueueHandling(self.desk, actions)
        self.handling.setParent(self)
        self.bar = QueueBar(workspace, theme)
        self.column = QueueColumn(self.desk, self.handling)
        self.handling.bind(self.column)
        self._words = text_label(look="muted", wrap=True)
        self.everything = QPushButton("Show everything")
        self.everything.setProperty("look", "small-link")
        self._empty = self._make_empty()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._empty)
        column.addWidget(self.column, 1)
        column.addStretch(0)
        self._bind()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT + ROWS * ROW)

    def take_keyboard(self) -> None:
        self.desk.by_keyboard = True
        (self.column if self.column.isVisible() else self.bar.words).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_empty(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE["wide"], SPACE["small"], SPACE["wide"], SPACE["small"])
        column.setSpacing(SPACE["hair"])
        column.addWidget(self._words)
        column.addWidget(self.everything, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return holder

    def _bind(self) -> None:
        queue = self._workspace.queue
        self.everything.clicked.connect(self.bar.clear)
        self.bar.left.connect(self.take_keyboard)
        self.handling.filter_wanted.connect(self.bar.search)
        self.handling.shown.connect(self.shown)
        self.handling.start_wanted.connect(self._choose_start)
        bind.follow(self, queue.rows.settled, self._show_words)
        bind.show(self, queue.changed, self._show_words)

    def _show_words(self) -> None:
        queue = self._workspace.queue
        empty, sifted = not len(queue.rows), bool(queue.filter)
        if empty and self.column.isAncestorOf(QApplication.focusWidget() or self):
            self.bar.rules.setFocus()  # what had the keyboard is gone; in a field Ctrl+Z would not bring it back
        self._empty.setVisible(empty)
        self.column.setVisible(not empty)
        self.everything.setVisible(empty and sifted)
        self._words.setText(_NOTHING if sifted else _EMPTY)

    def _choose_start(self, jobs: tuple[str, ...]) -> None:
        view = self.column.view_of(RowRef("job", jobs[0]))
        known = self._workspace.queue.get(jobs[0])
        panel = StartPanel(view or self.column, 0.0 if known is None else known.order.start_at)
        panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        panel.chosen.connect(partial(self.handling.set_start, jobs))
        panel.open()
