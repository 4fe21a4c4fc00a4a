"""The rows of a plan, read: what each asks for, its prompts, the names of its files, and columns nobody needs."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from studio.errors import InputError
from studio.jobs.plans.asked import Asked, read_row
from studio.jobs.plans.columns import COLUMNS, meant
from studio.jobs.plans.inputs import fields_of
from studio.jobs.plans.naming import NameTemplate, read_name_template
from studio.jobs.plans.plan import Plan
from studio.jobs.plans.problems import Problems
from studio.jobs.plans.prompts import PromptReader
from studio.jobs.plans.sets import NAME_FIELDS, Ready
from studio.jobs.plans.wildcards import WildcardLists
from studio.recipe.channels import Channel
from studio.recipe.expansion import Wildcards


class RowReader:
    """Reads all rows; mistakes go to the problems."""

    def __init__(self, plan: Plan, channels: Mapping[str, Channel], problems: Problems) -> None:
        """`channels`: by id and by name, in lower case."""
        self._plan = plan
        self._channels = channels
        self._problems = problems
        self._used: set[str] = set()
        self.stopped: list[Asked] = []
        """rows with mistakes in their prompts or names"""
        lists = WildcardLists(plan.path.parent, plan.wildcards, problems)
        seed = plan.seed.text if plan.seed else ""
        self._prompts = PromptReader(Wildcards(lists.find), plan.headers, seed, problems)

    def ready(self) -> tuple[Ready, ...]:
        """Those without a mistake so far."""
        found: list[Ready] = []
        for row in self._plan.rows:
            asked = read_row(row, self._plan.defaults, self._channels, self._problems)
            if asked is None:
                continue
            if (one := self._ready(asked)) is not None:
                found.append(one)
            else:
                self.stopped.append(asked)
        self._look_at_headers()
        return tuple(found)

    def _ready(self, asked: Asked) -> Ready | None:
        prompts = self._prompts.read(asked)
        name = self._name(asked)
        for cell in (asked.start, asked.mask, asked.product, *asked.references):
            self._used |= fields_of(cell.text) if cell else set()
        return None if prompts is None or name is None else Ready(asked=asked, prompts=prompts, name=name)

    def _name(self, asked: Asked) -> NameTemplate | None:
        cell = asked.name or self._plan.files
        if cell is None:
            return read_name_template(_usual_name(asked))
        field = "name" if asked.name else "files"
        try:
            template = read_name_template(cell.text)
        except InputError as error:
            self._problems.of(cell, field, error)
            return None
        known = {*NAME_FIELDS, *COLUMNS, *self._plan.headers}
        unknown = [name for name in template.fields() if name not in known]
        for name in unknown:
            near = difflib.get_close_matches(name, known, n=1)
            self._problems.error(
                cell,
                field,
                f"There is no column “{name}”.",
                f"Did you mean “{near[0]}”?" if near else "A name may hold: " + ", ".join(sorted(NAME_FIELDS)) + ".",
            )
        self._used |= set(template.fields())
        return None if unknown else template

    def _look_at_headers(self) -> None:
        used = self._used | self._prompts.used
        for name, cell in self._plan.headers.items():
            if name in COLUMNS or name in used:
                continue
            if near := meant(name):
                self._problems.error(
                    cell, name, f"There is no setting “{cell.text}”, and no prompt names it.", f"Did you mean “{near}”?"
                )
            else:
                self._problems.warning(
                    cell, name, f"The column “{cell.text}” is not used.", f"Write {{{name}}} where it is to stand."
                )


def _usual_name(asked: Asked) -> str:
    """The row's number and prompt, and whatever it has several of."""
    parts = ["{row}", "{prompt}"]
    if any(size is not None and size.channel for size in asked.sizes):
        parts.append("{channel}")
    elif len(asked.sizes) > 1:
        parts.append("{size}")
    if len(asked.models) > 1:
        parts.append("{model}")
    if asked.seed_count > 1:
        parts.append("{seed}")
    return "-".join(parts)


def by_name(found: tuple[Channel, ...]) -> dict[str, Channel]:
    """By id and by name, in lower case; ids win."""
    return {channel.name.lower(): channel for channel in found} | {channel.id: channel for channel in found}
