"""Files that appear under their final name whole or not at all, and what a disk's refusal means to the user."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import time
import uuid
from pathlib import Path

from studio.errors import DiskFull, FileClash, FolderUnusable, StorageError
from studio.library.names import key

PART_PREFIX = ".studio-"
PART_SUFFIX = ".part"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOENT, errno.ENAMETOOLONG, errno.ELOOP}
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EXDEV, errno.EMLINK}
_CHUNK = 1 << 20


def part_name() -> str:
    """A new name for a file that is being written; recovery sweeps such names."""
    return f"{PART_PREFIX}{uuid.uuid4().hex}{PART_SUFFIX}"


def is_part(name: str) -> bool:
    return name.startswith(PART_PREFIX) and name.endswith(PART_SUFFIX)


def sweep(folder: Path, older_than: float = 0.0) -> int:
    """Remove the parts in `folder` that were begun more than so many seconds ago; returns how many there were."""
    with contextlib.suppress(OSError):
        return sum(_swept(entry, older_than) for entry in folder.iterdir() if is_part(entry.name))
    return 0


def _swept(part: Path, older_than: float) -> bool:
    with contextlib.suppress(OSError):
        if time.time() - part.stat().st_mtime >= older_than:
            part.unlink()
            return True
    return False


def storage_error(error: OSError, folder: Path) -> StorageError:
    """What the system's refusal to write in `folder` means: DiskFull, FolderUnusable, or plainly StorageError."""
    if error.errno in _FULL:
        return DiskFull(
            f"The disk of {folder} is full.", remedy="Free some space there, then try again.", detail=str(error)
        )
    if error.errno in _REFUSED:
        return FolderUnusable(
            f"Nothing can be written in {folder}: {(error.strerror or 'refused').lower()}.",
            remedy="Choose another folder, or make this one writable.",
            detail=str(error),
        )
    return StorageError(
        f"Writing in {folder} failed: {(error.strerror or str(error)).lower()}.",
        remedy="Check the disk, then try again.",
        detail=str(error),
    )


def usable_folder(folder: Path) -> None:
    """Make `folder` if only its last part is missing; raises FolderUnusable or DiskFull."""
    if folder.is_dir():
        return
    if folder.exists() or folder.is_symlink():
        raise FolderUnusable(
            f"{folder} is a file, not a folder.", remedy="Choose a folder, or move that file out of the way."
        )
    if not folder.parent.is_dir():
        raise FolderUnusable(
            f"{folder} cannot be made: {folder.parent} is not there.",
            remedy="Create that folder first, connect its disk, or choose another.",
        )
    make_folder(folder)


def make_folder(folder: Path) -> None:
    """Make `folder` and what lies above it; raises FolderUnusable or DiskFull."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise FolderUnusable(
            f"{folder} is a file, not a folder.", remedy="Choose a folder, or move that file out of the way."
        ) from error
    except OSError as error:
        raise storage_error(error, folder) from error


def names_in(folder: Path) -> frozenset[str]:
    """The keys of all names in `folder`. Raises FolderUnusable or StorageError."""
    try:
        return frozenset(map(key, os.listdir(folder)))  # noqa: PTH208 - half the time, and every new picture asks
    except OSError as error:
        raise storage_error(error, folder) from error


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file and wait until the disk has it. Raises OSError; what was begun is then removed."""
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            raise


def publish(part: Path, final: Path) -> None:
    """Give a written file its final name without ever overwriting. Raises FileClash if it is taken, or OSError."""
    move(part, final)
    sync_folder(final.parent)


def move(source: Path, target: Path) -> None:
    """On one disk, without ever overwriting; whoever moves waits for the disk himself (`sync_folder`).

    Raises FileClash if `target` is taken, or OSError.
    """
    try:
        _rename_exclusively(source, target)
    except FileExistsError as error:
        raise FileClash(
            f"Another file is named {target.name}.", remedy="Move that file, or choose another folder."
        ) from error


def _rename_exclusively(part: Path, final: Path) -> None:
    if os.name == "nt":
        part.rename(final)  # refuses there when the name is taken
        return
    try:
        os.link(part, final)
    except OSError as error:
        if isinstance(error, FileExistsError) or error.errno not in _NO_LINKS:
            raise
        _claim_and_replace(part, final)
    else:
        part.unlink()


def _claim_and_replace(part: Path, final: Path) -> None:
    """For file systems without hard links: an empty file claims the name, then the part takes its place.

    A crash in between leaves an empty file under a reserved name; recovery removes it.
    """
    final.touch(exist_ok=False)
    try:
        part.replace(final)
    except OSError:
        with contextlib.suppress(OSError):
            final.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's names (POSIX; Windows journals them itself)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """Of the file's bytes, lower-case hex. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
