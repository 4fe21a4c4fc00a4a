"""One model on the page: its words, what can be done with it, and beneath them what is being done."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.plans.buttons import Buttons
from studio.ui.problem import text_label
from studio.ui.theme import SPACE

_STEPS = 1000
"""of a progress bar"""


def a_button(text: str, name: str, slot: Callable[[], object]) -> QPushButton:
    """`name` is what it says to who does not see the row that it stands in."""
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.clicked.connect(lambda: slot())
    return button


def selectable(text: str = "", look: str = "") -> QLabel:
    label = text_label(text, look, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class ModelRow(QFrame):
    """Buttons stand beside the words, or beneath them where that is narrow. `sifted` are the words to find it by."""

    def __init__(self, name: str, lines: Sequence[tuple[str, str]], buttons: Sequence[QPushButton]) -> None:
        """`lines` are (text, look); blank ones take no room."""
        super().__init__()
        self.name = name
        self.setAccessibleName(name)
        self.sifted = " ".join((name, *(text for text, _ in lines))).casefold()
        self.words = QVBoxLayout()
        self.words.setSpacing(SPACE["hair"])
        self.words.addWidget(text_label(name, "strong", wrap=True))
        for text, look in lines:
            if text:
                self.words.addWidget(selectable(text, look))
        self.below = QVBoxLayout()
        self.buttons = Buttons(buttons)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["wide"], SPACE["base"], SPACE["base"], SPACE["base"])
        grid.setHorizontalSpacing(SPACE["base"])
        grid.setVerticalSpacing(SPACE["small"])
        grid.setColumnStretch(0, 1)
        grid.addLayout(self.words, 0, 0)
        grid.addWidget(self.buttons, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(self.below, 2, 0, 1, 2)

    def stack(self, narrow: bool) -> None:
        self.buttons.stack(narrow)
        if narrow:
            self._grid.addWidget(self.buttons, 1, 0, 1, 2)
        else:
            self._grid.addWidget(self.buttons, 0, 1, Qt.AlignmentFlag.AlignTop)

    def has_keyboard(self) -> bool:
        return self.isAncestorOf(self.window().focusWidget() or self.window())

    @contextmanager
    def keyboard_kept(self) -> Generator[None]:
        """What had the keyboard may go: then it is on what can be pressed next, in the same row."""
        before = self.window().focusWidget() if self.has_keyboard() else None
        yield
        if before is not None and not before.isVisibleTo(self):
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """To the first button that is there, those beneath first: they are about what goes on."""
        buttons = [one for one in self.findChildren(QPushButton) if one.isVisibleTo(self) and one.isEnabled()]
        below = [one for one in buttons if not self.buttons.isAncestorOf(one)]
        about = [one for one in below if one.property("look") != "small-link"]
        for button in (*about, *buttons)[:1]:
            button.setFocus()


class Work(QFrame):
    """What goes on with one model: words, how far it is, and what to answer."""

    def __init__(self, name: str, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self.setProperty("look", "notice")
        self.said = selectable()
        self.remedy = selectable(look="muted")
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"How far {name} is")
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.extra = QVBoxLayout()
        self.buttons = Buttons(buttons)
        self.buttons.stack(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["base"], SPACE["snug"], SPACE["base"], SPACE["snug"])
        column.setSpacing(SPACE["small"])
        for part in (self.said, self.bar, self.remedy):
            column.addWidget(part)
        column.addLayout(self.extra)
        column.addWidget(self.buttons)
        self.hide()

    def tell(self, said: str, remedy: str = "", *, wrong: bool = False, part: float | None = None) -> None:
        """`part` is 0 to 1, or None where nobody can tell."""
        look = "error" if wrong else "notice"
        if self.property("look") != look:
            self.setProperty("look", look)
            self.style().polish(self)
        self.said.setText(said)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self.bar.setVisible(part is not None)
        self.bar.setValue(0 if part is None else round(part * _STEPS))
        self.show()

    def offer(self, *buttons: QPushButton) -> None:
        """Of the buttons, these can be pressed now."""
        for button in self.buttons.findChildren(QPushButton):
            button.setVisible(button in buttons)
        self.buttons.setVisible(bool(buttons))
        self.buttons.updateGeometry()


def emptied(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def focus_named(holder: QWidget, name: str) -> bool:
    """Put the keyboard on the button of this name, if there is one."""
    for button in holder.findChildren(QPushButton):
        if button.accessibleName() == name and button.isVisibleTo(holder) and button.isEnabled():
            button.setFocus()
            return True
    return False
