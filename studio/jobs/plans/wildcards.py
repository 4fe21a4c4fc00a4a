"""The lists behind a plan's wildcards: those in the plan, then files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from studio.errors import PlanError, Problem
from studio.jobs.plans.plan import Cells
from studio.jobs.plans.problems import Problems
from studio.jobs.plans.text import read_text
from studio.recipe.expansion import Option

FOLDER = "wildcards"


class WildcardLists:
    """Finds a list by its name; `wildcards/<name>.txt` has an option a line, blank lines and # comments left out."""

    def __init__(self, beside: Path, listed: Mapping[str, Cells], problems: Problems) -> None:
        """`beside`: the folder of the plan."""
        self._folder = beside / FOLDER
        self._listed = listed
        self._problems = problems

    def find(self, name: str) -> list[Option] | None:
        """None where there is none; a file that cannot be read is a problem."""
        if name in self._listed:
            return [Option(text=cell.text, place=cell.place) for cell in self._listed[name]]
        path = self._file(name)
        if path is None:
            return None
        try:
            text = read_text(path)
        except PlanError as error:
            top = Problem(line=1, column=1, message=error.message, remedy=error.remedy)
            told = error.problems or (top,)
            self._problems.add(*(msgspec.structs.replace(problem, file=str(path)) for problem in told))
            return None
        return [_option(line, number, path) for number, line in enumerate(text.split("\n"), start=1) if _counts(line)]

    def _file(self, name: str) -> Path | None:
        """Whatever the case of its name."""
        try:
            files = sorted(self._folder.glob("*.txt"))
        except OSError:
            return None
        return next((path for path in files if path.stem.lower() == name), None)


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _option(line: str, number: int, path: Path) -> Option:
    begin = len(line) - len(line.lstrip())
    return Option(text=line.strip(), place=lambda at: (number, begin + at + 1), file=str(path))
