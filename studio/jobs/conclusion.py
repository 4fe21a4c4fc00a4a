"""What the ending of a run means for its job: done, set aside, tried again, or back to the queue."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from studio.errors import JobError, StorageError
from studio.jobs.attempt import Attempt
from studio.jobs.bench import Bench
from studio.recipe.asset import Change
from studio.recipe.events import Cancelled, Ending, Failed, Finished, Notice, Progress
from studio.recipe.queue import Hold

T = TypeVar("T")

_NOBODYS_FAULT = frozenset({"EngineStartFailed", "ProtocolError"})
"""what would befall every job of the queue alike"""

ANSWER_SECONDS = 1.0
"""after a cancel, for a storage that refuses"""

_log = logging.getLogger(__name__)


class Conclusion:
    """Waits for the pictures of a run and for a store that refuses, then brings the job to its state and tells it."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._failures = 0
        """jobs of the batch lane that were set aside in a row"""

    async def conclude(self, attempt: Attempt, ending: Ending) -> None:
        """Never raises StorageError: what cannot be written while the studio closes is told."""
        settling = asyncio.create_task(self._settled(attempt, ending), name="settling")
        answering = asyncio.create_task(self._answer(attempt, settling), name="answering")
        try:
            await settling
        except StorageError as error:
            self._bench.noticed(
                f"How a job ended could not be noted: {error.message} It is looked at again when the studio starts."
            )
        finally:
            answering.cancel()

    async def _answer(self, attempt: Attempt, settling: asyncio.Task[None]) -> None:
        """Who cancels is answered soon, even where nothing can be written now."""
        await attempt.given_up.wait()
        await asyncio.wait({settling}, timeout=ANSWER_SECONDS)
        if attempt.stopped == "cancel" and not settling.done():
            attempt.answered = True
            self._bench.streams.tell(attempt.job.id, Cancelled())

    async def _settled(self, attempt: Attempt, ending: Ending) -> None:
        await self._settle(attempt, await attempt.saved(ending))

    async def _settle(self, attempt: Attempt, ending: Ending) -> None:
        match ending:
            case Finished():
                await self._finish(attempt)
            case _ if attempt.stopped == "cancel":
                await self._cancelled(attempt)
            case Failed():
                await self._failed(attempt, ending)
            case Cancelled():
                await self._put_back(attempt)

    async def _finish(self, attempt: Attempt) -> None:
        job = attempt.job
        await self._write(lambda: self._bench.library.jobs.finish(job.id))
        self._bench.ladder.went_well(job)
        if job.order.lane == "batch":
            self._failures = 0
        self._bench.streams.tell(job.id, Finished())

    async def _cancelled(self, attempt: Attempt) -> None:
        job = attempt.job
        await self._write(lambda: self._bench.library.jobs.cancelled(job.id))
        self._bench.ladder.forget(job)
        if not attempt.answered:
            self._bench.streams.tell(job.id, Cancelled())

    async def _failed(self, attempt: Attempt, failure: Failed) -> None:
        job = attempt.job
        again = self._bench.ladder.again(job, failure, made=attempt.made, frugal=attempt.request.frugal)
        if again is not None:
            _log.warning("job %s is tried again: %s %s", job.id, failure.message, failure.detail)
            self._bench.streams.tell(job.id, Notice(message=again))
            await self._put_back(attempt)
        elif failure.kind in _NOBODYS_FAULT and job.order.lane == "batch":
            await self._hold(f"{failure.message} {failure.remedy}")
            await self._put_back(attempt)
        else:
            await self._set_aside(attempt, failure)

    async def _set_aside(self, attempt: Attempt, failure: Failed) -> None:
        job = attempt.job
        await self._write(lambda: self._bench.library.jobs.fail(job.id, failure))
        self._bench.ladder.forget(job)
        self._bench.streams.tell(job.id, failure)
        if job.order.lane == "batch":
            self._failures += 1
            await self._stop_after(failure)

    async def _stop_after(self, failure: Failed) -> None:
        """The user may have asked for a halt after so many failures in a row."""
        rules = (await self._insist(self._bench.library.jobs.state)).rules
        if 0 < rules.stop_after <= self._failures:
            counted = "A job failed" if self._failures == 1 else f"{self._failures} jobs in a row failed"
            await self._hold(f"{counted}, so the queue waits. The last reason: {failure.message} {failure.remedy}")
            self._failures = 0

    async def _hold(self, message: str) -> None:
        hold = Hold(cause="failures", message=message.strip(), since=self._bench.clock())
        await self._write(lambda: self._bench.library.jobs.hold("batch", hold))

    async def _put_back(self, attempt: Attempt) -> None:
        job = attempt.job.id
        await self._write(lambda: self._bench.library.jobs.release(job))
        after = await self._insist(lambda: self._bench.library.jobs.job(job))
        if after is None or after.state == "cancelled":  # somebody asked while it was stopping
            self._bench.streams.tell(job, Cancelled())
            return
        self._bench.streams.tell(job, Progress(index=next(iter(after.missing), 0), phase="waiting"))
        if attempt.stopped == "yield":
            sentence = "This job makes room for more urgent work and goes on afterwards."
            self._bench.streams.tell(job, Notice(message=sentence))

    async def _write(self, change: Callable[[], Awaitable[Change]]) -> None:
        try:
            self._bench.changed(await self._insist(change))
        except JobError as error:  # the job was paused, ended or removed from elsewhere
            _log.info("%s %s", error.message, error.detail)

    async def _insist(self, work: Callable[[], Awaitable[T]]) -> T:
        """What was made must not be made again because the store was busy."""
        return await self._bench.patience.insist(work, self._bench.closing)
