"""The rules that the queue keeps: hours, when to stop, jobs of one model together."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QTimeEdit, QWidget

from studio.recipe.queue import Hours, Rules
from studio.ui import bind
from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import calm, indent
from studio.ui.problem import text_label
from studio.ui.queue.paint import minute_words
from studio.ui.theme import SPACE
from studio.workspace.workspace import Workspace

_WIDTH = 340
_NIGHT = Hours(begin=22 * 60, end=7 * 60)
_USUAL_FAILURES = 3


def in_words(rules: Rules) -> str:
    """What differs from the usual: `22:00 to 07:00, pauses after 3 failures`; blank where nothing does."""
    said: list[str] = []
    if rules.hours is not None:
        said.append(f"{minute_words(rules.hours.begin)} to {minute_words(rules.hours.end)}")
    if rules.stop_after:
        said.append("pauses after 1 failure" if rules.stop_after == 1 else f"pauses after {rules.stop_after} failures")
    if not rules.together:
        said.append("strictly in order")
    return ", ".join(said)


class RulesPanel(Popover):
    """Every change counts at once, and can be undone."""

    def __init__(self, anchor: QWidget, workspace: Workspace) -> None:
        super().__init__(anchor, "Rules of the queue", _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self.hours = QCheckBox("Plans are worked on only from")
        self.begin, self.end = _time("Begin of the hours"), _time("End of the hours")
        self.stops = QCheckBox("Pause after failures in a row:")
        self.failures = QSpinBox()
        self.failures.setRange(1, 99)
        self.failures.setAccessibleName("Failures in a row after which the queue pauses")
        self.failures.setFixedWidth(64)
        indent(self.failures)
        calm(self.failures)
        self.together = QCheckBox("Jobs for the same model run together")
        self.together.setToolTip("Saves loading models again and again. Nobody waits for more than a few others.")
        self.column.addWidget(text_label("Rules of the queue", "heading"))
        self.column.addWidget(self.hours)
        self.column.addWidget(_indented(self.begin, text_label("to"), self.end))
        self.column.addWidget(_line(self.stops, self.failures))
        self.column.addWidget(self.together)
        about = "Hours and order are for plans; what you make by hand is made at once."
        self.column.addWidget(text_label(about, "muted", wrap=True))
        self._show()
        for box in (self.hours, self.stops, self.together):
            box.toggled.connect(self._changed)
        for field in (self.begin, self.end):
            field.editingFinished.connect(self._changed)
        self.failures.valueChanged.connect(self._changed)
        bind.follow(self, workspace.queue.state_changed, self._show)

    def rules(self) -> Rules:
        hours = Hours(begin=_minute(self.begin), end=_minute(self.end)) if self.hours.isChecked() else None
        stop_after = self.failures.value() if self.stops.isChecked() else 0
        return Rules(hours=hours, stop_after=stop_after, together=self.together.isChecked())

    def _changed(self) -> None:
        self._enable()
        if self.rules() != self._workspace.queue.state.rules:
            self._workspace.tasks.start(self._workspace.queue_acts.set_rules(self.rules()), "set the rules")

    def _show(self) -> None:
        rules = self._workspace.queue.state.rules
        if self.isVisible() and rules == self.rules():
            return
        hours = rules.hours or _NIGHT
        for widget in (self.hours, self.stops, self.together, self.failures, self.begin, self.end):
            widget.blockSignals(True)
        self.hours.setChecked(rules.hours is not None)
        self.begin.setTime(QTime(hours.begin // 60, hours.begin % 60))
        self.end.setTime(QTime(hours.end // 60, hours.end % 60))
        self.stops.setChecked(rules.stop_after > 0)
        self.failures.setValue(rules.stop_after or _USUAL_FAILURES)
        self.together.setChecked(rules.together)
        for widget in (self.hours, self.stops, self.together, self.failures, self.begin, self.end):
            widget.blockSignals(False)
        self._enable()

    def _enable(self) -> None:
        for field in (self.begin, self.end):
            field.setEnabled(self.hours.isChecked())
        self.failures.setEnabled(self.stops.isChecked())


def _time(name: str) -> QTimeEdit:
    field = QTimeEdit()
    field.setDisplayFormat("HH:mm")
    field.setAccessibleName(name)
    field.setFixedWidth(72)
    indent(field)
    calm(field)
    return field


def _minute(field: QTimeEdit) -> int:
    return field.time().hour() * 60 + field.time().minute()


def _line(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SPACE["snug"])
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return holder


def _indented(*widgets: QWidget) -> QWidget:
    holder = _line(*widgets)
    layout = holder.layout()
    if layout is not None:
        layout.setContentsMargins(SPACE["loose"] + SPACE["small"], 0, 0, 0)
    return holder
