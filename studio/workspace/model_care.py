"""Care of models that are here: their files read again, what is broken fetched again, and their removal."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import msgspec
from psygnal import Signal

from studio.catalog.coming import Progress
from studio.catalog.reading import Reading
from studio.catalog.removing import Removal
from studio.catalog.shelf import in_bytes
from studio.errors import StudioError
from studio.workspace.model_stock import Checkup, Stock
from studio.workspace.model_threads import Relay, in_thread
from studio.workspace.model_words import in_window
from studio.workspace.tasks import Tasks, unexpected

Doing = Literal["checking", "mending", "asking", "removing", "told"]


class Care(msgspec.Struct, frozen=True, kw_only=True):
    """What is being done with one model, or what came of it."""

    id: str
    doing: Doing
    said: str
    remedy: str = ""
    wrong: bool = False
    """whether `said` tells of trouble"""
    part: float | None = None
    """how far it is, 0 to 1; None where nobody can tell"""
    checkup: Checkup | None = None
    removal: Removal | None = None
    """what the user is asked about"""

    @property
    def busy(self) -> bool:
        return self.doing in ("checking", "mending", "removing")


class Caring:
    """By the id of the model. `settled()` is awaited when something changed on the disk; `removed(id, was_default)`
    hears before that of what is gone."""

    changed = Signal(str)

    def __init__(
        self,
        stock: Stock,
        tasks: Tasks,
        settled: Callable[[], Awaitable[object]],
        removed: Callable[[str, bool], object],
    ) -> None:
        self._stock = stock
        self._tasks = tasks
        self._settled = settled
        self._removed = removed
        self._cares: dict[str, Care] = {}
        self._stops: dict[str, threading.Event] = {}

    def of(self, id: str) -> Care | None:
        return self._cares.get(id)

    def verify(self, id: str, place: Path) -> None:
        """Read every file of the model in `place` again."""
        self._start(id, "checking", "Reading every file again…", lambda stop: self._verify(id, place, stop))

    def repair(self, id: str, place: Path) -> None:
        """Fetch again what the last look found broken."""
        care = self._cares.get(id)
        if care is None or care.checkup is None or not care.checkup.mendable:
            return
        checkup = care.checkup
        self._start(id, "mending", "Fetching what is broken…", lambda stop: self._repair(id, place, checkup, stop))

    def ask_removal(self, id: str) -> None:
        """Say what removing it would do, and wait for a yes."""
        self._start(id, "checking", "Looking how much it frees…", lambda stop: self._ask(id, stop))

    def remove(self, id: str) -> None:
        """The user says yes."""
        care = self._cares.get(id)
        if care is not None and care.removal is not None:
            removal = care.removal
            self._start(id, "removing", "Removing…", lambda _: self._remove(id, removal))

    def dismiss(self, id: str) -> None:
        """Stop it, or take away what was said. What is being removed goes on."""
        care = self._cares.get(id)
        if care is not None and care.doing != "removing":
            self._stops.pop(id).set()
            del self._cares[id]
            self.changed.emit(id)

    def _start(self, id: str, doing: Doing, said: str, work: Callable[[threading.Event], Awaitable[None]]) -> None:
        before = self._cares.get(id)
        if before is None or not before.busy:
            stop = self._stops[id] = threading.Event()
            self._put(Care(id=id, doing=doing, said=said))
            self._tasks.start(self._guarded(id, stop, work), f"{doing} {id}")

    async def _guarded(
        self, id: str, stop: threading.Event, work: Callable[[threading.Event], Awaitable[None]]
    ) -> None:
        try:
            await work(stop)
        except StudioError as error:
            self._tell_error(id, stop, error)
        except Exception as error:
            self._tell_error(id, stop, unexpected(error))
            raise

    async def _verify(self, id: str, place: Path, stop: threading.Event) -> None:
        def moved(reading: Reading) -> None:
            said = f"Reading every file again: {reading.percent}%"
            self._tell(id, stop, Care(id=id, doing="checking", said=said, part=reading.done / max(reading.total, 1)))

        watch = Relay(moved)
        checkup = await in_thread(stop, lambda: self._stock.check(place, stop, watch))
        if checkup is not None and not stop.is_set():
            await self._settled()
            self._tell(id, stop, told_of(id, checkup))

    async def _repair(self, id: str, place: Path, checkup: Checkup, stop: threading.Event) -> None:
        def moved(progress: Progress) -> None:
            text = f"Fetching what is broken: {in_bytes(progress.done)} of {in_bytes(progress.total)}"
            part = progress.done / max(progress.total, 1)
            self._tell(id, stop, Care(id=id, doing="mending", said=text, part=part))

        def said(text: str) -> None:
            self._tell(id, stop, Care(id=id, doing="mending", said=text))

        say, watch = Relay(said), Relay(moved)
        await in_thread(stop, lambda: self._stock.mend(place, checkup, stop, say, watch))
        if not stop.is_set():
            await self._verify(id, place, stop)

    async def _ask(self, id: str, stop: threading.Event) -> None:
        removal = await asyncio.to_thread(self._stock.removal, id)
        if removal.what == "forget":
            said = f"It lies in a folder of yours, {removal.folder}. Its files stay; it is only listed no longer."
        else:
            said = f"Removing it deletes {removal.folder} and frees {in_bytes(removal.bytes)}."
        self._tell(id, stop, Care(id=id, doing="asking", said=said, removal=removal))

    async def _remove(self, id: str, removal: Removal) -> None:
        self._removed(id, self._stock.unname(removal))  # first: nobody may look for it while its files go
        await asyncio.to_thread(self._stock.delete, removal)
        self._cares.pop(id, None)
        await self._settled()
        self.changed.emit(id)

    def _tell_error(self, id: str, stop: threading.Event, error: StudioError) -> None:
        message, remedy = in_window(error)
        self._tell(id, stop, Care(id=id, doing="told", said=message, remedy=remedy, wrong=True))

    def _tell(self, id: str, stop: threading.Event, care: Care) -> None:
        """Of what was stopped, or begun anew meanwhile, nothing more is said."""
        if self._stops.get(id) is stop and not stop.is_set():
            self._put(care)

    def _put(self, care: Care) -> None:
        self._cares[care.id] = care
        self.changed.emit(care.id)


def told_of(id: str, checkup: Checkup) -> Care:
    """What was found, in words."""
    if not checkup.broken:
        count = "1 file" if checkup.files == 1 else f"{checkup.files} files"
        return Care(id=id, doing="told", said=f"Whole: {count}, all as they should be.", checkup=checkup)
    named = "\n".join(f"{one.path} {one.problem}".strip() for one in checkup.broken)
    remedy = (
        "Repair fetches again what is broken, and only that."
        if checkup.mendable
        else "It did not come through Blink Studio: get it again from where it came."
    )
    return Care(id=id, doing="told", said=named, remedy=remedy, wrong=True, checkup=checkup)
