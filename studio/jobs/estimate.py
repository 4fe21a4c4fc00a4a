"""How long jobs will take, from speeds that were measured here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from studio.recipe.job import Job
from studio.recipe.speed import Speed


def seconds_of(job: Job, speeds: Mapping[str, Speed]) -> float | None:
    """Seconds for the missing pictures of `job`, its model being in memory; None while that speed is unknown."""
    recipe, missing = job.order.recipe, len(job.missing)
    if not missing:
        return 0.0
    speed = speeds.get(recipe.model.id)
    if speed is None:
        return None
    return speed.seconds(steps=recipe.steps * missing, pictures=missing, pixels=recipe.width * recipe.height)


def seconds_left(jobs: Iterable[Job], speeds: Mapping[str, Speed], loaded: str | None = None) -> float | None:
    """Until all of `jobs`, given in the order in which they run one after the other, are done.

    `speeds` are by the model's id; `loaded` is the weights hash of the model in memory (None: none is). Every change
    of the model counts its load, where that was measured. None while a speed is unknown.
    """
    total = 0.0
    for job in jobs:
        if not job.missing:
            continue
        seconds = seconds_of(job, speeds)
        if seconds is None:
            return None
        model = job.order.recipe.model
        if model.weights != loaded:
            total += speeds[model.id].load or 0.0
            loaded = model.weights
        total += seconds
    return total
