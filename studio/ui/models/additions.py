"""LoRAs, ControlNets and adapters that are here, a card for each kind; people have hundreds: not every row is made."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.recipe.additions import AdditionKind
from studio.ui import bind
from studio.ui.models.installed import AdditionRow
from studio.ui.models.row import emptied, focus_named
from studio.ui.page import card_of
from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.core import InstalledAddition
from studio.workspace.model_shelf import ModelShelf
from studio.workspace.workspace import Workspace

MOST_ROWS = 30
"""of each kind; who has more finds them by name"""
_TITLES: Mapping[AdditionKind, str] = {
    "lora": "LoRAs",
    "control": "Guides for shapes (ControlNets)",
    "adapter": "Guides for the look (IP-Adapters)",
}


class InstalledAdditions(QWidget):
    """`sift` leaves those whose words hold all that is looked for; rows are made anew where they change."""

    def __init__(self, workspace: Workspace, shelf: ModelShelf) -> None:
        super().__init__()
        self._problems = workspace.problems
        self._shelf = shelf
        self._words: list[str] = []
        self._shown: tuple[tuple[InstalledAddition, ...], tuple[str, ...]] | None = None
        self._room = True
        self.rows: list[AdditionRow] = []
        self._content = QVBoxLayout(self)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(SPACE["wide"])
        bind.show(self, workspace.additions.changed, self._show)

    def sift(self, words: list[str]) -> None:
        self._words = words
        self._show()

    def stack(self, narrow: bool) -> None:
        self._room = not narrow
        for row in self.rows:
            row.stack(narrow)

    def _show(self) -> None:
        """The same ones once more leave the rows, and the keyboard, as they are."""
        wanted = self._shelf.additions, tuple(self._words)
        if wanted == self._shown:
            return
        self._shown = wanted
        had = self.window().focusWidget() or self.window()
        name = had.accessibleName() if self.isAncestorOf(had) else ""
        emptied(self._content)
        self.rows = []
        for kind, title in _TITLES.items():
            self._show_kind(title, [one for one in self._shelf.additions if one.addition.kind == kind])
        self.setVisible(bool(self.rows))
        self.stack(not self._room)
        if name and not focus_named(self, name):
            self.setFocus()

    def _show_kind(self, title: str, every: list[InstalledAddition]) -> None:
        found = [one for one in every if self._is_meant(one)]
        rows = [AdditionRow(one, self._shelf, self._problems) for one in found[:MOST_ROWS]]
        if not rows:
            return
        self.rows += rows
        more = text_label(f"{len(rows)} of {len(found)} are shown. Find the others by name.", "muted", wrap=True)
        more.setContentsMargins(SPACE["wide"], SPACE["snug"], SPACE["base"], SPACE["snug"])
        self._content.addWidget(card_of(title, [*rows, *([more] if len(found) > len(rows) else [])]))

    def _is_meant(self, one: InstalledAddition) -> bool:
        about = " ".join((one.name, one.id, one.addition.base, one.summary, *one.words, one.path.name)).casefold()
        return all(word in about for word in self._words)
