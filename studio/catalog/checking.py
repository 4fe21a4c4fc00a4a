"""Looking at every file of a model again, from end to end: which ones are not what they were or should be."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from studio.catalog.anatomy import deciding_files, is_folder, part_files, require_index
from studio.catalog.fingerprints import Fingerprints
from studio.catalog.getting_part import wrong_of
from studio.catalog.places import is_encoder_folder
from studio.catalog.shelf import NotedFile, got_folder, got_note
from studio.errors import ModelError
from studio.families.control import is_control_folder
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


def checked(
    place: Path,
    fingerprints: Fingerprints,
    encoder: Path | None = None,
    came: Callable[[int], object] | None = None,
) -> Iterator[Checked]:
    """Every file of what lies at `place`, as it is read: of a folder in the diffusers layout, or the one that it is;
    of an adapter its image encoder as well.

    Against the hub's checksums where it came from a hub, against the name of what a link leads to in Hugging Face's
    cache, else against what was remembered of it. `came` hears how many bytes more were read, and may raise to stop it.
    """
    note = got_note(place)
    if note is not None:
        for file in note.files:
            yield Checked(path=file.path, problem=wrong_of(got_folder(place), file, came), noted=file)
        return
    try:
        files = _files(place)
    except ModelError as error:
        yield Checked(path="", problem=error.message)
        return
    for path in files:
        yield Checked(path=_below(place, path), problem=_wrong(path, fingerprints, came))
    if encoder is not None:
        yield from checked(encoder, fingerprints, came=came)


def bytes_to_check(place: Path, encoder: Path | None = None) -> int:
    """How many bytes `checked` will read, about."""
    note = got_note(place)
    if note is not None:
        return note.bytes
    try:
        own = sum(path.stat().st_size for path in _files(place))
    except (ModelError, OSError):
        return 0
    return own + (0 if encoder is None else bytes_to_check(encoder))


def _files(place: Path) -> tuple[Path, ...]:
    """Raises ModelError."""
    if not is_folder(place):
        return (place,)
    if is_control_folder(place) or is_encoder_folder(place):
        return part_files(place)
    require_index(place)
    return deciding_files(place, read_index(place))


def _below(place: Path, path: Path) -> str:
    return path.relative_to(place).as_posix() if is_folder(place) else path.name


def _wrong(path: Path, fingerprints: Fingerprints, came: Callable[[int], object] | None) -> str:
    try:
        before = _expected(path) or fingerprints.sha256(path)
        now = fingerprints.sha256(path, fresh=True, came=came)
    except ModelError as error:
        return error.message
    return "" if before == now else "has changed: its checksum is another"


def _expected(path: Path) -> str:
    """Blobs of Hugging Face's cache are named by their sha256."""
    name = Path(os.path.realpath(path)).name
    return name if path.is_symlink() and _SHA256.fullmatch(name) else ""
