"""What became of the plan: how far its batch is, with pause, go on, cancel and retry."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path

from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar, QPushButton

from studio.ui import bind
from studio.ui.plans.buttons import Buttons
from studio.ui.plans.facts import open_with_system
from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.plan_words import batch_sentence
from studio.workspace.plans import Plans
from studio.workspace.problems import Problems
from studio.workspace.tasks import Tasks

Work = Callable[[], Coroutine[object, object, None]]


class BatchLine(QFrame):
    """Takes no room while nothing was made of the plan."""

    def __init__(self, plans: Plans, tasks: Tasks, problems: Problems, show_pictures: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._plans = plans
        self._tasks = tasks
        self._problems = problems
        self.sentence = text_label(wrap=True)
        self.said = text_label(look="muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the plan")
        self.pause = self._button("Pause", "Pause this plan", plans.pause_batch)
        self.go_on = self._button("Go on", "Let this plan go on", plans.resume_batch)
        self.retry = self._button("Try again", "Try again what was set aside", plans.retry_batch)
        self.cancel = self._button("Cancel", "Cancel what is left of this plan", plans.cancel_batch)
        self.show_pictures = QPushButton("Show the pictures")
        self.show_pictures.setToolTip("Open their project")
        self.show_pictures.clicked.connect(show_pictures)
        self.show_folder = QPushButton("Show the folder")
        self.show_folder.setAccessibleName("Show the folder of the pictures")
        self.show_folder.clicked.connect(self._show_folder)
        self.buttons = Buttons((self.pause, self.go_on, self.retry, self.cancel, self.show_pictures, self.show_folder))
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["wide"], SPACE["snug"], SPACE["base"], SPACE["snug"])
        grid.setHorizontalSpacing(SPACE["base"])
        grid.setVerticalSpacing(SPACE["small"])
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.sentence, 0, 0)
        grid.addWidget(self.buttons, 0, 1)
        grid.addWidget(self.bar, 1, 0, 1, 2)
        grid.addWidget(self.said, 3, 0, 1, 2)
        bind.show(self, plans.changed, self._update)

    def stack(self, narrow: bool) -> None:
        """Put the buttons beneath the sentence, or beside it."""
        self.buttons.stack(narrow)
        self._grid.addWidget(self.buttons, *((2, 0, 1, 2) if narrow else (0, 1, 1, 1)))

    def _button(self, text: str, name: str, work: Work) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.clicked.connect(lambda: self._tasks.start(work(), name.casefold()))
        return button

    def _update(self) -> None:
        state = self._plans.batch
        self.setVisible(state is not None)
        if state is None:
            return
        tally = state.tally
        unfinished = bool(tally.unfinished)
        self.sentence.setText(batch_sentence(state))
        self.said.setText(" ".join(self._plans.said))
        self.said.setVisible(bool(self._plans.said))
        self.bar.setRange(0, max(1, tally.pictures))
        self.bar.setValue(tally.made)
        self.bar.setVisible(unfinished)
        self.pause.setVisible(unfinished and not state.paused)
        self.go_on.setVisible(unfinished and state.paused)
        self.retry.setVisible(bool(tally.failed))
        self.cancel.setVisible(unfinished)
        self.show_pictures.setVisible(bool(tally.made))
        self.buttons.updateGeometry()

    def _show_folder(self) -> None:
        state = self._plans.batch
        if state is not None and not open_with_system(Path(state.batch.folder)):
            self._problems.tell(
                f"The folder {state.batch.folder} cannot be shown: nothing was made yet, or it is gone."
            )
