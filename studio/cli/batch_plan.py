"""What a dry run says of a plan: its mistakes with their places, its expansion, how long it takes and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from studio.cli.output import say, table
from studio.errors import Problem
from studio.jobs.plans.survey import Planned, Survey
from studio.recipe.recipe import SKETCH, Blank, Recipe, Sketched, StartImage
from studio.recipe.speed import spoken

FIRST_ROWS = 8
"""of the expansion that are printed; and the last one"""

_PROMPT = 60


def say_problems(plan: Path, problems: Sequence[Problem]) -> None:
    """Each as `file:line:column`, which editors and terminals jump to."""
    for problem in problems:
        say(f"{place_of(plan, problem)}: {problem.severity}: {_about(problem)}{problem.message}")
        if problem.remedy:
            say(f"  {problem.remedy}")


def place_of(plan: Path, problem: Problem) -> str:
    return f"{problem.file or plan}:{problem.line}:{problem.column}"


def _about(problem: Problem) -> str:
    return f"{problem.field}: " if problem.field else ""


def problem_entry(plan: Path, problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file or str(plan),
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "severity": problem.severity,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def expansion(survey: Survey) -> Iterator[str]:
    """The first rows and the last, then what all of them come to; nothing where mistakes leave no rows."""
    rows = list(survey.rows)
    if not rows:
        return
    hidden = len(rows) - FIRST_ROWS - 1
    shown = rows if hidden < 1 else [*rows[:FIRST_ROWS], rows[-1]]
    lines = table(
        [("ROW", "PICTURES", "SIZE", "SEED", "NAME", "PROMPT"), *(_row(planned, survey.folder) for planned in shown)]
    )
    yield from lines[:-1] if hidden > 0 else lines
    if hidden > 0:
        yield f"... {hidden} more ..."
        yield lines[-1]
    yield from told(survey)


def _row(planned: Planned, folder: Path) -> tuple[str, ...]:
    """`folder`: the output's, below which the name is told."""
    recipe = planned.recipe
    width, height = recipe.size
    there = planned.count - len(planned.missing)
    count = f"{planned.count}" if not there else f"{planned.count} ({there} there)"
    prompt = recipe.prompt if len(recipe.prompt) <= _PROMPT else f"{recipe.prompt[: _PROMPT - 1]}…"
    name = (planned.folder / planned.name).relative_to(folder).as_posix()
    return str(planned.row), count, f"{width}x{height}", str(recipe.seed), name, prompt


def told(survey: Survey) -> Iterator[str]:
    """Count, time, cost and place."""
    counted = "1 picture" if survey.pictures == 1 else f"{survey.pictures} pictures"
    rest = survey.pictures - survey.have
    there = f"; {_are(survey.have)} there already, {_are(rest)} to be made" if survey.have else ""
    queued = "" if not survey.queued else f" ({_are(survey.queued)} waiting in the queue already)"
    jobs = "1 job" if len(survey.rows) == 1 else f"{len(survey.rows)} jobs"
    yield f"{counted} in {jobs}{there}{queued}."
    if rest:
        yield f"Time: {_time(survey)}. {_cost(survey)}"
    yield f"Folder: {survey.folder}"


def _are(count: int) -> str:
    return "1 is" if count == 1 else f"{count} are"


def _time(survey: Survey) -> str:
    if survey.seconds is None:
        return "not known before the first picture with this model"
    return spoken(survey.seconds)


def _cost(survey: Survey) -> str:
    return f"Cost: {survey.cost:.2f} US dollars." if survey.cost else "Cost: nothing, it is made on this machine."


def survey_document(survey: Survey) -> dict[str, Any]:
    """What the JSON of a dry run has beside the keys of every run."""
    return {
        "name": survey.name,
        "project": survey.project,
        "to_make": survey.pictures - survey.have,
        "queued": survey.queued,
        "seconds_expected": survey.seconds,
        "load_seconds": survey.load_seconds,
        "cost": survey.cost,
        "rows": [row_entry(planned) for planned in survey.rows],
    }


def row_entry(planned: Planned) -> dict[str, Any]:
    recipe = planned.recipe
    return {
        "row": planned.row,
        "line": planned.line,
        "name": planned.name,
        "folder": str(planned.folder),
        "count": planned.count,
        "missing": len(planned.missing),
        "prompt": recipe.prompt,
        "negative": recipe.negative,
        "width": recipe.size[0],
        "height": recipe.size[1],
        "seed": recipe.seed,
        "steps": recipe.steps,
        "guidance": recipe.guidance,
        "model": recipe.model.id,
        "start": _start(recipe),
        "strength": None if isinstance(recipe.start, Blank) else recipe.start.strength,
        "tile": recipe.tile,
        "inputs": [str(path) for path in planned.inputs],
    }


def _start(recipe: Recipe) -> str | None:
    """What it starts from: a picture's sha256, or that it is drawn."""
    match recipe.start:
        case Blank():
            return None
        case Sketched():
            return SKETCH
        case StartImage(sha256=sha256):
            return sha256
