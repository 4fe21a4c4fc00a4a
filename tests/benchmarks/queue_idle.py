"""A plan of one-picture jobs with the real engine: `python -m tests.benchmarks.queue_idle HOME JOBS SIZE`.

Prints one JSON document: how long the engine had nothing to do, what saving took, and what memory was used.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import msgspec
import psutil

from studio.core import Studio
from studio.paths import home_at
from studio.recipe.draft import Draft
from studio.recipe.events import Picture
from studio.recipe.job import Job, NewJob
from studio.recipe.protocols import Saved
from studio.recipe.resolve import resolve
from tests.flow.command import engines

PROMPT = "red and white vertical stripes"
WATCH_SECONDS = 2.0
_MEBIBYTE = 2**20


class Figures:
    """What is seen while the plan runs."""

    def __init__(self) -> None:
        self.saved: list[Saved] = []
        self.pictures: list[tuple[float, Picture]] = []
        """when it came, without its pixels"""
        self.memory: list[tuple[float, float, float]] = []
        """seconds since the beginning, MiB of this process, MiB of the engine"""


async def main(home: Path, jobs: int, size: int) -> None:
    studio = Studio(home_at(home))
    await studio.start()
    figures = Figures()
    _watch_saving(studio, figures)
    try:
        async for _ in studio.follow((await studio.make(_draft(size))).job.id):  # the model is in memory afterwards
            pass
        figures.saved.clear()
        began = time.monotonic()
        studio.happened.connect(lambda _, event: _see(event, figures))
        watching = asyncio.create_task(_watch_memory(figures))
        await _run(studio, _orders(studio, jobs, size))
        wall = time.monotonic() - began
        watching.cancel()
    finally:
        await studio.close()
    print(json.dumps(_told(figures, wall)))


def _draft(size: int) -> Draft:
    return Draft(prompt=PROMPT, width=size, height=size, seed=1, count=1)


def _orders(studio: Studio, jobs: int, size: int) -> list[NewJob]:
    model = studio.catalog.get(None)
    recipe = resolve(_draft(size), model.ref, model.capabilities).recipe
    return [
        NewJob(recipe=msgspec.structs.replace(recipe, seed=100 + row), count=1, lane="batch", row=row)
        for row in range(jobs)
    ]


async def _run(studio: Studio, orders: list[NewJob]) -> None:
    jobs, change = await studio.library.jobs.enqueue(orders)
    studio.announce(change)
    last: Job = jobs[-1]
    async for _ in studio.follow(last.id):
        pass
    assert all(job.state == "done" for job in await studio.library.jobs.jobs(limit=len(jobs)))


def _watch_saving(studio: Studio, figures: Figures) -> None:
    save = studio.library.pictures.save

    async def watched(job: Job, picture: Picture) -> Saved:
        saved = await save(job, picture)
        figures.saved.append(saved)
        return saved

    studio.library.pictures.save = watched  # type: ignore[method-assign]


def _see(event: object, figures: Figures) -> None:
    if isinstance(event, Picture):
        figures.pictures.append((time.monotonic(), msgspec.structs.replace(event, data=b"")))


async def _watch_memory(figures: Figures) -> None:
    mine, began = psutil.Process(), time.monotonic()
    while True:
        theirs = sum(engine.memory_info().rss for engine in engines())
        row = (time.monotonic() - began, mine.memory_info().rss / _MEBIBYTE, theirs / _MEBIBYTE)
        figures.memory.append(row)
        await asyncio.sleep(WATCH_SECONDS)


def _told(figures: Figures, wall: float) -> dict[str, object]:
    """Whatever the engine's own clock does not count as work on a picture is idle here: an upper bound."""
    spent = [picture.receipt.seconds for _, picture in figures.pictures]
    work = [one.encode + one.denoise + one.decode for one in spent]
    return {
        "pictures": len(work),
        "wall": wall,
        "work": work,
        "encode": [one.encode for one in figures.saved],
        "sync": [one.sync for one in figures.saved],
        "commit": [one.commit for one in figures.saved],
        "memory": figures.memory,
    }


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
