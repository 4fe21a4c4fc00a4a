"""Where the characters of a tidied prompt, and of one without its weights, stood in what was typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from studio.recipe.emphasis import Span, read
from studio.recipe.prompt import tidy

_Letter = tuple[str, int]
"""(character, its place)"""


def origins(typed: str) -> Sequence[int]:
    """For each character of `tidy(typed)` its place in `typed`, and one more that is behind the last.

    Empty where that cannot be told: where letters melt into one that are no letter and its accents, as in Korean.
    """
    tidied = tidy(typed)
    if tidied == typed:
        return range(len(typed) + 1)
    letters = [(char, at) for at, char in enumerate(typed) if tidy(f"|{char}|") != "||"]
    while letters and letters[-1][0].isspace():
        letters.pop()
    first = next((k for k, (char, _) in enumerate(letters) if not char.isspace()), 0)
    found = [placed for cluster in _clusters(letters[first:]) for placed in _composed(cluster)]
    if len(found) != len(tidied):
        return ()
    end = letters[-1][1] + 1 if letters else 0
    return (*(at for _, at in found), end)


def plain_origins(prompt: str) -> Sequence[int]:
    """For each character of `plain(prompt)` its place in `prompt`, and one more that is behind the last."""
    found: list[_Letter] = []
    for part in read(prompt).parts:
        letters = [letter for span in part for letter in _letters(prompt, span)]
        while letters and letters[-1][0].isspace():
            letters.pop()
        first = next((k for k, (char, _) in enumerate(letters) if not char.isspace()), 0)
        if found and letters:
            found.append((" ", letters[first][1]))
        found += letters[first:]
    return (*(at for _, at in found), found[-1][1] + 1 if found else 0)


def _letters(prompt: str, span: Span) -> Iterator[_Letter]:
    """Of a piece of text, without the backslashes that make brackets text."""
    for at in range(span.start, span.end):
        if prompt[at] != "\\" or prompt[at + 1 : span.end][:1] not in tuple("()[]"):
            yield prompt[at], at


def _clusters(letters: list[_Letter]) -> Iterator[list[_Letter]]:
    """A letter with the accents that follow it."""
    cluster: list[_Letter] = []
    for letter in letters:
        if cluster and not unicodedata.combining(letter[0]):
            yield cluster
            cluster = []
        cluster.append(letter)
    if cluster:
        yield cluster


def _composed(cluster: list[_Letter]) -> list[_Letter]:
    whole = unicodedata.normalize("NFC", "".join(char for char, _ in cluster))
    return [(char, cluster[min(k, len(cluster) - 1)][1]) for k, char in enumerate(whole)]
