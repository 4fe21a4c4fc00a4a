"""How different: a dial beneath the seed, from the same picture to any."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.section import calm, icon_button, let_see, row
from studio.ui.problem import text_label
from studio.ui.theme import Theme
from studio.workspace.manner import spoken_distance
from studio.workspace.nearness import A_LITTLE
from studio.workspace.workspace import Workspace

_NAME = "How different from the picture of this seed"


class _Dial(QSlider):
    """A double click goes to where pictures are a little different."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setValue(round(A_LITTLE * 100))
            event.accept()
        else:
            super().mouseDoubleClickEvent(event)


class NearField(QWidget):
    """Shown while a seed is held, a picture is chosen, or the draft stays near one."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self._nearness = workspace.nearness
        self.slider = _Dial(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(_NAME)
        calm(self.slider)
        self.any = icon_button(theme, "x", "Any picture: do not stay near this one", flat=True)
        self.any.clicked.connect(self._let_go)
        self.said = text_label(look="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(row(text_label("Same", "muted"), self.slider, text_label("Any", "muted"), self.any))
        column.addWidget(self.said)
        self.slider.valueChanged.connect(self._dial)
        bind.follow(self, workspace.model_changed, self._update)
        bind.show(self, self._nearness.changed, self._update)

    def _dial(self, hundredths: int) -> None:
        self._nearness.dial(hundredths / 100)

    def _let_go(self) -> None:
        self.slider.setFocus()  # what had the keyboard goes
        self._nearness.let_go()

    def _update(self) -> None:
        base, amount, near = self._nearness.base, self._nearness.amount, self._workspace.draft.near
        let_see(self, (self._nearness.can and base is not None) or near is not None)
        bind.set_whole(self.slider, round(amount * 100))
        self.slider.setToolTip(f"{_NAME}: {amount:.0%}. A double click goes to {A_LITTLE:.0%}.")
        self.any.setVisible(near is not None)
        said = f"{spoken_distance(amount)}, {amount * 100:.3g}% from seed {base}"
        if near is None:
            said = f"The same as seed {base}" if amount == 0 else f"Any picture; move it to stay near seed {base}"
        elif not self._nearness.can:
            said = f"Near seed {base}: left out, this model cannot"
        self.said.setText(said)
        self.slider.setAccessibleDescription(said)
