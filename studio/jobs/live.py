"""The live lane: one request in memory, the newest wins, nothing is kept."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable

from studio.backends.backend import Backend, Request
from studio.recipe.events import Cancelled, Event, Failed, Finished


class LiveLane:
    """One slot. `room_wanted` is called when work of a lower lane should make room."""

    def __init__(self, backend: Backend, room_wanted: Callable[[], None]) -> None:
        self._backend = backend
        self._room_wanted = room_wanted
        self._waiting: _Order | None = None
        self._running: _Order | None = None

    @property
    def waiting(self) -> bool:
        return self._waiting is not None

    def ask(self, request: Request) -> AsyncGenerator[Event]:
        """Events of this request; it ends with Cancelled as soon as a newer one is asked for."""
        self.stop()
        self._waiting = order = _Order(request)
        self._room_wanted()
        return self._events(order)

    def stop(self) -> None:
        """End what waits and what runs."""
        if self._waiting is not None:
            self._waiting.events.put_nowait(Cancelled())
            self._waiting = None
        if self._running is not None:
            self._backend.cancel(self._running.request.run)

    async def make(self) -> bool:
        """Run what waits, if anything does; whether it did."""
        order, self._waiting = self._waiting, None
        if order is None:
            return False
        self._running = order
        try:
            async with contextlib.aclosing(self._backend.run(order.request)) as stream:
                async for event in stream:
                    order.events.put_nowait(event)
        finally:
            self._running = None
            order.events.put_nowait(Cancelled())
        return True

    async def _events(self, order: _Order) -> AsyncGenerator[Event]:
        try:
            while True:
                event = await order.events.get()
                yield event
                if isinstance(event, Finished | Failed | Cancelled):
                    return
        finally:
            if order in (self._waiting, self._running):
                self.stop()


class _Order:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.events: asyncio.Queue[Event] = asyncio.Queue()
