"""What a plan is called, which project it belongs to, and the folder that its pictures go to."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from studio.errors import InputError
from studio.jobs.plans.naming import read_name_template
from studio.jobs.plans.plan import Cell, Plan
from studio.jobs.plans.problems import Problems
from studio.jobs.plans.survey import PlanOptions
from studio.library.names import folder_name
from studio.library.pictures import project_folder

MAX_NAME = 100
"""characters of a batch's or a project's name"""

_TOP = Cell(text="", line=1, column=1)


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for the whole plan."""

    name: str
    """of the batch"""
    project: str
    folder: Path
    """absolute path of the output"""


def read_heading(plan: Plan, options: PlanOptions, pictures: Path, problems: Problems) -> Heading:
    """`pictures`: the folder of all projects. Mistakes go to `problems`."""
    name = _tidy(options.name or (plan.name.text if plan.name else "")) or _tidy(plan.path.stem) or "plan"
    project = _tidy(options.project or "") or _project(plan, problems) or name
    if options.out is not None:
        folder = _given(options.out, problems)
    else:
        folder = project_folder(pictures.absolute(), project) / _folder(plan, name, problems)
    _require_usable(folder, problems)
    return Heading(name=name, project=project, folder=folder)


def _given(folder: Path, problems: Problems) -> Path:
    try:
        return folder.expanduser().absolute()
    except RuntimeError:  # ~somebody who is not known here
        problems.error(_TOP, "", f"There is no home folder for {folder}.", "Write the path of the output folder out.")
        return folder.absolute()


def _tidy(text: str) -> str:
    """One line of visible characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_NAME].strip()


def _project(plan: Plan, problems: Problems) -> str:
    """The plan's, or the one that all of its rows name."""
    given = [plan.project] if plan.project else []
    given += [cells[0] for row in plan.rows if (cells := row.cells.get("project") or plan.defaults.get("project"))]
    for cell in given[1:]:
        if _tidy(cell.text) != _tidy(given[0].text):
            problems.error(
                cell,
                "project",
                f"Another project than “{given[0].text[:60]}” in line {given[0].line}: a plan belongs to one project.",
                "Make a plan for each project.",
            )
            break
    return _tidy(given[0].text) if given else ""


def _folder(plan: Plan, name: str, problems: Problems) -> Path:
    if plan.folder is None:
        return Path(folder_name(name))
    try:
        template = read_name_template(plan.folder.text)
    except InputError as error:
        problems.of(plan.folder, "folder", error)
        return Path(folder_name(name))
    folders, last = template.place({"name": name})
    return Path(*folders, folder_name(last))


def _require_usable(folder: Path, problems: Problems) -> None:
    """Told before anything starts; nothing is made here."""
    there = next((one for one in (folder, *folder.parents) if os.path.lexists(one)), folder)
    if not there.is_dir():
        problems.error(_TOP, "", f"{there} is a file, not a folder.", "Choose another output folder.")
    elif not os.access(there, os.W_OK | os.X_OK):
        problems.error(_TOP, "", f"Nothing can be written in {there}.", "Choose another output folder.")
