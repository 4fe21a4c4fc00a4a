"""Readable file names that are legal everywhere, and the key by which two names are the same."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

TRASH = "Deleted pictures"
"""The folder in a project's own that holds what the user deleted: in plain sight, so that it is found without us."""

MAX_BYTES = 200
"""UTF-8 bytes of a whole name: file systems stop at 255, and sidecars and parts need room."""

_NUMBER_BYTES = 12
"""room for the number that tells equal names apart"""

MAX_PROMPT = 80
"""characters of the prompt that go into a name"""

_ILLEGAL = set('<>:"/\\|?*')
_JOINERS = {"\u200c", "\u200d"}
"""Needed inside words of some scripts and inside emoji; every other invisible format character goes."""

_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BLANK = {"Zs", "Zl", "Zp"}
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])[ ]*(\.|$)", re.IGNORECASE)


def picture_names(prompt: str, seed: int, suffix: str) -> Iterator[str]:
    """Names for a picture, best first, without end: `red-circle-7.png`, `red-circle-7-2.png`, ..."""
    room = MAX_BYTES - len(f"-{seed}{suffix}".encode()) - _NUMBER_BYTES
    stem = f"{legal(prompt[: 4 * MAX_PROMPT], 'picture', room, MAX_PROMPT)}-{seed}"
    yield stem + suffix
    for number in itertools.count(2):
        yield f"{stem}-{number}{suffix}"


def given_names(stem: str, number: int | None, suffix: str) -> Iterator[str]:
    """As `picture_names` for a stem that was asked for, blanks kept; `number` tells pictures of one set apart."""
    ending = "" if number is None else f"-{number}"
    room = MAX_BYTES - len(f"{ending}{suffix}".encode()) - _NUMBER_BYTES
    return numbered(legal(stem, "picture", room, room, blank=" ") + ending + suffix)


def numbered(name: str) -> Iterator[str]:
    """`name`, then names beside it, without end: `moon.png`, `moon-2.png`, ..."""
    yield name
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix) if stem else (name, "")
    kept = stem.encode()[: MAX_BYTES - _NUMBER_BYTES].decode(errors="ignore")
    for number in itertools.count(2):
        yield f"{kept}-{number}{suffix}"


def folder_name(project: str) -> str:
    """The folder of a project: its name, made legal, blanks kept; never that of a trash."""
    name = legal(project, "Sketches", MAX_BYTES, MAX_BYTES, blank=" ")
    return f"_{name}" if key(name) == key(TRASH) else name


def legal(text: str, fallback: str, max_bytes: int, max_characters: int, blank: str = "-") -> str:
    """`text` as the stem of a file name: Unicode NFC, no character, ending or device name that Windows refuses.

    Never empty, never with a dot first, at most `max_bytes` of UTF-8 and `max_characters` long.
    """
    kept = "".join(_character(c) for c in unicodedata.normalize("NFC", text))
    joined = blank.join(kept.split())
    stem = _ended(_cut(joined, max_bytes - 1, max_characters))
    if not stem.strip("".join(_JOINERS)):
        return fallback
    return f"_{stem}" if _DEVICE.match(stem) else stem


def _character(character: str) -> str:
    category = unicodedata.category(character)
    if character in _ILLEGAL or category in _BLANK or character in "\t\r\n":
        return " "
    return "" if category in _DROPPED and character not in _JOINERS else character


def _cut(text: str, max_bytes: int, max_characters: int) -> str:
    """At most so long, at the end of a word if the last fifth has one, and never before a combining mark."""
    kept = text[:max_characters].encode()[:max_bytes].decode(errors="ignore")
    if len(kept) == len(text):
        return kept
    if unicodedata.combining(text[len(kept)]):
        kept = kept[:-1].rstrip("".join(_JOINERS))
    end = max(kept.rfind("-"), kept.rfind(" "))
    return kept[:end] if end > 0.8 * len(kept) else kept


def _ended(stem: str) -> str:
    """Without dots, blanks and hyphens at either end; composed again, for a cut may have parted what composes."""
    return unicodedata.normalize("NFC", stem.strip(". -").rstrip("".join(_JOINERS)).strip(". -"))


def key(name: str) -> str:
    """Equal for names that some file system takes for the same: without regard to case and composition."""
    if name.isascii():
        return name.casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
