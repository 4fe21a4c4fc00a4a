"""A batch in a real library, with pictures really saved, and nobody who runs it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

import msgspec

from studio.library.library import Library
from studio.recipe.asset import Asset
from studio.recipe.events import Failed
from studio.recipe.job import Job, NewJob
from studio.recipe.queue import Batch
from tests.library.samples import RECIPE, picture


def batch_in(folder: Path, name: str = "Autumn", plan: str = "", created: float = 1_790_000_000.0) -> Batch:
    return Batch(id=uuid.uuid4().hex, name=name, plan=plan, folder=str(folder), project="Autumn", created=created)


def orders(batch: Batch, names: Sequence[str], count: int = 1) -> list[NewJob]:
    """One row for each name, with a prompt and a seed of its own."""
    return [
        NewJob(
            recipe=msgspec.structs.replace(RECIPE, prompt=f"a {name}", seed=100 * row + 1),
            count=count,
            lane="batch",
            project=batch.project,
            folder=batch.folder,
            batch=batch.id,
            row=row,
            key=name,
            name=name,
        )
        for row, name in enumerate(names)
    ]


async def enqueued(library: Library, batch: Batch, names: Sequence[str], count: int = 1) -> tuple[Job, ...]:
    return (await library.jobs.enqueue(orders(batch, names, count), batch))[0]


async def claimed(library: Library) -> Job:
    job, _ = await library.jobs.claim(("batch",))
    assert job is not None
    return job


async def made(library: Library) -> list[Asset]:
    """Run the next job to its end."""
    job = await claimed(library)
    assets = [(await library.pictures.save(job, picture(job, index))).asset for index in job.missing]
    await library.jobs.finish(job.id)
    return assets


async def failed(library: Library, message: str = "The model is not there.", remedy: str = "Install it.") -> Job:
    job = await claimed(library)
    await library.jobs.fail(job.id, Failed(kind="ModelMissing", message=message, remedy=remedy))
    return job
