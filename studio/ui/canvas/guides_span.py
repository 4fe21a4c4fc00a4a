"""Between which shares of the steps a control image is at work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from studio.ui import bind
from studio.ui.canvas.section import calm, indent
from studio.ui.problem import text_label
from studio.ui.theme import SPACE

Changed = Callable[[float, float], object]
"""(begin, end), shares from 0 to 1"""


class SpanField(QWidget):
    """Two numbers in per cent."""

    def __init__(self, changed: Changed) -> None:
        super().__init__()
        self._changed = changed
        self.begin, self.end = self._box("Works from, in per cent"), self._box("Works until, in per cent")
        self.setToolTip("The first steps decide the composition, the last ones the details")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["small"])
        line.addWidget(text_label("From", "muted"))
        line.addWidget(self.begin)
        line.addWidget(text_label("to", "muted"))
        line.addWidget(self.end)
        line.addWidget(text_label("of the steps", "muted"))
        line.addStretch(1)

    def show_span(self, begin: float, end: float) -> None:
        bind.set_whole(self.begin, round(begin * 100))
        bind.set_whole(self.end, round(end * 100))

    def _box(self, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, 100)
        box.setSingleStep(5)
        box.setSuffix("%")
        box.setKeyboardTracking(False)
        box.setFixedWidth(64)
        indent(box)
        box.setAccessibleName(name)
        calm(box)
        box.valueChanged.connect(lambda: self._changed(self.begin.value() / 100, self.end.value() / 100))
        return box
