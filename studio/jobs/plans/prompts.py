"""The prompts of a plan's rows: templates bound to their wildcards, and how many each makes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

import msgspec

from studio.errors import PlanError
from studio.jobs.plans.asked import Asked
from studio.jobs.plans.columns import COLUMNS
from studio.jobs.plans.plan import Cell
from studio.jobs.plans.problems import Problems
from studio.recipe.expansion import MAX_COUNT, Bound, Wildcards, pick
from studio.recipe.template import parsed, plain_name

_LONGEST = 1_000_000
"""characters that a prompt may grow to before it is cut to what models read"""

_BLANK = Cell(text="", line=1, column=1)


class Prompts(msgspec.Struct, frozen=True, kw_only=True):
    """The prompts of one row, with its negative prompts."""

    prompt: Bound
    negative: Bound
    values: Mapping[str, str]
    chosen: int | None
    """how many of them are picked; None for all"""
    seed: str
    """of the choice"""

    @property
    def count(self) -> int:
        return self._all if self.chosen is None else min(self._all, self.chosen)

    @property
    def _all(self) -> int:
        return min(self.prompt.count * self.negative.count, MAX_COUNT)

    def each(self) -> Iterator[tuple[str, str]]:
        """(prompt, negative prompt), one after the other."""
        numbers = range(self._all) if self.chosen is None else pick(self._all, self.chosen, self.seed)
        for number in numbers:
            first, second = divmod(number, self.negative.count)
            yield self.prompt.at(first, self.values), self.negative.at(second, self.values)


class PromptReader:
    """Reads rows; every mistake becomes a problem of its cell."""

    def __init__(self, wildcards: Wildcards, headers: Mapping[str, Cell], seed: str, problems: Problems) -> None:
        """`headers`: the plan's columns; `seed`: the plan's own."""
        self._wildcards = wildcards
        self._headers = headers
        self._seed = seed
        self._problems = problems
        self.used: set[str] = set()
        """names of columns that prompts name"""

    def read(self, asked: Asked) -> Prompts | None:
        """None if something in it is wrong."""
        values = {name: "" for name in self._headers if name not in COLUMNS} | asked.variables
        prompt = self._bound(asked.prompt, "prompt", values)
        negative = self._bound(asked.negative or _BLANK, "negative", values)
        if prompt is None or negative is None:
            return None
        self._warn_of_blanks(asked, prompt.variables | negative.variables)
        seed = "\n".join((self._seed, asked.prompt.text, *sorted(f"{k}={v}" for k, v in asked.variables.items())))
        found = Prompts(prompt=prompt, negative=negative, values=values, chosen=asked.pick, seed=seed)
        if asked.pick is not None and asked.pick > min(prompt.count * negative.count, MAX_COUNT):
            self._problems.warning(
                asked.cell("pick"), "pick", f"There are no {asked.pick} different prompts: all {found.count} are made."
            )
        return found

    def _bound(self, cell: Cell, field: str, values: Mapping[str, str]) -> Bound | None:
        before = self._problems.errors
        template, mistakes = parsed(cell.text)
        self._problems.add(*(mistake.problem(cell.place, field) for mistake in mistakes))
        places = {variable.name: variable.at for variable in template.variables()}
        try:
            bound = self._wildcards.bind(template, cell.place, field)
            places = dict.fromkeys(sorted(bound.variables), 0) | places
        except PlanError as error:
            self._problems.add(*error.problems)
            bound = None
        self.used |= places.keys()
        for name in sorted(places.keys() - values.keys()):
            self._unknown(name, cell, field, places[name])
        if bound is not None and self._problems.errors == before and bound.longest(values) > _LONGEST:
            self._problems.error(
                cell, field, f"This may grow beyond {_LONGEST:,} characters.", "Use fewer wildcards in each other."
            )
        return bound if self._problems.errors == before else None

    def _unknown(self, name: str, cell: Cell, field: str, at: int) -> None:
        if name in COLUMNS:
            message = f"“{name}” is a setting of the row, not a variable."
            remedy = "Give what is to be written there a column of its own."
        else:
            message = f"There is no column “{name}”."
            remedy = _remedy(name, [header for header in self._headers if header not in COLUMNS])
        self._problems.error(cell, field, message, remedy, at)

    def _warn_of_blanks(self, asked: Asked, names: frozenset[str]) -> None:
        for name in sorted(names - asked.variables.keys()):
            self._problems.warning(asked.prompt, "prompt", f"“{name}” is blank in this row.", "Fill it in.")


def _remedy(name: str, columns: list[str]) -> str:
    near = difflib.get_close_matches(plain_name(name), columns, n=1)
    if near:
        return f"Did you mean “{near[0]}”?"
    return "Add the column, or write \\{ for a brace in the text." + (
        " The variables are: " + ", ".join(columns) + "." if columns else ""
    )
