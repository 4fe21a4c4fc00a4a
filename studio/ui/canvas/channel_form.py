"""A channel of the user's own: its name, its size, what is covered at its edges, what is cut off after printing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.recipe.shape import MAX_SIDE
from studio.ui.canvas.section import indent, row
from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.channels import Channels

_EDGES = ("left", "top", "right", "bottom")


class ChannelForm(QWidget):
    """`added(id)` is called with the id of what was added; `closed()` when the user has enough."""

    def __init__(self, channels: Channels, added: Callable[[str], object], closed: Callable[[], object]) -> None:
        super().__init__()
        self._channels = channels
        self._added = added
        self.name = QLineEdit()
        self.name.setPlaceholderText("What it is for")
        self.name.setAccessibleName("Name of the size")
        self.name.returnPressed.connect(self.add)
        self.width_box = _pixels("Width of the size in pixels", 1, 1080)
        self.height_box = _pixels("Height of the size in pixels", 1, 1080)
        self.edges = {edge: _pixels(f"Safe area, pixels from the {edge}", 0, 0) for edge in _EDGES}
        self.bleed = _pixels("Bleed in pixels", 0, 0)
        self.problem = text_label(look="danger", wrap=True)
        self.problem.hide()
        self.save = QPushButton("Add")
        self.save.setAccessibleName("Add this size")
        self.save.clicked.connect(self.add)
        self.back = QPushButton("Back")
        self.back.clicked.connect(lambda: closed())
        for button in (self.save, self.back):
            button.setAutoDefault(False)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE["snug"])
        grid.setVerticalSpacing(SPACE["small"])
        for at, edge in enumerate(_EDGES):
            grid.addWidget(text_label(edge.capitalize(), "muted"), 0, at)
            grid.addWidget(self.edges[edge], 1, at)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["snug"])
        column.addWidget(text_label("A size of your own", "heading"))
        column.addWidget(self.name)
        column.addWidget(text_label("Width and height, bleed included", "label"))
        column.addWidget(row(self.width_box, self.height_box, spacing=SPACE["snug"]))
        column.addWidget(text_label("Covered or cropped at the edges", "label"))
        column.addLayout(grid)
        column.addWidget(text_label("Cut off after printing, at each edge", "label"))
        column.addWidget(self.bleed)
        column.addWidget(self.problem)
        column.addWidget(row(self.save, self.back))
        column.addStretch(1)

    def add(self) -> None:
        """Save it, or say what stands against that."""
        from studio.recipe.channels import Insets

        safe = Insets(**{edge: box.value() for edge, box in self.edges.items()})
        try:
            channel = self._channels.add(
                self.name.text(), self.width_box.value(), self.height_box.value(), safe, self.bleed.value()
            )
        except StudioError as error:
            self.problem.setText(f"{error.message} {error.remedy}")
            self.problem.show()
            return
        self.problem.hide()
        self.name.clear()
        self._added(channel.id)


def _pixels(name: str, least: int, value: int) -> QSpinBox:
    box = QSpinBox()
    indent(box)
    box.setRange(least, MAX_SIDE)
    box.setValue(value)
    box.setSuffix(" px")
    box.setAccessibleName(name)
    return box
