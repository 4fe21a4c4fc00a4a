"""Names of a plan's files by template: legal everywhere, never outside the output folder, none twice."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from studio.errors import InputError
from studio.library.names import folder_name, key, legal
from studio.recipe.template import plain_name

_FIELD = re.compile(r"\{([^{}]*)\}")
_SEPARATOR = re.compile(r"[/\\]")
_DRIVE = re.compile(r"\s*[A-Za-z]:")

_FOLDER_BYTES = 80
_STEM_BYTES = 140
"""room is left for a picture's number and for what tells equal names apart"""
_LOOK_AT = 1000
"""characters: a cell may have very many more"""
_MOST_FOLDERS = 5
_PROMPT_CHARACTERS = 60


class NameTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """`{channel}/{row} {prompt}`: slashes of the template part folders, those of values never do."""

    parts: tuple[str, ...]
    """at least one; the last names the file"""

    def fields(self) -> tuple[str, ...]:
        """Names in braces, as `plain_name` makes them."""
        return tuple(plain_name(name) for part in self.parts for name in _FIELD.findall(part))

    def place(self, values: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
        """(folders, stem), each legal as it is. A field without a value is blank."""
        *folders, stem = (_FIELD.sub(lambda found: values.get(plain_name(found[1]), ""), part) for part in self.parts)
        return tuple(_folder(folder) for folder in folders), _stem(stem)


def read_name_template(text: str) -> NameTemplate:
    """Raises InputError for a template that leads out of the output folder, or into very many."""
    parts = _SEPARATOR.split(text.strip())
    if _DRIVE.match(text) or any(_leads_out(part) for part in parts):
        raise InputError(
            f"“{text[:60]}” does not stay inside the output folder.",
            remedy="Name folders and file without “..”, a drive or a slash at either end, like {channel}/{prompt}.",
        )
    if len(parts) > _MOST_FOLDERS + 1:
        raise InputError(f"“{text[:60]}” has too many folders.", remedy=f"Use {_MOST_FOLDERS} at most.")
    return NameTemplate(parts=tuple(parts))


def _leads_out(part: str) -> bool:
    return not part.strip(". ") or (part.strip() == "~")


def _folder(text: str) -> str:
    return folder_name(legal(text[:_LOOK_AT], "untitled", _FOLDER_BYTES, _FOLDER_BYTES, blank=" "))


def _stem(text: str) -> str:
    return legal(text[:_LOOK_AT], "picture", _STEM_BYTES, _STEM_BYTES, blank=" ")


def short_prompt(prompt: str) -> str:
    """A prompt as a part of a name."""
    return legal(prompt[: 4 * _PROMPT_CHARACTERS], "picture", _STEM_BYTES, _PROMPT_CHARACTERS)


class Names:
    """Gives every set of pictures its folder and a stem that no other of the plan has, the same for the same plan."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folders: dict[str, Path] = {}
        self._taken: set[str] = set()
        self._tried: dict[str, int] = {}
        """up to which number a stem was looked for: plans have thousands of equal ones"""

    def place(self, folders: tuple[str, ...], stem: str, count: int) -> tuple[Path, str]:
        """`count` pictures are named `stem`, or `stem-1` to `stem-<count>`.

        Raises InputError where a link leads out of the output folder.
        """
        folder = self._folder.joinpath(*folders)
        if key(str(folder)) not in self._folders and not self._inside(folder):
            raise InputError(
                f"{folder} leads out of the output folder: a link lies there.",
                remedy="Remove the link, or choose another name.",
            )
        folder = self._folders.setdefault(key(str(folder)), folder)
        stem_key = key(str(folder / stem))
        number = self._tried.get(stem_key, 0)
        while True:
            number += 1
            name = stem if number == 1 else f"{stem}-{number}"
            wanted = {key(str(folder / one)) for one in (name, *_finished(name, count))}
            if self._taken.isdisjoint(wanted):
                break
        self._tried[stem_key] = number - 1
        self._taken |= wanted
        return folder, name

    def _inside(self, folder: Path) -> bool:
        return folder == self._folder or Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(self._folder))


def _finished(name: str, count: int) -> list[str]:
    return [name] if count == 1 else [f"{name}-{number}" for number in range(1, count + 1)]
