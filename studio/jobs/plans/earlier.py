"""What an earlier run of a plan has made already, and what of it still waits."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from studio.errors import StudioError
from studio.jobs.plans.identity import picture_of
from studio.library.library import Library
from studio.library.names import TRASH
from studio.library.names import key as same_name
from studio.library.rebuild import pictures_in
from studio.provenance.pictures import read_recipe
from studio.recipe.asset import Asset
from studio.recipe.job import ENDED, Job
from studio.recipe.queue import Batch
from studio.recipe.recipe import MAX_SEED, Recipe

_AT_ONCE = 500
"""jobs whose pictures are read in one query"""


class Earlier:
    """An earlier run. Pictures whose file is gone, or lies in the trash, do not count.

    Beside what the batch knows of, files in its folder count by the recipe inside them: after the database was lost
    they are all that is left.
    """

    def __init__(
        self,
        folder: Path,
        batch: Batch | None = None,
        jobs: Sequence[Job] = (),
        made: Mapping[tuple[str, int], Path] | None = None,
    ) -> None:
        """`made`: files that are there, by the key of their set and their number in it."""
        self.batch = batch
        self.jobs = tuple(jobs)
        self._folder = folder
        self._made = made or {}
        self._loose: _Loose | None = None
        self._seeds: dict[str, int] = {}
        self._waiting: dict[tuple[str, int], Job] = {}
        for job in jobs:
            whole, first = picture_of(job.order.key, 0)
            self._seeds.setdefault(whole, (job.order.recipe.seed - first) % (MAX_SEED + 1))
            if job.state not in ENDED:
                self._waiting.update((picture_of(job.order.key, index), job) for index in job.missing)

    @property
    def stopping(self) -> bool:
        """Whether a job was cancelled that still runs."""
        return any(job.cancel_requested and job.state == "running" for job in self.jobs)

    def made(self, key: str, index: int) -> bool:
        """Whether the batch has made picture `index` of the set `key`, and its file is there."""
        return (key, index) in self._made

    def has(self, key: str, index: int, recipe: Recipe, *, random: bool) -> bool:
        """As `made`, or whether another file of the folder has its `recipe`, whatever the seed if it is `random`.

        Asked once for each picture: equal files are given out one after the other. May read the folder.
        """
        if self.made(key, index):
            return True
        if (key, index) in self._waiting:
            return False
        if self._loose is None:
            self._loose = _Loose(self._folder, self._made.values())
        return self._loose.take(recipe, random=random)

    def seed_of(self, key: str) -> int | None:
        """That of the set `key`, where an earlier run has drawn one."""
        return self._seeds.get(key)

    def waiting(self, key: str, index: int) -> Job | None:
        """The job that will make picture `index` of the set `key`."""
        return self._waiting.get((key, index))


class _Loose:
    """Recipes of the pictures in a folder that the database knows nothing of."""

    def __init__(self, folder: Path, known: Iterable[Path]) -> None:
        ours = {same_name(str(path)) for path in known}
        self._recipes: Counter[Recipe] = Counter()
        self._any_seed: Counter[Recipe] = Counter()
        for path in pictures_in(folder):
            if _in_trash(path, folder):
                continue
            if same_name(str(path)) not in ours and (recipe := _recipe(path)) is not None:
                self._recipes[recipe] += 1
                self._any_seed[_without_seed(recipe)] += 1

    def take(self, recipe: Recipe, *, random: bool) -> bool:
        left, wanted = (self._any_seed, _without_seed(recipe)) if random else (self._recipes, recipe)
        left[wanted] -= 1
        return left[wanted] >= 0


def _in_trash(path: Path, folder: Path) -> bool:
    return any(same_name(part) == same_name(TRASH) for part in path.relative_to(folder).parts)


def _recipe(path: Path) -> Recipe | None:
    try:
        found = read_recipe(path)
    except (StudioError, OSError):
        return None  # no picture of ours
    return found.recipe if found else None


def _without_seed(recipe: Recipe) -> Recipe:
    return msgspec.structs.replace(recipe, seed=0)


async def batch_at(library: Library, name: str, folder: Path) -> tuple[Batch | None, str]:
    """(the batch of this name and folder, a name that no other batch has). Raises StorageError."""
    batches = [state.batch for state in await library.jobs.batches()]
    wanted = same_name(str(folder))
    for batch in batches:
        if same_name(batch.folder) == wanted and _is_called(batch.name, name):
            return batch, batch.name
    taken = {same_name(batch.name) for batch in batches}
    number, free = 1, name
    while same_name(free) in taken:
        number += 1
        free = f"{name} {number}"
    return None, free


def _is_called(batch: str, name: str) -> bool:
    """Whether a batch has `name`, or the number after it that told it from another."""
    base, _, number = batch.rpartition(" ")
    return same_name(name) in (same_name(batch), same_name(base) if number.isdigit() else None)


async def earlier_run(library: Library, batch: Batch | None, folder: Path) -> Earlier:
    """Raises StorageError."""
    if batch is None:
        return Earlier(folder)
    jobs = await library.jobs.jobs_of(batch.id)
    assets: list[Asset] = []
    for first in range(0, len(jobs), _AT_ONCE):
        found = await library.pictures.assets_of_jobs([job.id for job in jobs[first : first + _AT_ONCE]])
        assets += [asset for several in found.values() for asset in several if not asset.trashed]
    there = await asyncio.to_thread(lambda: [asset for asset in assets if asset.path.is_file()])
    keys = {job.id: job.order.key for job in jobs}
    made = {picture_of(keys[asset.job], asset.index): asset.path for asset in there}
    return Earlier(folder, batch, jobs, made)
