"""What the sketch understood of a prompt, in a few words for each thing: `7 × yellow star in 2 rows`, `sea at dusk`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

_JOINED = {"time of day": "at", "weather": "in", "season": "in"}
"""what is told of a landscape, if it follows one"""
_BEFORE = frozenset({"left out", "number", "about", "colour", "palette", "shade", "size", "rows and columns"})
"""what belongs to the thing that follows"""
_AS_TYPED = frozenset({"ground", "palette"})
"""what is told in the user's own word: `colourful`, where the palette is called playful"""


class Understood(Protocol):
    """Some words, and what they were taken for: `colour: red`."""

    @property
    def text(self) -> str: ...
    @property
    def meaning(self) -> str: ...


def told(spans: Iterable[Understood]) -> tuple[str, ...]:
    """Thing by thing, each once, in reading order."""
    parts = _Parts()
    for span in spans:
        kind, _, value = span.meaning.partition(": ")
        parts.take(kind, span.text.lower() if kind in _AS_TYPED else value)
    return parts.end()


class _Parts:
    def __init__(self) -> None:
        self._done: list[tuple[str, str]] = []
        """(kind, words)"""
        self._open = False
        """whether the last one goes on with what follows: `star above`"""
        self._begun: list[tuple[str, str]] = []

    def take(self, kind: str, value: str) -> None:
        last = self._done[-1][0] if self._done and not self._begun else ""
        if kind in _BEFORE or (kind in _JOINED and self._open):
            self._begun.append((kind, value))
        elif kind == "arrangement":
            self._arrange(value)
        elif kind in _JOINED and last == "landscape":
            self._add(f" {_JOINED[kind]} {value}")
        elif kind == "relation" and self._done and not self._begun:
            self._add(f" {value}")
            self._open = True
        else:
            self._end_with(kind, value)

    def end(self) -> tuple[str, ...]:
        if self._begun:
            self._done.append(("", self._phrase().removesuffix(" ×")))
        return tuple(dict.fromkeys(words for _, words in self._done))

    def _arrange(self, value: str) -> None:
        """`in 2 rows`, of the things before it."""
        count = self._phrase()
        self._begun.clear()
        words = f"{count.removesuffix(' ×')} {value}".strip()
        if self._open:
            self._begun.append(("arrangement", words))
        elif self._done and self._done[-1][0] == "object":
            self._add(f" in {words}")
        else:
            self._done.append(("arrangement", words))

    def _add(self, words: str) -> None:
        kind, before = self._done[-1]
        self._done[-1] = kind, before + words

    def _end_with(self, kind: str, value: str) -> None:
        words = f"{self._phrase()} {value}".strip()
        self._begun.clear()
        if self._open:
            _, before = self._done.pop()
            words = f"{before} {words}"
        self._open = False
        self._done.append((kind, words))

    def _phrase(self) -> str:
        """Several colours are told as such: `red and white`."""
        words, before = list[str](), ""
        for kind, value in self._begun:
            words += ["and"] if kind == before == "colour" else []
            words.append(f"{value} ×" if kind in ("number", "about") else value)
            before = kind
        return " ".join(words)
