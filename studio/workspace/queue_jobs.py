"""The jobs of the queue, each at its place: in the order of running, in the rows that the filter shows, in the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, assert_never

import msgspec

from studio.recipe.job import LANES, Job
from studio.workspace.queue_entry import QueueFilter
from studio.workspace.queue_rows import Rows
from studio.workspace.running_order import FAILED, RUNNING, WAITING, Place, RunningOrder
from studio.workspace.workload import Switches, Workload

_FEW = 64
"""jobs that change at once: of more, everything is laid out anew, which takes less than patching it for each"""


class Taken(NamedTuple):
    """What became of one job."""

    before: Job | None
    """None where the queue did not show it"""
    now: Job
    place: Place | None
    """None where the queue does not show it any more"""


class QueueJobs:
    """Holds what it is told of each job, and nothing else.

    `stayed(job)` hears of rows that look otherwise and stay where they are; `rows` tell the rest.
    """

    def __init__(self, batch_name: Callable[[str], str], stayed: Callable[[str], object]) -> None:
        self.rows = Rows()
        self.order = RunningOrder()
        self.work = Workload()
        self._batch_name = batch_name
        self._stayed = stayed
        self._jobs: dict[str, Job] = {}
        self._filter = QueueFilter()
        self._pinned: str | None = None
        self._switches: Switches | None = None
        """None until somebody asks again"""

    def get(self, job: str) -> Job | None:
        return self._jobs.get(job)

    def those(self, jobs: Iterable[str]) -> list[Job]:
        """Those of `jobs` that are here."""
        return [known for job in jobs if (known := self._jobs.get(job)) is not None]

    def every(self) -> Iterable[Job]:
        return self._jobs.values()

    @property
    def filter(self) -> QueueFilter:
        return self._filter

    @filter.setter
    def filter(self, wanted: QueueFilter) -> None:
        self._filter = wanted
        self.sift()

    def sift(self) -> None:
        """Choose the rows again."""
        if not self._filter:
            self.rows.fill(self.order)
        else:
            self.rows.fill(place for place in self.order if self._passes(self._jobs[place.job]))

    def pin(self, job: str | None) -> None:
        """This row stays whatever becomes of its job; the one that was pinned before may go."""
        before, self._pinned = self._pinned, job
        if before is not None and before != job:
            self.take(self.those((before,)))

    def take(self, jobs: Iterable[Job]) -> list[Taken]:
        """Show `jobs` as they are here; returns those that were shown otherwise."""
        taken = [one for job in jobs if job.order.lane != "live" and self._differs(one := self._taken(job))]
        self._switches = None
        if len(taken) > _FEW:
            self._put_all(taken)
        else:
            with self.rows.together():
                for one in taken:
                    self._put(one)
        return taken

    def move(self, jobs: Sequence[str], before: str | None) -> bool:
        """Show `jobs`, of one lane, before another of it or at its end; whether there was anything to move."""
        places = [place for job in jobs if (place := self.order.place(job)) is not None and place.section == WAITING]
        if not places:
            return False
        self._switches = None
        if len(places) > _FEW:
            self._move_all(places, before)
        else:
            with self.rows.together():
                for place in places:
                    self._unplace(place.job)
                for place in self._ranked(places, before):
                    self._place(place)
        return True

    def switches(self) -> Switches:
        """How often one model follows another, if jobs run strictly in order."""
        if self._switches is None:
            models = [(place.section, self._jobs[place.job].order.recipe.model.id) for place in self.order]
            pairs = pairwise(models)
            self._switches = Counter((one, two) for (_, one), (section, two) in pairs if section == WAITING)
        return self._switches

    def first_model(self) -> str:
        """Of what stands foremost; blank where there is nothing."""
        return self._jobs[self.order[0].job].order.recipe.model.id if len(self.order) else ""

    # One job

    def _taken(self, job: Job) -> Taken:
        return Taken(self._jobs.get(job.id), job, self._place_of(job))

    def _differs(self, one: Taken) -> bool:
        return one.before != one.now or self.order.place(one.now.id) != one.place

    def _place_of(self, job: Job) -> Place | None:
        """None for what the queue does not show."""
        lane, batch = LANES.index(job.order.lane), job.order.batch
        match job.state:
            case "running":
                return Place(RUNNING, lane, job.rank, job.id, batch)
            case "waiting" | "paused":
                return Place(WAITING, lane, job.rank, job.id, batch)
            case "failed" if not job.dismissed:
                return Place(FAILED, 0, job.ended or job.created, job.id, batch)
            case "done" | "cancelled" | "failed":
                return self.order.place(job.id) if job.id == self._pinned else None
            case _:
                assert_never(job.state)

    def _put(self, one: Taken) -> None:
        job, place = one.now, one.place
        self._count(one)
        shown = self.rows.jobs.place(job.id) is not None
        if place is not None and self.order.place(job.id) == place and shown == self._passes(job):
            if shown:
                self._stayed(job.id)
            return
        self._unplace(job.id)
        if place is not None:
            self._place(place)

    def _put_all(self, taken: Sequence[Taken]) -> None:
        places = {place.job: place for place in self.order}
        for one in taken:
            self._count(one)
            if one.place is None:
                places.pop(one.now.id, None)
            else:
                places[one.now.id] = one.place
        self.order.fill(places.values())
        self.sift()

    def _count(self, one: Taken) -> None:
        if one.before is not None:
            self.work.add(one.before, -1)
        if one.place is None:
            self._jobs.pop(one.now.id, None)
        else:
            self._jobs[one.now.id] = one.now
            self.work.add(one.now)

    def _place(self, place: Place) -> None:
        self.order.put(place)
        if self._passes(self._jobs[place.job]):
            self.rows.put(place)

    def _unplace(self, job: str) -> None:
        if job in self.order:
            self.order.drop(job)
            self.rows.drop(job)

    def _passes(self, job: Job) -> bool:
        return job.id == self._pinned or self._filter.shows(job, self._batch_name(job.order.batch))

    def _move_all(self, places: Sequence[Place], before: str | None) -> None:
        moved = frozenset(place.job for place in places)
        others = [place for place in self.order if place.job not in moved]
        self.order.fill(others)
        self.order.fill((*others, *self._ranked(places, before)))
        self.sift()

    def _ranked(self, places: Sequence[Place], before: str | None) -> list[Place]:
        """`places`, which are taken out of the order, in theirs before another."""
        low, high = self._gap(places[0].lane, before)
        step = (high - low) / (len(places) + 1)
        return [msgspec.structs.replace(place, rank=low + step * number) for number, place in enumerate(places, 1)]

    def _gap(self, lane: int, before: str | None) -> tuple[float, float]:
        """Ranks between which something comes to stand."""
        target = None if before is None else self.order.place(before)
        if target is None or target.section != WAITING:
            ranks = [place.rank for place in self.order if place.section != FAILED and place.lane == lane]
            ends = (min(ranks), max(ranks)) if ranks else (0.0, 0.0)
            return (ends[0] - 2, ends[0]) if target is not None else (ends[1], ends[1] + 2)
        earlier, _ = self.order.beside(target)
        same = earlier is not None and (earlier.section, earlier.lane) == (WAITING, lane)
        return (earlier.rank if same and earlier is not None else target.rank - 2), target.rank
