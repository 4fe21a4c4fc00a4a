"""One engine as the event loop sees it: what it has said, what it is doing, and how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import assert_never

from studio.backends.alive import AliveTimer
from studio.backends.backend import FRUGAL
from studio.backends.engine_log import EngineLog
from studio.backends.engine_process import EngineEnd, EngineProcess
from studio.recipe.events import Cancelled, Event, Failed, Finished
from studio.recipe.recipe import ModelRef
from studio.wire.messages import (
    VERSION,
    Cancel,
    FromEngine,
    Idle,
    Loaded,
    ModelSource,
    Quit,
    Ready,
    Report,
    Run,
    Trouble,
    Warm,
)

START_SECONDS = 180.0
"""for a cold disk that reads torch; after that the process is taken for hung"""
QUIT_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Engine:
    """Facts for others to wait for; `news` is called after every change of them."""

    def __init__(self, command: Sequence[str], log: EngineLog, news: Callable[[], None]) -> None:
        self.ready: Ready | None = None
        self.end: EngineEnd | None = None
        self.loaded: ModelRef | None = None
        self.loading: ModelSource | None = None
        """what it was told to load and has not answered for"""
        self.trouble: Failed | None = None
        """why the last loading failed"""
        self.run: str | None = None
        """the run it works on, until it says that it is idle"""
        self.generous = False
        """it has worked without saving all the memory it could, and may still hold some of it"""
        self.killed = False
        """ended by the studio, hence no reason to worry"""
        self._news = news
        self._sink: Callable[[Event], None] | None = None
        self._process = EngineProcess(command, log, self._deliver, self._ended)
        self._timer = AliveTimer(START_SECONDS, self._overdue)

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def gone(self) -> bool:
        """Whether its threads are gone too."""
        return self._process.gone

    def load(self, source: ModelSource) -> None:
        """Have this model in memory; `loaded` or `trouble` tells."""
        if self.loaded == source.ref and self.loading is None:
            return
        if self.loading is None or self.loading.ref != source.ref:
            self.loading = source
            self.trouble = None
            self._process.send(Warm(model=source))

    def begin(self, run: Run, attachments: tuple[bytes, ...], sink: Callable[[Event], None]) -> None:
        """Hand over a run with what it describes as attached; its events go to `sink`, in order."""
        self.run = run.run
        self.generous = self.generous or run.frugal < FRUGAL
        self._sink = sink
        self._process.send(run, attachments)

    def cancel(self) -> None:
        """Ask it to leave the run."""
        if self.run is not None:
            self._process.send(Cancel(run=self.run))

    def expect_idle(self, seconds: float, hung: Callable[[Engine], None]) -> None:
        """Call `hung` unless the present run is left within `seconds`."""
        run = self.run
        AliveTimer(seconds, lambda: hung(self) if run and self.run == run and self.end is None else None)

    def hold_back(self, held: bool) -> None:
        """Nothing more is read from it for now: it waits when it has made a few hundred megabytes."""
        self._process.hold_back(held)

    def kill(self) -> None:
        """End it now. It counts as ended from this moment, whatever the system still has to do."""
        self.killed = True
        self._process.kill()
        self._ended(EngineEnd(status=None, detail="ended by the studio"))

    async def close(self) -> None:
        """Ask it to quit, then insist. Its threads are gone afterwards."""
        self.killed = True
        if self.ready is None:  # it reads nothing before it is ready
            self._process.kill()
        else:
            self._process.send(Quit())
        self._process.hang_up()
        if not await asyncio.to_thread(self._process.join, QUIT_SECONDS):
            self._process.kill()
            await asyncio.to_thread(self._process.join, QUIT_SECONDS)
        self._ended(EngineEnd(status=None, detail="closed"))

    def _deliver(self, message: FromEngine) -> None:
        if self.end is not None:
            return
        match message:
            case Ready():
                self._greet(message)
            case Loaded():
                self.loaded = message.model
                if self.loading is not None and self.loading.ref == message.model:
                    self.loading = None
            case Trouble():
                _log.warning("engine: %s %s", message.failure.message, message.failure.detail)
                self.trouble, self.loading, self.loaded = message.failure, None, None
            case Report():
                self._report(message)
            case Idle():
                if self._sink is None:  # the run's ending was seen: this is not the idleness of a warm-up
                    self.run = None
            case _:
                assert_never(message)
        self._news()

    def _greet(self, ready: Ready) -> None:
        self._timer.cancel()
        if ready.wire == VERSION:
            self.ready = ready
            return
        self._process.kill()
        problem = f"the engine speaks wire version {ready.wire}, this studio {VERSION}"
        self._ended(EngineEnd(status=None, detail=problem, protocol=problem))

    def _report(self, report: Report) -> None:
        """Late events of an old run are dropped."""
        if report.run != self.run or self._sink is None:
            return
        sink = self._sink
        if isinstance(report.event, Finished | Failed | Cancelled):
            self._sink = None
        sink(report.event)

    def _overdue(self) -> None:
        self._process.kill()
        self._ended(EngineEnd(status=None, detail=f"it did not answer within {START_SECONDS:.0f} seconds"))

    def _ended(self, end: EngineEnd) -> None:
        self._timer.cancel()
        if self.end is None:
            self.end = end
            self.run = None
            self._sink = None
            self._news()
