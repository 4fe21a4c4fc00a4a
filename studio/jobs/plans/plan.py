"""A plan as it stands in its file: rows of cells that know where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from studio.errors import Problem

Writing = Literal["plain", "quoted", "other"]
"""how a cell is written in its file: as it is, in quotes that are doubled inside, or with escapes of another kind"""


class Cell(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A value of the plan and where it begins."""

    text: str
    line: int
    """from 1"""
    column: int
    """from 1, in characters; that of the quote where it is written in quotes"""
    writing: Writing = "other"

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of the character at `offset` of the text; where that cannot be known, of its beginning."""
        before = self.text[:offset]
        if self.writing == "other":
            return self.line, self.column
        if self.writing == "quoted":
            before = '"' + before.replace('"', '""')
        last = before.rfind("\n")
        return self.line + before.count("\n"), self.column + len(before) if last < 0 else len(before) - last


Cells = tuple[Cell, ...]
"""one value, or the values of a list"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what it gives for each column, blanks left out."""

    number: int
    """from 1, the header not counted"""
    line: int
    """from 1: where it begins"""
    cells: Mapping[str, Cells]
    """by the column's name in lower case"""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan's file says. `problems` are mistakes that reading it showed; a plan with errors is not run."""

    path: Path
    rows: tuple[Row, ...]
    headers: Mapping[str, Cell]
    """the names of all columns, by their name in lower case, and where each stands first"""
    name: Cell | None = None
    project: Cell | None = None
    folder: Cell | None = None
    """name of the folder that its pictures go to, inside the project's"""
    files: Cell | None = None
    """template of the files' names, where a row has none of its own"""
    seed: Cell | None = None
    """what blank seeds and picks are derived from, beside each row's content"""
    defaults: Mapping[str, Cells] = {}
    wildcards: Mapping[str, Cells] = {}
    problems: tuple[Problem, ...] = ()
