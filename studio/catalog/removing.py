"""Removing what is here: its files where they are the studio's own, only the mention of it where they are not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Literal

import msgspec

from studio.catalog.catalog import STARTER, Catalog
from studio.catalog.licences import storage_error
from studio.catalog.shelf import HALF, Shelf, got_folder
from studio.errors import FolderUnusable, InputError, ModelMissing
from studio.recipe.recipe import SKETCH
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings

_OPEN_ON_WINDOWS = (5, 32)
"""access denied, sharing violation"""


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """What removing a model would do."""

    id: str
    folder: Path
    what: Literal["delete", "forget"]
    """delete: the files go; forget: they stay, and are listed no longer"""
    bytes: int
    """that become free"""
    entry: str = ""
    """of the setting that names folders, for what is forgotten"""


class Removing:
    """Removes models of one home."""

    def __init__(self, catalog: Catalog, settings: Settings, shelf: Shelf) -> None:
        self._catalog = catalog
        self._settings = settings
        self._shelf = shelf

    def look(self, model_id: str) -> Removal:
        """Raises InputError for what belongs to the studio or lies among others of the user's, ModelMissing."""
        if model_id in (STARTER, SKETCH):
            raise InputError(
                f"“{model_id}” is part of Blink Studio and stays.", remedy="Choose another default model if you like."
            )
        half = self._shelf.unfinished(model_id)
        place = self._catalog.place_of(model_id)
        if place is not None:
            return self._removal(model_id, place)
        if half is not None:
            return Removal(id=model_id, folder=half.folder, what="delete", bytes=size_below(half.folder))
        raise ModelMissing(f"The model “{model_id}” is not installed.", remedy="Look at: studio models list")

    def remove(self, removal: Removal) -> bool:
        """Do it; whether the default model was this one, which is the starter from now on. Raises DiskFull,
        FolderUnusable."""
        self.delete(removal)
        was_default = self.unname(removal)
        if was_default or removal.what == "forget":
            self._settings.save()
        return was_default

    def unname(self, removal: Removal) -> bool:
        """Take it out of the settings, which are not saved; whether it was the default model."""
        if removal.what == "forget":
            kept = tuple(folder for folder in self._settings.get(MODELS_FOLDERS) if folder != removal.entry)
            self._settings.set(MODELS_FOLDERS, kept)
        was_default = self._settings.get(MODEL_DEFAULT) == removal.id
        if was_default:
            self._settings.set(MODEL_DEFAULT, MODEL_DEFAULT.default)
        return was_default

    def delete(self, removal: Removal) -> None:
        """The files, where they go; first out of sight, so that what is half deleted is never listed. May block.
        Raises DiskFull, FolderUnusable."""
        if removal.what == "forget":
            return
        aside = self._shelf.models / HALF / f".{removal.folder.name}.removed"
        try:
            aside.parent.mkdir(parents=True, exist_ok=True)
            _delete(aside)
            removal.folder.rename(aside)
            _delete(aside)
        except OSError as error:
            raise _in_use(removal, error) or storage_error(removal.folder, error) from error

    def _removal(self, id: str, place: Path) -> Removal:
        if self._shelf.owns(place):
            whole = got_folder(place)
            return Removal(id=id, folder=whole, what="delete", bytes=size_below(whole))
        for entry in self._settings.get(MODELS_FOLDERS):
            if Path(entry).expanduser().absolute() == place.absolute():
                return Removal(id=id, folder=place, what="forget", bytes=0, entry=entry)
        raise InputError(
            f"“{id}” lies in a folder of yours, {place.parent}, with all that is in it; "
            "its files are not the studio’s to delete.",
            remedy="Move it out of that folder yourself, or take the folder from the list in the settings.",
        )


def _in_use(removal: Removal, error: OSError) -> FolderUnusable | None:
    """Windows lets nobody move files that are open. The engine has those of a model open while it loads it, and no
    longer: then all of it is in memory."""
    if getattr(error, "winerror", None) not in _OPEN_ON_WINDOWS:
        return None
    return FolderUnusable(
        f"{removal.folder} cannot be removed at this moment: it is open, here or in another program.",
        remedy="Wait until the picture that is being made has come, then remove it again.",
        detail=str(error),
    )


def _delete(folder: Path) -> None:
    """A file, or a folder with all that is in it; of a link to a folder elsewhere only the link."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def size_below(folder: Path) -> int:
    """Bytes that become free: of the files in `folder` and below, or of the file that it is.

    Links are not followed, and what another model has under a second name stays.
    """
    files = (
        [folder]
        if not folder.is_dir()
        else [Path(place, name) for place, _, names in os.walk(folder) for name in names]
    )
    stats = [path.lstat() for path in files]
    return sum(stat.st_size for stat in stats if stat.st_nlink == 1)
