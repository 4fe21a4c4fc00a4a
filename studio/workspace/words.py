"""Which words of a prompt the chosen model was never taught, so that it can be said before anything is made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec

from studio.recipe.prompt import MAX_CHARACTERS

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0966-\u109f\u1780-\u17d3\u200c\u200d"
)
"""signs that belong to the letter before them: accents, points, vowel signs, joiners"""
_LETTERS = rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*"
_EMOJI = "[\u2600-\u27bf\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]"
_WORD = re.compile(
    rf"""
    <[a-zA-Z]+:[^<>\n]*>                               # an add-on by name, as <lora:ink:0.8>: no words of the picture
    | \bBREAK\b                                         # where a new part of the prompt begins
    | :\s*[+-]?\d*\.?\d+\s*(?=[)\]])                # a weight, as in (red:1.2)
    | (?P<word>{_LETTERS}(?:['’]{_LETTERS})*
    | {_EMOJI}[\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*(?:\u200d{_EMOJI}[\ufe0f\U0001f3fb-\U0001f3ff]*)*)
    """,
    re.VERBOSE,
)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_PIECE = re.compile(r"\d+|\D+")


class Knowing(Protocol):
    """Of a model, what matters here."""

    @property
    def vocabulary(self) -> frozenset[str] | None: ...


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A word of a prompt, from `start` to before `end`, in characters."""

    start: int
    end: int
    word: str


def unknown(prompt: str, model: Knowing | None) -> tuple[Span, ...]:
    """Words that `model` was never taught, in reading order; none where nobody lists its words.

    Only as much of the prompt is looked at as a recipe keeps.
    """
    vocabulary = None if model is None else model.vocabulary
    if vocabulary is None:
        return ()
    return tuple(
        Span(start=start, end=start + len(word), word=word)
        for start, word in _words(prompt[:MAX_CHARACTERS])
        if not _known(word, vocabulary)
    )


def _words(prompt: str) -> Iterator[tuple[int, str]]:
    """Every word, number and emoji with its place.

    Hyphens, punctuation and weights separate them, and a possessive ending is left out.
    """
    for found in _WORD.finditer(prompt):
        if (word := found["word"]) is not None:
            yield found.start(), word if word.isalnum() else _POSSESSIVE.sub("", word)


def distinct(spans: Iterable[Span]) -> tuple[str, ...]:
    """The words themselves, each once, as first written."""
    first: dict[str, str] = {}
    for span in spans:
        first.setdefault(_plain(span.word), span.word)
    return tuple(first.values())


def sentence(model: str, unknown_words: tuple[str, ...], most: int = 3) -> str:
    """What is told of them: `The Starter was never taught “dog” and “hat”.`"""
    shown = [f"“{_short(word)}”" for word in unknown_words[:most]]
    left = len(unknown_words) - len(shown)
    if left:
        listed = f"{', '.join(shown)} and {left} more"
    else:
        listed = " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
    return f"{model} was never taught {listed}."


def _known(word: str, vocabulary: frozenset[str]) -> bool:
    """As written, or letters and numbers apart, as the text encoder splits them."""
    plain = _plain(word)
    return plain in vocabulary or all(piece in vocabulary for piece in _PIECE.findall(plain))


def _plain(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", word).lower().replace("’", "'")


def _short(word: str, most: int = 24) -> str:
    return word if len(word) <= most else f"{word[: most - 1]}…"
