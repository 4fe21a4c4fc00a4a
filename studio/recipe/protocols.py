"""What the flow needs from others: the queue's store, the picture store, the blob store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from studio.recipe.asset import Asset, Change
from studio.recipe.events import Failed, Picture, Progress
from studio.recipe.job import Job, Lane, NewJob, State
from studio.recipe.queue import Batch, BatchState, Blocked, Hold, QueueState, Rules
from studio.recipe.speed import Speed


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that lies on the disk, what that changed, and the seconds it took."""

    asset: Asset
    change: Change
    encode: float = 0.0
    """to make the file's bytes"""
    sync: float = 0.0
    """to write them and have the disk say so"""
    commit: float = 0.0
    """the two transactions"""


class BlobReader(Protocol):
    """Images by the sha256 of their file's bytes."""

    def path(self, sha256: str) -> Path:
        """Where the blob lies; raises ImageError with a remedy if it is not there."""
        ...


class JobStore(Protocol):
    """Durable jobs. Every method may be called from any thread's event loop; writes go through one writer thread.

    Raises StorageError (DatabaseLocked, DiskFull...) and, for illegal transitions, JobError.
    """

    async def enqueue(self, orders: Sequence[NewJob], batch: Batch | None = None) -> tuple[tuple[Job, ...], Change]:
        """All of `orders` or none, at the end of their lanes; with `batch`, that too, if it is not there already."""
        ...

    async def claim(
        self,
        lanes: Sequence[Lane],
        *,
        backend: str = "local",
        model: str | None = None,
        now: float | None = None,
        minute: int | None = None,
    ) -> tuple[Job | None, Change]:
        """The next job for `backend` of the highest of `lanes`, by rank, made `running`, its attempts counted up.

        Left out are lanes that are held, batches that are paused, jobs whose time has not come at `now` (Unix time;
        None: the clock's), and batch work outside the rules' hours at `minute` of the local day. `model` is the
        weights hash of the model in memory: in the batch lane, jobs for it overtake others if the rules say so, but
        nobody is overtaken more than a few times.
        """
        ...

    async def next_start(self, now: float) -> float | None:
        """The earliest `start_at` after `now` of a waiting job; None if nothing waits for its time."""
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

    async def cancel_many(self, jobs: Sequence[str]) -> Change:
        """As `cancel` for each of `jobs`, in one transaction; ids that are gone are left out."""
        ...

    async def cancelled(self, job: str) -> Change:
        """The owner's answer: the running job has stopped."""
        ...

    async def set_state(self, job: str, state: State) -> Change:
        """A legal transition asked by the user: pause, resume, retry."""
        ...

    async def set_states(self, jobs: Sequence[str], state: State, before: Collection[State] | None = None) -> Change:
        """As `set_state` for each of `jobs` that may go to `state`, in one transaction; others stay as they are.

        With `before`, only those that are in one of these states: somebody else may have changed them meanwhile.
        """
        ...

    async def edit(self, job: str, order: NewJob, revision: int) -> Change:
        """Replace the order of a waiting or paused job; `revision` is the one that the editor saw.

        Its batch, row and key stay. Raises JobError, with nothing changed, for a job in another state, one that was
        edited meanwhile, and one that has pictures already unless its recipe and plan stay as they are.
        """
        ...

    async def start_at(self, jobs: Sequence[str], when: float) -> Change:
        """An edit of each waiting or paused one of `jobs`: it waits until `when` (Unix time, seconds; 0: no longer)."""
        ...

    async def move(self, jobs: Sequence[str], before: str | None) -> Change:
        """Put unfinished `jobs`, in this order, before another of their lane; None puts them at its end.

        Those that ended meanwhile are left out. Raises JobError where lanes differ or `before` is gone.
        """
        ...

    async def duplicate(self, jobs: Sequence[str]) -> tuple[tuple[Job, ...], Change]:
        """A waiting copy of each, whatever its state, of no batch, right after the last of them in their lane."""
        ...

    async def dismiss(self, jobs: Sequence[str], dismissed: bool = True) -> Change:
        """Failed jobs that need not be shown any more, or (False) shall be again; others are left as they are."""
        ...

    async def recover(self) -> tuple[tuple[Job, ...], Change]:
        """For a new owner: what the dead one was running waits again, and is returned.

        If that was anything, and batch work is left, its lane is held (cause `crash`) until the user lets it go on.
        """
        ...

    async def state(self) -> QueueState: ...

    async def set_rules(self, rules: Rules) -> Change: ...

    async def hold(self, lane: Lane, hold: Hold | None) -> Change:
        """Hold a lane, or let it go on (None). What runs is for the owner to put back."""
        ...

    async def block(self, blocked: Blocked | None) -> Change:
        """For the owner: what it waits for, so that every window can say it."""
        ...

    async def batches(self, *, unfinished: bool = False) -> tuple[BatchState, ...]:
        """Newest first; with `unfinished`, only those with jobs that may still run, or lists still to be written."""
        ...

    async def pause_batch(self, batch: str, paused: bool) -> Change: ...

    async def written(self, batch: str) -> Change:
        """The lists of the batch hold everything made so far; a later picture or retry makes them old again."""
        ...

    async def jobs_of(self, batch: str) -> tuple[Job, ...]:
        """Every job of the batch, by row."""
        ...

    async def ended_since(self, when: float) -> tuple[Job, ...]:
        """Done and failed jobs that ended after `when` (Unix time), oldest first."""
        ...

    async def speeds(self) -> Mapping[str, Speed]:
        """What was learned of each model by its id."""
        ...

    async def learn(self, model: str, speed: Speed) -> None:
        """Not durable: lost with a power cut, and learned again."""
        ...

    async def changed_since(self, change: int | None) -> tuple[int, Change]:
        """(the newest change, what of the queue was added or changed after `change`); after None is nothing.

        Jobs by id, batches, and whether rules, holds or what blocks changed. Numbers grow, whichever process writes.
        """
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

    async def these(self, jobs: Sequence[str]) -> tuple[Job, ...]:
        """Those of `jobs` that are there, oldest first."""
        ...

    async def queued(self) -> tuple[Job, ...]:
        """What the queue shows: what runs, waits or is paused, by lane and rank; then failures not dismissed."""
        ...

    async def version(self) -> int:
        """A number that changes whenever another process wrote (SQLite's data_version): followers poll it."""
        ...


class PictureStore(Protocol):
    """Finished pictures, saved so that none is lost and none is made twice."""

    async def save(self, job: Job, picture: Picture) -> Saved:
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
