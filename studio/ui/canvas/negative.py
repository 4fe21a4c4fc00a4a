"""What the picture should not show: folded away until it is used."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.marks import UnknownWords
from studio.ui.canvas.prompt import negative_edit
from studio.ui.canvas.prompt_weights import WeightTints
from studio.ui.canvas.section import icon_button, let_see, section
from studio.ui.problem import text_label
from studio.ui.theme import Theme
from studio.workspace.workspace import Workspace

_UNUSED = "At this guidance the model takes no notice of it."
_DRAWN = "The sketch takes no notice of it: write “no clouds” into the prompt instead."


class NegativeFields(QWidget):
    """A button that opens the field; the field stays while there is text in it."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self._opened = False
        self.edit = negative_edit(workspace.draft)
        self.marks = UnknownWords(self.edit, workspace, theme)
        self.weights = WeightTints(self.edit, workspace, theme)
        self.add = QPushButton("Add what to avoid")
        self.add.setProperty("look", "quiet")
        bind.show(self.add, theme.changed, lambda: self.add.setIcon(theme.icon("plus", theme.palette.muted)))
        self.add.clicked.connect(self.open)
        self.remove = icon_button(theme, "x", "Avoid nothing", flat=True)
        self.remove.setProperty("look", "small")
        self.remove.clicked.connect(self._close)
        self._unused = text_label(_UNUSED, "muted", wrap=True)
        self._fields = QWidget()
        self._fields.setLayout(section("Avoid", self.edit, self._unused, beside=self.remove))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.add)
        column.addWidget(self._fields)
        bind.follow(self, workspace.model_changed, self._update)
        bind.follow(self, workspace.draft.events.model, self._update)
        bind.follow(self, workspace.project_changed, self._fold)
        bind.show(self, workspace.draft.events.negative, self._update)

    def open(self) -> None:
        self._opened = True
        self._update()
        self.edit.setFocus()

    def _close(self) -> None:
        self._opened = False
        self._workspace.draft.negative = ""
        self._update()
        self.add.setFocus()

    def _fold(self) -> None:
        """Another project begins without it, unless its draft has one."""
        self._opened = False
        self._update()

    def _update(self) -> None:
        """Emptying the field does not take it away under the writer's hands."""
        text, can = self._workspace.draft.negative, self._workspace.capabilities
        self._opened = self._opened or bool(text)
        self.add.setVisible(not self._opened)
        self._fields.setVisible(self._opened)
        drawn = self._workspace.draft.drawn
        let_see(self, bool(text) or not drawn or self.edit.hasFocus())
        self._unused.setText(_DRAWN if drawn else _UNUSED)
        self._unused.setVisible(bool(text) and (drawn or (can is not None and not can.negative)))
