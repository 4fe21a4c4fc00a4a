"""What the pictures begin with: nothing, a picture, or a sketch of the prompt; and what belongs to each."""

from __future__ import annotations

import contextlib
from collections.abc import Generator

from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.marks import UnknownWords
from studio.ui.canvas.product import ProductLine
from studio.ui.canvas.prompt import PromptEdit
from studio.ui.canvas.section import heading
from studio.ui.canvas.segments import Segments
from studio.ui.canvas.sketch import HIGH, LOW, SketchFields
from studio.ui.canvas.start import StartWell, Take
from studio.ui.canvas.start_tools import StartTools
from studio.ui.canvas.strength import StrengthField
from studio.ui.images import Images
from studio.ui.problem import InPlace, text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.starts import KINDS, Kind
from studio.workspace.workspace import Workspace

_MEANING: dict[Kind, str] = {
    "nothing": "From the words alone",
    "picture": "A picture of yours is painted over: drop or paste one anywhere",
    "sketch": "The layout is drawn from the prompt, and painted over: counts and places stay",
}
_CANNOT = "This model cannot start from a sketch."


class BeginFields(QWidget):
    """`take` uses what was dropped or pasted as start picture; `edit` and `words` are those of the prompt."""

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        images: Images,
        actions: Actions,
        take: Take,
        edit: PromptEdit,
        words: UnknownWords,
    ) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._workspace = workspace
        self._theme = theme
        self._actions = actions
        self._edit, self._words = edit, words
        self._take = take
        self._wanted = False
        """a picture is to be given, and is not there yet"""
        self._high = True
        self.choice = Segments([kind.capitalize() for kind in KINDS])
        self.choice.setAccessibleName("Start from")
        self.choice.chosen.connect(self._choose)
        self.title = heading("Start from", self.choice)
        self.well = StartWell(workspace, theme, images, take)
        self.part = StartTools(workspace, theme, images, actions)
        self.strength = StrengthField(workspace, theme)
        self.sketch: SketchFields | None = None
        """from when it is needed first"""
        self.hint = text_label(_CANNOT, "muted", wrap=True)
        self.product = ProductLine(workspace.draft, theme)
        self._lay_out()
        self._bind()

    def grow(self, roomy: bool) -> None:
        """Whether there is room for a large drawing."""
        self._high = roomy
        if self.sketch is not None:
            self.sketch.grow_to(HIGH if roomy else LOW)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE["small"])
        problem = InPlace(self._workspace.problems, "start")
        for widget in (self.title, self.choice, self.well, self.part, self.strength, self.hint, self.product, problem):
            self._column.addWidget(widget)

    def _bind(self) -> None:
        space = self._workspace
        bind.follow(self, space.draft.events.start, self._began)
        bind.follow(self, space.draft.events.model, self._update)
        bind.follow(self, self._actions.keymap.changed, self._say_keys)
        bind.follow(self, space.model_changed, self._update)
        self._say_keys()
        self._update()

    def _choose(self, position: int) -> None:
        kind = KINDS[position]
        self._wanted = kind == "picture"
        self._workspace.starts.choose(kind)
        self._update()

    def _began(self) -> None:
        """Whatever it is, no picture has to be given any more."""
        self._wanted = False
        self._update()

    def _say_keys(self) -> None:
        for kind, button in zip(KINDS, self.choice.buttons, strict=True):
            keys = self._actions.native("sketch.first") if kind == "sketch" else ""
            button.setToolTip(f"{_MEANING[kind]}  {keys}".rstrip())
            button.setAccessibleDescription(_MEANING[kind])

    def _update(self) -> None:
        with self._keyboard_kept():
            self._show_parts()

    def _show_parts(self) -> None:
        space = self._workspace
        kind, use, can = space.starts.kind, space.layouts.use, space.capabilities
        drawn = use == "picture"
        picture = kind == "picture" or (kind == "nothing" and self._wanted)
        self.title.setText("Sketch" if drawn else "Start from")
        self.choice.setVisible(not drawn)
        self.choice.show_choice(KINDS.index("picture" if picture else kind))
        self.well.setVisible(kind == "picture" or (picture and not drawn))
        self.hint.setVisible(use == "start" and can is not None and "image" not in can.modes)
        self.strength.setVisible(self.strength.wanted)
        self._show_sketch(use != "nothing")

    @contextlib.contextmanager
    def _keyboard_kept(self) -> Generator[None]:
        """What goes while it has the keyboard gives it to what is chosen, or to the drawing."""
        had = QApplication.focusWidget()
        inside = had is not None and self.isAncestorOf(had)
        yield
        if not inside or had is None or had.isVisibleTo(self):
            return
        if not self.choice.isHidden():
            next(button for button in self.choice.buttons if button.isChecked()).setFocus()
        elif self.sketch is not None:
            self.sketch.drawing.setFocus()

    def _show_sketch(self, shown: bool) -> None:
        if shown and self.sketch is None:
            self.sketch = SketchFields(self._workspace, self._theme, self._actions, self._edit, self._words)
            self.grow(self._high)
            self._column.insertWidget(self._column.indexOf(self.hint), self.sketch)
        if self.sketch is not None:
            self.sketch.setVisible(shown)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            self.well.setVisible(True)
            self.well.arm(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.well.arm(False)
        self._update()

    def dropEvent(self, event: QDropEvent) -> None:
        self.well.arm(False)
        if self._take(event.mimeData()):
            event.acceptProposedAction()
        self._update()
