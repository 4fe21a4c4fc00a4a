"""An owner with an engine of its own, to be stopped as a sleeping computer stops it: `... HOME SCRIPT COUNT`.

Says what it does, line by line: `engine PID` once it works, `picture N`, `notice ...`, the ending.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from studio.backends.local import LocalBackend
from studio.core import Studio
from studio.paths import home_at
from studio.recipe.events import Notice, Picture
from studio.recipe.job import NewJob
from studio.wire.messages import ModelSource
from tests.jobs.scripted_backend import RECIPE


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def main(home: Path, script: str, count: int) -> None:
    home_ = home_at(home)
    backend = LocalBackend(
        lambda ref: ModelSource(ref=ref, family="stable-diffusion", folder="/nowhere"),
        _NoBlobs(),
        log=home_.logs / "engine.log",
        command=("-m", "tests.backends.scripted_engine", script),
    )
    studio = Studio(home_, backend=backend)
    studio.noticed.connect(lambda sentence: say("notice", sentence))
    await studio.start()
    jobs, _ = await studio.library.jobs.enqueue([NewJob(recipe=RECIPE, count=count, lane="batch")])
    async for event in studio.follow(jobs[0].id):
        match event:
            case Picture(index=index):
                if index == 0:
                    say("engine", backend.engine_pid)
                say("picture", index)
            case Notice(message=message):
                say("notice", message)
            case _:
                last = event
    say("ended", type(last).__name__, backend.engine_pid)
    await studio.close()


class _NoBlobs:
    def path(self, sha256: str) -> Path:
        raise AssertionError(sha256)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
