"""The rows of the queue as they are shown: jobs in running order, a heading above each batch and above what failed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, NamedTuple

from psygnal import Signal

from studio.workspace.running_order import FAILED, WAITING, Place, RunningOrder

RowKind = Literal["job", "batch", "failures"]
FAILURES = "failures"
"""names the fold of everything that failed"""
_HEADING, _JOB = 0, 1
_Key = tuple[Place, int]
"""a heading stands right before the place of the job beneath it"""


class RowRef(NamedTuple):
    """Names a row whatever its position: a job, a batch's heading (by batch id), or the heading of what failed."""

    kind: RowKind
    id: str


class Rows:
    """Rows by position. A job that comes, goes or moves changes the rows beside it and no others."""

    spliced = Signal(int, int, int)
    """(first, gone, come): at position `first`, `gone` rows gave way to `come` others"""
    reset = Signal()
    """any row may have changed its position"""
    settled = Signal()
    """what was announced is complete: a job that moved went from one place and came to another"""

    def __init__(self) -> None:
        self._shown = RunningOrder()
        self._keys: list[_Key] = []
        self._folded: set[str] = set()
        self._beneath: dict[Place, tuple[str, ...]] = {}
        """jobs beneath headings, by the place of the first; found when somebody asks"""
        self._together = 0

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, position: int) -> RowRef:
        return _ref(self._keys[position])

    def holds(self, ref: RowRef, position: int) -> bool:
        """Whether this row is at `position` now."""
        return position < len(self._keys) and _ref(self._keys[position]) == ref

    def __contains__(self, ref: RowRef) -> bool:
        place = self._shown.place(ref.id) if ref.kind == "job" else None
        return self.position(ref) is not None if place is None else _group(place) not in self._folded

    def between(self, first: int, last: int) -> tuple[RowRef, ...]:
        """Rows from position `first` up to `last`, which is left out."""
        return tuple(_ref(key) for key in self._keys[max(0, first) : max(0, last)])

    @property
    def jobs(self) -> RunningOrder:
        """What the filter lets through, folded away or not."""
        return self._shown

    def position(self, ref: RowRef) -> int | None:
        """None for a row that is not there; a batch that others interrupt has several headings: the first."""
        if ref.kind == "job":
            place = self._shown.place(ref.id)
            if place is None:
                return None
            at = bisect_left(self._keys, (place, _JOB))
            return at if at < len(self._keys) and self._keys[at] == (place, _JOB) else None
        return next((at for at, key in enumerate(self._keys) if key[1] == _HEADING and _ref(key) == ref), None)

    def lane_span(self, lane: int) -> tuple[int, int]:
        """(first, behind the last) position of what waits in a lane, headings included."""
        ends = (Place(WAITING, one, float("-inf"), "") for one in (lane, lane + 1))
        first, last = (bisect_left(self._keys, (end, _HEADING)) for end in ends)
        return first, last

    def job_at(self, position: int) -> str:
        """The job of the row, or the first beneath it where that is a heading."""
        return self._keys[position][0].job

    def under(self, position: int) -> tuple[str, ...]:
        """Jobs beneath the heading at `position`, folded away or not, up to the next heading or another batch."""
        first = self._keys[position][0]
        if first not in self._beneath:
            self._beneath[first] = tuple(self._group_from(first))
        return self._beneath[first]

    def _group_from(self, first: Place) -> Iterator[str]:
        for at in range(self._shown.position(first), len(self._shown)):
            place = self._shown[at]
            if (place.section, _group(place)) != (first.section, _group(first)):
                return
            yield place.job

    def is_folded(self, group: str) -> bool:
        """`group` is a batch's id or FAILURES."""
        return group in self._folded

    def fold(self, group: str, folded: bool) -> None:
        if folded != (group in self._folded):
            self._folded ^= {group}
            with self.together():
                self._lay_out()

    def fill(self, places: Iterable[Place]) -> None:
        """Instead of everything that was there."""
        self._beneath.clear()
        self._shown.fill(places)
        with self.together():
            self._lay_out()

    def put(self, place: Place) -> None:
        """Show a job that is not shown, or whose place is another now."""
        if self._shown.place(place.job) == place:
            return
        with self.together():
            self.drop(place.job)
            self._shown.put(place)
            self._patch(place)

    def drop(self, job: str) -> None:
        place = self._shown.place(job)
        if place is not None:
            with self.together():
                self._shown.drop(job)
                self._patch(place)

    @contextmanager
    def together(self) -> Generator[None]:
        """`settled` is announced once, at the end."""
        self._together += 1
        try:
            yield
        finally:
            self._together -= 1
            if not self._together:
                self.settled.emit()

    def _patch(self, place: Place) -> None:
        """Lay out again what stands between the neighbours of `place`, which came or went."""
        self._beneath.clear()
        before, after = self._shown.beside(place)
        first = 0 if before is None else bisect_right(self._keys, (before, _JOB))
        last = len(self._keys) if after is None else bisect_right(self._keys, (after, _JOB))
        between = [one for one in (self._shown.place(place.job), after) if one is not None]
        old, new = self._keys[first:last], list(self._keys_of(before, between))
        self._keys[first:last] = new
        self._announce(first, old, new)

    def _announce(self, first: int, old: Sequence[_Key], new: Sequence[_Key]) -> None:
        """Only what really differs: a heading whose first job has gone is the same heading."""
        gone, come = [_ref(key) for key in old], [_ref(key) for key in new]
        while gone and come and gone[0] == come[0]:
            first, gone, come = first + 1, gone[1:], come[1:]
        while gone and come and gone[-1] == come[-1]:
            gone, come = gone[:-1], come[:-1]
        if gone or come:
            self.spliced.emit(first, len(gone), len(come))

    def _lay_out(self) -> None:
        self._keys = list(self._keys_of(None, self._shown))
        self.reset.emit()

    def _keys_of(self, before: Place | None, places: Iterable[Place]) -> Iterator[_Key]:
        above = None if before is None else (before.section, _group(before))
        for place in places:
            group = _group(place)
            if group and above != (place.section, group):
                yield place, _HEADING
            if group not in self._folded:
                yield place, _JOB
            above = (place.section, group)


def _group(place: Place) -> str:
    """What runs stands above all headings, whatever batch it is of."""
    if place.section == FAILED:
        return FAILURES
    return place.batch if place.section == WAITING else ""


def _ref(key: _Key) -> RowRef:
    place, kind = key
    if kind == _JOB:
        return RowRef("job", place.job)
    return RowRef("failures", "") if place.section == FAILED else RowRef("batch", place.batch)
