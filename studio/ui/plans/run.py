"""Puts a plan into the queue, or says why it cannot be; while it is read, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QGridLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from studio.ui import bind
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.plan_words import run_words
from studio.workspace.plans import Plans
from studio.workspace.tasks import Tasks

if TYPE_CHECKING:
    from studio.jobs.plans.survey import Survey

_SOON = 300
"""milliseconds of reading before it is told: most plans are read by then"""
_WAITS = frozenset({"reading", "starting"})


class RunBar(QWidget):
    """The button, and beside it one sentence."""

    def __init__(self, plans: Plans, theme: Theme, tasks: Tasks) -> None:
        super().__init__()
        self._plans = plans
        self._theme = theme
        self.run = QPushButton()
        self.run.setProperty("look", "main")
        self.run.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.run.clicked.connect(lambda: tasks.start(plans.run(), "run the plan"))
        self.reason = text_label(look="muted", wrap=True)
        self.stop = QPushButton("Cancel")
        self.stop.setProperty("look", "small")
        self.stop.setAccessibleName("Cancel reading the plan")
        self.stop.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.stop.clicked.connect(plans.cancel)
        self.prune = QCheckBox("Cancel what is no longer in the plan")
        self.prune.setToolTip("Jobs of this plan that wait in the queue, and that it does not ask for any more")
        self.prune.clicked.connect(lambda: setattr(plans, "prune", self.prune.isChecked()))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Reading the plan")
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._update)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE["base"])
        grid.setVerticalSpacing(SPACE["snug"])
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.run, 0, 0)
        grid.addWidget(self.reason, 0, 1)
        grid.addWidget(self.stop, 0, 2)
        grid.addWidget(self._bar, 1, 0, 1, 3)
        grid.addWidget(self.prune, 3, 0, 1, 3)
        bind.follow(self, theme.changed, self._update)
        bind.show(self, plans.changed, self._update)

    def stack(self, narrow: bool) -> None:
        """Put the sentence beneath the button, or beside it."""
        self._grid.addWidget(self.reason, *((2, 0, 1, 3) if narrow else (0, 1, 1, 1)))

    def _update(self) -> None:
        plans = self._plans
        waits = plans.stage in _WAITS
        if waits and not self._soon.isActive() and not self._bar.isVisible() and self.sender() is not self._soon:
            self._soon.start()
        elif not waits:
            self._soon.stop()
        told = waits and not self._soon.isActive()
        self._bar.setVisible(told and self._theme.motion)
        self.stop.setVisible(told and plans.stage == "reading")
        if waits and not told:
            return  # what stood there stands on
        survey = plans.survey
        self.prune.setVisible(plans.unfinished and survey is not None)
        self.prune.setChecked(plans.prune)
        self.run.setVisible(survey is not None)
        self.run.setEnabled(not plans.why_not)
        self._stand_out(survey is None or not survey.ok or bool(plans.missing))
        if survey is not None:
            self.run.setText(
                run_words(plans.missing, waits=bool(survey.queued or plans.unfinished))
                if survey.ok
                else "Make the pictures"
            )
        self._say()

    def _stand_out(self, much: bool) -> None:
        """As the thing to do next; to update what waits already is not."""
        look = "main" if much else ""
        if self.run.property("look") != look:
            self.run.setProperty("look", look)
            self.run.style().polish(self.run)

    def _say(self) -> None:
        plans, survey = self._plans, self._plans.survey
        error = plans.error if plans.stage == "read" else None
        if error is not None:
            text = f"{error.message} {error.remedy}".strip()
        elif survey is None and plans.stage not in _WAITS:
            text = ""
        elif plans.why_not:
            text = plans.why_not
        elif survey is not None and not plans.missing:
            text = "Changes what waits to what the plan says now. Nothing new is made."
        elif survey is not None and survey.have:
            text = f"Only what is missing is made: {survey.have:,} of {survey.pictures:,} are there already."
        else:
            text = "They go into the queue; what you make by hand goes first."
        self.reason.setProperty("look", "danger" if error is not None or _wrong(survey) else "muted")
        self.reason.style().polish(self.reason)
        self.reason.setText(text)


def _wrong(survey: Survey | None) -> bool:
    return survey is not None and not survey.ok
