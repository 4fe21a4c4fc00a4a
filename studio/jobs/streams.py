"""What happens to jobs, told once: to whoever listens to all of them, and to those who follow one."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Generator

from studio.recipe.events import Cancelled, Ending, Event, Failed, Finished, Picture, Preview

MAX_PENDING_PREVIEWS = 32
"""A listener that lags behind by more misses previews, never anything else."""


class Streams:
    """The events of the jobs of this process's interest, from the runner here or read from the store."""

    def __init__(self, happened: Callable[[str, Event], None]) -> None:
        self._happened = happened
        self._told: dict[str, set[int]] = {}
        self._inboxes: defaultdict[str, list[asyncio.Queue[Event]]] = defaultdict(list)

    @property
    def expected(self) -> frozenset[str]:
        """Jobs whose ending somebody in this process waits for."""
        return frozenset(self._told)

    def expect(self, job: str) -> None:
        """From now on the ending of `job` is told here, whoever runs it."""
        self._told.setdefault(job, set())

    def forget(self, job: str) -> None:
        self._told.pop(job, None)

    def untold(self, job: str, made: tuple[int, ...]) -> frozenset[int]:
        """Those of the pictures `made` that were not told yet; none for a job that nobody expects."""
        return frozenset(made) - self._told[job] if job in self._told else frozenset()

    def mark_told(self, job: str, indexes: frozenset[int]) -> None:
        """Never ask for these again, even where there was nothing to tell."""
        if job in self._told:
            self._told[job] |= indexes

    def tell(self, job: str, event: Event) -> None:
        """Pass on `event`, unless it is a picture that was told before."""
        told = self._told.get(job)
        match event:
            case Picture(index=index) if told is not None:
                if index in told:
                    return
                told.add(index)
            case Finished() | Failed() | Cancelled():
                self.forget(job)
            case _:
                pass
        for inbox in self._inboxes.get(job, ()):
            if not (isinstance(event, Preview) and inbox.qsize() > MAX_PENDING_PREVIEWS):
                inbox.put_nowait(event)
        self._happened(job, event)

    def end(self, job: str, ending: Ending) -> None:
        """As `tell`, for an ending read from the store, which the runner may have told already."""
        if job in self._told:
            self.tell(job, ending)

    @contextlib.contextmanager
    def listening(self, job: str) -> Generator[asyncio.Queue[Event]]:
        """An inbox that gets every event of `job` told meanwhile."""
        inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._inboxes[job].append(inbox)
        try:
            yield inbox
        finally:
            self._inboxes[job].remove(inbox)
            if not self._inboxes[job]:
                del self._inboxes[job]
