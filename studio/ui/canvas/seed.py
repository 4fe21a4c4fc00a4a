"""Seed: the number, a dice and a lock."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from studio.recipe.recipe import MAX_SEED
from studio.ui import bind
from studio.ui.canvas.section import icon_button
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.draft import DraftState

_TIPS = {
    False: "Every set gets a new seed. Lock it to make the same pictures again.",
    True: "The seed is kept: the same draft makes the same pictures.",
}


class SeedFields(QWidget):
    """Unlocked, every set gets another seed and the number shown is that of the last one."""

    def __init__(self, draft: DraftState, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._draft = draft
        self._theme = theme
        self._actions = actions
        self.number = QLineEdit()
        self.number.setAccessibleName("Seed")
        self.number.setPlaceholderText("Random")
        self.number.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,10}"), self.number))
        self.dice = icon_button(theme, "dices", "Roll another seed", flat=True)
        self.lock = icon_button(theme, "lock-open", "Lock the seed", checkable=True, flat=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["hair"])
        line.addWidget(self.number, 1)
        for widget in (self.dice, self.lock):
            line.addWidget(widget)
        self.setFocusProxy(self.number)
        self._bind()

    def _bind(self) -> None:
        self.number.textEdited.connect(self._typed)
        self.number.editingFinished.connect(self._show_seed)
        self.dice.clicked.connect(self._draft.roll)
        self.lock.toggled.connect(partial(setattr, self._draft, "seed_locked"))
        bind.follow(self, self._draft.events.seed, self._show_seed)
        bind.follow(self, self._draft.events.seed_locked, self._show_lock)
        bind.follow(self, self._actions.keymap.changed, self._show_lock)
        bind.show(self, self._theme.changed, self._show_lock)

    def _typed(self, text: str) -> None:
        """Who types a seed wants it used."""
        if text:
            self._draft.seed = min(int(text), MAX_SEED)
            self._draft.seed_locked = True

    def _show_seed(self) -> None:
        """Blank while it is typed anew, and before the first set has drawn one."""
        fresh = self._draft.seed == 0 and not self._draft.seed_locked
        typing = self.number.hasFocus() and self.number.text() == ""
        if not typing:
            bind.set_text(self.number, "" if fresh else str(self._draft.seed))

    def _show_lock(self) -> None:
        self._show_seed()
        locked = self._draft.seed_locked
        self.lock.setChecked(locked)
        self.lock.setIcon(self._theme.icon("lock" if locked else "lock-open"))
        self.lock.setToolTip(f"{_TIPS[locked]}  {self._actions.native('seed.lock')}".rstrip())
        self.dice.setToolTip(f"Roll another seed and keep it  {self._actions.native('seed.roll')}".rstrip())
