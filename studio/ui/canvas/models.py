"""Which model makes the picture: a field that shows it, and a panel of all with what each is good for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.folder import ask_for_folder
from studio.ui.canvas.model_card import ModelCard
from studio.ui.canvas.popover import Popover, height_for
from studio.ui.canvas.section import row
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.core import Model
from studio.workspace.model_choice import choose
from studio.workspace.workspace import Workspace

_WIDTH = 440
_HIGHEST = 380
"""pixels at 100%; longer lists scroll"""


class ModelField(QPushButton):
    """Shows the chosen model and opens the panel."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self._actions = actions
        self.setProperty("look", "field")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands at the end
        self.setIconSize(QSize(16, 16))
        self.clicked.connect(self.open)
        bind.follow(self, workspace.draft.events.model, self._update)
        bind.follow(self, workspace.readiness_changed, self._update)
        bind.follow(self, theme.changed, self._update)
        bind.show(self, workspace.model_changed, self._update)

    def open(self) -> None:
        """What lies on the disk is looked at again each time."""
        self._workspace.tasks.start(self._workspace.list_models(), "list the models")
        ModelsPanel(self, self._workspace, self._theme, self._actions).open()

    def name(self) -> str:
        space = self._workspace
        if space.model is not None:
            return space.model.name
        if space.readiness == "starting":
            return "Looking for models…"
        return f"{space.draft.model} (not installed)" if space.draft.model else "No model"

    def _update(self) -> None:
        self.setText(self.name())
        self.setIcon(QIcon(self._theme.icon("chevron-down", self._theme.palette.muted)))
        self.setAccessibleName(f"Model: {self.name()}")
        self.setToolTip("" if self._workspace.model is None else self._workspace.model.summary)


class ModelsPanel(Popover):
    """All models, those that cannot be used with the reason, and the way to more."""

    def __init__(self, field: ModelField, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__(field, "Models", _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._theme = theme
        self._actions = actions
        self._listed: tuple[tuple[Model, ...], str | None] | None = None
        """what is shown: the same once more leaves the keyboard where it is"""
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.folder = QPushButton("Use a folder you have…")
        self.folder.clicked.connect(self._ask)
        self.more = QPushButton("More models…")
        self.more.clicked.connect(self._open_page)
        self.column.addWidget(text_label("Models", "heading"))
        self.column.addWidget(self._area)
        self.column.addWidget(row(self.more, self.folder))
        bind.show(self, workspace.model_changed, self._list)

    def _list(self) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        meant, focus = self._workspace.model, self._area
        listed = (self._workspace.models, None if meant is None else meant.ref.id)
        if listed == self._listed:
            return
        self._listed = listed
        for model in self._workspace.models:
            card = ModelCard(model, self._theme, chosen=meant is not None and meant.ref.id == model.ref.id)
            card.clicked.connect(lambda _=False, model=model: self._choose(model))
            column.addWidget(card)
            focus = card if card.chosen else focus
        if not self._workspace.models:
            column.addWidget(text_label("No model was found yet.", "muted"))
        column.addStretch(1)
        self._area.setWidget(holder)
        width = _WIDTH - 2 * SPACE["base"]
        self._area.setFixedHeight(min(_HIGHEST, height_for(holder, width)))
        self.fit()
        self._focus = focus
        focus.setFocus()

    def open(self) -> None:
        super().open()
        self._focus.setFocus()

    def _choose(self, model: Model) -> None:
        choose(self._workspace.draft, self._workspace.capabilities, model, self._workspace.additions.paced)
        self.close()

    def _ask(self) -> None:
        self.close()
        ask_for_folder(self.anchor, self._workspace)

    def _open_page(self) -> None:
        self.close()
        self._actions.action("models.open").trigger()
