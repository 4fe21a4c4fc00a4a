"""What a dry run shows, and what a run answers."""

from __future__ import annotations

from pathlib import Path

import msgspec

from studio.errors import Problem
from studio.recipe.job import Job
from studio.recipe.queue import Batch
from studio.recipe.recipe import Recipe


class PlanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the user says beside the plan; it wins over what the plan says."""

    project: str | None = None
    out: Path | None = None
    """the output folder, instead of one inside the project's"""
    name: str | None = None
    """of the batch"""
    encoding: str | None = None
    """of the plan's file, where it is not UTF-8 or UTF-16"""
    limit: int = 10_000
    """pictures that a plan may have"""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One set of pictures that the plan asks for: it becomes one job."""

    row: int
    """number of its row, from 1"""
    line: int
    """where its row begins in the plan, from 1"""
    recipe: Recipe
    """of its first picture; those after it count the seed up"""
    count: int
    folder: Path
    """absolute, inside the output folder"""
    name: str
    """stem of its files' names; the number of the picture is appended where there are several"""
    key: str
    """by which a later run knows it again"""
    inputs: tuple[Path, ...] = ()
    """the files that it is made from: start picture, mask, references, product"""
    missing: tuple[int, ...]
    """indexes of its pictures that are not there yet"""
    queued: bool = False
    """a job for it waits, is paused or runs already"""

    @property
    def have(self) -> bool:
        """Whether all of its pictures are there already."""
        return not self.missing


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """A plan expanded and checked; nothing was written."""

    name: str
    path: Path
    """of the plan, absolute"""
    folder: Path
    """absolute path of the output"""
    project: str
    rows: tuple[Planned, ...]
    """in the order of the plan; empty where it is over the limit or an error keeps it from being expanded"""
    problems: tuple[Problem, ...]
    """in the order of their places"""
    pictures: int
    """that the plan asks for, those that are there included"""
    have: int
    """pictures that an earlier run has made"""
    queued: int
    """pictures that wait in the queue already"""
    seconds: float | None
    """to make what is missing, what is queued included; None while the speed of a model is not known here"""
    load_seconds: float
    """of `seconds`: to get the models ready"""
    cost: float
    """in the currency of the service; 0 on this machine"""

    @property
    def ok(self) -> bool:
        """Whether it can be run: no problem is an error."""
        return not any(problem.severity == "error" for problem in self.problems)


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """What a run put into the queue."""

    batch: Batch
    jobs: tuple[Job, ...]
    """new ones, and those that wait again or were changed"""
    kept: int
    """pictures that were there already"""
    notices: tuple[str, ...]
    """plain sentences for the user"""
