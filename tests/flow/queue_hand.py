"""One of two processes that share a queue, told over a pipe what to do: `python -m tests.flow.queue_hand KIND LOG`.

A `window` does it as the window does, through what it shows; a `terminal` as the command line. Either may run the
queue: what its backend begins, paints and ends is appended to LOG, which both share.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec

from studio.backends.backend import Request
from studio.core import Studio
from studio.errors import StudioError
from studio.jobs.plans.survey import PlanOptions
from studio.paths import home_at
from studio.recipe.events import Cancelled, Event, Finished, Progress
from studio.recipe.job import ENDED, Job
from studio.recipe.recipe import ModelRef
from studio.workspace.core import Core
from studio.workspace.queue_acts import QueueActs
from studio.workspace.session import Session
from studio.workspace.undo import Undo
from studio.workspace.workspace import Workspace
from tests.jobs.scripted_backend import picture

Done = dict[str, Any]


class Scribe:
    """A backend that paints one colour, and writes down what it does."""

    name = "scribe"
    concurrency = 1

    def __init__(self, log: int, pause: float) -> None:
        """`pause`: seconds that a picture takes."""
        self._log = log
        self._pause = pause
        self._cancelled: set[str] = set()

    async def run(self, request: Request) -> AsyncGenerator[Event]:
        recipe = request.recipe
        self._write("begin", recipe.seed, recipe.prompt)
        try:
            for index in request.indexes:
                yield Progress(index=index, phase="denoising", step=1, steps=2)
                await asyncio.sleep(self._pause)
                if request.run in self._cancelled:
                    yield Cancelled()
                    return
                painted = picture(recipe, index)
                self._write("paint", painted.recipe.seed, recipe.prompt)
                yield painted
            yield Finished()
        finally:
            self._write("end", recipe.seed, recipe.prompt)

    def _write(self, what: str, seed: int, prompt: str) -> None:
        os.write(self._log, f"{what}\t{os.getpid()}\t{seed}\t{prompt}\n".encode())

    def cancel(self, run: str) -> None:
        self._cancelled.add(run)

    def warm(self, model: ModelRef) -> None:
        """It is always ready."""

    async def close(self) -> None:
        """It has nothing to end."""


class Hand:
    """Every public method but `answer` is something it can be told; what it answers is plain JSON."""

    def __init__(self, kind: str, log: Path) -> None:
        self._kind = kind
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._window: Workspace | None = None

    async def answer(self, told: Done) -> Done:
        """What came of it; a refusal where the studio refused."""
        try:
            return await getattr(self, told.pop("do"))(**told)
        except StudioError as error:
            return {"refused": f"{error.kind}: {error.message}"}

    async def open(self, home: str, model: str, pause: float) -> Done:
        self._studio = Studio(home_at(Path(home)), backend=Scribe(self._log, pause))
        self._studio.settings.set("models.folders", [model])
        self._studio.settings.set("model.default", Path(model).name)
        await self._studio.start()
        if self._kind == "window":
            self._window = Workspace(self._studio.home, Session())
            await self._window.attach(cast("Core", self._studio))
        return {"owner": self._studio.owner}

    async def close(self) -> Done:
        if self._window is not None:
            await self._window.close()
            self._window = None
        await self._studio.close()
        return {}

    async def run(self, plan: str, out: str, prune: bool) -> Done:
        """Put what is missing of the plan into the queue."""
        survey = await self._studio.plans.survey(Path(plan), PlanOptions(out=Path(out)))
        started = await self._studio.plans.run(survey, prune=prune)
        return {"jobs": [job.id for job in started.jobs], "kept": started.kept}

    async def edit(self, job: str, prompt: str) -> Done:
        known = await self._known(job)
        order = msgspec.structs.replace(known.order, recipe=msgspec.structs.replace(known.order.recipe, prompt=prompt))
        if self._window is not None:
            await self._window.queue_acts.edit(job, order, known.revision)
        else:
            await self._studio.queue.edit(job, order, known.revision)
        return {"revision": known.revision + 1}

    async def _known(self, job: str) -> Job:
        """As this side shows it, which may be old."""
        if self._window is None:
            found = await self._studio.library.jobs.job(job)
        else:
            found = self._window.queue.get(job)
        if found is None or found.state in ENDED:
            raise StudioError("It is not shown.", remedy="")
        return found

    async def move(self, job: str, before: str | None) -> Done:
        return await self._do(lambda acts: acts.move([job], before), lambda: self._studio.queue.move([job], before))

    async def cancel(self, job: str) -> Done:
        return await self._do(lambda acts: acts.cancel([job]), lambda: self._studio.queue.cancel([job]))

    async def pause(self, job: str) -> Done:
        return await self._do(lambda acts: acts.pause([job]), lambda: self._studio.queue.pause([job]))

    async def resume(self, jobs: Sequence[str]) -> Done:
        await self._studio.queue.resume(jobs)
        return {}

    async def _do(
        self, as_window: Callable[[QueueActs], Awaitable[None]], as_terminal: Callable[[], Awaitable[None]]
    ) -> Done:
        """Refused where the window shows nothing that it could be done to."""
        if self._window is None:
            await as_terminal()
            return {}
        undo = Undo()
        await as_window(QueueActs(self._window.queue, self._window.grid, undo, self._window.queue_acts.ready))
        return {} if undo.can_undo else {"refused": "It is shown otherwise."}

    async def hold(self) -> Done:
        await self._studio.queue.hold()
        return {}

    async def go_on(self) -> Done:
        await self._studio.queue.go_on()
        return {}

    async def pause_batch(self, batch: str) -> Done:
        await self._studio.queue.pause_batch(batch)
        return {}

    async def resume_batch(self, batch: str) -> Done:
        await self._studio.queue.resume_batch(batch)
        return {}

    async def look(self) -> Done:
        """The whole queue, in the order of running."""
        store = self._studio.library.jobs
        batches = await store.batches()
        jobs = [job for state in batches for job in await store.jobs_of(state.batch.id)]
        return {
            "owner": self._studio.owner,
            "batch": next((state.batch.id for state in batches), None),
            "written": all(state.written for state in batches),
            "holds": sorted((await store.state()).holds),
            "jobs": [_row(job) for job in sorted(jobs, key=lambda job: job.rank)],
        }

    async def shown(self) -> Done:
        """Once the window shows what is in the library, or what it shows after a while."""
        if self._window is None:
            return {"same": True}
        deadline = asyncio.get_running_loop().time() + 10
        while True:
            queue = self._window.queue
            shown = [_row(job) for place in queue.order if (job := queue.get(place.job)) is not None]
            there = [_row(job) for job in await self._studio.library.jobs.queued()]
            same = shown == there and queue.held == bool((await self._studio.queue.state()).holds)
            if same or asyncio.get_running_loop().time() > deadline:
                return {"same": same, "shown": shown, "there": there}
            await asyncio.sleep(0.02)


def _row(job: Job) -> Done:
    return {
        "id": job.id,
        "seed": job.order.recipe.seed,
        "prompt": job.order.recipe.prompt,
        "count": job.order.count,
        "state": job.state,
        "made": list(job.made),
        "attempts": job.attempts,
        "revision": job.revision,
        "stopping": job.cancel_requested,
    }


async def _main(kind: str, log: Path) -> None:
    hand = Hand(kind, log)
    while line := await asyncio.to_thread(sys.stdin.readline):
        answer = await hand.answer(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
