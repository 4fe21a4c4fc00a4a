"""Plans as the rest of the studio sees them: survey one, run it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import AsyncFileLock, Timeout

from studio.catalog.catalog import Catalog
from studio.errors import DatabaseLocked, JobError, PlanError
from studio.jobs.additions import AdditionsKnown
from studio.jobs.plans.survey import PlanOptions, Started, Survey
from studio.library.disk import make_folder
from studio.library.library import Library
from studio.paths import Home
from studio.recipe.asset import Change
from studio.recipe.job import Job
from studio.recipe.queue import Batch
from studio.recipe.recipe import Recipe, StartImage

if TYPE_CHECKING:
    from studio.jobs.plans.starting import Work

PATIENCE_SECONDS = 30.0
STOPPING_SECONDS = 5.0
"""What was cancelled while it ran has ended by then: only then is known what of it is to be made."""
_LOOK_SECONDS = 0.1


class Plans:
    """Everything is called on one event loop, and blocks it nowhere."""

    def __init__(
        self,
        home: Home,
        library: Library,
        catalog: Catalog,
        announce: Callable[[Change], None],
        nudge: Callable[[], None],
        cancel: Callable[[Sequence[str]], Awaitable[None]] | None = None,
    ) -> None:
        """`announce` tells of a mutation; `nudge` has the queue looked at soon.

        `cancel` ends waiting jobs and tells those who follow them; where nobody follows, the store alone does.
        """
        self._home = home
        self._library = library
        self._catalog = catalog
        self._announce = announce
        self._nudge = nudge
        self._cancel = cancel or self._cancel_in_store

    @property
    def channels_file(self) -> Path:
        """The user's own channels; it need not be there."""
        return self._home.data / "channels.json"

    async def survey(self, path: Path, options: PlanOptions | None = None) -> Survey:
        """Expand and check a plan; nothing is written.

        Raises PlanError where no rows can be read at all, and StorageError; all other mistakes are in its problems.
        """
        from studio.jobs.plans.earlier import batch_at, earlier_run
        from studio.jobs.plans.surveying import Opened

        opened = await asyncio.to_thread(Opened, path, options or PlanOptions(), self._home.pictures)
        heading = opened.heading
        batch, name = await batch_at(self._library, heading.name, heading.folder)
        earlier = await earlier_run(self._library, batch, heading.folder)
        speeds = await self._library.jobs.speeds()
        models, additions = self._catalog.get, AdditionsKnown(self._catalog).of
        return await asyncio.to_thread(opened.survey, name, self.channels_file, models, additions, earlier, speeds)

    async def run(self, survey: Survey, *, prune: bool = False) -> Started:
        """Put what is missing into the queue, in the batch of this plan where there is one.

        What waits there and is asked for otherwise now is changed; what is not asked for any more is told, and with
        `prune` cancelled. Run again, it does nothing more. Raises PlanError for a survey with errors and where a
        file changed since, StorageError, and JobError.
        """
        from studio.jobs.plans.earlier import batch_at, earlier_run
        from studio.jobs.plans.starting import batch_of, notices_of, work_of

        _require_ok(survey)
        async with self._turn():
            found, name = await batch_at(self._library, survey.name, survey.folder)
            earlier = await earlier_run(self._library, found, survey.folder)
            waited = 0.0
            while earlier.stopping and waited < STOPPING_SECONDS:
                await asyncio.sleep(_LOOK_SECONDS)
                waited += _LOOK_SECONDS
                earlier = await earlier_run(self._library, found, survey.folder)
            batch = found or batch_of(survey, name)
            work = work_of(survey, batch, earlier)
            await asyncio.to_thread(self._prepare, survey, work)
            jobs = await self._put(work, batch, known=found is not None)
            if prune and work.left:
                await self._cancel([job.id for job in work.left])
        return Started(batch=batch, jobs=jobs, kept=work.kept, notices=notices_of(survey, work, pruned=prune))

    async def _put(self, work: Work, batch: Batch, *, known: bool) -> tuple[Job, ...]:
        """New jobs, and those that wait again or were changed."""
        store = self._library.jobs
        touched = dict.fromkeys(job.id for job in work.again)
        if work.again:
            self._tell(await store.set_states(list(touched), "waiting"))
        touched.update(dict.fromkeys(await self._edit(work)))
        new: tuple[Job, ...] = ()
        if work.orders:
            new, change = await store.enqueue(work.orders, None if known else batch)
            self._tell(change)
        there = [await store.job(job) for job in touched]
        return (*new, *(job for job in there if job is not None))

    async def _edit(self, work: Work) -> list[str]:
        """Ids of the jobs that were changed; all of them are told at once."""
        changed: list[str] = []
        for edit in work.edits:
            try:
                await self._library.jobs.edit(edit.job.id, edit.order, edit.job.revision)
                changed.append(edit.job.id)
            except JobError:  # it began, or somebody else edited it, meanwhile: theirs is the newer wish
                continue
        if changed:
            self._tell(Change(jobs=frozenset(changed)))
        return changed

    def _prepare(self, survey: Survey, work: Work) -> None:
        """The output folder can be written to, and every input lies in the blob store."""
        from studio.pixels.start import read_image  # brings the picture libraries: not at start

        if work.orders or work.again:
            make_folder(survey.folder)
        wanted = {sha256 for planned in work.planned for sha256 in _blobs(planned.recipe)}
        kept: set[str] = set()
        for path in dict.fromkeys(path for planned in work.planned for path in planned.inputs):
            kept.add(self._library.blobs.put(read_image(path)))
        if not wanted <= kept:
            raise PlanError(
                "A file that the plan names was changed since the plan was read.", remedy="Read the plan again."
            )

    async def _cancel_in_store(self, jobs: Sequence[str]) -> None:
        self._tell(await self._library.jobs.cancel_many(jobs))

    def _tell(self, change: Change) -> None:
        self._announce(change)
        self._nudge()

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None]:
        """One run at a time among all processes: two of the same plan would both find everything missing."""
        try:
            async with AsyncFileLock(self._home.data / "plans.lock", timeout=PATIENCE_SECONDS):
                yield
        except Timeout as error:
            raise DatabaseLocked("Another plan is being put into the queue.", remedy="Try again soon.") from error


def _require_ok(survey: Survey) -> None:
    errors = tuple(problem for problem in survey.problems if problem.severity == "error")
    if errors:
        first = errors[0]
        raise PlanError(
            f"{survey.path.name}, line {first.line}, column {first.column}: {first.message}",
            remedy=first.remedy,
            problems=errors,
        )


def _blobs(recipe: Recipe) -> tuple[str, ...]:
    """sha256 of the pictures that a recipe names."""
    start = (recipe.start.sha256, recipe.start.mask) if isinstance(recipe.start, StartImage) else ()
    product = (recipe.product.sha256,) if recipe.product else ()
    guides = (one.sha256 for one in (*recipe.controls, *recipe.references))
    return tuple(sha256 for sha256 in (*start, *product, *guides) if sha256)
