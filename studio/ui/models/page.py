"""The page of models and of what guides them: what is here, what other programs have, and what could be got."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.recipe.additions import AdditionKind
from studio.ui import bind
from studio.ui.announce import announce
from studio.ui.models.additions import InstalledAdditions
from studio.ui.models.found import AnyModel, OnThisMachine
from studio.ui.models.installed import ROOM, InstalledRow
from studio.ui.models.offered import GetRow, offer_row
from studio.ui.models.row import Work, a_button, emptied, focus_named
from studio.ui.page import NARROW, Page, card_of
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE
from studio.workspace.core import Model
from studio.workspace.model_shelf import ModelShelf
from studio.workspace.workspace import Workspace

_QUIET = "Nothing is fetched until you choose it. Once a model is here, it works without the internet."
_UNCHECKED = "A “?” stands where nobody could look it up yet; what the hub says is shown before anything comes."
_ABOVE = 60
"""pixels: the title of a group stays in sight"""
_OTHER = (("Not in the list of Blink Studio: its own page says what it is good for.", "muted"),)


class ModelsPage(Page):
    """Looks at the disk whenever it is opened; what comes goes on coming while it is closed."""

    def __init__(self, workspace: Workspace, shelf: ModelShelf, actions: Actions) -> None:
        super().__init__("Models", actions)
        self._workspace = workspace
        self._shelf = shelf
        self.installed: list[InstalledRow] = []
        self._models: tuple[Model, ...] = ()
        self._sought: GetRow | None = None
        """kept in view until everything is listed"""
        self._find = self.add_search("Find a model")
        self._find.textChanged.connect(self._sift)
        self._here = QVBoxLayout()
        self.body.addWidget(text_label(_QUIET, "muted", wrap=True))
        self.stop_reading = a_button("Cancel", "Cancel reading the files", shelf.stop_reading)
        self.reading = Work("the reading of files", (self.stop_reading,))
        self.body.addWidget(self.reading)
        self.elsewhere = OnThisMachine(shelf)
        self.body.addWidget(self.elsewhere)
        self.body.addLayout(self._here)
        self.additions = InstalledAdditions(workspace, shelf)
        self.body.addWidget(self.additions)
        self.offered = [offer_row(offer, shelf) for offer in shelf.offers]
        self.others: dict[str, GetRow] = {}
        """what is got by its name at the hub"""
        self._others = QVBoxLayout()
        self._others.setSpacing(0)
        holder = QWidget()
        holder.setLayout(self._others)
        self._others.setContentsMargins(0, 0, 0, 0)
        models = [row for row, offer in zip(self.offered, shelf.offers, strict=True) if offer.kind == "model"]
        self._available = (
            card_of("Available models", [holder, *models]),
            card_of("Available LoRAs and guides", [row for row in self.offered if row not in models]),
        )
        for card in self._available:
            self.body.addWidget(card)
        self.any = AnyModel(shelf)
        self.body.addWidget(self.any)
        self.body.addWidget(text_label(_UNCHECKED, "muted", wrap=True))
        self.body.addStretch(1)
        self.body.setSpacing(SPACE["wide"])
        bind.show(self, workspace.model_changed, self._show_installed)
        bind.follow(self, workspace.draft.events.model, self._show_installed)
        bind.show(self, shelf.listed, self._show_available)
        bind.follow(self, shelf.gets.changed, self._show_available)
        bind.hear(self, shelf.gets.came, self._say_came)
        bind.hear(self, shelf.listed, lambda: QTimer.singleShot(0, self, self._found_sought))
        self.area.verticalScrollBar().rangeChanged.connect(self._show_sought)
        bind.show(self, shelf.reading_changed, self._show_reading)

    def show_offers(self, kind: AdditionKind) -> None:
        """Bring what could be got of a kind into view, that for the chosen model first; the keyboard goes there."""
        self._find.clear()
        self._stack()
        can = self._workspace.capabilities
        family = "" if can is None else can.family
        offered = zip(self.offered, self._shelf.offers, strict=True)
        rows = [(offer.family != family, at) for at, (_, offer) in enumerate(offered) if offer.kind == kind]
        if not rows:
            return
        self._sought = self.offered[min(rows)[1]]
        self._sought.take_keyboard()
        QTimer.singleShot(0, self, self._show_sought)  # a page that opens just now has no places yet
        self._shelf.look()

    def _show_sought(self) -> None:
        """Again as long as what lies above it is still being listed."""
        content = self.area.widget()
        if self._sought is not None and content is not None:
            top = self._sought.mapTo(content, QPoint(0, 0)).y()
            self.area.verticalScrollBar().setValue(top - _ABOVE)

    def _found_sought(self) -> None:
        self._show_sought()
        self._sought = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shelf.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are told: they would never get narrower than their buttons ask for."""
        super().resizeEvent(event)
        self._stack()

    def _stack(self) -> None:
        narrow = self.width() < NARROW
        for row in self.installed:
            row.stack(self.width() < ROOM)
        self.additions.stack(self.width() < ROOM)
        for row in (*self.offered, *self.others.values()):
            row.stack(narrow)
        self.elsewhere.stack(narrow)

    def _show_installed(self) -> None:
        """The same models once more leave the rows, and the keyboard, as they are."""
        if self._shelf.models != self._models or not self.installed:
            had = self.window().focusWidget() or self
            name = had.accessibleName() if self._here_has(had) else ""
            self._models = self._shelf.models
            emptied(self._here)
            problems = self._workspace.problems
            self.installed = [InstalledRow(model, self._shelf, problems) for model in self._models]
            if self.installed:
                self._here.addWidget(card_of("Models", self.installed))
            else:
                self._here.addWidget(text_label("Looking for models…", "muted"))
            self._stack()
            self._sift(self._find.text())
            if name and not focus_named(self, name):
                self.setFocus()
        for row in self.installed:
            row.show_choice()

    def _here_has(self, widget: QWidget) -> bool:
        return any(row.isAncestorOf(widget) for row in self.installed)

    def _show_available(self) -> None:
        known = {offer.id for offer in self._shelf.offers}
        wanted = [half.note.repo for half in self._shelf.halves if half.note.id not in known]
        wanted += [get.name for get in self._shelf.gets.every if get.name not in known]
        for gone in self.others.keys() - set(wanted):
            row = self.others.pop(gone)
            self._others.removeWidget(row)
            row.hide()
            row.deleteLater()
        for key in wanted:
            if key not in self.others:
                row = self.others[key] = GetRow(key, key, _OTHER, "", self._shelf)
                self._others.addWidget(row)
                row.stack(self.width() < NARROW)
                if self.any.isAncestorOf(self.window().focusWidget() or self):
                    row.take_keyboard()
        self._sift(self._find.text())

    def _sift(self, text: str) -> None:
        words = text.casefold().split()
        self.additions.sift(words)
        for row in (*self.installed, *self.offered, *self.others.values()):
            row.setVisible(all(word in row.sifted for word in words))

    def _show_reading(self) -> None:
        """Large files are read once from end to end: what exactly they are is told by all their bytes."""
        reading = self._shelf.reading
        if reading is None:
            self.reading.hide()
            return
        said = f"Reading {reading.file} for the first time, to know exactly what it is: {reading.percent}%"
        if not self.reading.isVisibleTo(self):
            announce(self, said, False)
        self.reading.tell(said, part=reading.done / max(reading.total, 1))
        self.reading.offer(self.stop_reading)

    def _say_came(self, id: str) -> None:
        name = next((row.name for row in (*self.installed, *self.additions.rows) if row.id == id), id)
        announce(self, f"{name} is here.", False)
