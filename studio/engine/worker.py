"""The engine as a worker: keeps a model in memory and has it make pictures; torch is there from the start."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterator
from typing import BinaryIO

import torch

from studio.engine.device import Device, choose_device
from studio.engine.family import LoadedModel
from studio.engine.line import Inbox, Outbox
from studio.engine.memory import is_out_of_memory, measure, release
from studio.engine.pictures import unpacked
from studio.engine.process_memory import out_of_memory
from studio.engine.serving import Worker, open_line
from studio.engine.stop import Stop
from studio.recipe.events import Accepted, Event, Progress
from studio.wire.frames import Attachments
from studio.wire.messages import VERSION, Memory, ModelSource, Ready, Run


def serve(reading: BinaryIO, writing: BinaryIO) -> int:
    """Answer orders until told to quit; the exit status. Ends the process itself when the line ends."""
    inbox, outbox = open_line(reading, writing)
    device = choose_device()
    outbox.put(_ready(device))
    return Engine(device, inbox, outbox).serve()


class Engine(Worker):
    """Makes pictures with the model that is in memory, or the one that is asked for."""

    def __init__(self, device: Device, inbox: Inbox, outbox: Outbox) -> None:
        # Imported only now, after Ready was sent: diffusers takes longer than torch, and the first order is on its way.
        from studio.engine.load import Resident
        from studio.engine.making import Making

        super().__init__(inbox, outbox)
        self._device = device
        self._models = Resident(device)
        self._making = Making

    def load(self, source: ModelSource, stop: Stop) -> float:
        return self._load(source, stop)[1]

    def events(self, run: Run, attachments: Attachments, stop: Stop) -> Iterator[Event]:
        pictures = unpacked(run, attachments)
        yield Accepted()
        if not self._models.holds(run.model):
            yield Progress(index=min(run.indexes, default=0), phase="loading")
        model, seconds = self._load(run.model, stop)
        if seconds:
            self.loaded(run.model, seconds)
        with torch.inference_mode():
            yield from self._making(run, pictures, model, self._device, stop).events(seconds)

    def measure(self) -> Memory:
        return measure(self._device)

    def release(self) -> None:
        release(self._device)

    def is_out_of_memory(self, error: Exception) -> bool:
        return is_out_of_memory(error)

    @contextlib.contextmanager
    def stoppable(self, stop: Stop) -> Generator[None]:
        self._models.hooks.stop = stop
        try:
            yield
        finally:
            self._models.hooks.stop = None

    def _load(self, source: ModelSource, stop: Stop) -> tuple[LoadedModel, float]:
        """The model, and the seconds its load took now."""
        try:
            return self._models.get(source, stop)
        except Exception as error:
            if is_out_of_memory(error):
                raise out_of_memory(None, error) from error
            raise


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
