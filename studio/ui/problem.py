"""Shows a problem where it arose: the message, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.theme import SCROLL_BAR, SPACE, Theme
from studio.workspace.problems import Offer, Place, Problem, Problems


def text_label(text: str = "", look: str = "", *, wrap: bool = False) -> QLabel:
    """A label that never takes its text for markup: prompts and file names may hold anything."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if look:
        label.setProperty("look", look)
    return label


class InPlace(QLabel):
    """The newest problem of one place; takes no room while there is none."""

    def __init__(self, problems: Problems, place: Place) -> None:
        super().__init__()
        self._problems = problems
        self._place: Place = place
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAccessibleDescription(f"Problem with the {place}")
        bind.show(self, problems.changed, self._update)

    def _update(self) -> None:
        shown = self._problems.at(self._place)
        self.setVisible(bool(shown))
        for problem in shown:
            self.setProperty("look", "danger" if problem.tone == "error" else "muted")
            self.style().polish(self)
            self.setText(f"{problem.message} {problem.remedy}".strip())


_OFFERS: dict[Offer, str] = {"settings": "Open settings", "restart": "Try again"}


class Banners(QWidget):
    """What concerns the window as a whole, above the grid. `take(offer)` does what a message's button says."""

    def __init__(self, problems: Problems, theme: Theme, take: Callable[[Offer], object]) -> None:
        super().__init__()
        self._problems = problems
        self._take = take
        self._theme = theme
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(SPACE["loose"], SPACE["base"], SPACE["loose"] + SCROLL_BAR, SPACE["snug"])
        self._rows.setSpacing(SPACE["snug"])
        bind.show(self, problems.changed, self._update)
        bind.follow(self, theme.changed, self._update)

    def _update(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        shown = self._problems.at("window")
        for problem in shown:
            self._rows.addWidget(self._row(problem))
        self.setVisible(bool(shown))

    def _row(self, problem: Problem) -> QFrame:
        frame = QFrame()
        frame.setProperty("look", problem.tone)
        icon = QLabel()
        name, colour = ("triangle-alert", self._theme.palette.danger) if problem.tone == "error" else ("info", None)
        icon.setPixmap(self._theme.icon(name, colour).pixmap(20, 20))
        close = QToolButton()
        close.setProperty("look", "flat")
        close.setIcon(self._theme.icon("x"))
        close.setAccessibleName("Dismiss this message")
        close.setToolTip("Dismiss")
        close.clicked.connect(lambda: self._problems.dismiss(problem))
        row = QHBoxLayout(frame)
        row.setContentsMargins(SPACE["base"], SPACE["snug"], SPACE["snug"], SPACE["snug"])
        row.addWidget(icon, 0)
        row.setSpacing(SPACE["base"])
        row.addLayout(problem_text(problem.message, problem.remedy), 1)
        if (offer := problem.offer) is not None:
            button = QPushButton(_OFFERS[offer])
            button.clicked.connect(lambda: self._take(offer))
            row.addWidget(button, 0)
        row.addWidget(close, 0)
        frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return frame


def problem_text(message: str, remedy: str) -> QVBoxLayout:
    """Message, and under it the remedy; both can be selected and copied."""
    column = QVBoxLayout()
    column.setSpacing(SPACE["hair"])
    for text, look in ((message, ""), (remedy, "muted")):
        if text:
            label = text_label(text, look, wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
    return column
