"""What the page of models shows: those here, those half here, those that could be got, and those of other programs."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from psygnal import Signal

from studio.catalog.finding import Found, to_name
from studio.catalog.licences import licence_shown
from studio.catalog.offered import Offer, offer_of, offers
from studio.catalog.reading import Reading
from studio.catalog.shelf import Unfinished
from studio.errors import StudioError
from studio.recipe.additions import CALLED
from studio.workspace.core import InstalledAddition, Model
from studio.workspace.model_care import Caring
from studio.workspace.model_choice import choose
from studio.workspace.model_gets import Gets
from studio.workspace.model_stock import Kept, Stock
from studio.workspace.model_threads import Relay, in_thread
from studio.workspace.workspace import Workspace

WORTH_SHOWING = 200_000_000
"""bytes: below half a second or so"""


class ModelShelf:
    """Of one open window. Whatever it starts ends with the workspace's tasks."""

    listed = Signal()
    """which models there are, or how much of them"""
    found_changed = Signal()
    reading_changed = Signal()
    """how far files are that are read for the first time"""

    def __init__(self, workspace: Workspace, stock: Stock) -> None:
        self._workspace = workspace
        self._stock = stock
        self._kept = Kept()
        self.found: tuple[Found, ...] | None = None
        """of other programs; None before anybody looked"""
        self.finding = False
        self._stop = threading.Event()
        self.reading: Reading | None = None
        """what is read now from end to end, before it can be listed; None for what is small"""
        self._stop_reading = threading.Event()
        self._one_reads = asyncio.Lock()
        self.gets = Gets(stock, workspace.tasks, workspace.clock, self.refresh, lambda place: self.use(place))
        self.care = Caring(stock, workspace.tasks, self.refresh, self._removed)

    @property
    def models(self) -> tuple[Model, ...]:
        return self._workspace.models

    @property
    def additions(self) -> tuple[InstalledAddition, ...]:
        """LoRAs, ControlNets and adapters that are here, by kind and name."""
        order = tuple(CALLED)
        every = self._workspace.additions.every
        return tuple(sorted(every, key=lambda one: (order.index(one.addition.kind), one.name.casefold(), one.id)))

    @property
    def offers(self) -> tuple[Offer, ...]:
        return offers()

    @property
    def halves(self) -> tuple[Unfinished, ...]:
        """What was begun and not ended."""
        return self._kept.halves

    def half(self, key: str) -> Unfinished | None:
        """By its id, or by its name at the hub."""
        return next((half for half in self._kept.halves if key in (half.note.id, half.note.repo)), None)

    def offer_of(self, id: str) -> Offer | None:
        """What the catalogue says of what is here under this id."""
        return next((offer for offer in self.offers if offer.id == id), None)

    def licence_of(self, id: str, said: str) -> tuple[str, str]:
        """(name, link) for people, of the licence that something that is here tells of."""
        offer = self.offer_of(id)
        return licence_shown(said, None if offer is None else offer.licence)

    def is_here(self, offer_id: str) -> bool:
        """Whether something of the catalogue is on this machine, whole."""
        ids = {*(model.ref.id for model in self.models), *(one.id for one in self._workspace.additions.every)}
        return offer_id in self._kept.got or offer_id in ids

    def get(self, name: str) -> None:
        """Begin to get a model; one of the catalogue may be meant by its name at the hub."""
        offer = offer_of(name)
        self.gets.begin(name if offer is None else offer.id)

    def look(self) -> None:
        """Look again what is on the disk; nobody outside is asked."""
        self._workspace.tasks.start(self.refresh(), "look at the models")

    async def refresh(self) -> None:
        """As `look`, and wait for it. The picker lists what is new."""
        self._kept = await asyncio.to_thread(self._stock.kept)
        if await self._read(None):
            await self._workspace.list_models()
        self.listed.emit()

    def is_chosen(self, model: Model) -> bool:
        meant = self._workspace.model
        return meant is not None and meant.ref.id == model.ref.id

    def choose(self, model: Model) -> None:
        """Make with it from now on."""
        space = self._workspace
        choose(space.draft, space.capabilities, model, space.additions.paced)

    def use(self, place: Path) -> None:
        """List a folder or a file where it lies, from now on; what cannot be used is told in the window."""
        self._workspace.tasks.start(self._use(place), "use a model of another program")

    def find(self, place: Path | None = None) -> None:
        """Look for models of other programs, in their usual places or in `place`; on this machine alone."""
        if not self.finding:
            self.finding, self._stop = True, threading.Event()
            self.found_changed.emit()
            self._workspace.tasks.start(self._find(place, self._stop), "look for models of other programs")

    def stop_finding(self) -> None:
        self._stop.set()
        self.finding = False
        self.found_changed.emit()

    def use_found(self) -> None:
        """List everything of other programs that can be used and is not listed yet."""
        usable = [found for found in self.found or () if found.usable and not self.is_listed(found)]
        places = tuple(dict.fromkeys(map(to_name, usable)))
        self._workspace.tasks.start(self._use(*places), "use what other programs have")

    def is_listed(self, found: Found) -> bool:
        listed = (*(model.folder for model in self.models), *(one.path for one in self._workspace.additions.every))
        return any(path.absolute() == found.path.absolute() for path in listed)

    def stop_reading(self) -> None:
        """What was read whole is remembered; the rest is not listed until it is looked at again."""
        self._stop_reading.set()

    def _removed(self, id: str, was_default: bool) -> None:
        """What made pictures until now is followed by the default model."""
        if self._workspace.draft.model == id:
            self._workspace.draft.model = None
        if was_default:
            self._workspace.problems.tell("It was the default model; the Starter is the default again.")

    async def _use(self, *places: Path) -> None:
        for place in places:
            if not await self._read(place):
                break
            await self._workspace.model_folders.use(place)
        await self.refresh()
        self.found_changed.emit()

    async def _read(self, place: Path | None) -> bool:
        """Read from end to end what nobody has read yet, with how far that is; whether it was not stopped."""
        async with self._one_reads:
            stop = self._stop_reading = threading.Event()

            def moved(reading: Reading) -> None:
                if not stop.is_set() and reading.total >= WORTH_SHOWING:
                    self._show_reading(reading)

            watch = Relay(moved)
            try:
                return await in_thread(stop, lambda: self._stock.read(place, stop, watch))
            finally:
                stop.set()  # of what the relay still holds nothing is shown
                self._show_reading(None)

    def _show_reading(self, reading: Reading | None) -> None:
        if self.reading is not reading:
            self.reading = reading
            self.reading_changed.emit()

    async def _find(self, place: Path | None, stop: threading.Event) -> None:
        try:
            found = await in_thread(stop, lambda: self._stock.find(place, stop))
        except StudioError:
            self.finding = False
            self.found_changed.emit()
            raise
        if not stop.is_set():
            self.found, self.finding = found, False
            self.found_changed.emit()
