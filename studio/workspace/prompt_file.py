"""The file of the prompt history: read and written whole, a damaged one moved aside."""

from __future__ import annotations

from pathlib import Path

import msgspec

from studio.workspace.small_file import move_aside, write_whole

VERSION = 1


class PromptEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One prompt with what it should avoid."""

    prompt: str
    negative: str = ""
    used: float
    """seconds since 1970, of the last time"""
    count: int = 1
    """how often it was made"""
    pinned: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.prompt, self.negative

    def haystack(self) -> str:
        """What a search looks into."""
        return f"{self.prompt}\n{self.negative}".casefold()


class _File(msgspec.Struct, frozen=True, kw_only=True):
    version: int = VERSION
    prompts: tuple[PromptEntry, ...] = ()


msgspec.json.Decoder(_File)  # before any thread decodes it: see recipe/recipe.py


def read(path: Path) -> tuple[tuple[PromptEntry, ...] | None, str]:
    """(entries, what to tell the user or ""). Never fails: a damaged file is moved aside.

    None for entries: the file is there, is none of ours to replace, and must not be overwritten.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError:
        return (), ""
    except OSError as error:
        return None, f"The prompt history in {path} cannot be read ({error.strerror}). New prompts are not kept in it."
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _move_aside(path)
    if found.version > VERSION:
        return None, f"The prompt history in {path} was written by a newer Blink Studio and is left as it is."
    return found.prompts, ""


def write(path: Path, entries: tuple[PromptEntry, ...]) -> str:
    """Write the file whole or not at all; what to tell the user, or ""."""
    try:
        write_whole(path, msgspec.json.format(msgspec.json.encode(_File(prompts=entries)), indent=1))
    except OSError as error:
        return f"The prompt history cannot be saved in {path.parent} ({error.strerror})."
    return ""


def _move_aside(path: Path) -> tuple[tuple[PromptEntry, ...] | None, str]:
    try:
        aside = move_aside(path)
    except OSError:
        return None, f"The prompt history in {path} is damaged, and the file cannot be moved aside."
    return (), f"The prompt history was damaged. It is kept as {aside.name}; your pictures are not touched."
