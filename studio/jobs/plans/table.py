"""CSV to rows of cells with their places: commas, semicolons or tabs, as the header shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from studio.errors import Problem
from studio.jobs.plans.columns import column_name
from studio.jobs.plans.plan import Cell, Cells, Plan, Row
from studio.recipe.placed import refused

MAX_CELL = 100_000
"""characters"""

_DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"?')
_CLOSED = re.compile(r'"[^"]*(?:""[^"]*)*"')
_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\n', re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?")
_FORMULA = re.compile(r"=|[+@-].")
_AS_TEXT = re.compile(r"'[=+@-]")
"""how a spreadsheet's user says that a cell is text"""


def read_table(path: Path, text: str) -> Plan:
    """The first row that is not blank names the columns. Raises PlanError for what is no table at all."""
    records = [record for record in _Scanner(text).records() if any(cell.text for cell in record)]
    if not records:
        raise refused(1, 1, "The plan is empty.", "Begin with a row of column names, for example: prompt, seed.")
    table = _Table(records[0])
    rows = tuple(table.row(number, record) for number, record in enumerate(records[1:], start=1))
    if not rows:
        table.miss_rows(records[0][0])
    return Plan(path=path, rows=rows, headers=table.headers, problems=tuple(table.problems))


class _Table:
    """Column names, and rows read by them."""

    def __init__(self, header: list[Cell]) -> None:
        self.problems: list[Problem] = []
        self.headers: dict[str, Cell] = {}
        self._columns = [self._column(cell) for cell in header]
        while self._columns and not self._columns[-1][0]:
            self._columns.pop()

    def _column(self, cell: Cell) -> tuple[str, Cell]:
        name = column_name(cell.text)
        if name in self.headers:
            first = self.headers[name]
            self._problem(
                cell,
                name,
                f"There are two columns “{cell.text}”; the first is in line {first.line}, column {first.column}.",
                "Rename or remove one of them.",
            )
        elif name:
            self.headers[name] = cell
        return name, cell

    def miss_rows(self, header: Cell) -> None:
        self._problem(header, "", "The plan has no rows.", "Write one below the names of the columns.")

    def row(self, number: int, record: list[Cell]) -> Row:
        cells: dict[str, Cells] = {}
        for (name, header), cell in zip(self._columns, record, strict=False):
            if not cell.text:
                continue
            if not name:
                self._problem(header, "", "This column has no name.", "Give it one, or remove the column.")
            cells.setdefault(name, (self._checked(name, cell),))
        self._require_even(record)
        return Row(number=number, line=record[0].line, cells=cells)

    def _require_even(self, record: list[Cell]) -> None:
        width = len(self._columns)
        surplus = next((cell for cell in record[width:] if cell.text), None)
        if surplus is not None:
            self._problem(
                surplus,
                "",
                f"This row has more cells than the {width} columns of the header.",
                "Put text that has the delimiter in it into double quotes, or name the column.",
            )
        elif len(record) < width:
            missing = ", ".join(name for name, _ in self._columns[len(record) :] if name)
            self._problem(
                record[-1],
                "",
                f"This row ends early; blank are: {missing}.",
                "Write the delimiters of blank cells too.",
                warn=True,
            )

    def _checked(self, name: str, cell: Cell) -> Cell:
        if len(cell.text) > MAX_CELL:
            self._problem(
                cell, name, f"This cell has {len(cell.text):,} characters; the limit is {MAX_CELL:,}.", "Shorten it."
            )
        elif _AS_TEXT.match(cell.text):
            return _without_first(cell)
        elif _FORMULA.match(cell.text) and not _NUMBER.fullmatch(cell.text):
            self._problem(
                cell,
                name,
                f"“{cell.text[:40]}” is a formula; formulas are not worked out.",
                "Put its value there. If it is meant as text, write ' before it.",
            )
        return cell

    def _problem(self, cell: Cell, field: str, message: str, remedy: str, *, warn: bool = False) -> None:
        problem = Problem(
            line=cell.line,
            column=cell.column,
            field=field,
            message=message,
            remedy=remedy,
            severity="warning" if warn else "error",
        )
        if problem not in self.problems:
            self.problems.append(problem)


def _without_first(cell: Cell) -> Cell:
    return Cell(text=cell.text[1:], line=cell.line, column=cell.column + 1, writing=cell.writing)


class _Scanner:
    """Walks the text cell by cell; blanks around a cell do not count."""

    def __init__(self, text: str) -> None:
        separator = _SEPARATOR.match(text)
        self._text = text
        self._at = separator.end() if separator else 0
        self._line = 2 if separator else 1
        self._line_begins = self._at
        self._delimiter = separator.group(1) if separator else _delimiter(text)
        self._plain = re.compile(rf"[^{self._delimiter}\n]*")
        self._blank = re.compile(rf"[^\S\n{self._delimiter}]*")

    def records(self) -> Iterator[list[Cell]]:
        while self._at < len(self._text):
            record = [self._cell()]
            while self._taken(self._delimiter):
                record.append(self._cell())
            if self._taken("\n"):
                self._new_line(self._at)
            yield record

    def _cell(self) -> Cell:
        begin = self._at
        self._pass(self._blank)
        if self._text[self._at : self._at + 1] == '"':
            return self._quoted()
        self._at = begin
        found = self._pass(self._plain)
        text = found.strip()
        column = begin - self._line_begins + 1 + len(found) - len(found.lstrip())
        return Cell(text=text, line=self._line, column=column, writing="plain")

    def _quoted(self) -> Cell:
        line, column = self._line, self._at - self._line_begins + 1
        begin = self._at
        written = self._pass(_QUOTED)
        if not _CLOSED.fullmatch(written):
            raise refused(line, column, "This quote is never closed.", 'Close it with ", or double it: "".')
        self._line += written.count("\n")
        if "\n" in written:
            self._line_begins = begin + written.rindex("\n") + 1
        self._pass(self._blank)
        if self._at < len(self._text) and self._text[self._at] not in self._delimiter + "\n":
            raise refused(
                self._line,
                self._at - self._line_begins + 1,
                "Here text follows a closing quote.",
                'A quote inside quotes is written twice: "".',
            )
        return Cell(text=written[1:-1].replace('""', '"'), line=line, column=column, writing="quoted")

    def _pass(self, pattern: re.Pattern[str]) -> str:
        begin = self._at
        found = pattern.match(self._text, begin)
        self._at = found.end() if found else begin
        return self._text[begin : self._at]

    def _taken(self, character: str) -> bool:
        found = self._text[self._at : self._at + 1] == character
        self._at += found
        return found

    def _new_line(self, begins: int) -> None:
        self._line += 1
        self._line_begins = begins


def _delimiter(text: str) -> str:
    """The one that the first line has most of, outside quotes; a comma where it has none."""
    lines = _QUOTED.sub("", text[:MAX_CELL]).split("\n")
    header = next((line for line in lines if line.strip(" ")), "")
    return max(_DELIMITERS, key=header.count)
