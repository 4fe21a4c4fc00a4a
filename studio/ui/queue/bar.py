"""Above the list: find in it, see one state alone, and the rules that it keeps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from studio.ui import bind
from studio.ui.queue.rules import RulesPanel, in_words
from studio.ui.theme import SPACE, Theme
from studio.workspace.queue_entry import KEPT, Kept, QueueFilter
from studio.workspace.workspace import Workspace

HEIGHT = 40
_FIELD = 280
"""pixels of width that a search needs at most"""
_ROOM_FOR_WORDS = 560
"""pixels of width below which the rules are told in the tooltip alone"""
_PAUSE = 120
"""milliseconds without another letter, after which the list is looked through"""
_TITLES: dict[Kept, str] = {
    "all": "Everything",
    "running": "Running",
    "waiting": "Waiting",
    "paused": "Paused",
    "failed": "Set aside",
}


class QueueBar(QWidget):
    """`left`: the keyboard goes back to the list."""

    left = Signal()

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("queuebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._workspace = workspace
        self._theme = theme
        self.words = QLineEdit()
        self.words.setPlaceholderText("Find in the queue")
        self.words.setAccessibleName("Find in the queue")
        self.words.setToolTip("Find by prompt, project, model or plan")
        self.words.setMaximumWidth(_FIELD)
        self.words.setMinimumWidth(96)
        bind.clearable(self.words)
        self._later = bind.Coalesced(self, self._apply, _PAUSE)
        self.words.textChanged.connect(lambda: self._later())
        self.kept = QComboBox()
        self.kept.setAccessibleDescription("Which jobs are shown")
        self.kept.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for title in _TITLES.values():
            self.kept.addItem(title)
        self.kept.currentIndexChanged.connect(self._apply)
        self.rules = QPushButton()
        self.rules.setProperty("look", "flat")
        self.rules.clicked.connect(lambda: RulesPanel(self.rules, workspace).open())
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["wide"], 0, SPACE["base"], 0)
        line.setSpacing(SPACE["snug"])
        line.addWidget(self.words, 1)
        line.addWidget(self.kept)
        line.addStretch(1)
        line.addWidget(self.rules)
        bind.follow(self, workspace.queue.state_changed, self._show_rules)
        bind.show(self, theme.changed, self._show_rules)

    def search(self) -> None:
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter lead to what was found, Escape shows everything again."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.words.hasFocus():
            self._apply()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def clear(self) -> None:
        self.words.clear()
        self.kept.setCurrentIndex(0)
        self._apply()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_rules()

    def _apply(self) -> None:
        kept = KEPT[max(0, self.kept.currentIndex())]
        self._workspace.queue.filter = QueueFilter(words=self.words.text().strip(), kept=kept)

    def _show_rules(self) -> None:
        said = in_words(self._workspace.queue.state.rules)
        roomy = self.width() >= _ROOM_FOR_WORDS
        self.rules.setIcon(self._theme.icon("sliders-horizontal"))
        self.rules.setText(f" {said}" if said and roomy else " Rules" if roomy else "")
        self.rules.setToolTip(f"Rules: {said}" if said else "Rules of the queue")
        self.rules.setAccessibleName(f"Rules of the queue: {said}" if said else "Rules of the queue")
