"""What a plan would make, before anything starts: how many pictures, how long, what it costs, where they go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.elided import Elided
from studio.ui.plans.buttons import Buttons
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.plan_words import cost_of, pictures_of, time_of
from studio.workspace.plans import Plans
from studio.workspace.problems import Problems

_PROJECT = 360
"""pixels of width at most"""


class PlanFacts(QFrame):
    """The file above, its facts beneath; the project can be changed here."""

    def __init__(self, plans: Plans, theme: Theme, problems: Problems) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._plans = plans
        self._problems = problems
        self.name = Elided("title")
        self.place = Elided("muted")
        self.open_file = QPushButton("Open the file")
        self.open_file.setToolTip("With the program that this system uses for it; saved changes are read at once")
        self.open_file.clicked.connect(self._open_file)
        self.again = QPushButton("Look again")
        self.again.setToolTip("Read the file again")
        self.again.clicked.connect(plans.look_again)
        self._buttons = Buttons((self.open_file, self.again))
        self.pictures, self.time, self.cost = (text_label(wrap=True) for _ in range(3))
        self.folder = Elided()
        self.project = QLineEdit()
        self.project.setAccessibleName("Project of the pictures")
        self.project.setMaximumWidth(_PROJECT)
        self.project.editingFinished.connect(self._choose_project)
        self._facts = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["wide"], SPACE["base"], SPACE["wide"], SPACE["base"])
        column.setSpacing(SPACE["base"])
        column.addLayout(self._head(theme))
        column.addWidget(self._facts)
        self._lay_out()
        bind.show(self, plans.changed, self._update)

    def _head(self, theme: Theme) -> QGridLayout:
        icon = QLabel()
        bind.show(self, theme.changed, lambda: icon.setPixmap(theme.icon("table").pixmap(20, 20)))
        words = QVBoxLayout()
        words.setSpacing(SPACE["hair"])
        words.addWidget(self.name)
        words.addWidget(self.place)
        self._top = top = QGridLayout()
        top.setHorizontalSpacing(SPACE["base"])
        top.setVerticalSpacing(SPACE["snug"])
        top.setColumnStretch(1, 1)
        top.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 0, 1)
        top.addWidget(self._buttons, 0, 2)
        return top

    def stack(self, narrow: bool) -> None:
        """Put the buttons beneath the name, or beside it."""
        self._buttons.stack(narrow)
        self._top.addWidget(self._buttons, *((1, 0, 1, 3) if narrow else (0, 2, 1, 1)))

    def _lay_out(self) -> None:
        grid = QGridLayout(self._facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE["wide"])
        grid.setVerticalSpacing(SPACE["small"])
        grid.setColumnStretch(1, 1)
        self._known: list[QLabel] = []
        """what is said only of a plan that could be expanded"""
        for row, (title, value) in enumerate((("Pictures", self.pictures), ("Time", self.time), ("Cost", self.cost))):
            self._known += [_add(grid, row, title, value), value]
        _add(grid, 3, "Goes to", self.folder)
        _add(grid, 4, "Project", self.project)

    def _update(self) -> None:
        plans, survey = self._plans, self._plans.survey
        if plans.path is not None:
            self.name.put(plans.path.name if survey is None else survey.name)
            self.place.put(str(plans.path))
        self._facts.setVisible(survey is not None)
        if survey is None:
            return
        for label in self._known:
            label.setVisible(bool(survey.rows))
        if survey.rows:
            self.pictures.setText(pictures_of(survey))
            self.time.setText(time_of(survey))
            self.cost.setText(cost_of(survey))
        self.folder.put(str(survey.folder))
        if not self.project.hasFocus() or not self.project.isModified():
            bind.set_text(self.project, survey.project)
            self.project.setCursorPosition(0)
            self.project.setToolTip(survey.project)

    def _choose_project(self) -> None:
        survey = self._plans.survey
        if survey is not None and self.project.text().strip() != survey.project:
            self.project.setModified(False)
            self._plans.choose_project(self.project.text())

    def _open_file(self) -> None:
        path = self._plans.path
        if path is not None and not open_with_system(path):
            self._problems.tell(
                f"No program here opens {path.suffix or 'such'} files. Open it in an editor of your own."
            )


def _add(grid: QGridLayout, row: int, title: str, value: QWidget) -> QLabel:
    """A line of the facts; its title."""
    label = text_label(title, "label")
    label.setBuddy(value)
    label.setContentsMargins(0, 1, 0, 0)  # smaller letters, on the line of the larger ones
    line = QHBoxLayout()  # takes the width that the value leaves
    line.addWidget(value, 1)
    line.addStretch(0)
    grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop if isinstance(value, QLabel) else Qt.AlignmentFlag(0))
    grid.addLayout(line, row, 1)
    return label


def open_with_system(path: Path) -> bool:
    """In whatever program the system uses for such files, or such folders; False where there is none."""
    return path.exists() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
