"""A worker on this machine as a backend: runs one after the other in a child process that is kept alive."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from studio.backends.backend import Request
from studio.backends.engine_log import EngineLog
from studio.backends.kind import ENGINE, Kind
from studio.backends.local_run import SILENT_SECONDS, LocalRun, Prepared
from studio.backends.news import News
from studio.backends.supervisor import Supervisor
from studio.catalog.sketch import require_edition
from studio.errors import ModelMissing, StudioError
from studio.recipe.events import Cancelled, Event, Failed, Finished
from studio.recipe.protocols import BlobReader
from studio.recipe.recipe import ModelRef, Recipe
from studio.wire.cargo import Cargo, wanted
from studio.wire.messages import AdditionSource, ModelSource

REMEMBERED = 64
"""cancels of runs that have not begun"""
KEPT_BYTES = 64 * 2**20
"""of attachments that the next run may want again"""

T = TypeVar("T")


def _no_additions(ref: ModelRef) -> AdditionSource:
    raise ModelMissing(f"“{ref.id}” cannot be used here.", remedy="Take it out of the recipe.")


class LocalBackend:
    """Runs recipes on this machine. Use it on one event loop. No process is started before it is needed."""

    concurrency = 1

    def __init__(
        self,
        models: Callable[[ModelRef], ModelSource],
        blobs: BlobReader,
        python: str = sys.executable,
        *,
        additions: Callable[[ModelRef], AdditionSource] = _no_additions,
        log: Path | None = None,
        kind: Kind = ENGINE,
        command: tuple[str, ...] | None = None,
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        """`models` and `additions` may read the disk and raise ModelError; they are called in threads. `python` has
        what `kind` needs.

        `log` is the file for what the process writes to stderr; None keeps nothing. A process at work that says
        nothing for `silent_seconds` is taken for hung. `command` is another than that of its kind.
        """
        self._kind = kind
        self._silent_seconds = silent_seconds
        self._models = models
        self._additions = additions
        self._blobs = blobs
        self._news = News()
        self._supervisor = Supervisor(kind, [python, *(command or kind.command)], EngineLog(log), self._news.tell)
        self._runs: deque[LocalRun] = deque()
        """the first one is at work, the others wait"""
        self._cancelled_early: deque[str] = deque(maxlen=REMEMBERED)
        self._tasks: set[asyncio.Task[Any]] = set()
        """background work, held so that it is not lost"""
        self._newest: ModelRef | None = None
        self._last: tuple[object, Cargo] | None = None
        """what the run before took along: the rows of a plan often share their start picture and their product"""

    @property
    def name(self) -> str:
        return self._kind.backend

    @property
    def engine_pid(self) -> int | None:
        """Process id of the living engine."""
        return self._supervisor.engine.pid if self._supervisor.engine else None

    async def run(self, request: Request) -> AsyncGenerator[Event]:
        """As the protocol says. A model that is not in memory is loaded first, even if the run is cancelled then."""
        run = LocalRun(request, self._kind, self._supervisor, self._news, self._silent_seconds)
        run.cancelled = self._supervisor.closed or request.run in self._cancelled_early
        self._runs.append(run)
        self._supervisor.reserved = True
        try:
            await self._news.until(lambda: run.cancelled or self._runs[0] is run)
            async for event in self._events(run):
                run.ended = isinstance(event, Finished | Failed | Cancelled)
                yield event
        finally:
            run.cancel()
            self._runs.remove(run)
            self._supervisor.reserved = bool(self._runs)
            self._news.tell()

    def cancel(self, run: str) -> None:
        """At once, whatever the run is doing; one that has not begun will not."""
        for known in self._runs:
            if known.request.run == run:
                known.cancel()
                return
        self._cancelled_early.append(run)

    def warm(self, model: ModelRef) -> None:
        """Cheap to call at every key; the newest call wins."""
        if not self._supervisor.closed:
            self._newest = model
            self._background(self._warm(model))

    async def close(self) -> None:
        closing = asyncio.create_task(self._supervisor.close())
        await asyncio.sleep(0)
        for run in self._runs:
            run.cancel()
        await closing
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _warm(self, model: ModelRef) -> None:
        try:
            source = await asyncio.to_thread(self._models, model)
        except StudioError:
            return  # shown when a run needs the model
        if model == self._newest:
            self._supervisor.warm(source)

    async def _events(self, run: LocalRun) -> AsyncGenerator[Event]:
        preparing = self._background(asyncio.to_thread(self._prepared, run.request.recipe))
        preparing.add_done_callback(lambda _: self._news.tell())
        await self._news.until(lambda: run.cancelled or preparing.done())
        if run.cancelled:
            yield Cancelled()
            return
        match preparing.result():
            case Failed() as failure:
                yield failure
            case Prepared() as prepared:
                async for event in run.events(prepared):
                    yield event

    def _prepared(self, recipe: Recipe) -> Prepared | Failed:
        """In a thread: where the model and its additions lie, and the recipe's pictures in the sizes it wants."""
        try:
            require_edition(recipe)
            return Prepared(
                model=self._models(recipe.model),
                additions=tuple(self._additions(ref) for ref in recipe.additions),
                cargo=self._cargo(recipe),
            )
        except StudioError as error:
            return Failed.of(error)

    def _cargo(self, recipe: Recipe) -> Cargo:
        if not wanted(recipe):
            return Cargo()
        from studio.backends.attachments import attachments  # brings the picture libraries: not at start

        subject = (wanted(recipe), recipe.tile, recipe.fit, recipe.product)
        if self._last is not None and self._last[0] == subject:
            return self._last[1]
        prepared = attachments(recipe, self._blobs)
        self._last = (subject, prepared) if sum(map(len, prepared.data)) <= KEPT_BYTES else None
        return prepared

    def _background(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
