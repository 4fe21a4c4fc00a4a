"""The page of what was made while nobody looked: by batch, and what was set aside with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.segments import Segments
from studio.ui.page import NARROW, Page, card_of
from studio.ui.plans.buttons import Buttons
from studio.ui.plans.facts import open_with_system
from studio.ui.plans.pictures import show_pictures
from studio.ui.problem import problem_text, text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE
from studio.workspace.away import SPANS
from studio.workspace.plan_words import counted
from studio.workspace.workspace import Workspace

if TYPE_CHECKING:
    from studio.jobs.report import MadeIn, Reason, Report

_SPANS = ("While away", "Today", "7 days")
_MOST_ROWS = 60
"""of one kind; who has more is told so"""
_MOST_NAMES = 3
_MOST_NAME = 60
"""characters"""
Work = Coroutine[object, object, None]


class ReportPage(Page):
    """Shows `workspace.away`, read anew each time the page is opened."""

    def __init__(self, workspace: Workspace, actions: Actions) -> None:
        super().__init__("Meanwhile", actions)
        self._workspace = workspace
        self._actions = actions
        self._away = workspace.away
        self.spans = Segments(_SPANS)
        self.spans.setAccessibleName("Which time is told of")
        self.spans.chosen.connect(self._choose)
        self.rows: list[ReportRow] = []
        self._content = QVBoxLayout()
        self._content.setSpacing(SPACE["wide"])
        self.body.addWidget(self.spans)
        self.body.addLayout(self._content)
        self.body.addStretch(1)
        self.spans.show_choice(0)
        self.setFocusProxy(self.spans.buttons[0])
        bind.follow(self, self._away.changed, self._fill)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._choose(SPANS.index(self._away.span))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack()

    def _choose(self, position: int) -> None:
        self._workspace.tasks.start(self._away.show(SPANS[position]), "report")

    def _stack(self) -> None:
        for row in self.rows:
            row.stack(self.width() < NARROW)

    def _fill(self) -> None:
        position = SPANS.index(self._away.span)
        self.spans.show_choice(position)
        self.setFocusProxy(self.spans.buttons[position])
        while (item := self._content.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        error, report = self._away.error, self._away.report
        if error is not None:
            self._add_row(ReportRow(error.message, error.remedy, (), look="error"))
        elif report is not None:
            self._tell(report)
        self._stack()

    def _tell(self, report: Report) -> None:
        since = QLocale().toString(QDateTime.fromSecsSinceEpoch(round(report.since)), QLocale.FormatType.ShortFormat)
        said = report.spoken if report else "Nothing was made, and nothing was set aside."
        self._content.addWidget(text_label(f"Since {since}. {said}", wrap=True))
        for held in report.held:
            go_on = self._button("Go on", "Let the queue go on", self._away.go_on)
            self._add_row(ReportRow(held, "", (go_on,), look="notice"))
        self._add_card("Made", [self._made(made) for made in report.made[:_MOST_ROWS]])
        self._add_card("Set aside", [self._reason(reason) for reason in report.set_aside[:_MOST_ROWS]])

    def _add_card(self, title: str, rows: list[ReportRow]) -> None:
        if rows:
            self.rows += rows
            self._content.addWidget(card_of(title, rows))

    def _add_row(self, row: ReportRow) -> None:
        self.rows.append(row)
        self._content.addWidget(row)

    def _made(self, made: MadeIn) -> ReportRow:
        said = counted(made.pictures, "picture")
        if made.waiting:
            said += f", {counted(made.waiting, 'job')} still to be made"
        buttons: list[QPushButton] = []
        if made.pictures and (project := self._project(made)):
            open_them = partial(show_pictures, self._workspace, self._actions, project)
            buttons.append(self._button("Show the pictures", f"Show the pictures of {made.name}", open_them))
        if made.folder:
            show = QPushButton("Show the folder")
            show.setAccessibleName(f"Show the folder of {made.name}")
            show.clicked.connect(partial(self._show_folder, made.folder))
            buttons.append(show)
        return ReportRow(made.name, said, tuple(buttons))

    def _project(self, made: MadeIn) -> str:
        """Empty where nobody knows it any more."""
        known = self._workspace.queue.batch(made.batch) if made.batch else None
        return "" if made.batch and known is None else made.name if known is None else known.batch.project

    def _reason(self, reason: Reason) -> ReportRow:
        again = self._button("Try again", f"Try again: {reason.message}", partial(self._away.retry, reason.jobs))
        enough = self._button("Dismiss", f"Dismiss: {reason.message}", partial(self._away.dismiss, reason.jobs))
        return ReportRow(reason.message, f"{reason.remedy}\n{_names(reason)}".strip(), (again, enough))

    def _button(self, text: str, name: str, work: Callable[[], Work]) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.clicked.connect(lambda: self._workspace.tasks.start(work(), text.casefold()))
        return button

    def _show_folder(self, folder: str) -> None:
        if not open_with_system(Path(folder)):
            self._workspace.problems.tell(f"The folder {folder} cannot be shown: it is not there any more.")


class ReportRow(QFrame):
    """A line of words with what can be done about it beside, or beneath where that is narrow."""

    def __init__(self, title: str, said: str, buttons: tuple[QPushButton, ...], look: str = "") -> None:
        super().__init__()
        if look:
            self.setProperty("look", look)
        self._buttons = Buttons(buttons) if buttons else QWidget()
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["wide"], SPACE["snug"], SPACE["base"], SPACE["snug"])
        grid.setHorizontalSpacing(SPACE["base"])
        grid.setVerticalSpacing(SPACE["small"])
        grid.setColumnStretch(0, 1)
        grid.addLayout(problem_text(title, said), 0, 0)
        grid.addWidget(self._buttons, 0, 1)

    def stack(self, narrow: bool) -> None:
        if isinstance(self._buttons, Buttons):
            self._buttons.stack(narrow)
            self._grid.addWidget(self._buttons, *((1, 0) if narrow else (0, 1)))


def _names(reason: Reason) -> str:
    """`3 jobs: “fox”, “owl” and 1 more`."""
    shown = [f"“{_short(name)}”" for name in reason.names[:_MOST_NAMES]]
    more = len(reason.names) - len(shown)
    listed = ", ".join(shown) + (f" and {more:,} more" if more else "")
    return f"{counted(len(reason.jobs), 'job')}: {listed}"


def _short(name: str) -> str:
    plain = " ".join(name.split())
    return plain if len(plain) <= _MOST_NAME else f"{plain[: _MOST_NAME - 1]}…"
