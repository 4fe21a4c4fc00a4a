"""Owns cutting a prompt into words, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import msgspec

_EMOJI = "[\u2300-\u2bff\U0001f000-\U0001faff]"
_TONES = "\ufe0f\U0001f3fb-\U0001f3ff"
"""What may follow an emoji and does not change what it shows."""
_PIECES = re.compile(
    rf"{_EMOJI}[{_TONES}]*(?:\u200d{_EMOJI}[{_TONES}]*)*|"
    r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|\d+[.]\d+|\d+(?=x\d)|\d+[^\W\d_]+|\d+"
    r"|[dlDL]['’](?=\w)|[^\W\d_]+(?:['’][^\W\d_]+)*['’]?|[^\w\s]"
)
_JOINERS = frozenset("-–—‐_:\"“”„«»()[]{}*'`’\u200d\u20e3\ufe0f")
"""Marks that neither end a clause nor join words in a list."""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """Characters `start` to `end` of the text; `plain` is the word in lower case without accents."""

    start: int
    end: int
    plain: str


def tokens(text: str) -> list[Token]:
    """The words, numbers and marks of `text` in order; hyphens, quotes and brackets are left out."""
    found = ((piece.start(), piece.end(), piece.group()) for piece in _PIECES.finditer(text))
    return [Token(start=start, end=end, plain=plain(word)) for start, end, word in found if word not in _JOINERS]


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Lower case, accents off, straight apostrophes; an emoji without the tone of its skin."""
    folded = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").replace("œ", "oe"))
    bare = "".join(part for part in folded if not unicodedata.combining(part)) or word
    return re.sub(f"(?<=.)[{_TONES}]", "", bare)


def is_emoji(word: str) -> bool:
    return re.match(_EMOJI, word) is not None
