"""What the flow needs from others: the queue's store, the picture store, the blob store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from studio.recipe.asset import Asset, Change
from studio.recipe.events import Failed, Picture, Progress
from studio.recipe.job import Job, Lane, NewJob, State


class BlobReader(Protocol):
    """Images by the sha256 of their file's bytes."""

    def path(self, sha256: str) -> Path:
        """Where the blob lies; raises ImageError with a remedy if it is not there."""
        ...


class JobStore(Protocol):
    """Durable jobs. Every method may be called from any thread's event loop; writes go through one writer thread.

    Raises StorageError (DatabaseLocked, DiskFull...) and, for illegal transitions, JobError.
    """

    async def enqueue(self, orders: Sequence[NewJob]) -> tuple[tuple[Job, ...], Change]: ...

    async def claim(self, lanes: Sequence[Lane]) -> tuple[Job | None, Change]:
        """The next waiting job of the highest of `lanes`, oldest first, made `running`, its attempts counted up."""
        ...

    async def release(self, job: str) -> Change:
        """Running to waiting again (pre-empted, engine lost, owner leaves); it keeps its place and its pictures."""
        ...

    async def finish(self, job: str) -> Change: ...

    async def fail(self, job: str, failure: Failed) -> Change: ...

    async def cancel(self, job: str) -> Change:
        """Ask for a cancel: waiting or paused jobs are cancelled at once, a running one is marked for its owner.

        A job that has ended is left as it is (empty Change).
        """
        ...

    async def cancelled(self, job: str) -> Change:
        """The owner's answer: the running job has stopped."""
        ...

    async def set_state(self, job: str, state: State) -> Change:
        """A legal transition asked by the user: pause, resume, retry."""
        ...

    async def recover(self) -> tuple[tuple[Job, ...], Change]:
        """For a new owner: what the dead one was running waits again; batch work is paused. Returns those jobs."""
        ...

    async def report(self, job: str, progress: Progress) -> None:
        """Progress for followers in other processes; not durable, at most a few times a second."""
        ...

    async def progress(self, job: str) -> Progress | None: ...

    async def job(self, job: str) -> Job | None: ...

    async def jobs(
        self,
        states: Sequence[State] | None = None,
        limit: int = 1000,
        *,
        project: str | None = None,
        before: str | None = None,
    ) -> tuple[Job, ...]:
        """Newest first; with `before`, the id of a job, only those that are older than it."""
        ...

    async def version(self) -> int:
        """A number that changes whenever another process wrote (SQLite's data_version): followers poll it."""
        ...


class PictureStore(Protocol):
    """Finished pictures, saved so that none is lost and none is made twice."""

    async def save(self, job: Job, picture: Picture) -> tuple[Asset, Change]:
        """Reserve, write beside, sync, rename, insert; then `index` of `job` is made. Idempotent by (job, index)."""
        ...

    async def assets_of(self, job: str) -> tuple[Asset, ...]:
        """By index, also those in the trash."""
        ...

    async def assets_of_jobs(self, jobs: Sequence[str]) -> dict[str, tuple[Asset, ...]]:
        """As `assets_of` for each of `jobs`, in one query; a job without pictures has an empty tuple."""
        ...

    async def changed_since(self, change: int | None) -> tuple[int, frozenset[str]]:
        """(the newest change, ids of the pictures that were added or changed after `change`); after None is nothing.

        Changes are numbered upwards, whichever process makes them.
        """
        ...
