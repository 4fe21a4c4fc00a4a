"""Disks that are full or refuse, made for real: a small tmpfs where mounting is allowed, limits and modes elsewhere."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

LIMIT_BYTES = 1 << 18
"""of one file, where a limit of the process plays the full disk"""


class SmallDisk(Protocol):
    folder: Path

    def fill(self) -> None: ...

    def free(self) -> None: ...


class SmallTmpfs:
    """Two megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        with (self.folder / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(b"x" * 4096):
                pass

    def free(self) -> None:
        (self.folder / "filler").unlink()


class LimitedFiles:
    """The system refuses to let a file grow beyond a limit, with EFBIG in place of ENOSPC."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_BYTES, self._before[1]))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


def may_mount() -> bool:
    """Root in a container may be root without that right."""
    if os.geteuid() != 0:
        return False
    return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0


KINDS = ("limit", "tmpfs") if may_mount() else ("limit",)


@contextmanager
def small_disk(kind: str, folder: Path) -> Iterator[SmallDisk]:
    folder.mkdir()
    if kind == "limit":
        disk = LimitedFiles(folder)
        try:
            yield disk
        finally:
            disk.free()
    else:
        with mounted(folder, "size=2m"):
            yield SmallTmpfs(folder)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """A folder in which this user, root too, cannot write."""
    folder.mkdir()
    if may_mount():
        with mounted(folder, "ro"):
            yield folder
    elif os.geteuid() == 0:
        yield Path("/proc/self")
    else:
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def refuses(folder: Path) -> bool:
    """Whether `folder` really is as read-only as the test means it to be."""
    try:
        (folder / "probe").touch()
    except OSError as error:
        return error.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT)
    return False
