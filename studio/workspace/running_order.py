"""The order in which jobs run: what runs, then what waits by lane and rank, then what failed. Moves cost no sorting."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

import msgspec

RUNNING, WAITING, FAILED = range(3)


class Place(msgspec.Struct, frozen=True, order=True, gc=False):
    """Where a job stands; places compare in the order of running."""

    section: int
    """RUNNING, WAITING or FAILED"""
    lane: int
    """0 for the lane that runs first"""
    rank: float
    job: str
    batch: str = ""


class RunningOrder:
    """Job ids by place."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._of: dict[str, Place] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, job: str) -> bool:
        return job in self._of

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def __getitem__(self, position: int) -> Place:
        return self._places[position]

    def place(self, job: str) -> Place | None:
        return self._of.get(job)

    def position(self, place: Place) -> int:
        """Of a place in the order, or where it would be."""
        return bisect_left(self._places, place)

    def put(self, place: Place) -> None:
        """A job that is not there yet."""
        insort(self._places, place)
        self._of[place.job] = place

    def drop(self, job: str) -> None:
        place = self._of.pop(job)
        del self._places[self.position(place)]

    def fill(self, places: Iterable[Place]) -> None:
        """Instead of everything that was there."""
        self._places = sorted(places)
        self._of = {place.job: place for place in self._places}

    def beside(self, place: Place) -> tuple[Place | None, Place | None]:
        """(the one before, the one after), whether `place` is there or not."""
        at = self.position(place)
        after = at + 1 if at < len(self._places) and self._places[at] == place else at
        return (
            self._places[at - 1] if at > 0 else None,
            self._places[after] if after < len(self._places) else None,
        )

    def following(self, place: Place) -> Iterator[Place]:
        """Everything behind `place`."""
        for at in range(self.position(place), len(self._places)):
            if self._places[at] != place:
                yield self._places[at]
