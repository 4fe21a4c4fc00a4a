"""Follows what runs in the queue, whoever runs it: how far each job is, from its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from studio.recipe.events import Accepted, Event, Picture, Progress
from studio.recipe.job import Job
from studio.workspace.core import Core
from studio.workspace.sets import PictureSet, facts_of
from studio.workspace.tasks import Tasks


class Runs:
    """Iterates over the ids of what runs. `moved(job)` hears of every progress."""

    def __init__(self, tasks: Tasks, moved: Callable[[str], object]) -> None:
        self._tasks = tasks
        self._moved = moved
        self._runs: dict[str, PictureSet] = {}
        self._followed: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._runs)

    def get(self, job: str) -> PictureSet | None:
        return self._runs.get(job)

    def every(self) -> Iterable[PictureSet]:
        return self._runs.values()

    def stop(self, job: str) -> None:
        """It does not run any more; the last events of it change nothing."""
        self._runs.pop(job, None)

    def follow(self, core: Core, job: Job) -> None:
        """It runs, with these pictures made so far."""
        shown = self._runs.setdefault(job.id, PictureSet(facts_of(job), "running"))
        shown.expect(job.made)
        if job.cancel_requested:
            shown.stop()
        else:
            shown.go_on("running")
        if job.id not in self._followed:
            self._followed.add(job.id)
            self._tasks.start(self._listen(core, job.id), f"queue follows {job.id}")

    async def _listen(self, core: Core, job: str) -> None:
        try:
            async for event in core.follow(job):
                if (shown := self._runs.get(job)) is not None and _moves(shown, event):
                    self._moved(job)
        finally:
            self._followed.discard(job)


def _moves(shown: PictureSet, event: Event) -> bool:
    """Progress is shown, pictures are only counted; previews are for others, the ending comes from the store."""
    match event:
        case Accepted() | Progress():
            shown.apply(event)
        case Picture(index=index):
            shown.expect((index,))
        case _:
            return False
    return True
