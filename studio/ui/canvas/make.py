"""The button that makes, with what it makes and how long that takes; and what runs, with Cancel."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from studio.recipe.speed import spoken
from studio.ui import bind
from studio.ui.canvas.running import RunningLine
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, TYPE
from studio.workspace.size import made_size
from studio.workspace.workspace import Workspace

_HEIGHT = 48


class MakeButton(QPushButton):
    """Two lines: what it makes and how long that takes; the shortcut at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "main")
        self.setFixedHeight(_HEIGHT)
        self._time = ""
        self._keys = ""

    def describe(self, name: str, time: str, keys: str) -> None:
        if (name, time, keys) != (self.text(), self._time, self._keys):
            self.setText(name)
            self._time, self._keys = time, keys
            self.setAccessibleName(f"{name}, {time}" if time else name)
            self.setToolTip(f"{name}  {keys}".rstrip())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""  # pyright: ignore[reportAttributeAccessIssue]
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.setPen(option.palette.buttonText().color())  # pyright: ignore[reportAttributeAccessIssue]
        box = self.rect().adjusted(SPACE["wide"], 0, -SPACE["wide"], 0)
        small = self._sized(TYPE["small"])
        title = self._sized(TYPE["title"])
        title.setWeight(QFont.Weight.DemiBold)
        middle = box.center().y() + 1
        self._draw(painter, title, box.adjusted(0, 6, 0, 0) if self._time else box, self.text(), left=True)
        self._draw(painter, small, QRect(box.left(), middle + 2, box.width(), 16), self._time, left=True)
        self._draw(painter, small, box, self._keys, left=False)

    def _draw(self, painter: QPainter, font: QFont, box: QRect, text: str, *, left: bool) -> None:
        painter.setFont(font)
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        first_line = left and self._time != "" and text == self.text()
        across = Qt.AlignmentFlag.AlignTop if first_line else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, side | across, text)

    def _sized(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.Normal)
        return font


class MakeBar(QWidget):
    """Always in sight, whatever the canvas is scrolled to."""

    def __init__(self, workspace: Workspace, actions: Actions) -> None:
        super().__init__()
        self._workspace = workspace
        self._actions = actions
        self.make = MakeButton()
        self.make.clicked.connect(self.make_now)
        self.running = RunningLine(workspace, actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["wide"], SPACE["snug"], SPACE["wide"], 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(self.make)
        column.addWidget(self.running)
        later = bind.Coalesced(self, self._update)
        for signal in (workspace.readiness_changed, workspace.model_changed, workspace.grid.moved):
            bind.follow(self, signal, later)
        bind.follow(self, actions.keymap.changed, later)
        bind.show(self, workspace.draft.events, later)
        self._update()

    def make_now(self) -> None:
        self._workspace.tasks.start(self._workspace.make(), "make")

    def _update(self) -> None:
        count = self._workspace.draft.count
        name = "Make 1 picture" if count == 1 else f"Make {count} variations"
        self.make.describe(name, self._time(), self._actions.native("make"))
        self.make.setEnabled(self._workspace.readiness != "failed")

    def _time(self) -> str:
        """By what this model was seen to need here; blank before it made anything."""
        space, draft = self._workspace, self._workspace.draft
        if space.model is None:
            return ""
        can = space.additions.capabilities or space.model.capabilities
        width, height = made_size(draft, can)
        steps = draft.count * (draft.steps or can.steps)
        seconds = space.speed_of(space.model.ref.id).seconds(steps=steps, pictures=draft.count, pixels=width * height)
        return "" if seconds is None else spoken(seconds)
