"""Size: shapes by use, and free width and height."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy, QSpinBox, QToolButton, QVBoxLayout, QWidget

from studio.recipe.capabilities import SizeRule
from studio.ui import bind
from studio.ui.canvas.section import indent, row
from studio.ui.problem import InPlace, text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace

PRESETS: tuple[tuple[str, int, int], ...] = (
    ("Square", 1, 1),
    ("Portrait", 3, 4),
    ("Landscape", 4, 3),
    ("Story", 9, 16),
    ("Wide", 16, 9),
)
_UNKNOWN = SizeRule(width=256, height=256, multiple=8, smallest=64, largest=4096, max_pixels=2**24)
"""until the model is known"""


class SizeFields(QWidget):
    """Blank width and height mean the model's own; a preset keeps about as many pixels as that has."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self._buttons = [self._preset(*preset) for preset in PRESETS]
        self._width, self._height = self._box("Width in pixels"), self._box("Height in pixels")
        self._nearest = QPushButton()
        self._nearest.setProperty("look", "link")
        self._nearest.clicked.connect(self._use_nearest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(row(*self._buttons, spacing=SPACE["small"]))
        times = text_label("×", "muted")
        times.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column.addWidget(row(self._width, times, self._height))
        column.addWidget(InPlace(workspace.problems, "size"))
        column.addWidget(self._nearest)
        self._bind()

    def _bind(self) -> None:
        draft = self._workspace.draft
        self._width.valueChanged.connect(partial(setattr, draft, "width"))
        self._height.valueChanged.connect(partial(setattr, draft, "height"))
        bind.follow(self, draft.events.width, self._update)
        bind.follow(self, draft.events.height, self._update)
        bind.follow(self, self._workspace.model_changed, self._update)
        bind.show(self, self._theme.changed, self._draw_icons)
        self._update()

    @property
    def _rule(self) -> SizeRule:
        can = self._workspace.capabilities
        return _UNKNOWN if can is None else can.size

    def _preset(self, name: str, across: int, down: int) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setAccessibleName(f"{name} picture")
        button.setToolTip(f"{name}, {across}:{down}")
        button.setMinimumHeight(30)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(self._choose, across, down))
        return button

    def _box(self, name: str) -> QSpinBox:
        box = QSpinBox()
        indent(box)
        box.setRange(1, 16384)
        box.setSingleStep(8)
        box.setSuffix(" px")
        box.setKeyboardTracking(True)
        box.setAccessibleName(name)
        return box

    def _choose(self, across: int, down: int) -> None:
        draft = self._workspace.draft
        draft.width, draft.height = self._size_of(across, down)
        self._update()

    def _size_of(self, across: int, down: int) -> tuple[int, int]:
        rule = self._rule
        side = (rule.width * rule.height / (across * down)) ** 0.5
        return rule.nearest(round(across * side), round(down * side))

    def _use_nearest(self) -> None:
        nearest = self._workspace.nearest_size()
        if nearest is not None:
            self._workspace.draft.width, self._workspace.draft.height = nearest

    def _update(self) -> None:
        draft, rule = self._workspace.draft, self._rule
        width, height = draft.width or rule.width, draft.height or rule.height
        bind.set_whole(self._width, width)
        bind.set_whole(self._height, height)
        for button, (_, across, down) in zip(self._buttons, PRESETS, strict=True):
            button.setChecked(self._size_of(across, down) == (width, height))
        nearest = self._workspace.nearest_size()
        self._nearest.setVisible(nearest is not None)
        if nearest is not None:
            self._nearest.setText(f"Use {nearest[0]} × {nearest[1]}, the nearest size it can make")

    def _draw_icons(self) -> None:
        for button, (_, across, down) in zip(self._buttons, PRESETS, strict=True):
            button.setIcon(_frame_icon(across, down, self._theme.palette.text))


def _frame_icon(across: int, down: int, colour: str) -> QIcon:
    """A frame of the preset's shape."""
    pixmap = QPixmap(60, 60)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 4))
    side = 46 / max(across, down)
    frame = QRectF(0, 0, across * side, down * side)
    frame.moveCenter(QRectF(pixmap.rect()).center())
    painter.drawRoundedRect(frame, 5, 5)
    painter.end()
    pixmap.setDevicePixelRatio(3)
    return QIcon(pixmap)
