"""What a batch has come to: its pictures that are there, and its jobs that were set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from studio.errors import JobError
from studio.jobs.plans.identity import picture_of
from studio.recipe.asset import Asset
from studio.recipe.job import ENDED, Job
from studio.recipe.protocols import JobStore, PictureStore
from studio.recipe.queue import Batch, BatchState
from studio.recipe.recipe import Recipe

_AT_ONCE = 500
"""jobs whose pictures are read in one query"""


class Shelves(Protocol):
    """Where batches, jobs and pictures are kept."""

    @property
    def jobs(self) -> JobStore: ...

    @property
    def pictures(self) -> PictureStore: ...


class Listed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A picture of the batch whose file is there."""

    path: Path
    row: int
    """place of its set in the plan, from 0"""
    index: int
    """of the picture in its job, from 0"""
    key: str
    """by which a plan knows what it asked for"""
    name: str
    """what the plan calls it; the file's own stem where the plan gives no name"""
    sha256: str
    width: int
    height: int
    recipe: Recipe | None
    seconds: float
    """that making it took; 0 where nothing is known of that"""


class SetAside(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A job that ended without all of its pictures."""

    job: str
    row: int
    key: str
    name: str
    prompt: str
    state: Literal["failed", "cancelled"]
    missing: int
    """pictures of it that were not made"""
    kind: str
    """the class in errors.py"""
    reason: str
    remedy: str


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A batch and everything made for it, also by earlier runs of the same plan into the same folder."""

    batch: Batch
    runs: tuple[str, ...]
    """ids of this and the earlier batches"""
    pictures: tuple[Listed, ...]
    """by row, then by index"""
    set_aside: tuple[SetAside, ...]
    unfinished: int
    """jobs that may still run"""
    ended: float | None
    """Unix time of the last end of a job, None before the first"""
    gone: bool
    """pictures were made, but no file of them is there"""


async def batch_state(jobs: JobStore, batch: str) -> BatchState:
    """The batch with this id. Raises JobError."""
    for state in await jobs.batches():
        if state.batch.id == batch:
            return state
    raise JobError("This batch is not in the queue any more.", remedy="Look at: studio batch status", detail=batch)


async def listing(library: Shelves, batch: Batch) -> Listing:
    """What there is of `batch` now: looks for every file. Raises StorageError."""
    runs = await _runs(library.jobs, batch)
    jobs = [job for run in runs for job in await library.jobs.jobs_of(run.id)]
    assets = await _assets(library.pictures, jobs)
    pictures = await asyncio.to_thread(_pictures, jobs, assets)
    ended = [job.ended for job in jobs if job.ended is not None]
    return Listing(
        batch=batch,
        runs=tuple(run.id for run in runs),
        pictures=pictures,
        set_aside=tuple(_set_aside(jobs, pictures)),
        unfinished=sum(job.state not in ENDED for job in jobs),
        ended=max(ended, default=None),
        gone=bool(assets) and not pictures,
    )


async def _runs(jobs: JobStore, batch: Batch) -> list[Batch]:
    """`batch` and those of the same plan that went to the same folder before it, newest first."""
    others = [state.batch for state in await jobs.batches() if _earlier(state.batch, batch)]
    return [batch, *others]


def _earlier(other: Batch, batch: Batch) -> bool:
    same = bool(batch.plan) and (other.plan, other.folder) == (batch.plan, batch.folder)
    return same and other.id != batch.id and other.created <= batch.created


async def _assets(pictures: PictureStore, jobs: Sequence[Job]) -> list[Asset]:
    """Those in the trash are left out."""
    found: list[Asset] = []
    for first in range(0, len(jobs), _AT_ONCE):
        ids = [job.id for job in jobs[first : first + _AT_ONCE]]
        by_job = await pictures.assets_of_jobs(ids)
        found += [asset for assets in by_job.values() for asset in assets if not asset.trashed]
    return found


def _pictures(jobs: Iterable[Job], assets: Iterable[Asset]) -> tuple[Listed, ...]:
    by_id = {job.id: job for job in jobs}
    there = [_listed(by_id[asset.job], asset) for asset in assets if asset.path.is_file()]
    return tuple(sorted(there, key=lambda picture: (picture.row, picture.index, picture.path)))


def _listed(job: Job, asset: Asset) -> Listed:
    return Listed(
        path=asset.path,
        row=job.order.row,
        index=asset.index,
        key=job.order.key,
        name=job.order.name or asset.path.stem,
        sha256=asset.sha256,
        width=asset.width,
        height=asset.height,
        recipe=asset.recipe,
        seconds=asset.receipt.seconds.total if asset.receipt else 0.0,
    )


def _set_aside(jobs: Sequence[Job], pictures: Iterable[Listed]) -> list[SetAside]:
    """Jobs of which something is not there, whichever job was to make it; `jobs` are those of the newest run first."""
    there = {picture_of(picture.key, picture.index) for picture in pictures if picture.key}
    there |= {picture_of(job.order.key, index) for job in jobs if job.state not in ENDED for index in job.missing}
    aside: list[SetAside] = []
    for job in jobs:
        lost = [picture_of(job.order.key or job.id, index) for index in job.missing]
        missing = [picture for picture in lost if picture not in there]
        if job.state in ("failed", "cancelled") and missing:
            there.update(missing)
            aside.append(_reason(job, len(missing)))
    return sorted(aside, key=lambda one: one.row)


def _reason(job: Job, missing: int) -> SetAside:
    failure = job.failure if job.state == "failed" else None
    return SetAside(
        job=job.id,
        row=job.order.row,
        key=job.order.key,
        name=job.order.name,
        prompt=job.order.recipe.prompt,
        state="failed" if job.state == "failed" else "cancelled",
        missing=missing,
        kind=failure.kind if failure else "StudioError",
        reason=failure.message if failure else ("It failed." if job.state == "failed" else "It was cancelled."),
        remedy=failure.remedy if failure else "Try it again.",
    )
