"""Places: how the database names a folder, which folder is a picture's project, and where its trash lies."""

from __future__ import annotations

from pathlib import Path

from studio.library.names import TRASH, key

NO_PROJECT = "Sketches"
"""of pictures that lie in no project's folder"""


class Places:
    """Folders as the database names them: relative to the pictures folder inside it, else absolute."""

    def __init__(self, pictures: Path) -> None:
        self.pictures = pictures.absolute()

    def text(self, path: Path) -> str:
        path = path.absolute()
        if path.is_relative_to(self.pictures):
            return path.relative_to(self.pictures).as_posix()
        return str(path)

    def path(self, folder: str, name: str = "") -> Path:
        return self.pictures / folder / name

    def base(self, path: Path) -> Path:
        """The folder that holds the trash and the stars of the picture at `path`.

        Inside the pictures folder the project's; elsewhere, where folders belong to others too, the picture's own.
        """
        folder = path.absolute().parent
        if not folder.is_relative_to(self.pictures):
            return folder.parent if _is_trash(folder.name) else folder
        inside = folder.relative_to(self.pictures).parts
        return self.pictures if not inside or _is_trash(inside[0]) else self.pictures / inside[0]

    def trash(self, path: Path) -> Path:
        """Where the picture at `path` goes when it is deleted, or lies already."""
        return self.base(path) / TRASH

    def in_trash(self, path: Path) -> bool:
        inside = path.absolute().parent.relative_to(self.base(path)).parts
        return bool(inside) and _is_trash(inside[0])

    def project(self, path: Path) -> str:
        """The project of a picture in the pictures folder, as far as its place tells."""
        base = self.base(path)
        return NO_PROJECT if base == self.pictures else base.name


def _is_trash(name: str) -> bool:
    return key(name) == key(TRASH)
