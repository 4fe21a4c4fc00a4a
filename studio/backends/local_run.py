"""One run on a worker of this machine: gets it ready, passes the events on, survives the loss of one process."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from typing import Literal

import msgspec

from studio.backends.alive import AliveTimer
from studio.backends.backend import FRUGAL, Request
from studio.backends.endings import hung, lost, never_ready, start_failure
from studio.backends.engine import Engine
from studio.backends.engine_process import EngineEnd
from studio.backends.kind import Kind
from studio.backends.news import News
from studio.backends.supervisor import Supervisor
from studio.errors import EngineError
from studio.recipe.events import Cancelled, Event, Failed, Finished, Notice, Picture, Progress
from studio.wire.cargo import Cargo
from studio.wire.messages import AdditionSource, ModelSource, Run

CANCEL_SECONDS = 1.0
"""An engine that has not left a cancelled run by then is ended."""
IDLE_SECONDS = 10.0
"""to leave a run that ended by itself"""
SILENT_SECONDS = 1800.0
"""A step on a slow machine, or a model on a slow disk, may take minutes; after that the engine is taken for hung."""
UNREAD = 2
"""pictures that may wait to be taken before the engine is held back"""
UNREAD_BYTES = 64 * 2**20
"""or so much of them"""


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What a run needs of this machine."""

    model: ModelSource
    additions: tuple[AdditionSource, ...] = ()
    cargo: Cargo = Cargo()


class LocalRun:
    """The missing pictures of one request, from wherever it waits to its ending."""

    def __init__(self, request: Request, kind: Kind, supervisor: Supervisor, news: News, silent_seconds: float) -> None:
        self.request = request
        self.cancelled = False
        self.ended = False
        self._kind = kind
        self._supervisor = supervisor
        self._news = news
        self._made: set[int] = set()
        self._events: deque[Event] = deque()
        self._engine: Engine | None = None
        """that works on this run"""
        self._tries = 0
        self._silent_seconds = silent_seconds
        self._silenced: Engine | None = None
        """that was ended since it said nothing any more"""

    def cancel(self) -> None:
        """Returns at once. Before the engine has the run there is nothing to be stopped but the waiting."""
        if self.cancelled or self.ended:
            return
        self.cancelled = True
        if self._engine is not None:
            self._engine.hold_back(False)
            self._engine.cancel()
            self._engine.expect_idle(CANCEL_SECONDS, self._supervisor.replace)
        self._news.tell()

    async def events(self, prepared: Prepared) -> AsyncGenerator[Event]:
        """Everything of this run, one ending last."""
        while True:
            try:
                async for event in self._once(prepared):
                    yield event
                return
            except _EngineGone as gone:
                if self.cancelled or gone.final or self._tries > 1 or self.request.again:
                    for event in self._last_words(gone):
                        yield event
                    return
                yield Notice(message=f"{self._kind.called} ended unexpectedly and was started again.")

    def _last_words(self, gone: _EngineGone) -> list[Event]:
        if not self.cancelled:
            return [Failed.of(gone.error)]
        if self._supervisor.closed or not self._kind.loads:
            return [Cancelled()]
        said = f"{self._kind.called} did not stop in time and was ended: the model is loaded again."
        return [Notice(message=said), Cancelled()]

    async def _once(self, prepared: Prepared) -> AsyncGenerator[Event]:
        """One try. Raises _EngineGone."""
        source = prepared.model
        self._tries += 1
        began = time.monotonic()
        self._supervisor.want(source)
        engine = await self._free_engine()
        warm = engine.ready is not None and self._has(engine, source)
        if engine.ready is None:
            yield self._progress("starting")
            await self._wait(engine, lambda: engine.ready is not None)
        if not self.cancelled and not self._has(engine, source):
            yield self._progress("loading")
            engine.load(source)
            await self._wait(engine, lambda: self._has(engine, source) or engine.trouble is not None)
        if self.cancelled:
            yield Cancelled()
            return
        self._begin(engine, prepared)
        waited = 0.0 if warm else time.monotonic() - began
        async for event in self._received(engine):
            if isinstance(event, Picture):
                event = event if self._made else _with_load(event, waited)
                self._made.add(event.index)
            yield event

    def _has(self, engine: Engine, source: ModelSource) -> bool:
        return not self._kind.loads or engine.loaded == source.ref

    def _progress(self, phase: Literal["starting", "loading"]) -> Progress:
        return Progress(index=self._missing[0], phase=phase)

    @property
    def _missing(self) -> tuple[int, ...]:
        return tuple(index for index in self.request.indexes if index not in self._made)

    async def _free_engine(self) -> Engine:
        """One that has left the run before; if that had to be ended for it, the next one."""
        while True:
            engine = self._supervisor.start()
            await self._news.until(lambda engine=engine: self.cancelled or bool(engine.end) or engine.run is None)
            if engine.end is None or self.cancelled:
                break
        if self.request.frugal >= FRUGAL and engine.generous and not self.cancelled:
            return self._supervisor.renew(engine)
        return engine

    async def _wait(self, engine: Engine, done: Callable[[], bool]) -> None:
        """Until `done` or this run is cancelled. Raises _EngineGone."""
        await self._heard(engine, lambda: self.cancelled or engine.end is not None or done())
        if engine.end is not None and not self.cancelled:
            raise self._gone(engine, engine.end)

    async def _heard(self, engine: Engine, done: Callable[[], bool]) -> None:
        """Until `done`; an engine that says nothing for too long is ended."""
        silence = AliveTimer(self._silent_seconds, lambda: self._end_silent(engine))
        try:
            await self._news.until(done)
        finally:
            silence.cancel()

    def _end_silent(self, engine: Engine) -> None:
        self._silenced = engine
        self._supervisor.replace(engine)

    def _gone(self, engine: Engine, end: EngineEnd) -> _EngineGone:
        started = engine.ready is not None
        if engine is self._silenced:
            error: EngineError = hung(self._kind, self._silent_seconds / 60)
        else:
            error = lost(self._kind, end) if started else start_failure(self._kind, end)
        return _EngineGone(end, error, final=bool(end.protocol) or (not started and never_ready(end)))

    def _begin(self, engine: Engine, prepared: Prepared) -> None:
        self._engine = engine
        self._events.clear()
        asked = self.request
        run = Run(
            run=f"{asked.run}.{self._tries}",
            model=prepared.model,
            recipe=asked.recipe,
            indexes=self._missing,
            plan=asked.plan,
            previews=asked.previews,
            attached=prepared.cargo.told,
            additions=prepared.additions,
            frugal=asked.frugal,
        )
        engine.begin(run, prepared.cargo.data, self._take)

    def _take(self, event: Event) -> None:
        self._events.append(event)
        if self._engine is not None and not self.cancelled and self._full:
            self._engine.hold_back(True)

    @property
    def _full(self) -> bool:
        unread = [len(event.data) for event in self._events if isinstance(event, Picture)]
        return len(unread) >= UNREAD or sum(unread) >= UNREAD_BYTES

    async def _received(self, engine: Engine) -> AsyncGenerator[Event]:
        """Events as the engine sends them, its ending last. Raises _EngineGone."""
        try:
            while True:
                await self._heard(engine, lambda: bool(self._events) or engine.end is not None)
                while self._events:
                    event = self._events.popleft()
                    if not self._full:
                        engine.hold_back(False)
                    yield event
                    if isinstance(event, Finished | Failed | Cancelled):
                        engine.expect_idle(IDLE_SECONDS, self._supervisor.replace)
                        return
                if engine.end is not None:
                    raise self._gone(engine, engine.end)
        finally:
            engine.hold_back(False)
            self._engine = None


class _EngineGone(Exception):
    """The engine ended while it was needed; `final` if another one would end the same way."""

    def __init__(self, end: EngineEnd, error: EngineError, *, final: bool) -> None:
        super().__init__(end.detail)
        self.final = final
        self.error = error


def _with_load(picture: Picture, waited: float) -> Picture:
    """The first picture of a run is the one that waited for the engine and its model."""
    seconds = picture.receipt.seconds
    seconds = msgspec.structs.replace(seconds, load=seconds.load + waited, total=seconds.total + waited)
    return msgspec.structs.replace(picture, receipt=msgspec.structs.replace(picture.receipt, seconds=seconds))
