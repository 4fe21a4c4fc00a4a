"""From a survey to orders: what is put into the queue, what waits there already, and what only has to be changed."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

import msgspec

from studio.jobs.plans.earlier import Earlier
from studio.jobs.plans.identity import key_of_one, picture_of
from studio.jobs.plans.survey import Planned, Survey
from studio.recipe.job import ENDED, Job, NewJob, State
from studio.recipe.queue import Batch
from studio.recipe.recipe import ModelRef, Recipe, Start, variation

_WAITING: tuple[State, ...] = ("waiting", "paused")


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """A job that waits, or waits again by then, and what it is to make from now on."""

    job: Job
    order: NewJob


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What a run does to the queue."""

    orders: tuple[NewJob, ...]
    again: tuple[Job, ...]
    """failed or cancelled jobs of which something is missing"""
    edits: tuple[Edit, ...]
    left: tuple[Job, ...]
    """waiting jobs that the plan asks for no longer"""
    planned: tuple[Planned, ...]
    """the sets that `orders`, `again` and `edits` are for: their files are needed"""
    kept: int
    """pictures that are there already"""


def work_of(survey: Survey, batch: Batch, earlier: Earlier) -> Work:
    """Compares what the plan asks for with the jobs of its batch."""
    maker = _Maker(survey, batch, earlier)
    return maker.work()


class _Maker:
    def __init__(self, survey: Survey, batch: Batch, earlier: Earlier) -> None:
        self._survey = survey
        self._batch = batch
        self._earlier = earlier
        self._failed: dict[str, Job] = {
            job.order.key: job for job in earlier.jobs if job.state in ENDED and job.missing
        }
        self._orders: list[NewJob] = []
        self._again: list[Job] = []
        self._waiting = {job.order.key: job for job in earlier.jobs if job.state in _WAITING}
        self._edits: list[Edit] = []
        self._planned: dict[int, Planned] = {}
        self._kept = 0

    def work(self) -> Work:
        for place, planned in enumerate(self._survey.rows):
            self._take(place, planned)
        wanted = {picture_of(planned.key, index) for planned in self._survey.rows for index in range(planned.count)}
        left = tuple(job for job in self._earlier.jobs if job.state in _WAITING and not _asked_for(job, wanted))
        return Work(
            orders=tuple(self._orders),
            again=tuple(self._again),
            edits=tuple(self._edits),
            left=left,
            planned=tuple(self._planned.values()),
            kept=self._kept,
        )

    def _take(self, place: int, planned: Planned) -> None:
        whole = self._whole(place, planned)
        missing: list[int] = []
        self._kept += planned.count - len(planned.missing)
        for index in planned.missing:
            picture = picture_of(planned.key, index)
            job = self._earlier.waiting(*picture)
            if self._earlier.made(*picture):  # since the plan was surveyed
                self._kept += 1
            elif job is None and index not in whole:
                missing.append(index)
        if missing:
            self._planned[place] = planned
            self._orders += self._orders_for(place, planned, missing)

    def _whole(self, place: int, planned: Planned) -> frozenset[int]:
        """Pictures of this set that one job makes which waits, or which ended without them and waits again."""
        job = self._waiting.get(planned.key) or self._ended_without(planned)
        if job is None:
            return frozenset()
        order = self._as_now(job, planned)
        if job.state in ENDED:
            self._again.append(job)
        if order != job.order:
            self._edits.append(Edit(job=job, order=order))
        if job.state in ENDED or order != job.order:
            self._planned[place] = planned
        return frozenset(range(order.count)) - frozenset(job.made)

    def _ended_without(self, planned: Planned) -> Job | None:
        """A failed or cancelled job that would make nothing but what is missing."""
        job = self._failed.get(planned.key)
        fits = job is not None and job.order.recipe == planned.recipe and set(job.missing) <= set(planned.missing)
        return job if fits else None

    def _as_now(self, job: Job, planned: Planned) -> NewJob:
        """The order of `job` as the plan says it now.

        Equal keys ask for equal pictures: what may differ is where they go, how many there are, and the version of
        the model or the sketch. What the user changed in the queue stays.
        """
        before, untouched = job.order, job.revision == 0
        newer = untouched and not job.made and _versions(before.recipe) != _versions(planned.recipe)
        return msgspec.structs.replace(
            before,
            recipe=planned.recipe if newer else before.recipe,
            count=max((planned.count, *(index + 1 for index in job.made))) if untouched else before.count,
            project=self._survey.project,
            folder=str(planned.folder),
            name=planned.name,
        )

    def _orders_for(self, place: int, planned: Planned, missing: list[int]) -> Iterator[NewJob]:
        if len(missing) == planned.count:
            yield self._order(place, planned)
            return
        for index in missing:
            yield msgspec.structs.replace(
                self._order(place, planned),
                recipe=variation(planned.recipe, index),
                count=1,
                key=key_of_one(planned.key, index),
                name=f"{planned.name}-{index + 1}",
            )

    def _order(self, place: int, planned: Planned) -> NewJob:
        return NewJob(
            recipe=planned.recipe,
            count=planned.count,
            lane="batch",
            project=self._survey.project,
            folder=str(planned.folder),
            batch=self._batch.id,
            row=place,
            key=planned.key,
            name=planned.name,
        )


def _versions(recipe: Recipe) -> tuple[ModelRef, Start]:
    return recipe.model, recipe.start


def _asked_for(job: Job, wanted: set[tuple[str, int]]) -> bool:
    return any(picture_of(job.order.key, index) in wanted for index in range(job.order.count))


def batch_of(survey: Survey, name: str) -> Batch:
    """A new one."""
    return Batch(
        id=uuid.uuid4().hex,
        name=name,
        plan=str(survey.path),
        folder=str(survey.folder),
        project=survey.project,
        created=time.time(),
    )


def notices_of(survey: Survey, work: Work, *, pruned: bool) -> tuple[str, ...]:
    """What the user should know of a run, beside what the survey said."""
    said: list[str] = []
    if work.left:
        what = "1 job that waits is" if len(work.left) == 1 else f"{len(work.left):,} jobs that wait are"
        end = "It was cancelled." if pruned and len(work.left) == 1 else "They were cancelled."
        stay = "Run the plan with --prune to cancel them."
        said.append(f"{what} not in the plan any more. {end if pruned else stay}")
    if work.edits:
        what = "1 job that waits was" if len(work.edits) == 1 else f"{len(work.edits):,} jobs that wait were"
        said.append(f"{what} changed.")
    if not (work.orders or work.again or work.edits):
        said.append("Everything that the plan asks for is there already, or waits in the queue.")
    return tuple(said)
