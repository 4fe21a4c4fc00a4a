"""Very long lines as the toolkit can lay them out at the speed of typing: broken where nobody sees it.

Qt lays out a whole paragraph at every key: 40 ms for 100,000 characters of words, a second for one word of that
length. A paragraph of 2,000 takes below one. A break is marked by a selector that no text uses, so it can be taken
out again exactly.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

PARAGRAPH = 2000
"""characters after which a paragraph is broken"""
_MARK = "\U000e01ef"
"""VARIATION SELECTOR-256: without width, and no text uses it"""
_BREAK = f"{_MARK}\n"
_PIECE = re.compile(rf"[^\n]{{1,{PARAGRAPH}}}(?:(?<=\s)|(?=\n|\Z))|[^\n]{{{PARAGRAPH}}}[\u0300-\u036f\u200d\ufe0f]*|\n")


def broken(text: str) -> str:
    """`text` with marked breaks, after blanks where there are any."""
    if len(text) <= PARAGRAPH:
        return text
    pieces = _PIECE.findall(text)
    follows = (*pieces[1:], "\n")
    return "".join(
        piece if piece == "\n" or after == "\n" else piece + _BREAK
        for piece, after in zip(pieces, follows, strict=True)
    )


def whole(shown: str) -> str:
    """The text of which this is `broken`, whatever was edited since."""
    return shown.replace(_BREAK, "").replace(_MARK, "")


def breaks_before(shown: str) -> Callable[[int], int]:
    """How many characters of breaks stand before a place of the whole text, as Qt counts them."""
    ends: list[int] = []
    for piece in shown.split(_BREAK)[:-1]:
        ends.append((ends[-1] if ends else 0) + len(piece))
    return lambda at: bisect_right(ends, at) * units(_BREAK)


def units(text: str) -> int:
    """Length as Qt counts it, in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
