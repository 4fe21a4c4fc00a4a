"""What is here: what it is, where it lies, whether it is whole; use it, look at its files, remove it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from studio.recipe.recipe import SKETCH
from studio.ui import bind
from studio.ui.announce import announce
from studio.ui.models.row import ModelRow, Work, a_button
from studio.ui.pictures.reveal import reveal
from studio.workspace.core import InstalledAddition, Model
from studio.workspace.model_shelf import ModelShelf
from studio.workspace.model_words import addition_facts, addition_use, facts_said, is_own, modes_said, place_said
from studio.workspace.problems import Problems

ROOM = 640
"""pixels of width of the page below which so many buttons stand beneath the words"""
_QUIET = ("checking", "mending")
"""what is told many times a second: heard once"""


class CaredRow(ModelRow):
    """Files that can be looked at and removed. What was asked to be done with them is told beneath."""

    def __init__(
        self,
        id: str,
        place: Path,
        name: str,
        lines: Sequence[tuple[str, str]],
        first: Sequence[QPushButton],
        shelf: ModelShelf,
        problems: Problems,
        *,
        fixed: bool = False,
        link: str = "",
    ) -> None:
        """`first` stand before the buttons of care, of which a part of the studio (`fixed`) has none to remove it;
        `link` leads to the text of its licence."""
        self.id = id
        self.place = place
        self._shelf = shelf
        self._problems = problems
        self.check = a_button("Check files", f"Check the files of {name}", lambda: shelf.care.verify(id, place))
        self.show_folder = a_button("Show folder", f"Show the folder of {name}", self._reveal)
        self.remove = a_button("Remove…", f"Remove {name}", lambda: shelf.care.ask_removal(id))
        care = () if id == SKETCH else (self.check, self.show_folder)  # its files are the studio's code
        super().__init__(name, lines, (*first, *care, *(() if fixed else (self.remove,))))
        if link:
            self._add_link(link)
        self.repair = a_button("Repair", f"Repair {name}", lambda: shelf.care.repair(id, place))
        self.yes = a_button("Remove", f"Yes, remove {name}", lambda: shelf.care.remove(id))
        self.no = a_button("Keep it", f"Keep {name}", self._dismiss)
        self.stop = a_button("Cancel", f"Cancel what is done with {name}", self._dismiss)
        self.close_told = a_button("Close", f"Close what was said of {name}", self._dismiss)
        self.work = Work(name, (self.repair, self.yes, self.no, self.stop, self.close_told))
        self.below.addWidget(self.work)
        bind.hear(self, shelf.care.changed, self._moved)
        self._show()

    def _add_link(self, link: str) -> None:
        self.read = a_button(
            "Read the licence",
            f"Read the licence of {self.name}",
            lambda: QDesktopServices.openUrl(QUrl(link)),
        )
        self.read.setProperty("look", "small-link")
        holder = QHBoxLayout()
        holder.addWidget(self.read)
        holder.addStretch(1)
        self.words.addLayout(holder)

    def _dismiss(self) -> None:
        self._shelf.care.dismiss(self.id)

    def _reveal(self) -> None:
        if not reveal(self.place):
            self._problems.tell(f"{self.place} cannot be shown: it is not there any more.")

    def _moved(self, id: str) -> None:
        if id != self.id:
            return
        before = self.work.said.text() if self.work.isVisibleTo(self) else ""
        with self.keyboard_kept():
            self._show()
        care = self._shelf.care.of(id)
        if care is not None and care.said != before and not (before and care.doing in _QUIET):
            announce(self, f"{self.name}: {care.said} {care.remedy}".strip(), care.wrong)

    def _show(self) -> None:
        care = self._shelf.care.of(self.id)
        if care is None:
            self.work.hide()
            return
        self.work.tell(care.said, care.remedy, wrong=care.wrong, part=care.part)
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


class InstalledRow(CaredRow):
    """A model."""

    def __init__(self, model: Model, shelf: ModelShelf, problems: Problems) -> None:
        self.model = model
        offer = shelf.offer_of(model.ref.id)
        name = model.name
        licence, link = shelf.licence_of(model.ref.id, model.licence)
        self.use = a_button("Use", f"Use {name}", lambda: shelf.choose(model))
        lines = _lines(model, "" if offer is None else offer.summary, licence)
        super().__init__(
            model.ref.id,
            model.folder,
            name,
            lines,
            (self.use,),
            shelf,
            problems,
            fixed=is_own(model),
            link="" if is_own(model) else link,
        )
        self.show_choice()

    def show_choice(self) -> None:
        """Whether pictures are made with it now."""
        chosen = self._shelf.is_chosen(self.model)
        self.use.setText("In use" if chosen else "Use")
        self.use.setAccessibleName(f"{self.name} is in use" if chosen else f"Use {self.name}")
        self.use.setEnabled(self.model.state == "ready" and not chosen)


class AdditionRow(CaredRow):
    """A LoRA, ControlNet or adapter."""

    def __init__(self, one: InstalledAddition, shelf: ModelShelf, problems: Problems) -> None:
        self.addition = one
        licence, link = shelf.licence_of(one.id, one.licence)
        super().__init__(one.id, one.path, one.name, _addition_lines(one, licence), (), shelf, problems, link=link)


def _lines(model: Model, summary: str, licence: str) -> list[tuple[str, str]]:
    """`summary` is the catalogue's, for a model that says nothing itself."""
    if model.state != "ready":
        return [(f"Cannot be used: {model.problem} {model.remedy}".strip(), "danger"), (str(model.folder), "muted")]
    return [
        (model.summary or summary, ""),
        (modes_said(model), "muted"),
        (facts_said(model, licence), "muted"),
        (place_said(model), "muted"),
    ]


def _addition_lines(one: InstalledAddition, licence: str) -> list[tuple[str, str]]:
    trouble = "" if one.state == "ready" else f"Cannot be used: {one.problem} {one.remedy}".strip()
    return [
        (trouble, "danger"),
        ("" if trouble else one.summary, ""),
        ("" if trouble else addition_use(one), "muted"),
        (addition_facts(one, licence), "muted"),
        (str(one.path), "muted"),
    ]
