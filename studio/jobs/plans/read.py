"""A plan's file, whatever it is written in, to the plan that it says."""

from __future__ import annotations

from pathlib import Path

from studio.errors import PlanError
from studio.jobs.plans.document import plan_of
from studio.jobs.plans.plan import Plan
from studio.jobs.plans.table import read_table
from studio.jobs.plans.text import read_text
from studio.jobs.plans.yaml_tree import read_yaml
from studio.recipe.placed import read_json

SUFFIXES = (".csv", ".tsv", ".yaml", ".yml", ".json")
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers")


def read_plan(path: Path, encoding: str | None = None) -> Plan:
    """Blocks. `encoding` as in `read_text`.

    Raises PlanError only where no rows can be read at all; other mistakes are in the plan's `problems`.
    """
    try:
        path = path.expanduser().absolute()
    except RuntimeError as error:  # ~somebody who is not known here
        raise PlanError(f"There is no home folder for {path}.", remedy="Write the path out.") from error
    kind = path.suffix.casefold()
    if kind in _SPREADSHEETS:
        raise PlanError(f"{path.name} is a spreadsheet.", remedy="Save it as “CSV UTF-8”, and give that.")
    if kind not in SUFFIXES:
        raise PlanError(f"{path.name} is no plan by its name.", remedy="A plan ends in " + ", ".join(SUFFIXES) + ".")
    text = read_text(path, encoding)
    if kind in (".csv", ".tsv"):
        return read_table(path, text)
    return plan_of(path, read_json(text) if kind == ".json" else read_yaml(text))
