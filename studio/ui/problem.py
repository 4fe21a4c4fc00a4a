"""Shows a problem where it arose: the message, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

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


_LEAST_BANNERS = 104
"""pixels of height of the messages where there is little room: one of them whole"""
_ROOM_BESIDE = 420
"""pixels of width from which a button stands beside its message"""
_OFFERS: dict[Offer, str] = {
    "settings": "Open settings",
    "models": "Open models",
    "restart": "Try again",
    "report": "Show",
}


class Banners(QScrollArea):
    """What concerns the window as a whole, above the grid. `take(offer)` does what a message's button says.

    As high as its messages, which scroll where there is too little room for all of them.
    """

    def __init__(self, problems: Problems, theme: Theme, take: Callable[[Offer], object]) -> None:
        super().__init__()
        self._problems = problems
        self._take = take
        self._theme = theme
        self._holder = QWidget()  # before anything that may bring an event for the filter
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # the words are laid out for one width
        self.verticalScrollBar().rangeChanged.connect(self._show_newest)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidgetResizable(True)
        self._holder.setObjectName("surround")
        self.setWidget(self._holder)
        self._rows = QVBoxLayout(self._holder)
        self._rows.setContentsMargins(SPACE["loose"], SPACE["base"], SPACE["loose"], SPACE["snug"])
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Its messages ask for another height: so does it."""
        if watched is self._holder and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._rows.totalHeightForWidth(self.width() - SCROLL_BAR))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(_LEAST_BANNERS, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _show_newest(self, _top: int, bottom: int) -> None:
        self.verticalScrollBar().setValue(bottom)

    def _row(self, problem: Problem) -> QFrame:
        icon = QLabel()
        name, colour = ("triangle-alert", self._theme.palette.danger) if problem.tone == "error" else ("info", None)
        icon.setPixmap(self._theme.icon(name, colour).pixmap(20, 20))
        close = QToolButton()
        close.setProperty("look", "flat")
        close.setIcon(self._theme.icon("x"))
        close.setAccessibleName(f"Dismiss: {problem.message}")
        close.setToolTip("Dismiss")
        close.clicked.connect(lambda: self._problems.dismiss(problem))
        button = None
        if (offer := problem.offer) is not None:
            button = QPushButton(_OFFERS[offer])
            button.clicked.connect(lambda: self._take(offer))
        return Banner(problem, icon, button, close)


class Banner(QFrame):
    """One message. Its button stands beside it, or beneath it where the words would be squeezed."""

    def __init__(self, problem: Problem, icon: QLabel, button: QPushButton | None, close: QToolButton) -> None:
        super().__init__()
        self.setProperty("look", problem.tone)
        self._button = button
        self._stacked = False
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["base"], SPACE["snug"], SPACE["snug"], SPACE["snug"])
        grid.setHorizontalSpacing(SPACE["base"])
        grid.setVerticalSpacing(SPACE["snug"])
        grid.setColumnStretch(1, 1)
        grid.addWidget(icon, 0, 0)
        grid.addLayout(problem_text(problem.message, problem.remedy), 0, 1)
        if button is not None:
            grid.addWidget(button, 0, 2)
        grid.addWidget(close, 0, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < _ROOM_BESIDE
        if self._button is not None and stacked != self._stacked:
            self._stacked = stacked
            left = Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(self._button, *((1, 1, left) if stacked else (0, 2)))


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
