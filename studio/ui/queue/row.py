"""One job of the queue: its prompt and project, how far it is, and what stops it or lets it go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from studio.recipe.speed import spoken
from studio.ui import bind
from studio.ui.elided import Elided
from studio.ui.icons import Icon
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.queue import Entry, EntryState

HEIGHT = 34
_STATE = 170
"""pixels of width that hold most states, so that they stand in a column"""
_NARROW = 560
"""pixels of width below which there is no room for columns"""
_SPOKEN: dict[EntryState, str] = {
    "running": "Running",
    "stopping": "Stopping…",
    "waiting": "Waiting",
    "paused": "Paused",
}


class EntryRow(QWidget):
    """Shows whichever entry it is given with `show_entry`."""

    spoken_as = QAccessible.Role.ListItem

    def __init__(self, theme: Theme, cancel: Callable[[str], object], resume: Callable[[str], object]) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._entry: Entry | None = None
        self._narrow = False
        self._prompt = Elided()
        self._project = text_label(look="muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._state = text_label(look="muted")
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._resume = _button(theme, "play", lambda: self._entry and resume(self._entry.job))
        self._cancel = _button(theme, "x", lambda: self._entry and cancel(self._entry.job))
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["wide"], 0, SPACE["snug"], 0)
        line.setSpacing(SPACE["base"])
        line.addWidget(self._prompt, 1)
        for widget in (self._project, self._bar, self._state, self._resume, self._cancel):
            line.addWidget(widget)
        self._make_room()

    def fit(self, width: int) -> None:
        """Do with `width` pixels: a row would never get narrower than its columns ask for."""
        narrow = width < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._make_room()

    def _make_room(self) -> None:
        """Columns beside the prompt, or, where they would be cut, a few words that tell the rest when pointed at."""
        self._state.setMinimumWidth(0 if self._narrow else _STATE)
        self._project.setVisible(not self._narrow)
        keeps = self._bar.sizePolicy()
        keeps.setRetainSizeWhenHidden(not self._narrow)
        self._bar.setSizePolicy(keeps)
        self._tell()

    def _tell(self) -> None:
        if (entry := self._entry) is None:
            return
        self._bar.setVisible(entry.state in ("running", "stopping") and not self._narrow)
        self._state.setText(_progress(entry) if self._narrow else _sentence(entry))
        self._state.setToolTip(f"{_sentence(entry)}, {entry.project}" if self._narrow else "")

    def show_entry(self, entry: Entry) -> None:
        if entry == self._entry:
            return
        self._entry = entry
        prompt = " ".join(entry.prompt.split())[:400]
        self._prompt.put(prompt)
        self._project.setText(entry.project)
        self._bar.setValue(round(1000 * entry.fraction))
        self._bar.setAccessibleName(f"Progress of {prompt[:80]}")
        self._tell()
        self._resume.setVisible(entry.state == "paused")
        self._resume.setAccessibleName(f"Go on with {prompt[:80]}")
        self._cancel.setEnabled(entry.state != "stopping")
        self._cancel.setAccessibleName(f"Cancel {prompt[:80]}")
        self.setAccessibleName(f"{prompt[:200]}, {entry.project}, {_sentence(entry)}")


def _sentence(entry: Entry) -> str:
    if entry.seconds is None or entry.state == "stopping":
        return _progress(entry)
    return f"{_progress(entry)}, {spoken(entry.seconds)}"


def _progress(entry: Entry) -> str:
    return f"{_SPOKEN[entry.state]}, {entry.made} of {entry.count}"


def _button(theme: Theme, icon: Icon, slot: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setProperty("look", "flat")
    button.setToolTip({"x": "Cancel", "play": "Go on"}[icon])
    bind.show(button, theme.changed, lambda: button.setIcon(theme.icon(icon)))
    button.clicked.connect(lambda: slot())
    return button
