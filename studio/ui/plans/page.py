"""The page of plans: choose a file, see what it would make, mend it, run it, see how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import PlanError, Problem, StudioError
from studio.ui import bind
from studio.ui.canvas.segments import Segments
from studio.ui.page import NARROW, Page
from studio.ui.plans.batch import BatchLine
from studio.ui.plans.choose import RecentButton, ask_for_plan
from studio.ui.plans.empty import NoPlan, Unread
from studio.ui.plans.facts import PlanFacts
from studio.ui.plans.pictures import show_pictures
from studio.ui.plans.run import RunBar
from studio.ui.plans.table import PlanTable
from studio.ui.plans.troubles import TroubleList
from studio.ui.plans.watch import Watch
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.plan_words import counted, troubles
from studio.workspace.workspace import Workspace

if TYPE_CHECKING:
    from studio.jobs.plans.survey import Survey

_WIDTH = 1180
"""pixels of the content at most: a table may be wider than text"""
_TABS = 420
"""pixels of width of the choice between pictures and problems"""


def _problems_of(error: StudioError | None) -> tuple[Problem, ...]:
    """Those with a place in the file."""
    return error.problems if isinstance(error, PlanError) else ()


class PlanPage(Page):
    """Shows `workspace.plans`. A file that is saved is surveyed again."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__("Plans", actions, _WIDTH)
        self._workspace = workspace
        self._actions = actions
        self._plans = plans = workspace.plans
        self.choose = QPushButton("Choose a file…")
        self.choose.setAccessibleName("Choose a plan")
        self.choose.clicked.connect(self._choose)
        self.recent = RecentButton(plans)
        self.head.addWidget(self.recent)
        self.head.addWidget(self.choose)
        self.facts = PlanFacts(plans, theme, workspace.problems)
        self.run = RunBar(plans, theme, workspace.tasks)
        self.batch = BatchLine(plans, workspace.tasks, workspace.problems, self._show_pictures)
        self.tabs = Segments(("Pictures", "Problems"))
        self.tabs.setAccessibleName("What is shown of the plan")
        self.tabs.setMaximumWidth(_TABS)
        self.table = PlanTable(theme)
        self.troubles = TroubleList(theme)
        self.tabs.chosen.connect(self._turn)
        self._seen: object = None
        self._watch = Watch(self)
        self._watch.saved.connect(plans.look_again)
        self._watch.around.connect(self._perhaps_mended)
        self._lay_out(NoPlan(plans, self._choose), Unread(plans))
        bind.show(self, plans.changed, self._update)

    def _lay_out(self, nothing: NoPlan, unread: QWidget) -> None:
        self._nothing, self._unread = nothing, unread
        self._pages = QStackedWidget()
        for page in (self.table, self.troubles):
            self._pages.addWidget(page)
        self._about = QWidget()
        column = QVBoxLayout(self._about)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["base"])
        column.addWidget(self.facts)
        column.addWidget(unread)
        column.addWidget(self.run)
        column.addWidget(self.batch)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1000)
        column.addStretch(1)
        self.body.addWidget(nothing, 1)
        self.body.addWidget(self._about, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        for part in (self.facts, self.run, self.batch):
            part.stack(narrow)

    def _choose(self) -> None:
        ask_for_plan(self, self._plans.path, self._plans.open)

    def _show_pictures(self) -> None:
        """Of the batch, whatever project the plan names by now."""
        if self._plans.batch is not None:
            project = self._plans.batch.batch.project
            self._workspace.tasks.start(show_pictures(self._workspace, self._actions, project), "show the pictures")

    def _update(self) -> None:
        plans, survey = self._plans, self._plans.survey
        self._watch.watch(plans.path)
        none = plans.path is None
        begins = not none and self._nothing.isVisible() and self._nothing.isAncestorOf(self.focusWidget() or self)
        self._nothing.setVisible(none)
        self._about.setVisible(not none)
        self.choose.setVisible(not none)
        self.recent.setVisible(not none)
        self.setFocusProxy(self._nothing.choose if none else self.choose)
        if begins:  # what had the keyboard is gone
            self.choose.setFocus()
        self._unread.setVisible(plans.stage in ("unreadable", "stopped"))
        self.tabs.setVisible(survey is not None)
        placed = _problems_of(plans.error) if survey is None and plans.stage == "unreadable" else ()
        self._pages.setVisible(survey is not None or bool(placed))
        if survey is None:
            self._seen = None
            self.troubles.show_troubles(troubles(placed))
            self._turn(1)
        elif survey is not self._seen:
            self._seen = survey
            self._show(survey)

    def _show(self, survey: Survey) -> None:
        found = troubles(survey.problems)
        self.table.expansion.show(survey.rows)
        self.troubles.show_troubles(found)
        pictures, problems = self.tabs.buttons
        pictures.setText(counted(survey.pictures, "picture") if survey.rows else "No pictures yet")
        pictures.setEnabled(bool(survey.rows))
        problems.setText(counted(len(found), "problem") if found else "No problems")
        problems.setEnabled(bool(found))
        self._turn(0 if survey.ok else 1)

    def _turn(self, position: int) -> None:
        self.tabs.show_choice(position)
        self._pages.setCurrentIndex(position)

    def _perhaps_mended(self) -> None:
        """A file that was missing may have come."""
        survey = self._plans.survey
        if self._plans.stage == "unreadable" or (survey is not None and survey.problems):
            self._plans.look_again()
