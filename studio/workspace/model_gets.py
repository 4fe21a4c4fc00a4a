"""Models that are being got: asked for, their licence accepted, one fetched after the other, each to be stopped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import msgspec
from psygnal import Signal

from studio.catalog.coming import Progress
from studio.catalog.shelf import in_bytes
from studio.errors import HubRefused, StudioError
from studio.workspace.model_stock import Stock, Wanted
from studio.workspace.model_threads import Pace, Relay, in_thread
from studio.workspace.model_words import in_window, left_said
from studio.workspace.tasks import Tasks, unexpected

Step = Literal["asking", "licence", "waiting", "coming", "failed"]


class Get(msgspec.Struct, frozen=True, kw_only=True):
    """How far one model is."""

    name: str
    """as it was asked for: of the catalogue, or maker/model at the hub"""
    step: Step = "asking"
    wanted: Wanted | None = None
    """known once the hub has answered"""
    done: int = 0
    total: int = 0
    speed: float = 0.0
    """bytes a second; 0 while nobody can tell"""
    said: str = ""
    """why it waits"""
    problem: str = ""
    remedy: str = ""
    refused: bool = False
    """whether a token may help"""

    @property
    def line(self) -> str:
        """One line for people: bytes, speed, time left."""
        if self.step == "asking":
            return self.said or "Asking what has to come…"
        if self.step == "waiting":
            return "Waits until the one before it is here."
        if not self.total:
            return self.said or "Beginning…"
        text = f"{in_bytes(self.done)} of {in_bytes(self.total)}"
        if self.said:
            return f"{text}. {self.said}"
        if self.speed > 0 and self.done < self.total:
            left = (self.total - self.done) / self.speed
            text += f", {in_bytes(int(self.speed))}/s, {left_said(left)}"
        return text


class Gets:
    """What the user asked for, by name. Nothing is asked of the network before `begin`.

    `settled()` is awaited when something is here or was stopped; `place(folder)` gets a folder of another program's
    that has the model already.
    """

    changed = Signal(str)
    """the name of what moved"""
    came = Signal(str)
    """the id of a model that is here now"""

    def __init__(
        self,
        stock: Stock,
        tasks: Tasks,
        clock: Callable[[], float],
        settled: Callable[[], Awaitable[object]],
        place: Callable[[Path], object],
    ) -> None:
        self._stock = stock
        self._tasks = tasks
        self._clock = clock
        self._settled = settled
        self._place = place
        self._gets: dict[str, Get] = {}
        self._stops: dict[str, threading.Event] = {}
        self._turn = asyncio.Lock()

    def get(self, name: str) -> Get | None:
        return self._gets.get(name)

    @property
    def every(self) -> tuple[Get, ...]:
        return tuple(self._gets.values())

    def begin(self, name: str) -> None:
        """Ask what would come; with its licence accepted before, it waits for its turn at once."""
        before = self._gets.get(name)
        if before is None or before.step == "failed":
            stop = self._stops[name] = threading.Event()
            self._put(Get(name=name))
            self._tasks.start(self._guarded(name, stop, self._ask), f"ask for {name}")

    def accept(self, name: str) -> None:
        """The user accepts the licence that is shown."""
        get = self._gets.get(name)
        if get is not None and get.step == "licence":
            self._put(msgspec.structs.replace(get, step="waiting"))
            self._tasks.start(self._guarded(name, self._stops[name], self._agree), f"get {name}")

    def stop(self, name: str) -> None:
        """At once, whatever it was at; what came is kept."""
        if self._gets.pop(name, None) is not None:
            self._stops.pop(name).set()
            self.changed.emit(name)
            self._tasks.start(self._settle(), "look at what was kept")

    def use_token(self, name: str, token: str) -> None:
        """Keep a token for the hub, and ask again."""
        self._tasks.start(self._keep_token(name, token), "keep a token")

    async def _keep_token(self, name: str, token: str) -> None:
        try:
            await asyncio.to_thread(self._stock.keep_token, token)
        except StudioError as error:
            self._fail(name, error)
        else:
            self.begin(name)

    async def _guarded(
        self, name: str, stop: threading.Event, work: Callable[[Get, threading.Event], Awaitable[None]]
    ) -> None:
        """Errors are told at the model; after a stop nobody asks for them."""
        get = self._gets.get(name)
        if get is None or stop.is_set():  # before its first step
            return
        try:
            await work(get, stop)
        except StudioError as error:
            if not stop.is_set():
                self._fail(name, error)
        except Exception as error:
            if not stop.is_set():
                self._fail(name, unexpected(error))
            raise

    async def _ask(self, get: Get, stop: threading.Event) -> None:
        say = Relay[str](lambda text: self._told(get.name, stop, text))
        wanted = await in_thread(stop, lambda: self._stock.ask(get.name, stop, say))
        if stop.is_set():
            return
        if wanted is None:
            await self._here(get.name)
            return
        get = Get(name=get.name, step="waiting", wanted=wanted, done=wanted.have, total=wanted.note.bytes)
        if not wanted.agreed:
            self._put(msgspec.structs.replace(get, step="licence"))
            return
        self._put(get)
        await self._fetch(get, stop)

    async def _agree(self, get: Get, stop: threading.Event) -> None:
        wanted = get.wanted
        assert wanted is not None
        await asyncio.to_thread(self._stock.agree, wanted)
        await self._fetch(get, stop)

    async def _fetch(self, get: Get, stop: threading.Event) -> None:
        """In its turn; one that was stopped holds its turn until its thread has let go of the files."""
        wanted = get.wanted
        assert wanted is not None
        async with self._turn:
            if stop.is_set():
                return
            self._put(msgspec.structs.replace(get, step="coming", done=wanted.have, total=wanted.note.bytes))
            pace = Pace(self._clock)
            say = Relay[str](lambda text: self._told(get.name, stop, text))
            watch = Relay[Progress](lambda progress: self._moved(get.name, stop, progress, pace))
            folder = await in_thread(stop, lambda: self._stock.fetch(wanted, stop, say, watch))
        if stop.is_set():
            await self._settle()
            return
        if folder is not None:
            self._place(folder)
        await self._here(get.name)
        self.came.emit(wanted.note.id)

    async def _here(self, name: str) -> None:
        await self._settled()
        self._gets.pop(name, None)
        self._stops.pop(name, None)
        self.changed.emit(name)

    async def _settle(self) -> None:
        await self._settled()

    def _told(self, name: str, stop: threading.Event, text: str) -> None:
        if not stop.is_set() and (get := self._gets.get(name)) is not None:
            self._put(msgspec.structs.replace(get, said=text))

    def _moved(self, name: str, stop: threading.Event, progress: Progress, pace: Pace) -> None:
        get = self._gets.get(name)
        if get is None or stop.is_set() or get.step != "coming":
            return
        speed = pace.of(progress.fetched)
        self._put(msgspec.structs.replace(get, done=progress.done, total=progress.total, speed=speed, said=""))

    def _fail(self, name: str, error: StudioError) -> None:
        message, remedy = in_window(error)
        get = self._gets.get(name) or Get(name=name)
        failed = msgspec.structs.replace(
            get, step="failed", problem=message, remedy=remedy, refused=isinstance(error, HubRefused), said=""
        )
        self._put(failed)
        self._tasks.start(self._settle(), "look at what was kept")

    def _put(self, get: Get) -> None:
        self._gets[get.name] = get
        self.changed.emit(get.name)
