"""Keeps one engine: started when first needed, warmed while the user types, replaced when it hangs or dies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from studio.backends.engine import Engine
from studio.backends.engine_log import EngineLog
from studio.backends.kind import Kind
from studio.wire.messages import ModelSource

WARM_DELAY_SECONDS = 0.15
"""A model must stay chosen for so long before the engine hears of it: the newest of many choices wins."""

_log = logging.getLogger(__name__)


class Supervisor:
    """`news` is called whenever a fact of the engine has changed."""

    def __init__(self, kind: Kind, command: Sequence[str], log: EngineLog, news: Callable[[], None]) -> None:
        self._kind = kind
        self._command = command
        self._log = log
        self._announce = news
        self._engine: Engine | None = None
        self._old: set[Engine] = set()
        """replaced, their threads perhaps not gone yet"""
        self._wanted: ModelSource | None = None
        """what to have in memory when there is nothing else to do"""
        self._timer: asyncio.TimerHandle | None = None
        self.reserved = False
        """a run needs the engine: nothing is warmed meanwhile"""
        self.closed = False

    @property
    def engine(self) -> Engine | None:
        """The living engine, if there is one."""
        return self._engine

    def start(self) -> Engine:
        """The living engine, a new one if need be."""
        if self._engine is None:
            self._engine = Engine(self._command, self._log, self._news)
        return self._engine

    def warm(self, source: ModelSource) -> None:
        """Have an engine with this model soon. Never disturbs a run."""
        self._wanted = source
        if self.closed:
            return
        self.start()
        self._load_later()

    def want(self, source: ModelSource) -> None:
        """A run needs this model: forget what was to be warmed before."""
        self._wanted = source
        self._log.trim()

    def replace(self, engine: Engine) -> None:
        """End an engine that hangs, and get another ready in its place."""
        # A large drawing cannot be left in the middle: to end its process is how it is cancelled.
        level = logging.WARNING if self._kind.loads else logging.INFO
        _log.log(level, "%s, process %s, does not answer: ended and started again", self._kind.called, engine.pid)
        engine.kill()
        self._resume()

    def renew(self, engine: Engine) -> Engine:
        """A fresh engine in place of one that is idle and well."""
        engine.kill()
        return self.start()

    async def close(self) -> None:
        """No process and no thread is left."""
        self.closed = True
        if self._timer is not None:
            self._timer.cancel()
        engines = {*self._old, *([self._engine] if self._engine else [])}
        for engine in engines:
            await engine.close()

    def _load_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(WARM_DELAY_SECONDS, self._load_wanted)

    def _load_wanted(self) -> None:
        engine = self._engine
        if engine is None or self._wanted is None:
            return
        if engine.run is None and not self.reserved:
            engine.load(self._wanted)
        else:
            self._load_later()

    def _resume(self) -> None:
        if not self.closed and self._wanted is not None:
            self.start().load(self._wanted)

    def _news(self) -> None:
        engine = self._engine
        if engine is not None and engine.end is not None:
            self._bury(engine)
        self._announce()

    def _bury(self, engine: Engine) -> None:
        self._engine = None
        self._old = {old for old in self._old if not old.gone} | {engine}
        if engine.killed or self.closed:
            return
        end = engine.end
        assert end is not None
        _log.warning("%s, process %s, ended with status %s: %s", self._kind.called, engine.pid, end.status, end.detail)
        # One that dies while it starts or loads would do so again and again: it waits until somebody needs it.
        if engine.ready is not None and engine.loading is None:
            self._resume()
