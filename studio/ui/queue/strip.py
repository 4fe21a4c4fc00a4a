"""The queue below the pictures: one line while it is folded, every job when it is not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from studio.ui import bind
from studio.ui.elided import Elided
from studio.ui.problem import text_label
from studio.ui.queue.row import HEIGHT, EntryRow
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace

LINE = 32
"""height of the folded strip"""
_ROOM_FOR_BAR = 420
"""pixels of width below which the folded strip says in words alone how far it is"""
_ROWS = 4
"""in sight at first"""
_MOST_ROWS = 100
"""a longer queue says how many more there are"""
_NAME = "queue"
_TICK = 1000
_UNBOUNDED = 16_777_215
_EMPTY = "What you make while another set runs lines up here, whatever project it is for."


class QueueStrip(QDockWidget):
    """Always in sight, so that the pictures above keep their place when work begins and ends."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__("Queue")
        self.setObjectName("panel-queue")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self._workspace = workspace
        self._theme = theme
        self._view = workspace.view
        self._unfolded = LINE + _ROWS * HEIGHT
        self._action = actions.bind("queue.toggle", self.toggle, self)
        self.line = QueueLine(workspace, theme, actions)
        self.list = QueueList(workspace, theme)
        self.setTitleBarWidget(self.line)
        self._holder = _holding(self.list)
        self.setWidget(self._holder)
        self._action.setCheckable(True)
        if not self._view.layout:  # the first time
            self._fold(True)
        bind.show(self, self._view.events.folded, self._show_folded)

    @property
    def folded(self) -> bool:
        return _NAME in self._view.folded

    def toggle(self) -> None:
        self._fold(not self.folded)

    def _fold(self, folded: bool) -> None:
        others = tuple(name for name in self._view.folded if name != _NAME)
        self._view.folded = (*others, _NAME) if folded else others

    def _show_folded(self) -> None:
        if self.folded and self.isVisible() and self.height() > LINE:
            self._unfolded = self.height()
        self.list.setVisible(not self.folded)
        self._holder.setMinimumHeight(0 if self.folded else 2 * HEIGHT)
        self._holder.setMaximumHeight(0 if self.folded else _UNBOUNDED)
        self._action.setChecked(not self.folded)
        if not self.folded and isinstance(around := self.parentWidget(), QMainWindow):
            around.resizeDocks([self], [self._unfolded], Qt.Orientation.Vertical)


def _holding(content: QWidget) -> QWidget:
    """A dock whose widget is hidden shrinks to its title in both directions: this one stays, and is made flat."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(content)
    return holder


class QueueLine(QWidget):
    """How much runs and waits, in one line."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("titlebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._theme = theme
        self.sentence = Elided("muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(32)
        self._bar.setMaximumWidth(160)
        self._bar.setAccessibleName("Progress of what runs")
        self.resume = QPushButton("Go on")
        self.resume.setToolTip("Let everything that is paused go on")
        self.resume.setAccessibleName("Let everything that is paused go on")
        self.cancel = QPushButton("Cancel all")
        self.cancel.setAccessibleName("Cancel everything that runs and waits")
        self.unfold = actions.button("queue.toggle")
        self._lay_out()
        self._tick = QTimer(self, interval=_TICK)
        self._tick.timeout.connect(self._update)
        tasks, queue = workspace.tasks, workspace.queue
        self.cancel.clicked.connect(lambda: tasks.start(queue.cancel_all(), "cancel all"))
        self.resume.clicked.connect(lambda: tasks.start(queue.resume(), "resume"))
        bind.follow(self, queue.changed, bind.Coalesced(self, self._update, 100))
        bind.follow(self, workspace.view.events.folded, self._update)
        bind.show(self, theme.changed, self._update)

    def _lay_out(self) -> None:
        for button in (self.resume, self.cancel):
            button.setProperty("look", "flat")
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["wide"], 0, SPACE["small"], 0)
        line.setSpacing(SPACE["snug"])
        name = text_label("Queue", "panel")
        name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        line.addWidget(name)
        line.addSpacing(SPACE["small"])
        line.addWidget(self._bar, 1)
        line.addWidget(self.sentence, 3)
        for widget in (self.resume, self.cancel, self.unfold):
            line.addWidget(widget)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update()

    def _update(self) -> None:
        queue = self._workspace.queue
        running = queue.running
        busy = bool(running)
        folded = _NAME in self._workspace.view.folded
        self._bar.setVisible(busy and folded and self.width() >= _ROOM_FOR_BAR)
        self._bar.setValue(round(1000 * max((entry.fraction for entry in running), default=0.0)))
        self.sentence.put(queue.sentence() or "Empty")
        self.resume.setVisible(queue.paused)
        self.cancel.setVisible(len(queue) > 1)
        self.unfold.setIcon(self._theme.icon("chevron-up" if folded else "chevron-down"))
        if busy != self._tick.isActive():
            self._tick.start() if busy else self._tick.stop()


class QueueList(QScrollArea):
    """A row for each job, in the order in which they will run; built when it is first seen."""

    spoken_as = QAccessible.Role.List

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("queue")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each row has its buttons
        self.setAccessibleName("Jobs that run and wait")
        self._workspace = workspace
        self._theme = theme
        self.rows: list[EntryRow] = []
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, SPACE["small"])
        self._column.setSpacing(0)
        self._words = text_label(look="muted", wrap=True)
        self._words.setContentsMargins(SPACE["wide"], SPACE["small"], SPACE["wide"], SPACE["small"])
        self._column.addWidget(self._words)
        self._column.addStretch(1)
        self.setWidget(holder)
        bind.follow(self, workspace.queue.changed, bind.Coalesced(self, self.update_rows, 100))

    def sizeHint(self) -> QSize:
        return QSize(400, _ROWS * HEIGHT)

    def showEvent(self, event: object) -> None:
        self.update_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self.rows:
            row.fit(self.width())

    def update_rows(self) -> None:
        if not self.isVisible():
            return
        queue = self._workspace.queue
        shown = queue.first(_MOST_ROWS)
        while len(self.rows) > len(shown):
            row = self.rows.pop()
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(shown):
            self.rows.append(EntryRow(self._theme, self._cancel, self._resume))
            self.rows[-1].fit(self.width())
            self._column.insertWidget(len(self.rows) - 1, self.rows[-1])
        for row, entry in zip(self.rows, shown, strict=True):
            row.show_entry(entry)
        more = len(queue) - len(shown)
        self._words.setText(f"and {more} more" if more else "" if shown else _EMPTY)
        self._words.setVisible(bool(self._words.text()))

    def _cancel(self, job: str) -> None:
        self._workspace.tasks.start(self._workspace.queue.cancel(job), "cancel")

    def _resume(self, job: str) -> None:
        self._workspace.tasks.start(self._workspace.queue.resume((job,)), "resume")
