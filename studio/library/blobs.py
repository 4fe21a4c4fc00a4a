"""Images by the sha256 of their bytes: start pictures, masks and products."""

from __future__ import annotations

import contextlib
import hashlib
import re
from pathlib import Path

from studio.errors import ImageError
from studio.library.disk import make_folder, part_name, sha256_of, storage_error, sync_folder, write_synced

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """BlobReader over two levels of folders; a blob never changes and is never written twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        place = self._place(sha256)
        if not place.is_file():
            raise _lost(sha256)
        return place

    def verified(self, sha256: str) -> Path:
        """As `path`, after reading all of it; raises ImageError if the bytes are no longer those of its name."""
        place = self.path(sha256)
        if sha256_of(place) != sha256:
            raise ImageError(
                "A picture that another is made from was damaged on the disk.",
                remedy="Give that picture again.",
                detail=str(place),
            )
        return place

    def put(self, data: bytes) -> str:
        """Keep `data` and return its sha256; what is there already, and whole, is left alone.

        Raises DiskFull, FolderUnusable or StorageError.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        place = self._place(sha256)
        if not self._whole(place, sha256):
            self._write(place, data)
        return sha256

    def _write(self, place: Path, data: bytes) -> None:
        make_folder(place.parent)
        part = self._folder / part_name()  # one folder for all parts, so that stale ones are quickly swept
        try:
            write_synced(part, data)
            part.replace(place)  # whoever was faster wrote the same bytes
            sync_folder(place.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise storage_error(error, place.parent) from error

    def _place(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise _lost(sha256)
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def _whole(self, place: Path, sha256: str) -> bool:
        try:
            return sha256_of(place) == sha256
        except OSError:
            return False


def _lost(sha256: str) -> ImageError:
    return ImageError(
        "A picture that another is made from is not in the library any more.",
        remedy="Give that picture again.",
        detail=sha256,
    )
