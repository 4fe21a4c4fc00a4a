"""The studio's own models folder: what was got from a hub, what is half there, and the notes that tell of both.

What is got becomes ordinary files in a folder of its own, not blobs and links in Hugging Face's cache: people find
them, links need no special right on Windows, and removing a model frees exactly what it shows. Nothing lies on the disk
twice all the same, since a snapshot that the cache has whole is used where it is (getting.py looks there first).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import msgspec

from studio.catalog.anatomy import entries

NOTE = ".studio-model.json"
"""in the folder of a model that was got from a hub; hidden, and no part of what decides the picture"""
HALF = ".getting"
"""folder of what is not whole yet: hidden, so that nothing in it is ever listed as a model"""
PART = ".part"
_MAX_NOTE_BYTES = 2**20
_DEEP = 3


class NotedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a model, and what the hub says that it must be."""

    path: str
    """below the model's folder, with forward slashes"""
    source: str
    """its name at the hub, where it may carry a variant: unet/….fp16.safetensors"""
    size: int
    sha256: str = ""
    git: str = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Where a model came from, under which licence, and what each file must be."""

    version: int = 1
    id: str
    repo: str
    commit: str
    endpoint: str
    kind: str = "model"
    """model, lora, control, adapter or decoder"""
    family: str = ""
    """as the catalogue says; empty for what it does not know"""
    licence: str = ""
    licence_name: str = ""
    licence_link: str = ""
    files: tuple[NotedFile, ...]

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.files)


msgspec.json.Decoder(Note)  # before any thread decodes it: see recipe/recipe.py


class Unfinished(msgspec.Struct, frozen=True, kw_only=True):
    """A model of which some is here."""

    note: Note
    folder: Path
    bytes: int
    """that are here"""

    @property
    def problem(self) -> str:
        """Why it is no model yet."""
        return f"Half fetched: {in_bytes(self.bytes)} of {in_bytes(self.note.bytes)}."

    @property
    def go_on(self) -> str:
        """How the rest comes."""
        return f"Go on with: studio models get {self.note.id}"


class Shelf:
    """What lies in the studio's own models folder. Looks at the disk at every call."""

    def __init__(self, models: Path) -> None:
        self.models = models

    def place(self, model_id: str) -> Path:
        """Where the whole model lies, or will."""
        return self.models / model_id

    def half(self, model_id: str) -> Path:
        """Where it lies until it is whole."""
        return self.models / HALF / model_id

    def notes(self) -> tuple[Note, ...]:
        """Of every whole model that came from a hub."""
        return tuple(note for folder in _folders(self.models) if (note := note_of(folder)) is not None)

    def unfinished(self, model_id: str) -> Unfinished | None:
        """What is here of a model that was begun and not ended."""
        folder = self.half(model_id)
        note = note_of(folder)
        return None if note is None else Unfinished(note=note, folder=folder, bytes=bytes_of(folder, note.files))

    def all_unfinished(self) -> tuple[Unfinished, ...]:
        found = (self.unfinished(folder.name) for folder in _folders(self.models / HALF))
        return tuple(half for half in found if half is not None)

    def owns(self, folder: Path) -> bool:
        """Whether it lies in the studio's own folder, so that its files may be deleted."""
        return self.models.absolute() in folder.absolute().parents


def note_of(folder: Path) -> Note | None:
    """The note of a model's folder; None where there is none that can be read."""
    path = folder / NOTE
    try:
        if path.stat().st_size > _MAX_NOTE_BYTES:
            return None
        note = msgspec.json.decode(path.read_bytes(), type=Note)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None
    return note if all(is_inside(file.path) for file in note.files) else None


def got_folder(place: Path) -> Path:
    """The folder that was got, for what is one file or part of it; any other place as it is."""
    return next((folder for folder in _above(place) if note_of(folder) is not None), place)


def got_note(place: Path) -> Note | None:
    """The note of the folder that was got, which `place` is or lies in; None for what did not come from a hub."""
    return next((note for folder in _above(place) if (note := note_of(folder)) is not None), None)


def write_note(folder: Path, note: Note) -> None:
    """Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / (NOTE + PART)
    part.write_bytes(msgspec.json.format(msgspec.json.encode(note)))
    part.replace(folder / NOTE)


def is_inside(path: str) -> bool:
    """Whether a name from a hub stays below the folder that it is put into, on every system."""
    parts = path.split("/")
    return bool(path) and not any(
        part in ("", ".", "..") or part != part.strip() or re.search(r'[\\:*?"<>|\0]', part) for part in parts
    )


def bytes_of(folder: Path, files: Iterable[NotedFile]) -> int:
    """How much of `files` is in `folder`, whole or in part."""
    return sum(_there(folder, file) for file in files)


def in_bytes(count: int) -> str:
    """A size for people, in powers of ten as disks are sold."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def plain_id(name: str) -> str:
    """`name` as one word of lower-case letters, digits, points and dashes."""
    plain = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[^\w.]+", "-", plain).strip("-.") or "model"


def _there(folder: Path, file: NotedFile) -> int:
    for path in (folder / file.path, folder / (file.path + PART)):
        try:
            return min(path.stat().st_size, file.size)
        except OSError:
            continue
    return 0


def _above(place: Path) -> tuple[Path, ...]:
    """Files of a hub lie a few folders deep at most."""
    return (place, *list(place.parents)[:_DEEP])


def _folders(folder: Path) -> list[Path]:
    return [path for path in entries(folder).values() if path.is_dir()]
