"""What the page of models shows: those here, those half here, those that could be got, and those of other programs."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from psygnal import Signal

from studio.catalog.finding import Found
from studio.catalog.offered import Offer, offer_of, offers
from studio.catalog.shelf import Unfinished
from studio.errors import StudioError
from studio.workspace.core import Model
from studio.workspace.model_care import Caring
from studio.workspace.model_choice import choose
from studio.workspace.model_gets import Gets
from studio.workspace.model_stock import Kept, Stock
from studio.workspace.model_threads import in_thread
from studio.workspace.problems import Problem
from studio.workspace.workspace import Workspace


class ModelShelf:
    """Of one open window. Whatever it starts ends with the workspace's tasks."""

    listed = Signal()
    """which models there are, or how much of them"""
    found_changed = Signal()

    def __init__(self, workspace: Workspace, stock: Stock) -> None:
        self._workspace = workspace
        self._stock = stock
        self._kept = Kept()
        self.found: tuple[Found, ...] | None = None
        """of other programs; None before anybody looked"""
        self.finding = False
        self._stop = threading.Event()
        self.gets = Gets(stock, workspace.tasks, workspace.clock, self.refresh, lambda place: self.use(place))
        self.care = Caring(stock, workspace.tasks, self.refresh, self._removed)

    @property
    def models(self) -> tuple[Model, ...]:
        return self._workspace.models

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

    def offer_of(self, model: Model) -> Offer | None:
        """What the catalogue says of a model that is here."""
        return next((offer for offer in self.offers if offer.id == model.ref.id), None)

    def is_here(self, offer_id: str) -> bool:
        """Whether a model of the catalogue is on this machine, whole."""
        return offer_id in self._kept.got or any(model.ref.id == offer_id for model in self.models)

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
        await self._workspace.list_models()
        self.listed.emit()

    def is_chosen(self, model: Model) -> bool:
        meant = self._workspace.model
        return meant is not None and meant.ref.id == model.ref.id

    def choose(self, model: Model) -> None:
        """Make with it from now on."""
        choose(self._workspace.draft, self._workspace.capabilities, model)

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

    def is_listed(self, found: Found) -> bool:
        return any(model.folder.absolute() == found.path.absolute() for model in self.models)

    def _removed(self, id: str, was_default: bool) -> None:
        """What made pictures until now is followed by the default model."""
        if self._workspace.draft.model == id:
            self._workspace.draft.model = None
        if was_default:
            self._workspace.problems.tell("It was the default model; the Starter is the default again.")

    async def _use(self, place: Path) -> None:
        problems = self._workspace.problems
        told = Problem(place="window", message=f"Looking at {place}. Large models take a while.", tone="notice")
        problems.put(told)
        try:
            await self._workspace.model_folders.use(place)
        finally:
            problems.dismiss(told)
        await self.refresh()
        self.found_changed.emit()

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
