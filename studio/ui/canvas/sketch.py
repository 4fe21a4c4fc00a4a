"""What the sketch makes of the prompt: the drawing, its layout, what was understood and what was not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.recipe.recipe import SKETCH
from studio.ui import bind
from studio.ui.canvas.drawing import Drawing
from studio.ui.canvas.flow import Flow
from studio.ui.canvas.knows import Knows
from studio.ui.canvas.marks import UnknownWords
from studio.ui.canvas.prompt import PromptEdit
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.core import Model
from studio.workspace.words import distinct
from studio.workspace.workspace import Workspace

HIGH, LOW = 176, 128
"""most pixels of the drawing's height at 100%: where there is room, and where there is little"""
_LEAST = 16
_BESIDE = 120
"""pixels of width from which words stand beside the drawing instead of beneath it"""
_MOST, _MOST_NOTES = 12, 3
"""things or words, and sentences, that are told"""
_DOT = "\u00a0· "
"""between things: no line begins with it"""
_LONGEST, _LONGEST_WORD = 72, 30
"""characters of one, and of a word in it"""
_OTHER_WAY = {
    False: ("Draw it without a model", "Make the pictures just as they are drawn here, at any size"),
    True: ("Paint over it with a model", "Have the layout drawn first, and a model make the picture from it"),
}
"""by whether the sketch draws the picture itself: (what the link says, what it means)"""
_LOCK = {
    False: "Make the pictures with the layout that is shown",
    True: "Let each picture have a layout of its own",
}


class SketchFields(QWidget):
    """The drawing follows every key; what was not understood waits for a pause, as its marks in the prompt do."""

    def __init__(
        self, workspace: Workspace, theme: Theme, actions: Actions, edit: PromptEdit, words: UnknownWords
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self._actions = actions
        self._edit = edit
        self._words = words
        self._highest = HIGH
        self.drawing = Drawing(workspace, theme)
        self.layout_said = _said()
        self.another = QPushButton("Another")
        self.another.setAccessibleName("Show another layout")
        self.another.setProperty("look", "quiet")
        self.another.clicked.connect(workspace.layouts.another)
        self.lock = QPushButton()
        self.lock.setProperty("look", "quiet")
        self.lock.setCheckable(True)
        self.lock.clicked.connect(workspace.layouts.keep)
        self.understood, self.unknown, self.notes = _said(), _said(), _said()
        self.knows = _link("What it knows", "What the sketch knows")
        self.knows.clicked.connect(self.show_knows)
        self.other_way = _link("", "")
        self.other_way.clicked.connect(self._make_the_other_way)
        self._lay_out()
        self._bind()

    def grow_to(self, highest: int) -> None:
        """The drawing at most so many pixels high."""
        self._highest = highest
        self._fit()

    def show_knows(self) -> None:
        model = self._model()
        if model is not None:
            Knows(self.knows, model, self._edit.insert_word).open()

    def _lay_out(self) -> None:
        beside = QWidget()
        words = QVBoxLayout(beside)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(SPACE["small"])
        words.addWidget(self.layout_said)
        buttons = QWidget()
        flow = Flow(buttons, gap=SPACE["base"], lead=SPACE["hair"])
        flow.addWidget(self.lock)
        flow.addWidget(self.another)
        words.addWidget(buttons)
        words.addStretch(1)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.addWidget(self.drawing, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._pair.addWidget(beside, 1)
        self.setMinimumWidth(1)  # the drawing follows the width that there is, and never asks for more
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addLayout(self._pair)
        for widget in (self.understood, self.unknown, self.notes):
            column.addWidget(widget)
        self._links = QWidget()
        links = Flow(self._links, gap=SPACE["base"], lead=SPACE["hair"])
        links.addWidget(self.knows)
        links.addWidget(self.other_way)
        column.addWidget(self._links)

    def _bind(self) -> None:
        space, draft = self._workspace, self._workspace.draft
        self._words.looked.connect(self._tell)
        for news in (space.sketching.changed, space.model_changed, draft.events.model):
            bind.follow(self, news, self._tell)
        for news in (space.model_changed, draft.events.model):
            bind.follow(self, news, self._tell_ways)
        for news in (space.layouts.changed, draft.events.count, self._actions.keymap.changed, self._theme.changed):
            bind.follow(self, news, self._tell_layout)
        for news in (space.model_changed, draft.events.width, draft.events.height, draft.events.fit):
            bind.follow(self, news, self._fit)
        self._tell()
        self._tell_ways()
        self._tell_layout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As large as the picture's shape allows; the words stand beside it where they have room."""
        across, down = self._workspace.sketching.shape
        size = QSize(across, down).scaled(QSize(self.width(), self._highest), Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSize(_LEAST, _LEAST)).boundedTo(QSize(max(_LEAST, self.width()), self._highest))
        beside = self.width() - size.width() >= _BESIDE
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._pair.direction() != direction:
            self._pair.setDirection(direction)
        self._pair.setSpacing(SPACE["base"] if beside else SPACE["small"])
        self.drawing.show_at(size)

    def _make_the_other_way(self) -> None:
        space = self._workspace
        space.tasks.start(space.sketch_first() if space.draft.drawn else space.draw_alone(), "sketch first")

    def _model(self) -> Model | None:
        """The sketch, as it is listed."""
        return next((model for model in self._workspace.models if model.ref.id == SKETCH), None)

    def _tell(self) -> None:
        shown = self._workspace.sketching.shown
        understood = () if shown is None else shown.understood
        self.understood.setText(f"Understood: {_few(understood, _DOT)}")
        self.understood.setVisible(bool(understood))
        if shown is None or not self._words.typing:
            self._tell_rest()

    def _tell_rest(self) -> None:
        """What only counts when the word is written."""
        shown = self._workspace.sketching.shown
        unknown = () if shown is None else distinct(shown.unknown)
        notes = () if shown is None else shown.notes
        self.unknown.setText(f"Not understood: {_few(unknown, ', ')}")
        self.unknown.setVisible(bool(unknown))
        self.notes.setText(" ".join(notes[:_MOST_NOTES]))
        self.notes.setVisible(bool(notes))

    def _tell_ways(self) -> None:
        """What can be done besides."""
        model, drawn = self._model(), self._workspace.draft.drawn
        text, tip = _OTHER_WAY[drawn]
        self.other_way.setText(text)
        self.other_way.setAccessibleName(text)
        self.other_way.setToolTip(tip)
        self.other_way.setAccessibleDescription(tip)
        self.other_way.setVisible(drawn or model is not None)
        self.knows.setVisible(model is not None and bool(model.knows))
        self._links.setVisible(drawn or model is not None)

    def _tell_layout(self) -> None:
        layouts, theme = self._workspace.layouts, self._theme
        kept = layouts.kept
        self.layout_said.setText(layouts.sentence)
        self.lock.setText("Layout kept" if kept else "Keep this layout")
        self.lock.setChecked(kept)
        self.lock.setIcon(theme.icon("lock" if kept else "lock-open", theme.palette.accent if kept else None))
        self.lock.setToolTip(f"{_LOCK[kept]}  {self._actions.native('layout.keep')}".rstrip())
        self.another.setIcon(theme.icon("shuffle"))
        another = f"Show another layout  {self._actions.native('layout.another')}".rstrip()
        self.another.setToolTip(another)
        self.drawing.setToolTip(another)


def _said() -> QLabel:
    """A long word makes nothing wider."""
    label = text_label(look="muted", wrap=True)
    label.setMinimumWidth(1)
    return label


def _few(things: Sequence[str], between: str) -> str:
    """As many as can be taken in."""
    left = len(things) - _MOST
    shown = between.join(map(_in_short, things[:_MOST]))
    return f"{shown} and {left} more" if left > 0 else shown


def _in_short(thing: str) -> str:
    return _cut(" ".join(_cut(word, _LONGEST_WORD) for word in thing.split(" ")), _LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _link(text: str, name: str) -> QPushButton:
    link = QPushButton(text)
    link.setProperty("look", "small-link")
    link.setAccessibleName(name or text)
    link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return link
