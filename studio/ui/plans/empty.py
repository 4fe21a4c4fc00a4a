"""What stands in the place of a plan: how to begin with one, or why a file cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.errors import PlanError
from studio.ui import bind
from studio.ui.plans.choose import shortened
from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.plans import Plans

_EXAMPLE = """prompt,count,size
a red star on white,4,512x512
two {blue|green} hearts,2,384x256"""
ENCODINGS: tuple[tuple[str, str | None], ...] = (
    ("Read as Unicode", None),
    ("Read as Western", "cp1252"),
    ("Read as Central European", "cp1250"),
    ("Read as Cyrillic", "cp1251"),
    ("Read as Greek", "cp1253"),
    ("Read as Japanese", "cp932"),
    ("Read as Chinese", "gb18030"),
    ("Read as Korean", "cp949"),
)
"""as spreadsheets save them: what the user knows them by, and the codec"""
_WIDTH = 560
"""pixels of the words at most"""
_MOST_PATH = 64


class NoPlan(QWidget):
    """`choose()` asks for a file."""

    def __init__(self, plans: Plans, choose: Callable[[], object]) -> None:
        super().__init__()
        self._plans = plans
        example = QLabel(_EXAMPLE)
        example.setTextFormat(Qt.TextFormat.PlainText)
        example.setProperty("look", "sample")
        example.setWordWrap(True)
        example.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.choose = QPushButton("Choose a file…")
        self.choose.setAccessibleName("Choose a file with a plan")
        self.choose.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choose.clicked.connect(lambda: choose())
        self._recent = QVBoxLayout()
        self._recent.setSpacing(SPACE["small"])
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, SPACE["small"], 0, SPACE["loose"])
        column.setSpacing(SPACE["base"])
        column.addWidget(text_label("Many pictures from one file", "title", wrap=True))
        column.addWidget(
            text_label(
                "A plan is a table (CSV), or a YAML or JSON file: each row asks for a picture or a set. Before "
                "anything is made you see here what it would make, how long that takes, and what is wrong with it.",
                "muted",
                wrap=True,
            )
        )
        column.addWidget(example)
        column.addWidget(self.choose)
        column.addWidget(text_label("You can also drop the file anywhere on the window.", "muted", wrap=True))
        column.addLayout(self._recent)
        column.addStretch(1)
        outer = QHBoxLayout(self)  # under the beginning of the page's title
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inner, 1000)
        outer.addStretch(1)
        bind.show(self, plans.recent_changed, self._fill)

    def _fill(self) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if self._plans.recent:
            self._recent.addWidget(text_label("Opened before", "label"))
        for path in self._plans.recent:
            link = QPushButton(shortened(path, _MOST_PATH).replace("&", "&&"))
            link.setProperty("look", "small-link")
            link.setAccessibleName(f"Open {path}")
            link.setToolTip(path)
            link.clicked.connect(partial(self._plans.open, Path(path)))
            link.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._recent.addWidget(link)


class Unread(QFrame):
    """Why there is nothing to see: the file cannot be read, or reading it was cancelled."""

    def __init__(self, plans: Plans) -> None:
        super().__init__()
        self._plans = plans
        self._message = text_label(wrap=True)
        self._remedy = text_label(look="muted", wrap=True)
        self.encoding = QComboBox()
        self.encoding.setAccessibleName("Read the file as")
        self.encoding.setAccessibleDescription("Read the file as")
        for name, codec in ENCODINGS:
            self.encoding.addItem(name, codec)
        self.encoding.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.encoding.activated.connect(lambda: plans.choose_encoding(self.encoding.currentData()))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["base"], SPACE["snug"], SPACE["base"], SPACE["snug"])
        column.setSpacing(SPACE["hair"])
        column.addWidget(self._message)
        column.addWidget(self._remedy)
        column.addSpacing(SPACE["small"])
        column.addWidget(self.encoding)
        bind.show(self, plans.changed, self._update)

    def _update(self) -> None:
        error = self._plans.error
        placed = isinstance(error, PlanError) and bool(error.problems)  # told with their places beneath
        look = "notice" if error is None or placed else "error"
        if self.property("look") != look:
            self.setProperty("look", look)
            self.style().polish(self)
        self._message.setText("The plan was not read." if error is None else error.message)
        self._remedy.setText("Look again when you want to go on." if error is None else error.remedy)
        self._message.setVisible(not placed)
        self._remedy.setVisible(bool(self._remedy.text()) and not placed)
        self.encoding.setVisible(error is not None)
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(self._plans.encoding)))
