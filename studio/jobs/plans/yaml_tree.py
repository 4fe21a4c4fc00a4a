"""YAML as the same tree of values with places that JSON gives; what could grow or run is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from studio.errors import PlanError
from studio.recipe.placed import MAX_DEPTH, Mapping, Node, Scalar, Sequence, entry, refused, require_whole

if TYPE_CHECKING:
    import yaml

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def read_yaml(text: str) -> Node:
    """Every value as it is written: `no` and `007` are texts. An empty document is an empty list.

    Raises PlanError with the place for what is no YAML, names that stand twice, anchors that are used again, tags,
    several documents, and too much nesting.
    """
    import yaml  # not at start: most sessions read no plan

    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        events: Iterator[Any] = cast("Any", yaml).parse(text, Loader=loader)
        return _Builder(text, events).whole()
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise refused(
            line, column, f"Here is a character that YAML does not allow: {error.reason}.", "Remove it."
        ) from error
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error) from error


def _not_yaml(error: yaml.MarkedYAMLError) -> PlanError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return refused(
        line,
        column,
        f"This is not YAML: {error.problem or error.context}.",
        "Check the indentation, and put text with : { [ # or quotes in it into quotes.",
    )


class _Builder:
    """From the parser's events, not from its objects: nothing is resolved, and nothing is built twice."""

    def __init__(self, text: str, events: Iterator[Any]) -> None:
        self._lines = text.split("\n")
        self._events = events

    def whole(self) -> Node:
        found: Node | None = None
        for event in self._events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent" and found is not None:
                raise refused(*_place(event), "Here a second document begins.", "Put it into a plan of its own.")
            if kind in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"):
                found = self._node(event, 0)
        return Sequence(items=(), line=1, column=1) if found is None else found

    def _node(self, event: Any, depth: int) -> Node:
        line, column = _place(event)
        if depth > MAX_DEPTH:
            raise refused(line, column, f"Lists and mappings are more than {MAX_DEPTH} deep.", "Write it flatter.")
        kind = type(event).__name__
        if kind == "AliasEvent":
            raise refused(line, column, f"The alias *{event.anchor} is not read in a plan.", "Write the value out.")
        if event.tag is not None:
            raise refused(line, column, f"The tag {event.tag} is not read in a plan.", "Take it away.")
        if kind == "ScalarEvent":
            return self._scalar(event)
        return self._sequence(event, depth) if kind == "SequenceStartEvent" else self._mapping(event, depth)

    def _sequence(self, begin: Any, depth: int) -> Sequence:
        items: list[Node] = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            items.append(self._node(event, depth + 1))
        line, column = _place(begin)
        return Sequence(items=tuple(items), line=line, column=column)

    def _mapping(self, begin: Any, depth: int) -> Mapping:
        seen: dict[str, Scalar] = {}
        entries: list[tuple[Scalar, Node]] = []
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise refused(key.line, key.column, "A name is a text here.", "If it is meant to be {…}, quote it.")
            entries.append(entry(key, self._node(next(self._events), depth + 1), seen))
        line, column = _place(begin)
        return Mapping(entries=tuple(entries), line=line, column=column)

    def _scalar(self, event: Any) -> Scalar:
        line, column = _place(event)
        text = str(event.value)
        require_whole(text, line, column)
        if not event.style and text in _NULLS:
            return Scalar(text=None, line=line, column=column)
        written = self._written(event)
        if written == text:
            return Scalar(text=text, line=line, column=column, plain=True)
        if event.style in ('"', "'") and written[1:-1] == text:
            return Scalar(text=text, line=line, column=column + 1, plain=True)
        return Scalar(text=text, line=line, column=column)

    def _written(self, event: Any) -> str:
        """The value as it stands in the file, where it stands on one line."""
        (line, column), end = _place(event), event.end_mark
        if line != end.line + 1 or line > len(self._lines):
            return ""
        return self._lines[line - 1][column - 1 : int(end.column)]


def _place(event: Any) -> tuple[int, int]:
    return int(event.start_mark.line) + 1, int(event.start_mark.column) + 1
