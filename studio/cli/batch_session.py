"""A studio in this process that joins the queue for one batch: follows it, and pauses it when Ctrl+C asks."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Self

import msgspec

from studio.cli.batch_outcome import Outcome
from studio.cli.batch_reach import opened_library, quoted
from studio.cli.batch_shown import Display
from studio.cli.batch_watch import BatchWatch
from studio.cli.interrupt import Interrupt
from studio.cli.output import say
from studio.core import Studio
from studio.errors import JobError, StudioError
from studio.jobs.listing import Listed, batch_state, listing
from studio.jobs.plans.identity import picture_of
from studio.jobs.plans.survey import Survey
from studio.jobs.results import with_what_was_listed
from studio.library.library import Library
from studio.paths import default_home
from studio.recipe.queue import Batch
from studio.recipe.recipe import Recipe

_PUT_BACK_SECONDS = 5.0
_LOOK_SECONDS = 0.05


class Session:
    """From joining the queue to leaving it."""

    def __init__(self, outcome: Outcome) -> None:
        self.studio = Studio(default_home())
        self.interrupt = Interrupt()
        self._outcome = outcome
        self._began = time.monotonic()

    async def __aenter__(self) -> Self:
        self.interrupt.listen()
        self.studio.noticed.connect(self._outcome.notice)
        await self.studio.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Only when this process has let go of everything, it is certain what was made."""
        await self.studio.close()
        self._outcome.seconds = time.monotonic() - self._began
        if self._outcome.batch is not None:
            async with opened_library() as library:
                await self._list(library, self._outcome.batch)

    async def knows(self, batch: Batch) -> bool:
        """Not where everything was there already, after the database was lost, and no batch was needed."""
        return any(state.batch.id == batch.id for state in await self.studio.library.jobs.batches())

    async def follow(self, batch: Batch) -> None:
        """To its end, or until Ctrl+C pauses it; whatever happens, what was made is listed in the end."""
        with Display() as display:
            end = await BatchWatch(self.studio, batch, display.show).follow(self.interrupt)
        if end == "interrupted":
            await self._pause(batch)
        elif end == "stopped":
            self._outcome.errors.append(await self._stopped(batch))

    async def _pause(self, batch: Batch) -> None:
        """Whoever runs the queue puts back what is under way."""
        say("Pausing; what is finished stays. (Press Ctrl+C again to leave at once.)")
        self._outcome.interrupted = True
        await self.studio.queue.pause_batch(batch.id)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PUT_BACK_SECONDS):
                while (await batch_state(self.studio.library.jobs, batch.id)).tally.running:  # noqa: ASYNC110 - elsewhere
                    await asyncio.sleep(_LOOK_SECONDS)

    async def _stopped(self, batch: Batch) -> StudioError:
        hold = (await self.studio.queue.state()).holds.get("batch")
        message = hold.message if hold else "The queue is held."
        return JobError(message, remedy=f"To go on: studio batch resume {quoted(batch.name)}")

    async def _list(self, library: Library, batch: Batch) -> None:
        found = await listing(library, batch)
        with contextlib.suppress(OSError):
            found = await asyncio.to_thread(with_what_was_listed, found)
        asked = _Asked(self._outcome.survey)
        self._outcome.pictures = tuple(one for one in found.pictures if asked.has(one))
        self._outcome.set_aside = tuple(one for one in found.set_aside if asked.key(one.key))


class _Asked:
    """What the plan asks for as it is now; where no plan was read, all of the batch."""

    def __init__(self, survey: Survey | None) -> None:
        self._all = survey is None
        rows = survey.rows if survey else ()
        self._keys = {planned.key for planned in rows}
        self._recipes = {_without_seed(planned.recipe) for planned in rows}

    def key(self, key: str) -> bool:
        return self._all or picture_of(key, 0)[0] in self._keys

    def has(self, picture: Listed) -> bool:
        """The key of a picture is lost with the database; its recipe is not."""
        if picture.key or picture.recipe is None:
            return self.key(picture.key)
        return self._all or _without_seed(picture.recipe) in self._recipes


def _without_seed(recipe: Recipe) -> Recipe:
    return msgspec.structs.replace(recipe, seed=0)
