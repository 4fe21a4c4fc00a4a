"""A model that is here: what it is, where it lies, whether it is whole; use it, look at its files, remove it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from studio.recipe.recipe import SKETCH
from studio.ui import bind
from studio.ui.announce import announce
from studio.ui.models.row import ModelRow, Work, a_button
from studio.ui.pictures.reveal import reveal
from studio.workspace.core import Model
from studio.workspace.model_shelf import ModelShelf
from studio.workspace.model_words import facts_said, is_own, modes_said, place_said
from studio.workspace.problems import Problems

ROOM = 640
"""pixels of width of the page below which so many buttons stand beneath the words"""


class InstalledRow(ModelRow):
    """What was asked to be done with it is told beneath it."""

    def __init__(self, model: Model, shelf: ModelShelf, problems: Problems) -> None:
        self.model = model
        self._shelf = shelf
        self._problems = problems
        offer = shelf.offer_of(model)
        name = model.name if offer is None else offer.name
        self.use = a_button("Use", f"Use {name}", lambda: shelf.choose(model))
        self.check = a_button("Check files", f"Check the files of {name}", self._check)
        self.show_folder = a_button("Show folder", f"Show the folder of {name}", self._reveal)
        self.remove = a_button("Remove…", f"Remove {name}", lambda: shelf.care.ask_removal(model.ref.id))
        super().__init__(name, _lines(model, "" if offer is None else offer.summary), self._buttons())
        self.repair = a_button("Repair", f"Repair {name}", lambda: shelf.care.repair(model.ref.id, model.folder))
        self.yes = a_button("Remove", f"Yes, remove {name}", lambda: shelf.care.remove(model.ref.id))
        self.no = a_button("Keep it", f"Keep {name}", self._dismiss)
        self.stop = a_button("Cancel", f"Cancel what is done with {name}", self._dismiss)
        self.close_told = a_button("Close", f"Close what was said of {name}", self._dismiss)
        self.work = Work(name, (self.repair, self.yes, self.no, self.stop, self.close_told))
        self.below.addWidget(self.work)
        bind.hear(self, shelf.care.changed, self._moved)
        self.show_choice()
        self._show()

    def show_choice(self) -> None:
        """Whether pictures are made with it now."""
        chosen = self._shelf.is_chosen(self.model)
        self.use.setText("In use" if chosen else "Use")
        self.use.setAccessibleName(f"{self.name} is in use" if chosen else f"Use {self.name}")
        self.use.setEnabled(self.model.state == "ready" and not chosen)

    def _buttons(self) -> list[QPushButton]:
        if self.model.ref.id == SKETCH:  # its files are the studio's code
            return [self.use]
        return [self.use, self.check, self.show_folder, *(() if is_own(self.model) else (self.remove,))]

    def _check(self) -> None:
        self._shelf.care.verify(self.model.ref.id, self.model.folder)

    def _dismiss(self) -> None:
        self._shelf.care.dismiss(self.model.ref.id)

    def _reveal(self) -> None:
        if not reveal(self.model.folder):
            self._problems.tell(f"{self.model.folder} cannot be shown: it is not there any more.")

    def _moved(self, id: str) -> None:
        if id != self.model.ref.id:
            return
        before = self.work.said.text() if self.work.isVisibleTo(self) else ""
        with self.keyboard_kept():
            self._show()
        care = self._shelf.care.of(id)
        if care is not None and care.said != before and care.doing != "mending":
            announce(self, f"{self.name}: {care.said} {care.remedy}".strip(), care.wrong)

    def _show(self) -> None:
        care = self._shelf.care.of(self.model.ref.id)
        if care is None:
            self.work.hide()
            return
        self.work.tell(care.said, care.remedy, wrong=care.wrong)
        match care.doing:
            case "asking":
                self.work.offer(self.yes, self.no)
            case "checking" | "mending":
                self.work.offer(self.stop)
            case "removing":
                self.work.offer()
            case "told":
                mendable = care.checkup is not None and bool(care.checkup.mendable)
                self.work.offer(*((self.repair,) if mendable else ()), self.close_told)


def _lines(model: Model, summary: str) -> list[tuple[str, str]]:
    """`summary` is the catalogue's, for a model that says nothing itself."""
    if model.state != "ready":
        return [(f"Cannot be used: {model.problem} {model.remedy}".strip(), "danger"), (str(model.folder), "muted")]
    return [
        (model.summary or summary, ""),
        (modes_said(model), "muted"),
        (facts_said(model), "muted"),
        (place_said(model), "muted"),
    ]
