"""JSON as a tree of values that know their line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import cast

import msgspec

from studio.errors import PlanError, Problem

MAX_DEPTH = 32
"""lists and objects inside each other: more than any honest file has"""


class Scalar(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A text, number or truth value as it is written; `text` is None for null."""

    text: str | None
    line: int
    column: int
    plain: bool = False
    """written as it is, without escapes: position in the file and in the text go together"""


class Sequence(msgspec.Struct, frozen=True, kw_only=True):
    items: tuple[Node, ...]
    line: int
    column: int


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    entries: tuple[tuple[Scalar, Node], ...]
    """no name twice"""
    line: int
    column: int


Node = Scalar | Sequence | Mapping

_HALF = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"[ \t\r\n]*")
_ATOM = re.compile(r"[^\s,\]}:]+")
_decoder = json.JSONDecoder()


def read_json(text: str) -> Node:
    """Raises PlanError with one problem that has the place: what is no JSON, a name twice, too much nesting."""
    return _Reader(text).whole()


def refused(line: int, column: int, message: str, remedy: str) -> PlanError:
    """One problem as an error."""
    problem = Problem(line=line, column=column, message=message, remedy=remedy)
    return PlanError(message, remedy=remedy, problems=(problem,))


def require_whole(text: str, line: int, column: int) -> None:
    """Raise PlanError for halves of characters, which no file and no name can hold."""
    if _HALF.search(text):
        raise refused(line, column, "This text has half of a character in it.", "Write the character itself.")


def entry(key: Scalar, value: Node, seen: dict[str, Scalar]) -> tuple[Scalar, Node]:
    """A pair of a mapping; raises PlanError if its name is in `seen`, and adds it there."""
    name = key.text or ""
    if first := seen.get(name):
        raise refused(
            key.line,
            key.column,
            f"“{name}” stands here a second time; the first is in line {first.line}.",
            "Keep one of the two.",
        )
    seen[name] = key
    return key, value


class _Reader:
    """Containers are walked here, for their places; what stands in them is read by the json module."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._line = 0

    def whole(self) -> Node:
        node = self._value(0)
        self._skip()
        if self._at < len(self._text):
            raise self._error("Something stands after the end of the JSON.", "Take it away.")
        return node

    def _value(self, depth: int) -> Node:
        self._skip()
        if depth > MAX_DEPTH:
            raise self._error(f"Lists and objects are more than {MAX_DEPTH} deep.", "Write it flatter.")
        match self._text[self._at : self._at + 1]:
            case "{":
                return self._mapping(depth)
            case "[":
                return self._sequence(depth)
            case _:
                return self._scalar()

    def _mapping(self, depth: int) -> Mapping:
        line, column = self._place()
        seen: dict[str, Scalar] = {}
        entries = [entry(*self._pair(depth), seen) for _ in self._members("}")]
        return Mapping(entries=tuple(entries), line=line, column=column)

    def _sequence(self, depth: int) -> Sequence:
        line, column = self._place()
        items = [self._value(depth + 1) for _ in self._members("]")]
        return Sequence(items=tuple(items), line=line, column=column)

    def _members(self, end: str) -> Iterator[None]:
        """Steps from one member to the next, up to and over `end`."""
        self._at += 1
        if self._taken(end):
            return
        while True:
            yield
            if self._taken(end):
                return
            if not self._taken(","):
                raise self._error(f"Here “,” or “{end}” is missing.", "Put it there.")

    def _pair(self, depth: int) -> tuple[Scalar, Node]:
        self._skip()
        if self._text[self._at : self._at + 1] != '"':
            raise self._error("Here a name in double quotes is missing.", "Write it, or take the last comma away.")
        key = self._scalar()
        if not self._taken(":"):
            raise self._error("After the name “:” is missing.", "Put it there.")
        return key, self._value(depth + 1)

    def _scalar(self) -> Scalar:
        line, column = self._place()
        begin = self._at
        if self._text[begin : begin + 1] == '"':
            text, end = self._string(begin)
            require_whole(text, line, column)
            self._at = end
            plain = text == self._text[begin + 1 : end - 1]
            return Scalar(text=text, line=line, column=column + 1 if plain else column, plain=plain)
        return self._atom(line, column)

    def _string(self, begin: int) -> tuple[str, int]:
        try:
            return cast("tuple[str, int]", _decoder.raw_decode(self._text, begin))
        except json.JSONDecodeError as error:
            self._at = min(error.pos, len(self._text))
            raise self._error(f"This text is not written well: {error.msg[:1].lower()}{error.msg[1:]}.") from error

    def _atom(self, line: int, column: int) -> Scalar:
        match = _ATOM.match(self._text, self._at)
        word = match.group() if match else ""
        try:
            value: object = json.loads(word, parse_int=str, parse_float=str)
        except ValueError as error:
            what = f"“{word[:40]}” is no JSON value." if word else "Here a value is missing."
            raise self._error(what, "Put text into double quotes.") from error
        self._at += len(word)
        return Scalar(text=None if value is None else word, line=line, column=column, plain=True)

    def _taken(self, character: str) -> bool:
        self._skip()
        found = self._text[self._at : self._at + 1] == character
        self._at += found
        return found

    def _skip(self) -> None:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at

    def _place(self) -> tuple[int, int]:
        while self._line + 1 < len(self._lines) and self._lines[self._line + 1] <= self._at:
            self._line += 1
        return self._line + 1, self._at - self._lines[self._line] + 1

    def _error(self, message: str, remedy: str = "Mend it there.") -> PlanError:
        return refused(*self._place(), message, remedy)
