"""How many of a picture's lines its control image has."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from studio.ui import bind
from studio.ui.canvas.section import calm
from studio.ui.problem import text_label
from studio.ui.theme import SPACE

_USUAL = 50
_PAUSE = 250
"""milliseconds without a move after which the control image is made anew"""


class DetailField(QWidget):
    """`changed(detail)`, 0 to 1, is called when the slider rests."""

    def __init__(self, changed: Callable[[float], object]) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setSingleStep(10)
        self.slider.setPageStep(25)
        self.slider.setAccessibleName("Detail of the control image")
        self.slider.setToolTip("Left the plainest lines alone, right the faintest as well")
        calm(self.slider)
        self._rest = QTimer(self, singleShot=True, interval=_PAUSE)
        self._rest.timeout.connect(lambda: changed(self.slider.value() / 100))
        self.slider.valueChanged.connect(lambda: self._rest.start())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["small"])
        line.addWidget(text_label("Plain", "muted"))
        line.addWidget(self.slider, 1)
        line.addWidget(text_label("Detailed", "muted"))

    def show_detail(self, detail: float | None) -> None:
        """Unless it is being moved."""
        if not self._rest.isActive():
            bind.set_whole(self.slider, _USUAL if detail is None else round(detail * 100))
