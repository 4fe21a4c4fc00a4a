"""Where jobs of the queue can go, and how they stood: only what waits moves, one lane at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from studio.workspace.queue import Queue
from studio.workspace.running_order import WAITING, Place, RunningOrder

Back = Sequence[tuple[tuple[str, ...], tuple[str, ...]]]
"""(jobs that stood together, those behind them, nearest first): enough to put them back whatever has gone since"""
_MOST_BEHIND = 50


class QueueMoves:
    """Answers about the queue as it is shown now."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def movable(self, jobs: Iterable[str], before: str | None = None) -> tuple[str, ...]:
        """Those that wait, in the order of running; all of one lane, that of the first and of `before`."""
        places = self._places(jobs)
        target = None if before is None else self._queue.order.place(before)
        if target is not None and places and target.lane != places[0].lane:
            return ()
        return tuple(place.job for place in places)

    def stands(self, jobs: Sequence[str], before: str | None) -> bool:
        """Whether they stand there already."""
        behind = [place.job for place in self._behind(jobs[0], len(jobs))]
        after = behind[len(jobs) - 1] if len(behind) >= len(jobs) else None
        return (jobs[0], *behind[: len(jobs) - 1]) == tuple(jobs) and (before == after or before in jobs)

    def step(self, jobs: Iterable[str], by: int) -> tuple[str, ...] | None:
        """One place up (-1) or down (1) among what is shown: `(before,)`, or `()` for the end; None for nowhere."""
        places = self._places(jobs)
        if not places:
            return None
        shown, lane = self._queue.rows.jobs, places[0].lane
        if by < 0:
            earlier, _ = shown.beside(places[0])
            return (earlier.job,) if earlier is not None and _waits(earlier, lane) else None
        later = next(iter(_following(shown, places[-1])), None)
        if later is None:
            return None
        return tuple(place.job for place in islice(_following(self._queue.order, later), 1))

    def first(self, jobs: Iterable[str]) -> str | None:
        """The job before which they run next; None where nothing else waits."""
        places = self._places(jobs)
        moved = {place.job for place in places}
        waiting = (place for place in self._queue.order if places and _waits(place, places[0].lane))
        return next((place.job for place in waiting if place.job not in moved), None)

    def behind_shown(self, moved: Iterable[str]) -> str | None:
        """The job before which they stand behind all of their lane that is shown; None for the lane's end."""
        places = self._places(moved)
        if not places:
            return None
        lane, gone = places[0].lane, frozenset(place.job for place in places)
        shown = [place for place in self._queue.rows.jobs if _waits(place, lane) and place.job not in gone]
        if not shown:
            return None
        later = _following(self._queue.order, shown[-1])
        return next((place.job for place in later if place.job not in gone), None)

    def back(self, jobs: Iterable[str]) -> Back:
        """The runs of `jobs` as they stand now, the last first: each goes back before what stood behind it."""
        runs: list[tuple[list[str], tuple[str, ...]]] = []
        for place in reversed(self._places(jobs)):
            behind = self._behind(place.job, 1)
            if runs and behind and behind[0].job == runs[-1][0][-1]:
                runs[-1][0].append(place.job)
            else:
                runs.append(([place.job], tuple(one.job for one in self._behind(place.job, _MOST_BEHIND))))
        return [(tuple(reversed(jobs)), behind) for jobs, behind in runs]

    def _places(self, jobs: Iterable[str]) -> list[Place]:
        order = self._queue.order
        found = sorted(place for job in jobs if is_open(place := order.place(job)) and place is not None)
        return [place for place in found if place.lane == found[0].lane]

    def _behind(self, job: str, most: int) -> list[Place]:
        place = self._queue.order.place(job)
        return [] if place is None else list(islice(_following(self._queue.order, place), most))


def is_open(place: Place | None) -> bool:
    """Whether a job there can be moved."""
    return place is not None and place.section == WAITING


def _following(order: RunningOrder, place: Place) -> Iterable[Place]:
    """What waits behind `place` in its lane."""
    return (one for one in order.following(place) if _waits(one, place.lane))


def _waits(place: Place, lane: int) -> bool:
    return place.section == WAITING and place.lane == lane
