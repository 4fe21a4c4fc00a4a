"""A YAML or JSON plan: a list of rows, or an object with rows, defaults, wildcards and settings of its own."""

from __future__ import annotations

import difflib
from pathlib import Path

import msgspec

from studio.errors import PlanError, Problem
from studio.jobs.plans.columns import column_name
from studio.jobs.plans.plan import Cell, Cells, Plan, Row
from studio.jobs.plans.table import MAX_CELL
from studio.recipe.placed import Mapping, Node, Scalar, Sequence, refused
from studio.recipe.template import plain_name

SETTINGS = ("name", "project", "folder", "files", "seed")
_PARTS = ("defaults", "wildcards", "rows")


def plan_of(path: Path, document: Node) -> Plan:
    """Raises PlanError for a document without rows; other mistakes are problems of the plan."""
    reader = _Reader(path)
    if isinstance(document, Mapping):
        return reader.plan(document)
    if isinstance(document, Sequence) and document.items:
        return reader.finished(Plan(path=path, rows=reader.rows(document), headers={}))
    raise refused(document.line, document.column, "The plan has no rows.", "Write a list of rows, each with a prompt.")


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._problems: list[Problem] = []
        self._headers: dict[str, Cell] = {}

    def finished(self, plan: Plan) -> Plan:
        return msgspec.structs.replace(plan, headers=self._headers, problems=tuple(self._problems))

    def plan(self, document: Mapping) -> Plan:
        parts: dict[str, Node] = {}
        for key, node in document.entries:
            if key.text in SETTINGS or key.text in _PARTS:
                parts[key.text] = node
            else:
                self._unknown(key)
        rows = parts.get("rows")
        if not isinstance(rows, Sequence) or not rows.items:
            raise self._no_rows(rows or document)
        plan = Plan(
            path=self._path,
            defaults=self._mapping("defaults", parts.get("defaults")),
            wildcards=self._wildcards(parts.get("wildcards")),
            rows=self.rows(rows),
            headers={},
            name=self._setting("name", parts),
            project=self._setting("project", parts),
            folder=self._setting("folder", parts),
            files=self._setting("files", parts),
            seed=self._setting("seed", parts),
        )
        return self.finished(plan)

    def rows(self, nodes: Sequence) -> tuple[Row, ...]:
        return tuple(self._row(number, node) for number, node in enumerate(nodes.items, start=1))

    def _row(self, number: int, node: Node) -> Row:
        if isinstance(node, Scalar) and node.text:
            cells: dict[str, Cells] = {"prompt": (self._cell("prompt", node),)}
        else:
            cells = self._mapping("", node)
        return Row(number=number, line=node.line, cells=cells)

    def _mapping(self, field: str, node: Node | None) -> dict[str, Cells]:
        """A row, or the defaults."""
        cells: dict[str, Cells] = {}
        if node is None:
            return cells
        if not isinstance(node, Mapping):
            self._problem(node, field, "Here names with values are missing.", "Write them like prompt: a red circle.")
            return cells
        for key, value in node.entries:
            name = column_name(key.text or "")
            if name in cells:
                self._problem(key, name, f"“{key.text}” stands here a second time.", "Keep one of the two.")
            self._headers.setdefault(name, _place(key))
            if values := self._cells(name, value):
                cells[name] = values
        return cells

    def _wildcards(self, node: Node | None) -> dict[str, Cells]:
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self._problem(node, "wildcards", "The wildcards are lists by name.", "Write them like colour: [red, blue].")
            return {}
        return {plain_name(key.text or ""): self._cells(f"__{key.text}__", value) for key, value in node.entries}

    def _cells(self, field: str, node: Node) -> Cells:
        nodes = node.items if isinstance(node, Sequence) else (node,)
        return tuple(self._cell(field, one) for one in nodes if not (isinstance(one, Scalar) and one.text is None))

    def _cell(self, field: str, node: Node) -> Cell:
        if not isinstance(node, Scalar):
            self._problem(node, field, f"“{field}” has a list or an object inside.", "Write one text or number.")
            return _place(node)
        text = node.text or ""
        if len(text) > MAX_CELL:
            self._problem(
                node, field, f"This text has {len(text):,} characters; the limit is {MAX_CELL:,}.", "Shorten it."
            )
        if "\0" in text:
            self._problem(node, field, "This text has a zero character in it.", "Take it away.")
        return Cell(text=text, line=node.line, column=node.column, writing="plain" if node.plain else "other")

    def _setting(self, name: str, parts: dict[str, Node]) -> Cell | None:
        node = parts.get(name)
        if node is None:
            return None
        cells = self._cells(name, node)
        if isinstance(node, Sequence):
            self._problem(node, name, f"“{name}” is one value, not a list.", "Give one.")
        return cells[0] if cells else None

    def _unknown(self, key: Scalar) -> None:
        known = (*SETTINGS, *_PARTS)
        near = difflib.get_close_matches(key.text or "", known, n=1)
        remedy = f"Did you mean “{near[0]}”?" if near else "A plan may have: " + ", ".join(known) + "."
        if column_name(key.text or "") == "prompt":
            remedy = "Rows stand in a list: rows:, and below it - prompt: …"
        self._problem(key, key.text or "", f"A plan has no setting “{key.text}”.", remedy)

    def _no_rows(self, node: Node) -> PlanError:
        self._problem(node, "rows", "The plan has no rows.", "Write rows: and below it - prompt: a red circle.")
        first = self._problems[0]
        return PlanError(first.message, remedy=first.remedy, problems=tuple(self._problems))

    def _problem(self, node: Node, field: str, message: str, remedy: str) -> None:
        self._problems.append(Problem(line=node.line, column=node.column, field=field, message=message, remedy=remedy))


def _place(node: Node) -> Cell:
    return Cell(text=(node.text or "") if isinstance(node, Scalar) else "", line=node.line, column=node.column)
