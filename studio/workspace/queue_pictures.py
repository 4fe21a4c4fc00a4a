"""The last picture of each job of the queue, and what its pictures cost: loaded when somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from studio.recipe.job import Job
from studio.workspace.core import Core
from studio.workspace.queue_entry import Seen
from studio.workspace.tasks import Tasks


class QueuePictures:
    """`arrived(job)` hears when there is something to show."""

    def __init__(self, tasks: Tasks, arrived: Callable[[str], object]) -> None:
        self._tasks = tasks
        self._arrived = arrived
        self._seen: dict[str, Seen] = {}
        self._wanted: set[str] = set()

    def get(self, job: str) -> Seen | None:
        return self._seen.get(job)

    def forget(self, job: str) -> None:
        self._seen.pop(job, None)

    def want(self, core: Core, jobs: Iterable[Job]) -> None:
        """Load what was made of these since it was looked at."""
        made = {job.id: len(job.made) for job in jobs if job.made}
        new = {job: many for job, many in made.items() if job not in self._wanted and not self._has(job, many)}
        if new:
            self._wanted |= new.keys()
            self._tasks.start(self._load(core, sorted(new), new), "pictures of the queue")

    def _has(self, job: str, made: int) -> bool:
        return job in self._seen and self._seen[job].made == made

    async def _load(self, core: Core, jobs: Sequence[str], made: dict[str, int]) -> None:
        try:
            found = await core.library.pictures.assets_of_jobs(jobs)
        finally:
            self._wanted -= set(jobs)
        for job, assets in found.items():
            kept = [asset for asset in assets if not asset.trashed]
            cost = sum(asset.receipt.cost for asset in assets if asset.receipt is not None)
            self._seen[job] = Seen(made=made[job], picture=kept[-1].path if kept else None, cost=cost)
            self._arrived(job)
