"""The sets of the grid, newest first, and how they follow the library and the running jobs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from psygnal import Signal

from studio.recipe.job import Job
from studio.workspace.session import MOST_SETS, ShownSet
from studio.workspace.sets import PictureSet, facts_of


class Grid:
    """Ordered sets by job id."""

    inserted = Signal(int)
    """position of a new set"""
    reset = Signal()
    """everything may have changed place"""
    moved = Signal(str)
    """job id: a set's header, progress or cell changed"""

    def __init__(self) -> None:
        self._sets: list[PictureSet] = []

    def __len__(self) -> int:
        return len(self._sets)

    def __iter__(self) -> Iterator[PictureSet]:
        return iter(self._sets)

    def __getitem__(self, position: int) -> PictureSet:
        return self._sets[position]

    def get(self, job: str) -> PictureSet | None:
        return next((shown for shown in self._sets if shown.id == job), None)

    def foremost(self) -> PictureSet | None:
        """What Escape stops: the running set, else the newest that waits."""
        active = [shown for shown in self._sets if not shown.ended and shown.state != "stopping"]
        return next((shown for shown in active if shown.state == "running"), next(iter(active), None))

    def put(self, job: Job) -> PictureSet:
        """The set of this job, made if it is new."""
        known = self.get(job.id)
        if known is not None:
            return known
        added = self._watched(PictureSet(facts_of(job)))
        position = sum(shown.facts.created > job.created for shown in self._sets)
        self._sets.insert(position, added)
        self.inserted.emit(position)
        return added

    def remember(self, sets: tuple[ShownSet, ...]) -> None:
        """Show what the last session showed; pictures whose files are gone stay empty until the library speaks."""
        for shown in sets:
            restored = self._watched(PictureSet(shown.facts, shown.state))
            for index, path in shown.files:
                restored.show_file(index, Path(path))
            self._sets.append(restored)
        self.reset.emit()

    def keep_only(self, jobs: set[str]) -> None:
        """The library does not know the others any more."""
        kept = [shown for shown in self._sets if shown.id in jobs]
        if len(kept) != len(self._sets):
            self._sets = kept
            self.reset.emit()

    def shown(self) -> tuple[ShownSet, ...]:
        return tuple(_shown(one) for one in self._sets[:MOST_SETS])

    def _watched(self, added: PictureSet) -> PictureSet:
        added.changed.connect(lambda: self.moved.emit(added.id))
        added.cell_changed.connect(lambda: self.moved.emit(added.id))
        return added


def _shown(one: PictureSet) -> ShownSet:
    files = tuple((cell.index, str(cell.image)) for cell in one.cells if isinstance(cell.image, Path))
    return ShownSet(facts=one.facts, state="waiting" if not one.ended else one.state, files=files)
