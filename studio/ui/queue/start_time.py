"""When jobs may begin: a button that says it, and a small panel to choose a day and a time."""

from __future__ import annotations

import time

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import QDateTimeEdit, QPushButton, QWidget

from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import calm, indent, row
from studio.ui.problem import text_label
from studio.ui.queue.paint import clock

_WIDTH = 280
_EVENING, _MORNING = 22, 7
"""hours of the local day"""


def next_at(hour: int, now: float | None = None) -> float:
    """Unix time of the next time that the clock shows this full hour."""
    here = time.localtime(time.time() if now is None else now)
    today = time.mktime((here.tm_year, here.tm_mon, here.tm_mday, hour, 0, 0, 0, 0, -1))
    return today if today > time.mktime(here) else time.mktime((*here[:2], here.tm_mday + 1, hour, 0, 0, 0, 0, -1))


class StartPanel(Popover):
    """`chosen(when)`: Unix time in seconds, 0 for as soon as it is their turn."""

    chosen = Signal(float)

    def __init__(self, anchor: QWidget, when: float) -> None:
        super().__init__(anchor, "When may it begin?", _WIDTH)
        self.field = QDateTimeEdit()
        self.field.setAccessibleName("Day and time to begin at")
        self.field.setDisplayFormat("ddd d MMM yyyy  HH:mm")
        indent(self.field)
        calm(self.field)
        begin = when if when > time.time() else next_at(_EVENING)
        self.field.setDateTime(QDateTime.fromSecsSinceEpoch(int(begin)))
        self.field.setMinimumDateTime(QDateTime.fromSecsSinceEpoch(int(time.time())))
        self.soon = QPushButton("As soon as possible")
        self.soon.clicked.connect(lambda: self._choose(0.0))
        evening, morning = (QPushButton(f"At {clock(next_at(hour))}") for hour in (_EVENING, _MORNING))
        evening.clicked.connect(lambda: self._choose(next_at(_EVENING)))
        morning.clicked.connect(lambda: self._choose(next_at(_MORNING)))
        self.set = QPushButton("Set")
        self.set.clicked.connect(lambda: self._choose(float(self.field.dateTime().toSecsSinceEpoch())))
        self.column.addWidget(text_label("When may it begin?", "heading"))
        self.column.addWidget(self.soon)
        self.column.addWidget(row(evening, morning))
        self.column.addWidget(row(self.field, self.set))

    def _choose(self, when: float) -> None:
        self.close()
        self.chosen.emit(when)


class StartButton(QPushButton):
    """Says when a job may begin, and opens the panel."""

    def __init__(self, when: float) -> None:
        super().__init__()
        self.when = when
        self.clicked.connect(self._open)
        self._say()

    def _open(self) -> None:
        panel = StartPanel(self, self.when)
        panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        panel.chosen.connect(self._take)
        panel.open()

    def _take(self, when: float) -> None:
        self.when = when
        self._say()

    def _say(self) -> None:
        later = self.when > time.time()
        self.setText(f"At {clock(self.when)}" if later else "As soon as possible")
        self.setAccessibleName(f"When this job may begin: {self.text()}")
