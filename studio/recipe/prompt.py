"""Prompt text made fit for a model: Unicode NFC, no control characters, a stated limit."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 10_000
"""Far above what any text encoder reads; a limit only so that recipes stay small."""


def tidy(text: str) -> str:
    """NFC, line breaks and tabs as blanks, other control characters and lone surrogates gone, ends stripped."""
    spaced = (" " if c in "\r\n\t\v\f\u2028\u2029" else c for c in text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept).strip()


def cut(text: str) -> tuple[str, str]:
    """(what is kept, what was cut off); the second is empty when the text fits."""
    return text[:MAX_CHARACTERS], text[MAX_CHARACTERS:]
