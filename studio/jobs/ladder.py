"""How a job that failed is tried again before it is set aside: with less memory, or in a fresh engine."""

from __future__ import annotations

from studio.backends.backend import FRUGAL
from studio.recipe.events import Failed
from studio.recipe.job import Job

LOSSES = 1
"""runs in a row that may lose their engine with no picture made; the next loss is the job's own fault"""
HOPEFUL = 10
"""so many jobs end well at one rung before the next one of their kind begins a rung lower: memory comes back"""

_LESS = "There was not enough memory. The picture is tried again in a way that needs less, and takes longer."
_AGAIN = "The engine was lost. What is missing is tried once more in a fresh one."

_Kind = tuple[str, int, tuple[str, ...]]
"""weights of the model, pixels, and weights of what guides or changes it: pictures that need the same memory"""


class Ladder:
    """What one process learned; a job is forgotten when it ends."""

    def __init__(self) -> None:
        self._rungs: dict[str, int] = {}
        """by job"""
        self._losses: dict[str, int] = {}
        self._needs: dict[_Kind, int] = {}
        """the rung that pictures of this kind needed last"""
        self._successes: dict[_Kind, int] = {}

    def frugal(self, job: Job) -> int:
        """How far the next run of the job is to save memory, 0 to FRUGAL: what its like needed, it will need too."""
        return max(self._rungs.get(job.id, 0), self._needs.get(_kind(job), 0))

    def lost_before(self, job: Job) -> bool:
        """Whether the last run of the job ended with its engine lost."""
        return self._losses.get(job.id, 0) > 0

    def again(self, job: Job, failure: Failed, *, made: int, frugal: int) -> str | None:
        """Why and how the job is tried again, as a sentence; None to set it aside.

        The run that failed was on rung `frugal` and had made so many pictures.
        """
        match failure.kind:
            case "OutOfMemory" if frugal < FRUGAL:
                self._rungs[job.id] = frugal + 1
                self._needs[_kind(job)] = max(frugal + 1, self._needs.get(_kind(job), 0))
                self._successes.pop(_kind(job), None)
                return _LESS
            case "EngineLost" | "EngineHung" | "EngineStartFailed" if made or self._losses.get(job.id, 0) < LOSSES:
                self._losses[job.id] = 1 if made else self._losses.get(job.id, 0) + 1
                return _AGAIN
            case _:
                return None

    def went_well(self, job: Job) -> None:
        """The job is done."""
        kind = _kind(job)
        self.forget(job)
        if kind in self._needs:
            self._successes[kind] = self._successes.get(kind, 0) + 1
            if self._successes[kind] >= HOPEFUL:
                self._lower(kind)

    def forget(self, job: Job) -> None:
        """The job has ended."""
        self._rungs.pop(job.id, None)
        self._losses.pop(job.id, None)

    def _lower(self, kind: _Kind) -> None:
        del self._successes[kind]
        self._needs[kind] -= 1
        if not self._needs[kind]:
            del self._needs[kind]


def _kind(job: Job) -> _Kind:
    recipe = job.order.recipe
    return recipe.model.weights, recipe.width * recipe.height, tuple(one.weights for one in recipe.additions)
