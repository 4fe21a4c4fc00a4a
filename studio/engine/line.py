"""Both ends of the engine's line: one thread reads and sets stop flags at once, one writes and keeps previews few."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections import deque
from typing import BinaryIO

import msgspec

from studio.engine.stop import Stop
from studio.errors import ProtocolError
from studio.recipe.events import Picture, Preview
from studio.wire.frames import Attachments, read_to_engine, write_from_engine
from studio.wire.messages import Cancel, FromEngine, Quit, Report, Run, ToEngine, Warm

_PARENT_SECONDS = 1.0
"""how often to look whether the parent still lives, for systems where its pipe outlives it"""
_MAX_WAITING_BYTES = 256 * 2**20
"""of pictures nobody has read: above it the engine waits"""

_log = logging.getLogger(__name__)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Work to do, and the flag that says that it is no longer wanted."""

    message: Warm | Run | Quit
    attachments: Attachments
    stop: Stop


class Inbox:
    """Orders in the order they came. Where the line ends, so does the process, whatever it is doing."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._open: list[Order] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._read, name="engine-inbox", daemon=True).start()
        threading.Thread(target=self._watch, args=(os.getppid(),), name="engine-parent", daemon=True).start()

    def next(self) -> Order:
        """Wait for the next order."""
        return self._orders.get()

    def done(self, order: Order) -> None:
        """The order was served: a cancel of it means nothing any more."""
        with self._lock:
            self._open.remove(order)

    def _read(self) -> None:
        try:
            while (frame := read_to_engine(self._stream)) is not None:
                self._take(*frame)
        except (OSError, ProtocolError) as error:
            _log.error("the line broke: %s %s", error, getattr(error, "detail", ""))
            os._exit(1)
        os._exit(0)  # the parent is gone: nobody wants what is being made

    def _take(self, message: ToEngine, attachments: Attachments) -> None:
        with self._lock:
            match message:
                case Cancel(run=run):
                    self._cancel(run)
                case Warm() | Run() | Quit():
                    self._supersede(message)
                    order = Order(message=message, attachments=attachments, stop=Stop())
                    self._open.append(order)
                    self._orders.put(order)

    def _cancel(self, run: str) -> None:
        """Stop this run, and a warm-up before it that keeps it from being answered."""
        wanted = [order for order in self._open if isinstance(order.message, Run) and order.message.run == run]
        for order in wanted:
            order.stop.set()
            for earlier in self._open[: self._open.index(order)]:
                if isinstance(earlier.message, Warm):
                    earlier.stop.set()

    def _supersede(self, newer: Warm | Run | Quit) -> None:
        """A warm-up for another model is no longer wanted; to quit stops everything."""
        for order in self._open:
            match order.message, newer:
                case _, Quit():
                    order.stop.set()
                case Warm(model=model), (Warm() | Run()) if model.ref != newer.model.ref:
                    order.stop.set()
                case _:
                    pass

    def _watch(self, parent: int) -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_SECONDS)
        os._exit(0)


class Outbox:
    """Messages in order, written by a thread of its own; an unsent preview gives way to a newer one of its picture."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: deque[FromEngine] = deque()
        self._bytes = 0
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._write, name="engine-outbox", daemon=True)
        self._thread.start()

    def put(self, message: FromEngine) -> None:
        """Send soon. Waits only while far too much is unread."""
        with self._changed:
            self._changed.wait_for(lambda: self._bytes < _MAX_WAITING_BYTES)
            self._drop_older(message)
            self._waiting.append(message)
            self._bytes += _size(message)
            self._changed.notify_all()

    def close(self, seconds: float) -> None:
        """Write what waits, for at most so long, and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(seconds)

    def _drop_older(self, message: FromEngine) -> None:
        subject = _previewed(message)
        if subject is None:
            return
        older = next((waiting for waiting in self._waiting if _previewed(waiting) == subject), None)
        if older is not None:
            self._waiting.remove(older)
            self._bytes -= _size(older)

    def _write(self) -> None:
        try:
            while (message := self._next()) is not None:
                write_from_engine(self._stream, message)
        except OSError:
            os._exit(0)  # nobody reads any more

    def _next(self) -> FromEngine | None:
        """The oldest that waits; None when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting) or self._closed)
            if not self._waiting:
                return None
            message = self._waiting.popleft()
            self._bytes -= _size(message)
            self._changed.notify_all()
            return message


def _previewed(message: FromEngine) -> tuple[str, int] | None:
    """(run, index) of a preview."""
    match message:
        case Report(run=run, event=Preview(index=index)):
            return run, index
        case _:
            return None


def _size(message: FromEngine) -> int:
    match message:
        case Report(event=Preview(data=data) | Picture(data=data)):
            return len(data)
        case _:
            return 0
