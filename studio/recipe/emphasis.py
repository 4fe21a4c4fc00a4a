"""Weights in a prompt: which words count for more or less, and where a new part begins.

`(word:1.3)` counts 1.3 times, `(word)` 1.1 times, `[word]` as much less; one inside another they multiply. A bracket
with a backslash before it belongs to the text, and so does every one without its partner. BREAK begins a new part.
These are the habits of the field's web UIs, so that prompts written for those mean the same here. Nothing is ever an
error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

ROUND = 1.1
"""weight of what stands in round brackets without a number; square brackets divide by it"""
MIN_WEIGHT, MAX_WEIGHT = 0.0, 3.0
"""beyond them a word drowns all the others, or turns into noise"""
BREAK = "BREAK"

_DIGITS = 4
"""of a weight: more than that is the noise of multiplying"""
_HUGE = 1e6
"""where multiplying stops, so that it stays finite however deep brackets go"""
_PIECE = re.compile(rf"\\[()\[\]]|[()\[\]]|\b{BREAK}\b|(?:(?!\\[()\[\]]|\b{BREAK}\b)[^()\[\]])+")
_NUMBER = re.compile(r":\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*\Z")
_OPENS = {")": "(", "]": "["}


class Span(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A piece of text and how much it counts."""

    text: str
    """without brackets and backslashes, as the model reads it"""
    weight: float
    """MIN_WEIGHT to MAX_WEIGHT; 1 counts as any other word"""
    start: int
    end: int
    """where it stands in the prompt, in characters; `end` is the first behind it"""


class Emphasis(msgspec.Struct, frozen=True, kw_only=True):
    """A prompt that was read."""

    parts: tuple[tuple[Span, ...], ...]
    """at least one, which may be empty"""
    beyond: bool
    """whether a weight was asked for that is beyond the range; the nearest one counts"""

    @property
    def texts(self) -> tuple[str, ...]:
        """Of the parts, without brackets and numbers."""
        return tuple("".join(span.text for span in part) for part in self.parts)


def read(prompt: str) -> Emphasis:
    """The weights of a prompt. Never raises."""
    pieces = list(_PIECE.finditer(prompt))
    reading = _Reading(prompt, pieces)
    parts = tuple(reading.parts())
    return Emphasis(parts=parts, beyond=reading.beyond)


def plain(prompt: str) -> str:
    """The prompt as a model reads it: without weights, parts joined by a blank."""
    return " ".join(text for text in (each.strip() for each in read(prompt).texts) if text)


def beyond_notice(emphasis: Emphasis, name: str) -> str | None:
    """What to tell the user of weights that are out of range; `name` is "prompt" or "negative prompt"."""
    if not emphasis.beyond:
        return None
    return (
        f"The {name} has a weight beyond {MIN_WEIGHT:g} to {MAX_WEIGHT:g}, so the nearest one was taken. "
        "A backslash before a bracket makes it text."
    )


class _Reading:
    """One prompt on its way."""

    def __init__(self, prompt: str, pieces: list[re.Match[str]]) -> None:
        self.beyond = False
        self._prompt = prompt
        self._pieces = pieces
        self._closes = _pairs(pieces)
        """place of a bracket that opens to that of its partner"""
        self._closed = {close: opened for opened, close in self._closes.items()}

    def parts(self) -> Iterator[tuple[Span, ...]]:
        spans: list[Span] = []
        weights = [1.0]
        for place, piece in enumerate(self._pieces):
            if place in self._closes:
                weights.append(min(weights[-1] * self._weight(place), _HUGE))
            elif place in self._closed:
                weights.pop()
            elif piece[0] == BREAK:
                yield tuple(spans)
                spans = []
            else:
                self._add(spans, piece, self._shown(place), weights[-1])
        yield tuple(spans)

    def _weight(self, opened: int) -> float:
        """What a pair multiplies with."""
        if self._pieces[opened][0] == "[":
            return 1 / ROUND
        number = self._number(self._closes[opened] - 1, opened)
        if number is None:
            return ROUND
        self.beyond = self.beyond or float(number[1]) < 0
        return min(max(float(number[1]), 0.0), _HUGE)

    def _number(self, place: int, opened: int) -> re.Match[str] | None:
        """The weight at the end of a piece that stands before the end of a round pair."""
        return _NUMBER.search(self._pieces[place][0]) if place > opened else None

    def _shown(self, place: int) -> int:
        """How many characters of a piece are text: a weight behind it is none."""
        piece, opened = self._pieces[place], self._closed.get(place + 1)
        if opened is None or self._pieces[opened][0] != "(":
            return len(piece[0])
        number = self._number(place, opened)
        return len(piece[0]) if number is None else number.start()

    def _add(self, spans: list[Span], piece: re.Match[str], shown: int, asked: float) -> None:
        text = piece[0][:shown]
        if not text:
            return
        weight = round(min(max(asked, MIN_WEIGHT), MAX_WEIGHT), _DIGITS)
        self.beyond = self.beyond or asked > MAX_WEIGHT
        start, end = piece.start(), piece.start() + shown
        if len(text) > 1 and text[0] == "\\" and text[1] in "()[]":
            text = text[1:]
        last = spans[-1] if spans else None
        if last is not None and last.weight == weight and last.end == start:
            spans[-1] = Span(text=last.text + text, weight=weight, start=last.start, end=end)
        else:
            spans.append(Span(text=text, weight=weight, start=start, end=end))


def _pairs(pieces: list[re.Match[str]]) -> dict[int, int]:
    """Brackets that have a partner, by their places; what stands unclosed inside a pair has none."""
    found: dict[int, int] = {}
    open_now: list[int] = []
    waiting = {"(": 0, "[": 0}
    for place, piece in enumerate(pieces):
        mark = piece[0]
        if mark in waiting:
            open_now.append(place)
            waiting[mark] += 1
        elif mark in _OPENS and waiting[_OPENS[mark]]:
            while True:
                opened = open_now.pop()
                waiting[pieces[opened][0]] -= 1
                if pieces[opened][0] == _OPENS[mark]:
                    break
            found[opened] = place
    return found
