"""Looking at every file of a model again, from end to end: which ones are not what they were or should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from studio.catalog.anatomy import deciding_files, is_weights, require_index
from studio.catalog.fingerprints import Fingerprints
from studio.catalog.getting_part import wrong_of
from studio.catalog.shelf import NotedFile, note_of
from studio.errors import ModelError
from studio.families.family import read_index

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a model."""

    path: str
    """below the model's folder; empty for what is wrong with the whole"""
    problem: str = ""
    """how its sentence goes on: "is missing"; empty if nothing is wrong"""
    noted: NotedFile | None = None
    """what the hub says of it, where it came from one: then it can be fetched again"""


def checked(folder: Path, fingerprints: Fingerprints) -> Iterator[Checked]:
    """Every file of the model in `folder`, or the one that it is, as it is read.

    Against the hub's checksums where it came from a hub, against the name of what a link leads to in Hugging Face's
    cache, else against what was remembered of it.
    """
    if is_weights(folder) and note_of(folder.parent) is None:
        yield Checked(path=folder.name, problem=_wrong(folder, fingerprints))
        return
    folder = folder.parent if is_weights(folder) else folder
    note = note_of(folder)
    if note is not None:
        for file in note.files:
            yield Checked(path=file.path, problem=wrong_of(folder, file), noted=file)
        return
    try:
        require_index(folder)
        files = deciding_files(folder, read_index(folder))
    except ModelError as error:
        yield Checked(path="", problem=error.message)
        return
    for path in files:
        yield Checked(path=path.relative_to(folder).as_posix(), problem=_wrong(path, fingerprints))


def _wrong(path: Path, fingerprints: Fingerprints) -> str:
    try:
        before = _expected(path) or fingerprints.sha256(path)
        now = fingerprints.sha256(path, fresh=True)
    except ModelError as error:
        return error.message
    return "" if before == now else "has changed: its checksum is another"


def _expected(path: Path) -> str:
    """Blobs of Hugging Face's cache are named by their sha256."""
    name = path.resolve().name
    return name if path.is_symlink() and _SHA256.fullmatch(name) else ""
