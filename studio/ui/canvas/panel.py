"""The canvas as a whole: its parts from top to bottom, the buttons always in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.make import MakeBar
from studio.ui.canvas.more import count_box, guidance_box, model_box, steps_box
from studio.ui.canvas.prompt import negative_edit, prompt_edit
from studio.ui.canvas.section import row, section
from studio.ui.canvas.seed import SeedFields
from studio.ui.canvas.size import SizeFields
from studio.ui.canvas.start import StartWell, Take, start_fields
from studio.ui.images import Images
from studio.ui.problem import InPlace, text_label
from studio.ui.theme import CHOICE_ICONS, SPACE, Theme
from studio.workspace.workspace import Workspace

WIDTH = 340


class CanvasPanel(QWidget):
    """`take` uses dropped or pasted content as start picture."""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, take: Take) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._theme = theme
        self.theme_button = QToolButton()
        self.theme_button.setProperty("look", "flat")
        self.prompt = prompt_edit(workspace.draft)
        self.negative = negative_edit(workspace.draft)
        for edit in (self.prompt, self.negative):
            edit.picture_pasted.connect(take)
        self.start = StartWell(workspace, theme, images, take)
        self.make_bar = MakeBar(workspace, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scrolled(), 1)
        column.addWidget(self.make_bar)

    def _head(self) -> QWidget:
        """The name, and the choice of colours."""
        name = text_label("Blink Studio", "title")
        bind.show(self, self._theme.changed, self._name_theme)
        name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return row(name, self.theme_button)

    def _name_theme(self) -> None:
        name = f"Colours: {self._theme.choice}"
        self.theme_button.setIcon(self._theme.icon(CHOICE_ICONS[self._theme.choice]))
        self.theme_button.setAccessibleName(name)
        self.theme_button.setToolTip(name)

    def _scrolled(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._parts())
        return area

    def _parts(self) -> QWidget:
        space, holder = self._workspace, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE["wide"], SPACE["base"], SPACE["wide"], SPACE["snug"])
        column.setSpacing(SPACE["base"])
        column.addWidget(self._head())
        column.addLayout(section("Prompt", self.prompt, InPlace(space.problems, "prompt")))
        column.addLayout(section("Negative prompt", self.negative))
        column.addLayout(section("Start picture", *start_fields(space, self.start)))
        column.addLayout(section("Size", SizeFields(space, self._theme)))
        column.addLayout(
            self._pair(
                section("Variations", count_box(space), InPlace(space.problems, "count")),
                section("Seed", SeedFields(space.draft, self._theme)),
            )
        )
        column.addLayout(self._pair(section("Steps", steps_box(space)), section("Guidance", guidance_box(space))))
        column.addLayout(section("Model", model_box(space)))
        column.addStretch(1)
        return holder

    @staticmethod
    def _pair(left: QVBoxLayout, right: QVBoxLayout) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(SPACE["base"])
        line.addLayout(left, 2)
        line.addLayout(right, 3)
        return line
