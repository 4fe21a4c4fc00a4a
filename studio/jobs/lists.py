"""Has the lists of a batch written when its last job has ended, and those that a dead owner left unwritten."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from studio.errors import JobError, StorageError
from studio.recipe.asset import Change
from studio.recipe.protocols import JobStore
from studio.recipe.queue import Batch

RETRY_SECONDS = 30.0
"""before a folder that refused its lists is tried again"""

_log = logging.getLogger(__name__)


class Lists:
    """For the owner of the queue: `run` until it is cancelled, `poke` after every change of a job or a batch."""

    def __init__(
        self,
        store: JobStore,
        write: Callable[[str], Awaitable[Change]],
        changed: Callable[[Change], None],
        noticed: Callable[[str], None],
    ) -> None:
        """`write` brings the lists of the batch with this id up to date."""
        self._store = store
        self._write = write
        self._changed = changed
        self._noticed = noticed
        self._asked = asyncio.Event()
        self._refused: set[str] = set()
        """batches whose folder refused its lists, which was told"""

    def poke(self) -> None:
        self._asked.set()

    async def run(self) -> None:
        """Never ends by itself."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RETRY_SECONDS if self._refused else None):
                    await self._asked.wait()
            self._asked.clear()
            for batch in await self._due():
                await self._bring_up_to_date(batch)

    async def _due(self) -> list[Batch]:
        try:
            states = await self._store.batches(unfinished=True)
        except StorageError as error:  # asked again with the next change
            _log.info("%s %s", error.message, error.detail)
            return []
        return [state.batch for state in states if not state.tally.unfinished and not state.written]

    async def _bring_up_to_date(self, batch: Batch) -> None:
        try:
            self._changed(await self._write(batch.id))
        except (StorageError, JobError) as error:
            _log.info("lists of %s: %s %s", batch.name, error.message, error.detail)
            if batch.id not in self._refused:
                self._noticed(f"The lists of “{batch.name}” could not be written. {error.message} {error.remedy}")
            self._refused.add(batch.id)
        else:
            self._refused.discard(batch.id)
