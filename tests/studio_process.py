"""A second studio on a home: `python -m tests.studio_process HOME MODELS SEED COUNT`. Says what it sees."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from studio.backends.backend import Backend
from studio.core import Studio
from studio.paths import home_at
from studio.recipe.draft import Draft
from studio.recipe.events import Picture


def studio_at(home: Path, models: Path, backend: Backend | None = None) -> Studio:
    """A studio whose only model that is used is the tiny one in the folder `models`."""
    studio = Studio(home_at(home), backend=backend)
    studio.settings.set("models.folders", [str(models)])
    studio.settings.set("model.default", "tiny")
    return studio


async def main(home: Path, models: Path, seed: int, count: int) -> None:
    studio = studio_at(home, models)
    await studio.start()
    made = await studio.make(Draft(prompt="a red circle", seed=seed, count=count, steps=3))
    _say("owner" if studio.owner else "follower", made.job.id)
    async for event in studio.follow(made.job.id):
        if isinstance(event, Picture):
            _say("picture", event.index)
    _say(type(event).__name__)
    await studio.close()


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
