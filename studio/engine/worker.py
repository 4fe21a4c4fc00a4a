"""The engine's loop: takes one order after the other, answers every one, and outlives whatever goes wrong in it."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from typing import BinaryIO, assert_never

import torch

from studio.engine.cancel import Stop, Stopped
from studio.engine.device import Device, choose_device
from studio.engine.family import LoadedModel
from studio.engine.line import Inbox, Order, Outbox
from studio.engine.memory import is_out_of_memory, measure, out_of_memory, release
from studio.engine.pictures import unpacked
from studio.errors import EngineError, StudioError
from studio.recipe.events import Accepted, Cancelled, Event, Failed, Finished, Progress
from studio.wire.messages import VERSION, Idle, Loaded, ModelSource, Quit, Ready, Report, Run, Trouble, Warm

_FLUSH_SECONDS = 5.0

_log = logging.getLogger(__name__)


def serve(reading: BinaryIO, writing: BinaryIO) -> int:
    """Answer orders until told to quit; the exit status. Ends the process itself when the line ends."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    inbox, outbox = Inbox(reading), Outbox(writing)
    device = choose_device()
    outbox.put(_ready(device))
    worker = Worker(device, inbox, outbox)
    gc.freeze()  # what was imported stays for good
    gc.enable()
    while worker.serve_next():
        pass
    outbox.close(_FLUSH_SECONDS)
    return 0


class Worker:
    """Serves orders on the thread that computes."""

    def __init__(self, device: Device, inbox: Inbox, outbox: Outbox) -> None:
        # Imported only now, after Ready was sent: diffusers takes longer than torch, and the first order is on its way.
        from studio.engine.load import Resident
        from studio.engine.making import Making

        self._device = device
        self._inbox = inbox
        self._outbox = outbox
        self._models = Resident(device)
        self._making = Making

    def serve_next(self) -> bool:
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
        with self._stoppable(stop):
            try:
                _, seconds = self._load(source, stop)
                self._loaded(source, seconds)
            except Stopped:
                self._outbox.put(Idle(memory=measure(self._device)))
            except Exception as error:  # noqa: BLE001 (whatever a load raises, the engine answers and lives on)
                self._outbox.put(Trouble(failure=self._failure(error, "This model could not be loaded.")))

    def _run(self, run: Run, order: Order) -> None:
        ending: Event
        with self._stoppable(order.stop):
            try:
                for event in self._events(run, order):
                    self._report(run, event)
                ending = Finished()
            except Stopped:
                ending = Cancelled()
            except Exception as error:  # noqa: BLE001 (whatever a run raises, the engine answers and lives on)
                ending = self._failure(error, "The engine could not make this picture.", run)
        if isinstance(ending, Failed):
            release(self._device)  # only now, since the error's traceback held what it was working on
        self._report(run, ending)
        self._outbox.put(Idle(memory=measure(self._device)))

    def _events(self, run: Run, order: Order) -> Iterator[Event]:
        order.stop.check()
        pictures = unpacked(run, order.attachments)
        yield Accepted()
        if not self._models.holds(run.model):
            yield Progress(index=min(run.indexes, default=0), phase="loading")
        model, seconds = self._load(run.model, order.stop)
        if seconds:
            self._loaded(run.model, seconds)
        with torch.inference_mode():
            yield from self._making(run, pictures, model, self._device, order.stop).events(seconds)

    def _load(self, source: ModelSource, stop: Stop) -> tuple[LoadedModel, float]:
        """The model, and the seconds its load took now."""
        try:
            return self._models.get(source, stop)
        except Exception as error:
            if is_out_of_memory(error):
                raise out_of_memory(None, error) from error
            raise

    def _loaded(self, source: ModelSource, seconds: float) -> None:
        self._outbox.put(Loaded(model=source.ref, seconds=seconds, memory=measure(self._device)))

    @contextlib.contextmanager
    def _stoppable(self, stop: Stop) -> Iterator[None]:
        self._models.hooks.stop = stop
        try:
            yield
        finally:
            self._models.hooks.stop = None

    def _report(self, run: Run, event: Event) -> None:
        self._outbox.put(Report(run=run.run, event=event))

    def _failure(self, error: Exception, message: str, run: Run | None = None) -> Failed:
        failure = self._told(error, message, run)
        _log.error("%s\n%s", failure.message, traceback.format_exc())
        return failure

    def _told(self, error: Exception, message: str, run: Run | None) -> Failed:
        if isinstance(error, StudioError):
            return Failed.of(error)
        if is_out_of_memory(error):
            size = None if run is None else (run.recipe.width, run.recipe.height)
            return Failed.of(out_of_memory(size, error))
        remedy = "Try again; if it happens again, choose another model or size. The log says more."
        return Failed.of(EngineError(message, remedy=remedy, detail=traceback.format_exc()))


def _ready(device: Device) -> Ready:
    return Ready(
        wire=VERSION,
        pid=os.getpid(),
        device=str(device.torch),
        device_name=device.name,
        dtype=device.dtype_name,
        threads=device.threads,
        versions=_versions(),
        memory=measure(device),
    )


def _versions() -> dict[str, str]:
    """Read from the installed packages, since diffusers is not imported yet."""
    from importlib.metadata import version

    return {"torch": str(torch.__version__), **{name: version(name) for name in ("diffusers", "transformers")}}
