"""What is wrong with a plan: each thing once, with its places and its remedy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.problem import problem_text, text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.plan_words import Trouble, counted

MOST = 60
"""that are shown at once: who mends these sees the next"""


class TroubleList(QWidget):
    """`shown` announces that it shows something else."""

    shown = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._troubles: tuple[Trouble, ...] = ()
        self.setAccessibleName("Problems of the plan")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE["snug"])
        bind.follow(self, theme.changed, self._fill)

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        if tuple(troubles) != self._troubles:
            self._troubles = tuple(troubles)
            self._fill()
            self.shown.emit()

    def _fill(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for trouble in self._troubles[:MOST]:
            self._column.addWidget(_TroubleRow(trouble, self._theme))
        if (more := len(self._troubles) - MOST) > 0:
            words = f"And {counted(more, 'other problem')}, shown when some of these are mended."
            self._column.addWidget(text_label(words, "muted", wrap=True))
        self._column.addStretch(1)


class _TroubleRow(QFrame):
    def __init__(self, trouble: Trouble, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")  # a page full of red says less
        self.setAccessibleName(f"{'Error' if trouble.error else 'Notice'}, {trouble.where}: {trouble.message}")
        icon = QLabel()
        name, colour = ("triangle-alert", theme.palette.danger) if trouble.error else ("info", None)
        icon.setPixmap(theme.icon(name, colour).pixmap(20, 20))
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["base"], SPACE["snug"], SPACE["base"], SPACE["snug"])
        grid.setHorizontalSpacing(SPACE["base"])
        grid.setVerticalSpacing(SPACE["hair"])
        grid.setColumnStretch(1, 1)
        grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        words = problem_text(trouble.message, trouble.remedy)
        if trouble.where:
            words.insertWidget(0, text_label(trouble.where, "label", wrap=True))
        grid.addLayout(words, 0, 1)
