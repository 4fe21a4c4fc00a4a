"""What is said of a plan: its facts in a line each, its problems by what is wrong, its batch in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from studio.errors import Problem
from studio.recipe.queue import BatchState
from studio.recipe.speed import spoken

if TYPE_CHECKING:
    from studio.jobs.plans.survey import Survey

_MOST_PLACES = 6
"""of one problem that are named"""


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, wherever in the file it is."""

    error: bool
    """it stops the run; else it is only to be known"""
    message: str
    remedy: str
    file: str = ""
    """the path of another file in which it stands; empty for the plan itself"""
    places: tuple[tuple[int, int, str], ...]
    """(line, column, field), lines and columns from 1"""

    @property
    def where(self) -> str:
        """`Line 3, column 7, in “seed”`; `Lines 3, 4, 9 and 12 more, in “seed”`."""
        lines = sorted({line for line, _, _ in self.places})
        said = f"Lines {_listed(lines)}"
        if len(lines) == 1:
            columns = sorted({column for _, column, _ in self.places})
            said = f"Line {lines[0]:,}, {'column' if len(columns) == 1 else 'columns'} {_listed(columns)}"
        fields = {field for _, _, field in self.places if field}
        if len(fields) == 1:
            said += f", in “{fields.pop()}”"
        return f"{Path(self.file).name}: {said}" if self.file else said


def troubles(problems: Sequence[Problem]) -> tuple[Trouble, ...]:
    """Grouped by what is wrong, errors first, then by the first place of each."""
    found: dict[tuple[bool, str, str, str], list[tuple[int, int, str]]] = {}
    for problem in problems:
        key = problem.severity == "error", problem.message, problem.remedy, problem.file
        found.setdefault(key, []).append((problem.line, problem.column, problem.field))
    groups = [
        Trouble(error=error, message=message, remedy=remedy, file=file, places=tuple(places))
        for (error, message, remedy, file), places in found.items()
    ]
    return tuple(sorted(groups, key=lambda one: (not one.error, one.places[0][:2])))


def _listed(numbers: Sequence[int]) -> str:
    shown = [f"{number:,}" for number in numbers[:_MOST_PLACES]]
    if more := len(numbers) - len(shown):
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def counted(count: int, one: str, many: str = "") -> str:
    """`1 picture`, `2,000 pictures`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def pictures_of(survey: Survey) -> str:
    """How many it asks for, and how many of them are there."""
    said = counted(survey.pictures, "picture")
    if len(survey.rows) != survey.pictures:
        said += f" in {counted(len(survey.rows), 'set')}"
    if survey.have and survey.have == survey.pictures:
        return f"{said}, all there already"
    there = f"{survey.have:,} there already" if survey.have else ""
    waiting = f"{survey.queued:,} in the queue already" if survey.queued else ""
    return ", ".join(filter(None, (said, there, waiting)))


def time_of(survey: Survey) -> str:
    """How long what is missing takes here, and the loading of models."""
    if survey.have >= survey.pictures:
        return "None: nothing is missing"
    if survey.seconds is None:
        return "Known after the first picture: this model was not used here yet"
    loading = f", of that {spoken(survey.load_seconds)} to load the model" if survey.load_seconds >= 1 else ""
    return f"{spoken(survey.seconds).capitalize()}{loading}"


def cost_of(survey: Survey) -> str:
    return "Nothing: it is made on this computer" if not survey.cost else f"About {survey.cost:,.2f}"


def run_words(missing: int, *, waits: bool) -> str:
    """What the button says; `waits` tells whether something of the plan is in the queue."""
    if missing:
        return f"Make {counted(missing, 'picture')}"
    return "Update the queue" if waits else "Nothing to make"


def batch_sentence(state: BatchState) -> str:
    """`Running: 42 of 200 pictures made, 3 jobs set aside`."""
    tally = state.tally
    parts = [f"{tally.made:,} of {counted(tally.pictures, 'picture')} made"]
    if tally.failed:
        parts.append(f"{counted(tally.failed, 'job')} set aside")
    if tally.cancelled:
        parts.append(f"{counted(tally.cancelled, 'job')} cancelled")
    return f"{batch_state(state)}: {', '.join(parts)}"


def batch_state(state: BatchState) -> str:
    tally = state.tally
    if not tally.unfinished:
        return "Done"
    if state.paused:
        return "Paused"
    return "Running" if tally.running else "Waiting"
