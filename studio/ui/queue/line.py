"""The queue in one line: what runs and waits, how far it is, why it stands still; pause, go on, cancel."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from studio.ui import bind
from studio.ui.elided import Elided
from studio.ui.icons import Icon
from studio.ui.problem import text_label
from studio.ui.queue.cancelling import cancel_menu, running_title
from studio.ui.queue.paint import minute_words
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace

LINE = 32
"""height of the folded strip"""
NAME = "queue"
"""of the fold, as the view remembers it"""
_ROOM_FOR_BAR = 420
"""pixels of width below which the strip has only words for how far it is, and only signs for what can be done"""
_TICK = 1000
_BY_ITSELF = "It goes on by itself when that is mended."


class QueueLine(QWidget):
    """How much runs and waits, and what holds it."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("titlebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._theme = theme
        self._actions = actions
        self.sentence = Elided("muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(32)
        self._bar.setMaximumWidth(160)
        self._bar.setAccessibleName("Progress of the queue")
        self.hold = QPushButton("Pause")
        self.cancel = QPushButton("Cancel…")
        self.cancel.setAccessibleName("Cancel this, the rest, or everything")
        self.cancel.setToolTip("Cancel this, the rest, or everything")
        self.unfold = actions.button("queue.toggle")
        self._action = actions.bind("queue.hold", self._turn, self)
        self._lay_out()
        self._tick = QTimer(self, interval=_TICK)
        self._tick.timeout.connect(self._update)
        self.hold.clicked.connect(self._action.trigger)
        self.cancel.clicked.connect(self._pop_up)
        bind.follow(self, workspace.queue.changed, bind.Coalesced(self, self._update, 100))
        bind.follow(self, workspace.queue.state_changed, self._update)
        bind.follow(self, workspace.view.events.folded, self._update)
        bind.show(self, theme.changed, self._update)

    def _lay_out(self) -> None:
        for button in (self.hold, self.cancel):
            button.setProperty("look", "flat")
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["wide"], 0, SPACE["small"], 0)
        line.setSpacing(SPACE["snug"])
        self._name = text_label("Queue", "panel")
        self._name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        line.addWidget(self._name)
        line.addSpacing(SPACE["small"])
        line.addWidget(self._bar, 1)
        line.addWidget(self.sentence, 3)
        for widget in (self.hold, self.cancel, self.unfold):
            line.addWidget(widget)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update()

    def words(self) -> tuple[str, str]:
        """(what is said, its look)."""
        queue = self._workspace.queue
        counts = queue.sentence()
        if (blocked := queue.state.blocked) is not None:
            return f"{blocked.message} {blocked.remedy or _BY_ITSELF} {counts}".strip(), "danger"
        hold = next(iter(queue.state.holds.values()), None)
        if hold is None:
            return f"{self._begins()}{counts}" or "Empty", "muted"
        if hold.cause == "user":
            return f"Paused. {counts}".strip(), "accent"
        if hold.cause == "crash":  # told in full above the pictures
            return f"{hold.message.split('. ')[0].removesuffix('.')}. {counts}".strip(), "accent"
        return f"{hold.message} {counts}".strip(), "danger"

    def _begins(self) -> str:
        """When the hours of the rules begin, where everything waits for that."""
        queue = self._workspace.queue
        hours, now = queue.state.rules.hours, time.localtime()
        if hours is None or queue.count("running") or hours.include(now.tm_hour * 60 + now.tm_min):
            return ""
        return f"Plans go on at {minute_words(hours.begin)}. " if queue.count("waiting") else ""

    def _update(self) -> None:
        queue = self._workspace.queue
        folded = NAME in self._workspace.view.folded
        self._name.setVisible(self._roomy)
        self._bar.setVisible(len(queue) > 0 and self._roomy)
        self._bar.setValue(round(1000 * queue.fraction()))
        words, look = self.words()
        if look != self.sentence.property("look"):
            self.sentence.setProperty("look", look)
            self.sentence.style().polish(self.sentence)
        self.sentence.put(words)
        self._say_hold()
        self._show(self.cancel, len(queue) > 0)
        self._dress(self.cancel, "Cancel…", "x")
        self.unfold.setIcon(self._theme.icon("chevron-up" if folded else "chevron-down"))
        busy = queue.busy
        if busy != self._tick.isActive():
            self._tick.start() if busy else self._tick.stop()

    def _say_hold(self) -> None:
        """Pause and Go on are one button: there is never both to do."""
        queue = self._workspace.queue
        goes_on = queue.held or (queue.paused and not queue.busy)
        title = "Go on" if goes_on else "Pause"
        why = "Let the queue go on" if goes_on else "Pause the queue: what runs is put back"
        colour = self._theme.palette.on_accent if queue.held else None
        self._dress(self.hold, title, "play" if goes_on else "pause", colour)
        self.hold.setAccessibleName(why)
        self.hold.setToolTip(f"{why}  {self._actions.native('queue.hold')}".rstrip())
        look = "next" if queue.held else "flat"
        if look != self.hold.property("look"):
            self.hold.setProperty("look", look)
            self.hold.style().polish(self.hold)
        self._show(self.hold, len(queue) > 0 or queue.held)
        self._actions.say("queue.hold", why)

    def _show(self, button: QPushButton, shown: bool) -> None:
        """The keyboard stays in the strip."""
        if not shown and button.hasFocus():
            self.unfold.setFocus()
        button.setVisible(shown)

    @property
    def _roomy(self) -> bool:
        return self.width() >= _ROOM_FOR_BAR

    def _dress(self, button: QPushButton, title: str, icon: Icon, colour: str | None = None) -> None:
        """In words where there is room for them."""
        button.setText(title if self._roomy else "")
        button.setIcon(QIcon() if self._roomy else self._theme.icon(icon, colour))

    def _turn(self) -> None:
        queue, acts = self._workspace.queue, self._workspace.queue_acts
        goes_on = queue.held or (queue.paused and not queue.busy)
        self._start(acts.go_on() if goes_on else acts.hold(), "pause or go on")

    def _choices(self) -> list[tuple[str, Callable[[], object]]]:
        queue, acts = self._workspace.queue, self._workspace.queue_acts
        choices: list[tuple[str, Callable[[], object]]] = [
            (running_title(entry), lambda job=entry.job: self._start(acts.cancel((job,)), "cancel this"))
            for entry in queue.running
        ]
        waiting = queue.count("waiting") + queue.count("paused")
        if waiting and choices:
            title = f"The rest: {waiting:,} waiting"
            choices.append((title, lambda: self._start(acts.cancel_waiting(), "cancel the rest")))
        choices.append(("Everything", lambda: self._start(acts.cancel_all(), "cancel everything")))
        return choices

    def _pop_up(self) -> None:
        menu = cancel_menu(self._choices(), self.cancel)
        menu.popup(self.cancel.mapToGlobal(self.cancel.rect().bottomLeft()))

    def _start(self, work: Coroutine[object, object, object], name: str) -> None:
        self._workspace.tasks.start(work, name)
