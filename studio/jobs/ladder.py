"""How a job that failed is tried again before it is set aside: with less memory, or in a fresh engine."""

from __future__ import annotations

from studio.backends.backend import FRUGAL
from studio.recipe.events import Failed

LOSSES = 1
"""runs that may lose their engine in a row, with no picture made, before it is the job's own fault"""

_LESS = "There was not enough memory. The picture is tried again in a way that needs less, and takes longer."
_AGAIN = "The engine was lost. What is missing is tried once more in a fresh one."


class Ladder:
    """By job; forgotten when the job ends, and when the studio closes."""

    def __init__(self) -> None:
        self._frugal: dict[str, int] = {}
        self._losses: dict[str, int] = {}

    def frugal(self, job: str) -> int:
        """How far the next run of the job is to save memory."""
        return self._frugal.get(job, 0)

    def lost_before(self, job: str) -> bool:
        """Whether the last run of the job ended with its engine lost."""
        return self._losses.get(job, 0) > 0

    def again(self, job: str, failure: Failed, made: int) -> str | None:
        """Why and how the job is tried again after `made` pictures, as a sentence; None to set it aside."""
        match failure.kind:
            case "OutOfMemory" if self.frugal(job) < FRUGAL:
                self._frugal[job] = self.frugal(job) + 1
                return _LESS
            case "EngineLost" | "EngineHung" | "EngineStartFailed" if made or self._losses.get(job, 0) < LOSSES:
                self._losses[job] = 1 if made else self._losses.get(job, 0) + 1
                return _AGAIN
            case _:
                return None

    def forget(self, job: str) -> None:
        self._frugal.pop(job, None)
        self._losses.pop(job, None)
