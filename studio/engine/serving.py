"""The loop of a worker process: takes one order after the other, answers every one, outlives what goes wrong in it."""

from __future__ import annotations

import contextlib
import gc
import logging
import sys
import traceback
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from typing import BinaryIO, assert_never

from studio.engine.line import Inbox, Order, Outbox
from studio.engine.process_memory import out_of_memory, says_out_of_memory
from studio.engine.stop import Stop, Stopped
from studio.errors import EngineError, StudioError
from studio.recipe.events import Cancelled, Event, Failed, Finished
from studio.wire.frames import Attachments
from studio.wire.messages import Idle, Loaded, Memory, ModelSource, Quit, Report, Run, Trouble, Warm

_FLUSH_SECONDS = 5.0

_log = logging.getLogger(__name__)


def open_line(reading: BinaryIO, writing: BinaryIO) -> tuple[Inbox, Outbox]:
    """Both ends; what is logged goes to stderr. The process ends by itself when the line does."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    return Inbox(reading), Outbox(writing)


class Worker(ABC):
    """Serves orders on the thread that computes; what makes the pictures is for those who inherit."""

    def __init__(self, inbox: Inbox, outbox: Outbox) -> None:
        self._inbox = inbox
        self._outbox = outbox

    @abstractmethod
    def load(self, source: ModelSource, stop: Stop) -> float:
        """Have this model in memory; the seconds that took now. Raises Stopped."""

    @abstractmethod
    def events(self, run: Run, attachments: Attachments, stop: Stop) -> Iterator[Event]:
        """Of one run, all but its ending. Raises Stopped, and whatever goes wrong."""

    @abstractmethod
    def measure(self) -> Memory:
        """What is in use now."""

    def release(self) -> None:
        """Give back what a failed run left."""
        gc.collect()

    def is_out_of_memory(self, error: Exception) -> bool:
        return says_out_of_memory(error)

    @contextlib.contextmanager
    def stoppable(self, stop: Stop) -> Generator[None]:
        """Around all work of one order, where `stop` has to be known somewhere else."""
        del stop
        yield

    def serve(self) -> int:
        """Answer orders until told to quit; the exit status."""
        gc.freeze()  # what was imported stays for good
        gc.enable()
        while self._serve_next():
            pass
        self._outbox.close(_FLUSH_SECONDS)
        return 0

    def loaded(self, source: ModelSource, seconds: float) -> None:
        """Say that a model is in memory."""
        self._outbox.put(Loaded(model=source.ref, seconds=seconds, memory=self.measure()))

    def _serve_next(self) -> bool:
        """Serve one order; False when it was to quit."""
        order = self._inbox.next()
        try:
            match order.message:
                case Quit():
                    return False
                case Warm(model=source):
                    self._warm(source, order.stop)
                case Run() as run:
                    self._run(run, order)
                case _:
                    assert_never(order.message)
        finally:
            self._inbox.done(order)
        return True

    def _warm(self, source: ModelSource, stop: Stop) -> None:
        with self.stoppable(stop):
            try:
                self.loaded(source, self.load(source, stop))
            except Stopped:
                self._outbox.put(Idle(memory=self.measure()))
            except Exception as error:  # noqa: BLE001 (whatever a load raises, the worker answers and lives on)
                self._outbox.put(Trouble(failure=self._failure(error, "This model could not be loaded.")))

    def _run(self, run: Run, order: Order) -> None:
        ending: Event
        with self.stoppable(order.stop):
            try:
                order.stop.check()
                for event in self.events(run, order.attachments, order.stop):
                    self._report(run, event)
                ending = Finished()
            except Stopped:
                ending = Cancelled()
            except Exception as error:  # noqa: BLE001 (whatever a run raises, the worker answers and lives on)
                ending = self._failure(error, "The engine could not make this picture.", run)
        if isinstance(ending, Failed):
            self.release()  # only now, since the error's traceback held what it was working on
        self._report(run, ending)
        self._outbox.put(Idle(memory=self.measure()))

    def _report(self, run: Run, event: Event) -> None:
        self._outbox.put(Report(run=run.run, event=event))

    def _failure(self, error: Exception, message: str, run: Run | None = None) -> Failed:
        failure = self._told(error, message, run)
        _log.error("%s\n%s", failure.message, traceback.format_exc())
        return failure

    def _told(self, error: Exception, message: str, run: Run | None) -> Failed:
        if isinstance(error, StudioError):
            return Failed.of(error)
        if self.is_out_of_memory(error):
            return Failed.of(out_of_memory(None if run is None else run.recipe, error))
        remedy = "Try again; if it happens again, choose another model or size. The log says more."
        return Failed.of(EngineError(message, remedy=remedy, detail=traceback.format_exc()))
