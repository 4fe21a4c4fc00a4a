"""From a template to its texts: how many there are is known without making them, and each is made by its number."""

from __future__ import annotations

import bisect
import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from studio.errors import PlanError, Problem
from studio.recipe.template import MAX_DEPTH, Choice, Mistake, Part, Place, Template, Text, Variable, Wildcard, parsed

MAX_COUNT = 10**18
"""Counts stop here: a few lines of nested wildcards would otherwise have more digits than memory."""


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a wildcard's list."""

    text: str
    place: Place
    file: str = ""
    """path of its file; empty where the list stands in the plan"""


Find = Callable[[str], Sequence[Option] | None]
"""The options of a wildcard by its name; None where there is no such list"""


class Bound:
    """A template whose wildcards are known."""

    def __init__(self, sequence: _Sequence) -> None:
        self._sequence = sequence

    @property
    def count(self) -> int:
        """How many texts it makes, equal ones counted each; at most MAX_COUNT, which then means "at least"."""
        return self._sequence.count

    @property
    def variables(self) -> frozenset[str]:
        return self._sequence.names

    def longest(self, values: Mapping[str, str]) -> int:
        """Characters that no text is longer than, at most MAX_COUNT. Raises as `at`."""
        widest = max((len(values[name]) for name in self.variables), default=0)
        return min(self._sequence.letters + self._sequence.slots * widest, MAX_COUNT)

    def at(self, index: int, values: Mapping[str, str]) -> str:
        """Text number `index`, from 0; values are put in as they are. Raises KeyError for a variable without one."""
        return self._sequence.at(index, values)

    def expand(self, values: Mapping[str, str]) -> Iterator[str]:
        """All texts, one after the other, what stands last changing fastest."""
        return (self.at(index, values) for index in range(self.count))


class Wildcards:
    """Lists by name, each found and parsed when it is first asked for; `problems` are mistakes in them."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._known: dict[str, _Choice | None] = {}
        self._path: list[str] = []
        self.problems: list[Problem] = []

    def bind(self, template: Template, place: Place, field: str = "") -> Bound:
        """Raises PlanError for unknown lists, cycles, and lists with mistakes, all of them with their places."""
        before = len(self.problems)
        mistakes: list[Mistake] = []
        sequence = self._sequence(template, 1, mistakes)
        problems = (*(mistake.problem(place, field) for mistake in mistakes), *self.problems[before:])
        if problems:
            raise PlanError(problems[0].message, remedy=problems[0].remedy, problems=problems)
        return Bound(sequence)

    def _sequence(self, template: Template, depth: int, mistakes: list[Mistake]) -> _Sequence:
        return _Sequence([self._part(part, depth, mistakes) for part in template.parts])

    def _part(self, part: Part, depth: int, mistakes: list[Mistake]) -> _Node:
        match part:
            case Text(text=text):
                return _Text(text)
            case Variable(name=name):
                return _Variable(name)
            case Choice(options=options):
                return _Choice([self._sequence(option, depth + 1, mistakes) for option in options])
            case Wildcard(name=name, at=at):
                found = self._wildcard(name, depth + 1, at, mistakes)
                if found is not None and depth + found.height > MAX_DEPTH:
                    mistakes.append(_too_deep(at))
                    return _Text("")
                return found or _Text("")

    def _wildcard(self, name: str, depth: int, at: int, mistakes: list[Mistake]) -> _Choice | None:
        if name in self._path:
            cycle = " → ".join(f"__{step}__" for step in (*self._path[self._path.index(name) :], name))
            mistakes.append(
                Mistake(at=at, message=f"This wildcard leads back to itself: {cycle}.", remedy="Break the circle.")
            )
            return None
        if depth > MAX_DEPTH:
            mistakes.append(_too_deep(at))
            return None
        if name not in self._known:
            self._path.append(name)
            self._known[name] = self._list(name, depth)
            self._path.pop()
        if self._known[name] is None:
            mistakes.append(
                Mistake(
                    at=at,
                    message=f"There is no list for the wildcard __{name}__, or it is empty.",
                    remedy=f"Give it in the plan, or save it as wildcards/{name}.txt beside the plan; "
                    "for underscores in the text write \\_.",
                )
            )
        return self._known[name]

    def _list(self, name: str, depth: int) -> _Choice | None:
        options = self._find(name)
        if not options:
            return None
        sequences: list[_Sequence] = []
        for option in options:
            template, written = parsed(option.text)
            mistakes = list(written)
            sequences.append(self._sequence(template, depth, mistakes))
            self.problems += [mistake.problem(option.place, f"__{name}__", option.file) for mistake in mistakes]
        return _Choice(sequences)


def _too_deep(at: int) -> Mistake:
    return Mistake(at=at, message=f"Wildcards are more than {MAX_DEPTH} deep.", remedy="Write it flatter.")


class _Text:
    count = 1
    height = 0
    slots = 0
    names: frozenset[str] = frozenset()

    def __init__(self, text: str) -> None:
        self._text = text
        self.letters = len(text)

    def at(self, index: int, values: Mapping[str, str]) -> str:
        return self._text


class _Variable:
    count = 1
    height = 0
    letters = 0
    slots = 1

    def __init__(self, name: str) -> None:
        self._name = name
        self.names = frozenset({name})

    def at(self, index: int, values: Mapping[str, str]) -> str:
        return values[self._name]


class _Sequence:
    """Every combination of its parts: the product of their counts."""

    def __init__(self, parts: Sequence[_Node]) -> None:
        self._parts = parts
        self.height = max((part.height for part in parts), default=0)
        self.letters: int = min(sum(part.letters for part in parts), MAX_COUNT)
        self.slots: int = min(sum(part.slots for part in parts), MAX_COUNT)
        self.names: frozenset[str] = frozenset().union(*(part.names for part in parts))
        self.count = 1
        for part in parts:
            self.count = min(self.count * part.count, MAX_COUNT)

    def at(self, index: int, values: Mapping[str, str]) -> str:
        texts: list[str] = []
        for part in reversed(self._parts):
            index, own = divmod(index, part.count)
            texts.append(part.at(own, values))
        return "".join(reversed(texts))


class _Choice:
    """One of its options, of which there is at least one: the sum of their counts."""

    def __init__(self, options: Sequence[_Sequence]) -> None:
        self._options = options
        self._ends = list(itertools.accumulate(option.count for option in options))
        self.count = min(self._ends[-1], MAX_COUNT)
        self.height = 1 + max(option.height for option in options)
        self.letters: int = max(option.letters for option in options)
        self.slots: int = max(option.slots for option in options)
        self.names: frozenset[str] = frozenset().union(*(option.names for option in options))

    def at(self, index: int, values: Mapping[str, str]) -> str:
        option = bisect.bisect_right(self._ends, index)
        before = self._ends[option - 1] if option else 0
        return self._options[option].at(index - before, values)


_Node = _Text | _Variable | _Sequence | _Choice


def pick(count: int, number: int, seed: str) -> tuple[int, ...]:
    """`number` different numbers below `count`, lowest first; all of them where there are no more. Equal for equal
    arguments, on every machine and in every version."""
    if number >= count:
        return tuple(range(count))
    if 2 * number > count:
        return tuple(sorted(sorted(range(count), key=lambda index: _digest(seed, index))[:number]))
    chosen: set[int] = set()
    for turn in itertools.count():
        if len(chosen) == number:
            break
        chosen.add(_digest(seed, turn) % count)
    return tuple(sorted(chosen))


def _digest(seed: str, number: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}\n{number}".encode()).digest()[:16], "big")
