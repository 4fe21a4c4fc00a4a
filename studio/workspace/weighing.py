"""Changes how much words of a prompt count: the brackets around them and the number in these, as emphasis.py reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from studio.recipe.emphasis import MAX_WEIGHT, MIN_WEIGHT, ROUND

STEP = 0.1
_BRACKET = re.compile(r"\\[()\[\]]|[()\[\]]")
_NUMBER = re.compile(r":\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*\Z")
_WORD = re.compile(r"[^\s,.;:!?()\[\]\\|]+")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """`text` goes where `start` to `end` stood; then `chosen` characters of it from `at` on are to be selected."""

    start: int
    end: int
    text: str
    at: int
    """from the beginning of the whole text"""
    chosen: int


class _Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Brackets and what they hold."""

    start: int
    end: int
    """behind the bracket that closes"""
    inside: tuple[int, int]
    """without brackets and number"""
    weight: float


def weighed(text: str, start: int, end: int, step: float = STEP) -> Change | None:
    """The chosen words, or the word at `start` where nothing is chosen, count `step` more (or less, below 0).

    Places are characters. None where there is no word, or the choice cuts through brackets.
    """
    pairs = tuple(_pairs(text))
    start, end = _trimmed(text, start, end)
    around = _around(pairs, start, end)
    if around is not None:
        return _again(text, around, step)
    if start == end:
        word = next((found for found in _WORD.finditer(text) if found.start() <= start <= found.end()), None)
        if word is None:
            return None
        start, end = word.span()
    if any((start < pair.start < end) != (start < pair.end <= end) for pair in pairs if not _holds(pair, start, end)):
        return None
    return _put(text, (start, end), (start, end), _stepped(1.0, step))


def _again(text: str, pair: _Pair, step: float) -> Change:
    return _put(text, (pair.start, pair.end), pair.inside, _stepped(pair.weight, step))


def _put(text: str, place: tuple[int, int], inside: tuple[int, int], weight: float) -> Change:
    words = text[slice(*inside)]
    bare = weight == 1.0
    put = words if bare else f"({words}:{weight:g})"
    return Change(start=place[0], end=place[1], text=put, at=place[0] + (not bare), chosen=len(words))


def _stepped(weight: float, step: float) -> float:
    return min(max(round(round(weight, 1) + step, 1), MIN_WEIGHT), MAX_WEIGHT)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _around(pairs: tuple[_Pair, ...], start: int, end: int) -> _Pair | None:
    """The innermost pair that is meant: what is chosen is all that it holds, or nothing is and the cursor is in it."""
    meant = [
        pair
        for pair in pairs
        if (start, end) in (pair.inside, (pair.start, pair.end)) or (start == end and pair.start < start < pair.end)
    ]
    return min(meant, key=lambda pair: pair.end - pair.start, default=None)


def _holds(pair: _Pair, start: int, end: int) -> bool:
    return pair.start <= start and end <= pair.end


def _pairs(text: str) -> Iterator[_Pair]:
    """Brackets that have a partner; what stands unclosed inside a pair has none."""
    opened: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text):
        mark = found[0]
        if mark in "([":
            opened.append((mark, found.start()))
        elif mark in ")]":
            wanted = "(" if mark == ")" else "["
            if any(kind == wanted for kind, _ in opened):
                while opened[-1][0] != wanted:
                    opened.pop()
                yield _pair(text, opened.pop()[1], found.end(), wanted)


def _pair(text: str, start: int, end: int, kind: str) -> _Pair:
    inside, weight = (start + 1, end - 1), 1 / ROUND if kind == "[" else ROUND
    number = _NUMBER.search(text[slice(*inside)]) if kind == "(" else None
    if number is not None:
        inside, weight = (start + 1, start + 1 + number.start()), float(number[1])
    return _Pair(start=start, end=end, inside=inside, weight=weight)
