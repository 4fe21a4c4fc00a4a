"""A process that saves pictures until it is killed: `python -m tests.library.saver HOME FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from studio.library import Library
from studio.paths import home_at
from tests.library.samples import order, picture

COUNT = 12


async def save_without_end(home: Path, folder: str) -> None:
    """Whatever waits, then new jobs; every saved picture is reported on stdout as `job index`."""
    library = Library.open(home_at(home))
    await library.recover()
    while True:
        job, _ = await library.jobs.claim(["interactive"])
        if job is None:
            await library.jobs.enqueue([order(count=COUNT, folder=folder)])
            continue
        for index in job.missing:
            await library.pictures.save(job, picture(job, index))
            print(job.id, index, flush=True)
        await library.jobs.finish(job.id)


if __name__ == "__main__":
    asyncio.run(save_without_end(Path(sys.argv[1]), sys.argv[2]))
