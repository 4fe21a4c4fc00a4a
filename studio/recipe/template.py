"""The prompt grammar: `{column}`, `{red|green|}`, `__list__`, and a backslash before what is meant as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import msgspec

from studio.errors import PlanError, Problem

MAX_DEPTH = 32
"""braces, and wildcards, inside each other"""

Place = Callable[[int], tuple[int, int]]
"""(line, column) in a file of the character at this offset of a text"""


class Text(msgspec.Struct, frozen=True, kw_only=True, tag="text"):
    text: str
    at: int
    """offset in the template's text, here and below"""


class Variable(msgspec.Struct, frozen=True, kw_only=True, tag="variable"):
    name: str
    """as `plain_name` makes it"""
    at: int


class Wildcard(msgspec.Struct, frozen=True, kw_only=True, tag="wildcard"):
    name: str
    at: int


class Choice(msgspec.Struct, frozen=True, kw_only=True, tag="choice"):
    options: tuple[Template, ...]
    at: int


Part = Text | Variable | Wildcard | Choice


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """Parts that follow each other."""

    parts: tuple[Part, ...]

    def variables(self) -> Iterator[Variable]:
        """Those that are written in it, as often as they are; not those of its wildcards."""
        for part in self.parts:
            if isinstance(part, Variable):
                yield part
            elif isinstance(part, Choice):
                for option in part.options:
                    yield from option.variables()


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a text that is not written well."""

    at: int
    message: str
    remedy: str

    def problem(self, place: Place, field: str, file: str = "") -> Problem:
        line, column = place(self.at)
        return Problem(line=line, column=column, field=field, message=self.message, remedy=self.remedy, file=file)


_ESCAPED = "{}|_\\"
_TOKEN = re.compile(
    r"""(?P<escape>\\[{}|_\\])
      | \{(?P<name>[^{}|\\]*)\}
      | (?<!_)__(?P<list>[^\W_](?:(?:[^\W_]|-|_(?!_))*[^\W_])?)__(?!_)
      | (?P<sign>[{|}])
      | (?P<text>[^\\{}|_]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_NAME = re.compile(r"\w[\w .-]*")


def plain_name(name: str) -> str:
    """The same for names of columns and variables that differ in case or blanks only."""
    return " ".join(name.split()).lower()


def escape(text: str) -> str:
    """A template that is exactly `text`."""
    return "".join(f"\\{c}" if c in _ESCAPED else c for c in text)


def parse(text: str, place: Place | None = None, field: str = "") -> Template:
    """Raises PlanError with every mistake; `place` says where the text stands in its file."""
    template, mistakes = parsed(text)
    if mistakes:
        problems = tuple(mistake.problem(place or within(text), field) for mistake in mistakes)
        raise PlanError(problems[0].message, remedy=problems[0].remedy, problems=problems)
    return template


@lru_cache(maxsize=4096)
def parsed(text: str) -> tuple[Template, tuple[Mistake, ...]]:
    """The tree, and what is wrong with it."""
    return _Parser(text).whole()


def within(text: str) -> Place:
    """Places in the text itself."""
    return lambda at: (text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1)


class _Open:
    """A brace that is not closed yet, or the whole template."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.options: list[Template] = []
        self.parts: list[Part] = []

    def add_text(self, text: str, at: int) -> None:
        if self.parts and isinstance(last := self.parts[-1], Text):
            self.parts[-1] = Text(text=last.text + text, at=last.at)
        else:
            self.parts.append(Text(text=text, at=at))

    def end_option(self) -> None:
        self.options.append(Template(parts=tuple(self.parts)))
        self.parts = []


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open = [_Open(-1)]
        self._mistakes: list[Mistake] = []

    def whole(self) -> tuple[Template, tuple[Mistake, ...]]:
        for token in _TOKEN.finditer(self._text):
            self._take(token)
            if len(self._open) > MAX_DEPTH:
                self._wrong(token.start(), f"Braces are more than {MAX_DEPTH} deep.", "Write it flatter.")
                break
        else:
            for left in self._open[1:]:
                self._wrong(
                    left.at, "This brace is never closed.", "Close it with }, or write \\{ for a brace in the text."
                )
        return Template(parts=tuple(self._open[0].parts)), tuple(self._mistakes)

    def _take(self, token: re.Match[str]) -> None:
        at, top = token.start(), self._open[-1]
        match token.lastgroup:
            case "escape":
                top.add_text(token.group()[1], at)
            case "name":
                self._variable(token.group("name"), at)
            case "list":
                top.parts.append(Wildcard(name=plain_name(token.group("list")), at=at))
            case "sign":
                self._sign(token.group(), at)
            case _:
                top.add_text(token.group(), at)

    def _variable(self, name: str, at: int) -> None:
        if _NAME.fullmatch(name.strip()):
            self._open[-1].parts.append(Variable(name=plain_name(name), at=at))
        elif name.strip():
            self._wrong(
                at, f"“{name.strip()}” is no name of a column.", "Write {red|green} to choose, or \\{ for a brace."
            )
        else:
            self._wrong(at, "These braces are empty.", "Write a column's name or alternatives into them.")

    def _sign(self, sign: str, at: int) -> None:
        if sign == "{":
            self._open.append(_Open(at))
        elif len(self._open) > 1 and sign == "|":
            self._open[-1].end_option()
        elif len(self._open) > 1:
            closed = self._open.pop()
            closed.end_option()
            self._open[-1].parts.append(Choice(options=tuple(closed.options), at=closed.at))
        elif sign == "|":
            self._open[-1].add_text(sign, at)
        else:
            self._wrong(at, "This brace closes nothing.", "Take it away, or write \\} for a brace in the text.")

    def _wrong(self, at: int, message: str, remedy: str) -> None:
        self._mistakes.append(Mistake(at=at, message=message, remedy=remedy))
