"""Owns how a reading is told to people: what was not understood, and what was corrected or left out, as sentences."""

from __future__ import annotations

from collections.abc import Iterable

from studio.sketch.words.understanding import Span, Understanding

_SHOWN = 6
"""words that are named in a sentence"""
_LONGEST = 24
"""characters of one"""


def notices(read: Understanding, *, layout: bool) -> tuple[str, ...]:
    """Sentences about what was read; `layout` where the drawing is what a model's picture starts from."""
    words = tuple(word for word in distinct(read.unknown) if not _named(word, read.notes))
    if not words:
        return read.notes
    if layout:
        said = f"The layout was drawn without {_listed(words)}: the sketch does not know what that looks like."
    else:
        said = f"The sketch could make nothing of {_listed(words)}."
    return (said, *read.notes)


def distinct(spans: Iterable[Span]) -> tuple[str, ...]:
    """Their words, each once, as first written."""
    first: dict[str, str] = {}
    for span in spans:
        first.setdefault(span.text.casefold(), span.text)
    return tuple(first.values())


def _named(word: str, notes: Iterable[str]) -> bool:
    """Whether a note tells already what became of it."""
    return any(f"“{word}”".casefold() in note.casefold() for note in notes)


def _listed(words: tuple[str, ...]) -> str:
    shown = [f"“{short(word)}”" for word in words[:_SHOWN]]
    left = len(words) - len(shown)
    if left:
        return f"{', '.join(shown)} and {left} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def short(word: str) -> str:
    """A word as far as a sentence has room for it."""
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"
