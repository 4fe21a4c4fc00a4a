"""Owns the look-up of words: every phrase that the sketch knows, and what it can mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import COLOUR_WORDS
from studio.sketch.shapes import SHAPE_WORDS
from studio.sketch.words.colours import FURTHER, SAME
from studio.sketch.words.emoji import EMOJI, TINTED
from studio.sketch.words.foreign import FOREIGN
from studio.sketch.words.moods import MOOD_WORDS, MOODS
from studio.sketch.words.scenery import SCENERY
from studio.sketch.words.tokens import Token, tokens
from studio.sketch.words.vocabulary import KINDS, MORE_OBJECTS, NUMBERS, SHADES, STOP

Phrase = tuple[str, ...]
_BEFORE = (("doughnut", ("donut", "donuts")),)
"""Words that training took for a shape, and people for what is eaten."""


class Sense(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a phrase can mean: what it does in a sentence, and which one of its kind it is."""

    kind: str
    value: str
    plural: bool = False


class Lexicon:
    """Phrases by their words. The longest that fits is meant."""

    def __init__(self) -> None:
        self._senses: dict[Phrase, list[Sense]] = {}
        self._longest: dict[str, int] = {}
        for phrase, sense in _english():
            self._add(phrase, sense)
        english = dict(self._senses)
        for phrase, stands_for in _foreign():
            for sense in english.get(stands_for, [Sense(kind="stop", value="")]):
                self._add(phrase, sense)
        self.english: frozenset[str] = frozenset(word for phrase in english for word in phrase)
        self.words: frozenset[str] = frozenset(word for phrase in self._senses for word in phrase)
        """every single word that takes part in a phrase"""

    def match(self, words: Sequence[Token], start: int) -> tuple[int, tuple[Sense, ...]]:
        """How many words from `start` make the longest known phrase, and its senses; 0 words for none."""
        for length in range(min(self._longest.get(words[start].plain, 0), len(words) - start), 0, -1):
            senses = self._senses.get(tuple(word.plain for word in words[start : start + length]))
            if senses:
                return length, tuple(senses)
        return 0, ()

    def _add(self, phrase: Phrase, sense: Sense) -> None:
        senses = self._senses.setdefault(phrase, [])
        if all(known.kind != sense.kind for known in senses):
            senses.append(sense)
        self._longest[phrase[0]] = max(self._longest.get(phrase[0], 0), len(phrase))


@cache
def lexicon() -> Lexicon:
    """The one lexicon, made when it is first needed."""
    return Lexicon()


def phrase(text: str) -> Phrase:
    """The plain words of a phrase."""
    return tuple(token.plain for token in tokens(text))


def _english() -> Iterator[tuple[Phrase, Sense]]:
    yield from _objects()
    yield from _colours()
    for kind, values in (*KINDS.items(), *SCENERY.items()):
        for value, words in values.items():
            for word in words.split("|"):
                yield phrase(word), Sense(kind=kind, value=value, plural=kind == "rows" and word.endswith("s"))
    for word, number in NUMBERS.items():
        yield phrase(word), Sense(kind="number", value=str(number))
    for mood in MOODS:
        yield phrase(mood), Sense(kind="mood", value=mood)
    for word, mood in MOOD_WORDS.items():
        yield phrase(word), Sense(kind="mood", value=mood)
    for word in ("a", "an"):
        yield (word,), Sense(kind="article", value="a")
    yield ("the",), Sense(kind="article", value="the")
    for mark, kind in ((",", "comma"), (";", "comma"), (".", "end"), ("!", "end"), ("?", "end")):
        yield (mark,), Sense(kind=kind, value=mark)
    for mark in ("&", "+", "/"):
        yield (mark,), Sense(kind="join", value="and")
    for word in STOP:
        yield phrase(word), Sense(kind="stop", value=word)
    for shape, signs in TINTED.items():
        yield from ((phrase(sign), Sense(kind="tinted", value=shape)) for sign in signs.split())


def _objects() -> Iterator[tuple[Phrase, Sense]]:
    """An object's own name goes before a synonym of another one."""
    for name, pair in _BEFORE:
        yield from _named(name, pair)
    for name in OBJECTS:
        own = [pair for pair in OBJECTS[name].words if pair[0] == name]
        yield from (named for pair in own for named in _named(name, pair))
    for name, pairs in SHAPE_WORDS.items():
        yield from (named for pair in pairs for named in _named(name, pair))
    for name, thing in OBJECTS.items():
        yield from (named for pair in thing.words for named in _named(name, pair))
    for name, words in MORE_OBJECTS.items():
        if name in OBJECTS:
            for word in words.split("|"):
                one, several = word.split("/")
                yield from _named(name, (one, several))


def _named(name: str, pair: tuple[str, str]) -> Iterator[tuple[Phrase, Sense]]:
    yield phrase(pair[0]), Sense(kind="object", value=name)
    if pair[0].startswith("pair of "):
        yield phrase(f"a {pair[0]}"), Sense(kind="object", value=name)
    if pair[1] != pair[0]:
        yield phrase(pair[1]), Sense(kind="object", value=name, plural=True)


def _colours() -> Iterator[tuple[Phrase, Sense]]:
    for name, words in COLOUR_WORDS.items():
        yield from ((phrase(word), Sense(kind="colour", value=name)) for word in words)
    for word in FURTHER:
        yield phrase(word), Sense(kind="colour", value=word)
    for word, name in SAME.items():
        yield phrase(word), Sense(kind="colour", value=name)
    for word, way in SHADES.items():
        yield phrase(word), Sense(kind="shade", value=way)


def _foreign() -> Iterator[tuple[Phrase, Phrase]]:
    for english, words in FOREIGN.items():
        yield from ((phrase(word), phrase(english)) for word in words.split("|"))
    for english, signs in EMOJI.items():
        yield from ((phrase(sign), phrase(english)) for sign in signs.split())
