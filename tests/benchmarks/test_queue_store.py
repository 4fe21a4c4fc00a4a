"""What the queue's store takes with 10,000 jobs waiting: put in, move, edit, cancel, claim, list."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from studio.library import Library
from studio.paths import home_at
from studio.recipe.job import Job, Lane, NewJob
from studio.recipe.queue import Batch
from studio.recipe.recipe import ModelRef, Recipe
from tests.benchmarks.figures import keep, spread

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

JOBS = 10_000
MODELS = 5
ROUNDS = 9
LANES: tuple[Lane, ...] = ("interactive", "batch")
GATES = {"enqueue_ms": 2000, "move_ms": 50, "edit_ms": 50, "cancel_ms": 50, "claim_ms": 10, "queued_ms": 1000}
BATCH = Batch(id="b" * 32, name="week", plan="/plans/week.csv", folder="/out/week", project="Posters", created=1.0)


class Clock:
    """Milliseconds of each kind of action."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}

    async def time(self, name: str, action: Awaitable[Any]) -> Any:
        began = time.perf_counter()
        done = await action
        self.taken.setdefault(name, []).append(round(1000 * (time.perf_counter() - began), 2))
        return done


async def test_a_queue_of_ten_thousand(tmp_path: Path) -> None:
    library = Library.open(home_at(tmp_path))
    clock = Clock()
    try:
        await clock.time("enqueue", library.jobs.enqueue([order(row) for row in range(JOBS)], BATCH))
        for _ in range(ROUNDS):
            queued = await clock.time("queued", library.jobs.queued())
            await by_hand(library, clock, queued)
            await claims(library, clock)
        everything = [job.id for job in await library.jobs.queued()]
        await clock.time("cancel all", library.jobs.cancel_many(everything))
        left = await library.jobs.queued()
    finally:
        library.close()
    keep("queue_store", {"gates": GATES, **{name: spread(taken) for name, taken in clock.taken.items()}})
    assert (len(everything), left) == (JOBS - 3 * ROUNDS, ())


async def by_hand(library: Library, clock: Clock, queued: Sequence[Job]) -> None:
    store, middle = library.jobs, queued[JOBS // 2]
    await clock.time("move one", store.move([queued[-1].id], queued[0].id))
    await clock.time("move a hundred", store.move([job.id for job in queued[100:200]], middle.id))
    await clock.time("edit", store.edit(middle.id, edited(middle.order), middle.revision))
    await clock.time("cancel one", store.cancel(queued[-2].id))
    await clock.time("changes since", store.changed_since(0))
    await clock.time("count batches", store.batches())


async def claims(library: Library, clock: Clock) -> None:
    """For the model in memory; for one that nothing waits for; while everything is paused."""
    for name, model in (("claim", "3" * 64), ("claim, other model", "none")):
        job, _ = await clock.time(name, library.jobs.claim(LANES, model=model))
        await clock.time("finish", library.jobs.finish(job.id))
    await library.jobs.pause_batch(BATCH.id, True)
    assert (await clock.time("claim, all paused", library.jobs.claim(LANES, model="3" * 64)))[0] is None
    await library.jobs.pause_batch(BATCH.id, False)


def order(row: int) -> NewJob:
    kind = row % MODELS
    recipe = Recipe(
        prompt=f"product number {row} on a marble table, soft morning light, a wide shot with room for text",
        width=512,
        height=512,
        seed=row,
        steps=20,
        guidance=3.0,
        scheduler="default",
        model=ModelRef(id=f"model {kind}", weights=str(kind) * 64),
    )
    return NewJob(recipe=recipe, count=1, lane="batch", batch=BATCH.id, row=row, key=f"{row:064}", name=f"shot {row}")


def edited(order: NewJob) -> NewJob:
    return msgspec.structs.replace(order, recipe=msgspec.structs.replace(order.recipe, prompt="something else"))
