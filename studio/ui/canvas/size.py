"""Size: shapes by use, free width and height with a ratio that can be fixed, and channels to deliver to."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QSpinBox, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.channel import ChannelField
from studio.ui.canvas.frames import frame_icon
from studio.ui.canvas.seamless import SeamlessField
from studio.ui.canvas.section import calm, icon_button, indent, row
from studio.ui.canvas.segments import Segments
from studio.ui.canvas.sizes import SizesButton
from studio.ui.problem import InPlace
from studio.ui.theme import SPACE, Theme
from studio.workspace.presets import SHAPES, sizes_of
from studio.workspace.size import SizeChoice
from studio.workspace.workspace import Workspace


class SizeFields(QWidget):
    """`scale` offers the sizes of the chosen shape; `beside` holds it and belongs beside the section's title."""

    def __init__(self, workspace: Workspace, size: SizeChoice, theme: Theme) -> None:
        super().__init__()
        self._size = size
        self._theme = theme
        self.shapes = Segments([shape.name for shape in SHAPES], text=False)
        self.shapes.chosen.connect(self._choose)
        self.scale = SizesButton(size, theme)
        self.width_box, self.height_box = _side_box("Width in pixels"), _side_box("Height in pixels")
        self.width_box.valueChanged.connect(size.set_width)
        self.height_box.valueChanged.connect(size.set_height)
        self.lock = icon_button(theme, "unlink", "Keep the ratio", checkable=True, flat=True)
        self.lock.toggled.connect(size.lock)
        self.swap = icon_button(theme, "arrow-left-right", "Swap width and height", flat=True)
        self.swap.clicked.connect(size.swap)
        self.channel = ChannelField(workspace, size, theme)
        self.seamless = SeamlessField(workspace, theme)
        self.beside = row(self.channel.begin, self.scale)
        self.nearest = QPushButton()
        self.nearest.setProperty("look", "link")
        self.nearest.clicked.connect(self._use_nearest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(self.shapes)
        sides = (self.width_box, self.lock, self.height_box, self.swap, self.seamless.on)
        column.addWidget(row(*sides, spacing=SPACE["small"]))
        column.addWidget(self.seamless)
        column.addWidget(self.channel)
        column.addWidget(InPlace(workspace.problems, "size"))
        column.addWidget(self.nearest)
        bind.follow(self, size.changed, self._update)
        bind.show(self, theme.changed, self._draw)

    def _choose(self, position: int) -> None:
        self._size.choose(SHAPES[position])

    def _use_nearest(self) -> None:
        if (nearest := self._size.nearest()) is not None:
            self._size.use(*nearest)

    def _draw(self) -> None:
        for shape, button in zip(SHAPES, self.shapes.buttons, strict=True):
            button.setIcon(frame_icon(shape, self._theme.palette))
        self._update()

    def _update(self) -> None:
        size = self._size
        bind.set_whole(self.width_box, size.width)
        bind.set_whole(self.height_box, size.height)
        for box in (self.width_box, self.height_box):
            box.setSingleStep(size.can.size.multiple)
        self.shapes.show_choice(None if size.shape is None else SHAPES.index(size.shape))
        for shape, button in zip(SHAPES, self.shapes.buttons, strict=True):
            width, height = sizes_of(shape, size.can)[0]
            button.setAccessibleName(f"{shape.name}, {width} by {height} pixels")
            button.setToolTip(f"{shape.name} {shape.across}:{shape.down}, {width} × {height} px\nFor {shape.purpose}")
        self.lock.setChecked(size.locked)
        self.lock.setIcon(self._theme.icon("link" if size.locked else "unlink"))
        nearest = size.nearest()
        self.nearest.setVisible(nearest is not None)
        if nearest is not None:
            self.nearest.setText(f"Use {nearest[0]} × {nearest[1]}, the nearest it can make")


def _side_box(name: str) -> QSpinBox:
    box = QSpinBox()
    indent(box)
    calm(box)
    box.setRange(1, 16384)
    box.setSuffix(" px")
    box.setMinimumWidth(72)
    box.setAccessibleName(name)
    return box
