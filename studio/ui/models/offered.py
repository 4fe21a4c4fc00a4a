"""A model that can be got: what it is good for, what it needs, its licence; getting it, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from studio.catalog.offered import Offer
from studio.catalog.shelf import in_bytes
from studio.ui import bind
from studio.ui.announce import announce
from studio.ui.models.row import ModelRow, Work, a_button
from studio.workspace.model_gets import Get
from studio.workspace.model_shelf import ModelShelf
from studio.workspace.model_stock import Wanted
from studio.workspace.model_words import good_for_said, kind_said, licence_said, needs_said, offer_facts

_HEARD = {"Get": "Get", "Go on": "Go on getting", "Here": "Already here:"}
_TOLD_AT = (0.25, 0.5, 0.75)
"""parts of the way that are said aloud"""


class GetRow(ModelRow):
    """`key` is what it is got by: an id of the catalogue, or maker/model at the hub."""

    def __init__(self, key: str, name: str, lines: Sequence[tuple[str, str]], link: str, shelf: ModelShelf) -> None:
        """`link` leads to the text of its licence; empty where nobody knows yet."""
        self.key = key
        self._shelf = shelf
        self._link = link
        self._told = 0.0
        self.get = a_button("Get", f"Get {name}", lambda: shelf.gets.begin(key))
        self.drop = a_button("Remove…", f"Remove what came of {name}", lambda: shelf.care.ask_removal(self._half_id))
        super().__init__(name, lines, (self.get, self.drop))
        self.read = a_button("Read the licence", f"Read the licence of {name}", self._read)
        self.read.setProperty("look", "small-link")
        self.read.setVisible(bool(link))
        holder = QHBoxLayout()
        holder.addWidget(self.read)
        holder.addStretch(1)
        self.words.addLayout(holder)
        self._add_work(name)
        bind.hear(self, shelf.gets.changed, self._moved)
        bind.hear(self, shelf.care.changed, self._moved)
        bind.show(self, shelf.listed, self.show_state)

    def _add_work(self, name: str) -> None:
        key, gets, care = self.key, self._shelf.gets, self._shelf.care
        self.accept = a_button("Accept and get", f"Accept the licence and get {name}", lambda: gets.accept(key))
        self.decline = a_button("Not now", f"Do not get {name} now", lambda: gets.stop(key))
        self.stop = a_button("Cancel", f"Cancel getting {name}", lambda: gets.stop(key))
        self.again = a_button("Try again", f"Try again to get {name}", lambda: gets.begin(key))
        self.close_told = a_button("Close", f"Close what was said of {name}", lambda: gets.stop(key))
        self.yes = a_button("Remove", f"Yes, remove what came of {name}", lambda: care.remove(self._half_id))
        self.no = a_button("Keep it", f"Keep what came of {name}", lambda: care.dismiss(self._half_id))
        self.page = a_button("Open its page", f"Open the page of {name}", self._open_page)
        self.keep = a_button("Keep and try again", f"Keep the token and try again to get {name}", self._use_token)
        mine = (self.accept, self.decline, self.stop, self.again, self.keep, self.page, self.close_told)
        self.work = Work(name, (*mine, self.yes, self.no))
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setPlaceholderText("Token")
        self.token.setToolTip("It is kept in the system’s keyring, and sent only where a token is asked for.")
        self.token.setAccessibleName(f"Token for {name}, kept in the system’s keyring")
        self.token.returnPressed.connect(self._use_token)
        self.work.extra.addWidget(self.token)
        self.below.addWidget(self.work)

    @property
    def _half_id(self) -> str:
        half = self._shelf.half(self.key)
        return self.key if half is None else half.note.id

    def show_state(self) -> None:
        """As it stands now."""
        get, care = self._shelf.gets.get(self.key), self._shelf.care.of(self._half_id)
        half, here = self._shelf.half(self.key), self._shelf.is_here(self.key)
        self.get.setText("Go on" if half is not None else "Here" if here else "Get")
        self.get.setAccessibleName(f"{_HEARD[self.get.text()]} {self.name}")
        self.get.setEnabled(half is not None or not here)
        self.get.setVisible(get is None)
        self.drop.setVisible(get is None and half is not None)
        self.buttons.setVisible(get is None)
        self.buttons.updateGeometry()
        self.token.setVisible(get is not None and get.refused and get.step == "failed")
        if get is not None:
            self._show_get(get)
        elif half is not None and care is not None:
            self.work.tell(care.said, care.remedy, wrong=care.wrong)
            self.work.offer(*((self.yes, self.no) if care.doing == "asking" else (self.no,) if care.wrong else ()))
        elif half is not None:
            self.work.tell(half.problem, part=half.bytes / max(half.note.bytes, 1))
            self.work.offer()
        else:
            self.work.hide()

    def _show_get(self, get: Get) -> None:
        match get.step:
            case "licence":
                assert get.wanted is not None
                self._link = get.wanted.licence.link or self._link
                self.read.setVisible(bool(self._link))
                self.work.tell(_asked(get.wanted), _room(get.wanted))
                self.work.offer(self.accept, self.decline)
            case "failed":
                self.work.tell(get.problem, get.remedy, wrong=True)
                self.work.offer(*((self.keep, self.page) if get.refused else (self.again,)), self.close_told)
            case _:
                coming = get.step == "coming" and get.total > 0
                self.work.tell(get.line, part=get.done / get.total if coming else None)
                self.work.offer(self.stop)

    def _moved(self, key: str) -> None:
        if key not in (self.key, self._half_id):
            return
        before = self.work.said.text() if self.work.isVisibleTo(self) else ""
        with self.keyboard_kept():
            self.show_state()
        self._say(self._shelf.gets.get(self.key), before)

    def take_keyboard(self) -> None:
        """A licence is never accepted by a key that was meant for what stood there before."""
        if self.decline.isVisibleTo(self):
            self.decline.setFocus()
        else:
            super().take_keyboard()

    def _say(self, get: Get | None, before: str) -> None:
        """What somebody who does not look should know, once."""
        if get is None:
            self._told = 0.0
            return
        part = get.done / get.total if get.total else 0.0
        if get.step in ("licence", "failed") and self.work.said.text() != before:
            announce(self, f"{self.name}: {self.work.said.text()} {self.work.remedy.text()}".strip(), True)
        elif get.step == "coming" and any(self._told < mark <= part for mark in _TOLD_AT):
            self._told = part
            announce(self, f"{self.name}: {get.line}", False)

    def _use_token(self) -> None:
        if self.token.text().strip():
            self._shelf.gets.use_token(self.key, self.token.text())
            self.token.clear()

    def _read(self) -> None:
        QDesktopServices.openUrl(QUrl(self._link))

    def _open_page(self) -> None:
        get = self._shelf.gets.get(self.key)
        repo = get.wanted.note.repo if get is not None and get.wanted is not None else self._repo
        QDesktopServices.openUrl(QUrl(f"https://huggingface.co/{repo}"))

    @property
    def _repo(self) -> str:
        return next((offer.repo for offer in self._shelf.offers if offer.id == self.key), self.key)


def offer_row(offer: Offer, shelf: ModelShelf) -> GetRow:
    """Of the catalogue."""
    names = {one.id: one.name for one in shelf.offers}
    lines = (
        (f"{offer.summary} {good_for_said(offer)}".strip() + ("." if offer.good_for else ""), ""),
        (" · ".join(part for part in (kind_said(offer), needs_said(offer, names)) if part), "muted"),
        (offer_facts(offer), "muted"),
        (licence_said(offer.licence, checked="licence" not in offer.unchecked), "muted"),
    )
    return GetRow(offer.id, offer.name, lines, offer.licence.link, shelf)


def _asked(wanted: Wanted) -> str:
    note = wanted.note
    count = "1 file" if len(note.files) == 1 else f"{len(note.files)} files"
    return (
        f"{licence_said(wanted.licence)}.\n"
        f"{note.repo} brings {count}, {in_bytes(note.bytes)}, from {wanted.host}. Accept its licence to get it."
    )


def _room(wanted: Wanted) -> str:
    have = f"{in_bytes(wanted.have)} are here already. " if wanted.have else ""
    return f"{have}The disk has {in_bytes(wanted.free)} left."
