"""What a heading of the queue says: of a batch, or of everything that could not be made."""

from __future__ import annotations

import msgspec

from studio.recipe.queue import BatchState, Tally
from studio.recipe.speed import spoken


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The heading of a batch, or of everything that failed (then `batch` is empty)."""

    batch: str
    name: str
    project: str
    jobs: int
    """of it that are in the queue"""
    failed: int
    """jobs that may be tried again"""
    tally: Tally
    paused: bool
    folded: bool
    seconds: float | None
    """of its work that is left"""

    @property
    def fraction(self) -> float:
        return self.tally.made / self.tally.pictures if self.tally.pictures else 0.0

    @property
    def sentence(self) -> str:
        """`Paused, 9 jobs, 2 set aside, 12 of 40 made, about 3 min`."""
        said = [self.standing, self.progress, "" if not self.seconds else spoken(self.seconds)]
        return ", ".join(part for part in said if part)

    @property
    def standing(self) -> str:
        """What is odd about it, or how many jobs there are."""
        jobs = "1 job" if self.jobs == 1 else f"{self.jobs:,} jobs"
        if not self.batch:
            return jobs
        said = (["Paused"] if self.paused else []) + [jobs] + ([f"{self.failed:,} set aside"] if self.failed else [])
        return ", ".join(said)

    @property
    def progress(self) -> str:
        return f"{self.tally.made:,} of {self.tally.pictures:,} made" if self.batch else ""


def group_of(
    batch: str, known: BatchState | None, *, jobs: int, failed: int, folded: bool, seconds: float | None
) -> Group:
    """The heading of a batch; `known` is None until the library has told of it."""
    return Group(
        batch=batch,
        name="A batch" if known is None else known.batch.name,
        project="" if known is None else known.batch.project,
        jobs=jobs,
        failed=failed,
        tally=Tally() if known is None else known.tally,
        paused=known is not None and known.paused,
        folded=folded,
        seconds=seconds,
    )


def failures(jobs: int, folded: bool) -> Group:
    """The heading above what failed."""
    return Group(
        batch="",
        name="Set aside",
        project="",
        jobs=jobs,
        failed=jobs,
        tally=Tally(failed=jobs),
        paused=False,
        folded=folded,
        seconds=None,
    )
