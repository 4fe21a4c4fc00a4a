"""The canvas as a whole: its parts from top to bottom, the button that makes always in sight."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.ui.canvas.addons import LoraFields
from studio.ui.canvas.begin import BeginFields
from studio.ui.canvas.count import CountField
from studio.ui.canvas.guides import GuideFields
from studio.ui.canvas.history import HistoryPanel
from studio.ui.canvas.length import ReadingLine
from studio.ui.canvas.make import MakeBar
from studio.ui.canvas.marks import UnknownWords
from studio.ui.canvas.models import ModelField
from studio.ui.canvas.near import NearField
from studio.ui.canvas.negative import NegativeFields
from studio.ui.canvas.prompt import prompt_edit
from studio.ui.canvas.prompt_weights import WeightTints, weigh
from studio.ui.canvas.quality import QualityFields
from studio.ui.canvas.section import section
from studio.ui.canvas.seed import SeedFields
from studio.ui.canvas.size import SizeFields
from studio.ui.canvas.start import Take
from studio.ui.canvas.unknown import UnknownLine
from studio.ui.images import Images
from studio.ui.problem import InPlace
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SCROLL_BAR, SPACE, Theme
from studio.workspace.quality import QualityDial
from studio.workspace.size import SizeChoice
from studio.workspace.workspace import Workspace

LEAST_WIDTH = 300
"""pixels at 100%"""
_TALL = 760
"""pixels from which the prompt has room to be written in comfort"""


class CanvasPanel(QWidget):
    """`take` uses dropped or pasted content as start picture."""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, actions: Actions, take: Take) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(LEAST_WIDTH)
        draft = workspace.draft
        self._workspace = workspace
        self._theme = theme
        self.prompt = prompt_edit(draft)
        self.words = UnknownWords(self.prompt, workspace, theme, sketched=True)
        self.weights = WeightTints(self.prompt, workspace, theme)
        self.reading = ReadingLine(workspace)
        self.unknown = UnknownLine(workspace, self.prompt, self.words)
        self.avoid = NegativeFields(workspace, theme)
        self.negative = self.avoid.edit
        for edit in (self.prompt, self.negative):
            edit.picture_pasted.connect(take)
        self.model = ModelField(workspace, theme, actions)
        self.loras = LoraFields(workspace, theme, self.prompt.insert_word)
        self.begin = BeginFields(workspace, theme, images, actions, take, self.prompt, self.words)
        self.guides = GuideFields(workspace, theme, images)
        self.size_choice = SizeChoice(draft, lambda: workspace.capabilities, workspace.model_changed)
        self.size_fields = SizeFields(workspace, self.size_choice, theme)
        self.count = CountField(workspace, theme)
        self.seed = SeedFields(draft, theme, actions)
        self.near = NearField(workspace, theme)
        additions = workspace.additions
        self.dial = QualityDial(draft, lambda: additions.capabilities, additions.changed)
        self.quality = QualityFields(workspace, self.dial, theme)
        self.make_bar = MakeBar(workspace, actions)
        self._bind_weights(actions)
        self.prompt.history_wanted.connect(self.open_history)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scrolled(actions), 1)
        column.addWidget(self.make_bar)

    def _bind_weights(self, actions: Actions) -> None:
        """Their keys work in both texts."""
        for id, more in (("weight.more", True), ("weight.less", False)):
            actions.bind(id, partial(self._weigh, more), self.prompt)
            self.negative.addAction(actions.action(id))

    def _weigh(self, more: bool) -> None:
        weigh(self.negative if self.negative.hasFocus() else self.prompt, more)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = event.size().height() >= _TALL
        self.prompt.keep_open(5 if roomy else 3)
        self.begin.grow(roomy)

    def open_history(self) -> None:
        """Earlier prompts, over the canvas."""
        panel = HistoryPanel(self.prompt, self._workspace, self._theme)
        panel.closed.connect(self.prompt.setFocus)
        panel.open()

    def _scrolled(self, actions: Actions) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else the fields jump when it comes
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._parts(actions))
        return area

    def _parts(self, actions: Actions) -> QWidget:
        problems, holder = self._workspace.problems, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE["wide"], SPACE["small"], SPACE["wide"] - SCROLL_BAR, SPACE["small"])
        column.setSpacing(SPACE["snug"])
        earlier = actions.button("prompts.open")
        earlier.setProperty("look", "small")
        below = (self.reading, self.unknown, InPlace(problems, "prompt"), self.avoid)
        column.addLayout(section("Prompt", self.prompt, *below, beside=earlier))
        column.addLayout(section("Model", self.model, self.loras, beside=self.loras.add))
        column.addWidget(self.begin)
        column.addWidget(self.guides)
        column.addLayout(section("Size", self.size_fields, beside=self.size_fields.beside))
        pair = QHBoxLayout()
        pair.setSpacing(SPACE["base"])
        pair.addLayout(section("Variations", self.count, InPlace(problems, "count")), 2)
        pair.addLayout(section("Seed", self.seed), 3)
        column.addLayout(pair)
        column.addWidget(self.near)
        column.addWidget(self.quality)
        column.addStretch(1)
        return holder
