"""What the grid shows where it has no rows: how to begin, with prompts to try; or that nothing passes the filter."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from studio.paths import resources_dir
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE


def example_prompts() -> list[str]:
    return json.loads((resources_dir() / "examples.json").read_bytes())


class EmptyGrid(QWidget):
    """`use(prompt)` puts an example on the canvas."""

    def __init__(self, use: Callable[[str], object], actions: Actions) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["loose"], SPACE["loose"], SPACE["loose"], SPACE["loose"])
        column.setSpacing(SPACE["base"])
        column.addStretch(2)
        column.addWidget(_centred("What do you want to see?", "hero"))
        key = actions.native("make")
        column.addWidget(_centred(f"Write it on the left and press {key}, or try one of these:", "muted"))
        column.addSpacing(SPACE["snug"])
        column.addLayout(self._examples(use))
        column.addSpacing(SPACE["snug"])
        column.addWidget(
            _centred(
                "Drop a picture anywhere to start from it. One that was made here brings its recipe back.", "muted"
            )
        )
        column.addStretch(3)

    @staticmethod
    def _examples(use: Callable[[str], object]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACE["snug"])
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(3, 1)
        for position, prompt in enumerate(example_prompts()):
            chip = QPushButton(prompt)
            chip.setProperty("look", "chip")
            chip.setAccessibleName(f"Try: {prompt}")
            chip.clicked.connect(partial(use, prompt))
            grid.addWidget(chip, position // 2, 1 + position % 2)
        return grid


class NothingFound(QWidget):
    """`clear()` shows everything again."""

    def __init__(self, clear: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.show_all = QPushButton("Show everything")
        self.show_all.clicked.connect(lambda: clear())
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["loose"], SPACE["loose"], SPACE["loose"], SPACE["loose"])
        column.setSpacing(SPACE["base"])
        column.addStretch(2)
        column.addWidget(_centred("Nothing like that here", "title"))
        column.addWidget(_centred("No picture of this project passes the search and the marks above.", "muted"))
        column.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)


def _centred(text: str, look: str) -> QWidget:
    label = text_label(text, look, wrap=True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
