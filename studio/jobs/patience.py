"""Storage that refuses: a full disk, a folder that is gone, a busy database. What has to be kept is tried again."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from studio.errors import StorageError
from studio.recipe.asset import Change
from studio.recipe.protocols import JobStore
from studio.recipe.queue import Blocked

T = TypeVar("T")

RETRY_SECONDS = 1.0
"""between two tries"""


class Patience:
    """Says once why nothing moves, here and to every process, and takes it back when the cause is gone."""

    def __init__(
        self,
        store: JobStore,
        changed: Callable[[Change], None],
        noticed: Callable[[str], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._changed = changed
        self._noticed = noticed
        self._clock = clock
        self._stuck = 0
        """pieces of work that were refused and try again"""
        self._said: set[str] = set()
        """causes that were told since everything went well"""
        self._blocked: Blocked | None = None
        self._declared: Blocked | None = None
        """what the other processes were told"""
        self._declaring: asyncio.Task[None] | None = None
        self._left: set[asyncio.Task[object]] = set()
        """tries that nobody waits for any more"""

    @property
    def blocked(self) -> Blocked | None:
        """What everything waits for."""
        return self._blocked

    async def insist(
        self,
        work: Callable[[], Awaitable[T]],
        given_up: asyncio.Event,
        only: type[StorageError] = StorageError,
    ) -> T:
        """What `work` returns, however often the storage refuses it in a way that is `only`.

        Raises StorageError, the last refusal, as soon as `given_up` is set; a first try is always made to its end.
        """
        refusal: StorageError | None = None
        try:
            while True:
                try:
                    return await (work() if refusal is None else self._retry(work, given_up, refusal))
                except only as error:
                    self._stuck += refusal is None
                    refusal = error
                    self._explain(error)
                if await _set_within(given_up, RETRY_SECONDS):
                    raise refusal
        finally:
            if refusal is not None:
                self._stuck -= 1
                if not self._stuck:
                    self._clear()

    async def close(self) -> None:
        """Wait for the tries that were left; the database cannot be closed under them."""
        while self._left:
            await asyncio.wait(self._left)
        if self._declaring is not None:
            await asyncio.wait({self._declaring}, timeout=RETRY_SECONDS)
            self._declaring.cancel()
            await asyncio.wait({self._declaring})

    async def _retry(self, work: Callable[[], Awaitable[T]], given_up: asyncio.Event, refusal: StorageError) -> T:
        """A busy database makes every try last seconds: who gives up does not wait for that."""
        trying = asyncio.ensure_future(work())
        waiting = asyncio.create_task(given_up.wait())
        try:
            await asyncio.wait({trying, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            if not trying.done():
                self._leave(trying)
        if trying.done():
            return await trying
        raise refusal

    def _leave(self, trying: asyncio.Future[T]) -> None:
        async def end() -> None:
            with contextlib.suppress(Exception):
                await trying

        task: asyncio.Task[object] = asyncio.create_task(end(), name="left try")
        self._left.add(task)
        task.add_done_callback(self._left.discard)

    def _explain(self, error: StorageError) -> None:
        if error.message in self._said:
            return
        self._said.add(error.message)
        self._noticed(f"{error.message} {error.remedy} The queue goes on by itself when that is mended.")
        self._declare(Blocked(kind=error.kind, message=error.message, remedy=error.remedy, since=self._clock()))

    def _clear(self) -> None:
        self._said.clear()
        self._declare(None)

    def _declare(self, blocked: Blocked | None) -> None:
        self._blocked = blocked
        if self._declaring is None or self._declaring.done():
            self._declaring = asyncio.create_task(self._tell_all(), name="blocked")

    async def _tell_all(self) -> None:
        """Through a store that may itself be what refuses."""
        while self._declared != self._blocked:
            blocked = self._blocked
            try:
                self._changed(await self._store.block(blocked))
                self._declared = blocked
            except StorageError:
                await asyncio.sleep(RETRY_SECONDS)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
