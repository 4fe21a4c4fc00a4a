"""Recipes, orders and pictures for the library's tests."""

from __future__ import annotations

from typing import Any

import msgspec

from studio.library import Library
from studio.recipe.asset import Asset
from studio.recipe.events import Picture
from studio.recipe.job import Job, Lane, NewJob
from studio.recipe.queue import Batch
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import ModelRef, Recipe, variation

SIDE = 16

RECIPE = Recipe(
    prompt="red circle",
    width=SIDE,
    height=SIDE,
    seed=7,
    steps=4,
    guidance=3.0,
    scheduler="DDIMScheduler",
    model=ModelRef(id="starter", weights="ab" * 32),
)
RECEIPT = Receipt(
    backend="local", device="cpu", dtype="float32", plan="exact", seconds=Seconds(total=1.5), versions={"torch": "2"}
)


def recipe(prompt: str = "red circle", seed: int = 7) -> Recipe:
    return msgspec.structs.replace(RECIPE, prompt=prompt, seed=seed)


def order(
    count: int = 4,
    lane: Lane = "interactive",
    folder: str = "",
    project: str = "Sketches",
    prompt: str = "red circle",
    **given: Any,
) -> NewJob:
    """`given` goes to NewJob."""
    return NewJob(recipe=recipe(prompt), count=count, lane=lane, folder=folder, project=project, **given)


def for_model(weights: str, **given: Any) -> NewJob:
    """An order of the batch lane for the model with these weights."""
    made_by = ModelRef(id="other", weights=weights)
    wanted = msgspec.structs.replace(recipe(), model=made_by)
    return msgspec.structs.replace(order(lane="batch", **given), recipe=wanted)


def batch(name: str = "summer", id: str = "b" * 32) -> Batch:
    return Batch(id=id, name=name, plan="/plans/summer.csv", folder="/out/summer", project="Posters", created=5.0)


def picture(job: Job, index: int, shade: int | None = None) -> Picture:
    """Picture `index` of `job` in one grey, its own unless told."""
    shade = (index * 37) % 256 if shade is None else shade
    return Picture(
        index=index,
        recipe=variation(job.order.recipe, index),
        receipt=RECEIPT,
        width=SIDE,
        height=SIDE,
        encoding="rgb8",
        data=bytes([shade]) * (SIDE * SIDE * 3),
    )


async def saved(library: Library, count: int = 3, **given: Any) -> list[Asset]:
    """Pictures of one new job; `given` goes to `order`."""
    (job,), _ = await library.jobs.enqueue([order(count=count, **given)])
    return [(await library.pictures.save(job, picture(job, index))).asset for index in range(count)]
