"""How far a picture is to grow: four numbers, ready shapes, a preview to drag, and the button that makes it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSpinBox, QWidget

from studio.ui import bind
from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import row
from studio.ui.canvas.segments import Segments
from studio.ui.elided import Elided
from studio.ui.extend.preview import ExtendPreview, grown
from studio.ui.images import Images
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.extending import MOST, NOBODY, SIDES, Side
from studio.workspace.workspace import Workspace

_WIDTH = 420
_SHAPES: tuple[tuple[str, int, int], ...] = (("Square", 1, 1), ("16:9", 16, 9), ("9:16", 9, 16), ("4:5", 4, 5))
_AROUND = 0.25
_STEP = 64
_PLACES: dict[Side, tuple[int, int]] = {"left": (1, 0), "top": (0, 1), "right": (1, 2), "bottom": (2, 1)}
"""of the numbers around the preview: (row, column)"""


class ExtendPanel(Popover):
    """Of the picture that `workspace.extending` is about. Closes when the set is in the queue."""

    def __init__(self, anchor: QWidget, workspace: Workspace, theme: Theme, images: Images) -> None:
        super().__init__(anchor, "Extend the picture", _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._extending = extending = workspace.extending
        self.boxes = {side: self._box(side) for side in SIDES}
        self.preview = ExtendPreview(extending, theme, images)
        self.shapes = [self._shape(*shape) for shape in _SHAPES]
        self.around = self._small(f"{_AROUND:.0%} around")
        self.around.clicked.connect(lambda: extending.grow(extending.growth.around(_AROUND)))
        self.said = text_label(look="muted")
        self.prompts = Segments(["Its own prompt", "Prompt on the canvas"])
        self.prompts.setAccessibleName("Made with")
        self.prompts.chosen.connect(self._take_prompt)
        self.prompt = Elided("muted")
        self.wrong = text_label(look="danger", wrap=True)
        self.make = QPushButton("Make")
        self.make.setProperty("look", "main")
        self.make.clicked.connect(self._begin)
        self.lay_out = QPushButton("Use as start picture")
        self.lay_out.setToolTip("Put the larger frame on the canvas, to write for it and to paint its mask")
        self.lay_out.clicked.connect(self._put_on_canvas)
        self._lay_out()
        bind.follow(self, workspace.model_changed, self._update)
        bind.follow(self, workspace.draft.events.prompt, self._update)
        bind.show(self, extending.changed, self._update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.lay_out.hasFocus():
            if self.make.isEnabled():
                self._begin()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        title = Elided("heading")
        title.put(f"Extend {self._extending.name}")
        sides = QWidget()
        grid = QGridLayout(sides)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE["small"])
        grid.setColumnStretch(1, 1)
        centre = Qt.AlignmentFlag.AlignCenter
        grid.addWidget(self.preview, 1, 1)
        for side, (line, column) in _PLACES.items():
            grid.addWidget(self.boxes[side], line, column, centre)
        for part in (title, sides, row(*self.shapes, self.around, spacing=SPACE["small"]), self.said, self.prompts):
            self.column.addWidget(part)
        self.column.addWidget(self.prompt)
        self.column.addWidget(self.wrong)
        self.column.addWidget(row(self.make, self.lay_out))

    def _box(self, side: Side) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, MOST)
        box.setSingleStep(_STEP)
        box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.setFixedWidth(60)
        box.setAccessibleName(f"Pixels more at the {side}")
        box.setToolTip(f"Pixels more at the {side}")
        box.valueChanged.connect(partial(self._grow, side))
        return box

    def _shape(self, name: str, across: int, down: int) -> QPushButton:
        button = self._small(name)
        button.setAccessibleName(f"Extend to {name}")
        extending = self._extending
        button.clicked.connect(lambda: extending.grow(extending.growth.to_shape(across, down)))
        return button

    @staticmethod
    def _small(text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "small")
        return button

    def _grow(self, side: Side, pixels: int) -> None:
        self._extending.grow(self._extending.growth.by(side, pixels))

    def _take_prompt(self, at: int) -> None:
        self._extending.take_prompt(own=at == 0)

    def _update(self) -> None:
        extending = self._extending
        for side, box in self.boxes.items():
            bind.set_whole(box, getattr(extending.growth, side))
        self.said.setText(grown(extending.growth))
        its = "" if extending.recipe is None else extending.recipe.prompt
        self.prompts.setVisible(bool(its) and its != self._workspace.draft.prompt)
        self.prompts.show_choice(0 if extending.own else 1)
        model = extending.model
        self.prompt.put(f"“{extending.prompt}”" if extending.prompt else "The prompt is empty: write what is around it")
        self.wrong.setText(self._trouble())
        self.wrong.setVisible(bool(self.wrong.text()))
        able = extending.growth.grows and model is not None
        self.make.setEnabled(able and bool(extending.prompt.strip()))
        self.lay_out.setEnabled(able)
        count = self._workspace.draft.count
        self.make.setText("Make one" if count == 1 else f"Make {count}")
        self.make.setToolTip("" if model is None else f"With {model.name}")
        self.fit()

    def _trouble(self) -> str:
        trouble = self._extending.trouble
        if trouble is not None:
            return f"{trouble.message} {trouble.remedy}".strip()
        return "" if self._extending.model is not None else f"{NOBODY} Choose one that can change a part of a picture."

    def _begin(self) -> None:
        self._workspace.tasks.start(self._close_after(making=True), "extend")

    def _put_on_canvas(self) -> None:
        self._workspace.tasks.start(self._close_after(making=False), "extend the start picture")

    async def _close_after(self, *, making: bool) -> None:
        for button in (self.make, self.lay_out):
            button.setEnabled(False)
        extending = self._extending
        if await (extending.make() if making else extending.lay_out()):
            self.close()

    def _place(self) -> QPoint:
        """Over the middle of a large anchor; beneath a small one."""
        if self.anchor.height() < self.height():
            return super()._place()
        middle = self.anchor.mapToGlobal(self.anchor.rect().center())
        room = self.anchor.screen().availableGeometry()
        left = min(max(room.left(), middle.x() - self.width() // 2), room.right() - self.width())
        top = min(max(room.top(), middle.y() - self.height() // 2), room.bottom() - self.height())
        return QPoint(left, top)
