"""Copies of pictures in a folder of the user's choice; nothing there is overwritten."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from studio.errors import StorageError
from studio.library.disk import storage_error, usable_folder


def save_copies(pictures: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """Copy each picture, and the recipe beside it where it has one there; blocks for as long as the disk takes.

    Raises FolderUnusable or DiskFull, and StorageError for a picture that is gone; finished copies stay.
    """
    folder = folder.expanduser().absolute()
    usable_folder(folder)
    return tuple(_copy(picture, folder) for picture in pictures)


def _copy(picture: Path, folder: Path) -> Path:
    from studio.provenance.pictures import sidecar  # brings the picture library: not for the first paint

    if not picture.is_file():
        raise StorageError(f"{picture.name} is not there any more.", remedy="Choose the other pictures alone.")
    try:
        copy = next(name for name in _names(folder / picture.name) if not sidecar(name).exists() and _fresh(name))
        _fill(copy, picture)
        if sidecar(picture).is_file():
            _fill(sidecar(copy), sidecar(picture))
    except OSError as error:
        raise storage_error(error, folder) from error
    return copy


def _fresh(name: Path) -> bool:
    """Take the name, if nobody has it."""
    try:
        name.open("xb").close()
    except FileExistsError:
        return False
    return True


def _fill(copy: Path, original: Path) -> None:
    """Whole or not at all: `copy` is this function's own to write."""
    try:
        shutil.copyfile(original, copy)
    except BaseException:
        with contextlib.suppress(OSError):
            copy.unlink(missing_ok=True)
        raise


def _names(wanted: Path) -> Iterator[Path]:
    yield wanted
    number = 2
    while True:
        yield wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1
