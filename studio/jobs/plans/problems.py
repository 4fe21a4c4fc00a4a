"""The list of what is wrong with a plan, in the order in which it is found."""

from __future__ import annotations

from studio.errors import Problem, StudioError
from studio.jobs.plans.plan import Cell


class Problems:
    """Grows while a plan is read and expanded."""

    def __init__(self, found: tuple[Problem, ...] = ()) -> None:
        self._found: dict[Problem, None] = {}
        self._errors = 0
        self.add(*found)

    @property
    def sorted(self) -> tuple[Problem, ...]:
        """By their places, those of the plan itself first."""
        return tuple(sorted(self._found, key=lambda problem: (problem.file, problem.line, problem.column)))

    @property
    def errors(self) -> int:
        return self._errors

    def add(self, *problems: Problem) -> None:
        """Equal ones count once."""
        for problem in problems:
            self._errors += problem.severity == "error" and problem not in self._found
            self._found[problem] = None

    def error(self, cell: Cell, field: str, message: str, remedy: str, offset: int = 0) -> None:
        line, column = cell.place(offset)
        self.add(Problem(line=line, column=column, field=field, message=message, remedy=remedy))

    def warning(self, cell: Cell, field: str, message: str, remedy: str = "") -> None:
        self.add(
            Problem(line=cell.line, column=cell.column, field=field, message=message, remedy=remedy, severity="warning")
        )

    def of(self, cell: Cell, field: str, error: StudioError) -> None:
        """What another part of the studio refuses."""
        self.error(cell, field, error.message, error.remedy)
