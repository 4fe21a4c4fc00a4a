"""The job: a recipe, a count, a lane and a state; and which state may follow which."""

from __future__ import annotations

from typing import Literal

import msgspec

from studio.errors import JobError
from studio.recipe.events import Failed
from studio.recipe.receipt import Plan
from studio.recipe.recipe import SKETCH, ModelRef, Recipe

Lane = Literal["live", "interactive", "batch"]
"""Highest first. Live work is never stored."""

State = Literal["waiting", "running", "paused", "done", "failed", "cancelled"]

LANES: tuple[Lane, ...] = ("live", "interactive", "batch")
ENDED: frozenset[State] = frozenset({"done", "failed", "cancelled"})

_NEXT: dict[State, frozenset[State]] = {
    "waiting": frozenset({"running", "paused", "cancelled"}),
    "running": frozenset({"waiting", "paused", "done", "failed", "cancelled"}),
    "paused": frozenset({"waiting", "cancelled"}),
    "done": frozenset(),
    "failed": frozenset({"waiting"}),
    "cancelled": frozenset({"waiting"}),
}


LOCAL = "local"
"""the backend of the models on this machine"""


def backend_of(model: ModelRef) -> str:
    """Name of the backend on this machine that makes pictures with `model`."""
    return SKETCH if model.id == SKETCH else LOCAL


class NewJob(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is asked of the queue."""

    recipe: Recipe
    """of picture 0; `variation(recipe, i)` is that of picture i"""
    count: int
    lane: Lane = "interactive"
    plan: Plan = "exact"
    project: str = "Sketches"
    folder: str = ""
    """absolute path the pictures go to instead of the project's folder (`--out`); empty for the project's own"""
    backend: str = LOCAL
    """name of the backend that makes it; see `backend_of`"""
    start_at: float = 0.0
    """Unix time, seconds: it waits until then"""
    batch: str = ""
    """id of the batch it belongs to; empty for none"""
    row: int = 0
    """its place among the jobs of its batch, from 0"""
    key: str = ""
    """digest of what the plan asked for: a plan that is run again knows by it what it has already"""
    name: str = ""
    """stem of its files' names, with the number of the picture appended where there are several; empty: the prompt's"""

    def __post_init__(self) -> None:
        """What is drawn goes to the sketch and nothing else does, whatever order this one was copied or edited from."""
        if self.recipe.drawn != (self.backend == SKETCH):
            msgspec.structs.force_setattr(self, "backend", backend_of(self.recipe.model))


class Job(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A job as the queue knows it."""

    id: str
    """UUID as 32 hex digits"""
    order: NewJob
    state: State
    made: tuple[int, ...]
    """indexes of the pictures already saved"""
    attempts: int
    """how often a run of it was begun"""
    cancel_requested: bool = False
    failure: Failed | None = None
    created: float
    """Unix time, seconds"""
    ended: float | None = None
    """Unix time, seconds; None while it has not"""
    rank: int = 0
    """its place in its lane: lower runs first"""
    revision: int = 0
    """counts the edits of its order: who edits says which one was seen"""
    dismissed: bool = False
    """it failed, and the user has seen enough of it"""

    @property
    def missing(self) -> tuple[int, ...]:
        """Indexes that are still to be made, lowest first."""
        return tuple(i for i in range(self.order.count) if i not in self.made)


def may_become(before: State, after: State) -> bool:
    """Whether a job in state `before` may go to `after`."""
    return after in _NEXT[before]


def require_transition(before: State, after: State) -> None:
    """Raise JobError unless a job in state `before` may go to `after`."""
    if not may_become(before, after):
        raise JobError(
            f"A job that is {before} cannot become {after}.",
            remedy="Look at the queue: the job may have ended meanwhile.",
        )
