"""Pictures, recipes and lineage made again from the files themselves."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec

from studio.errors import ImageError, RecipeError
from studio.library import assets, jobs, reservations
from studio.library.database import Database
from studio.library.disk import sha256_of
from studio.library.places import Places
from studio.provenance.pictures import picture_size, read_recipe
from studio.recipe.asset import Asset, Change
from studio.recipe.codec import encode
from studio.recipe.recipe import Recipe, variation

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
_NO_PROJECT = "Sketches"
"""of pictures that lie in no project's folder"""


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """What the files said."""

    found: tuple[Asset, ...] = ()
    """pictures that the library did not know, or knew with another content"""
    moved: int = 0
    """pictures that had been moved or renamed inside the pictures folder"""
    kept: int = 0
    missing: tuple[Path, ...] = ()
    """pictures whose files are gone"""
    unreadable: tuple[str, ...] = ()
    """files that could not be read, each with the reason"""
    change: Change = Change()


class FoundFile(msgspec.Struct, frozen=True, kw_only=True):
    """A picture file with a recipe."""

    path: Path
    sha256: str
    recipe: Recipe
    width: int
    height: int
    modified: float


def rebuild(database: Database, places: Places, *, after_damage: bool = False) -> Rebuilt:
    """Make the asset rows of the pictures folder agree with its files.

    Rows whose file still has the same content stay as they are, with receipt and job. Rows of missing files are
    forgotten; after damage they stay, to be listed. After damage a file that a job of the restored queue would still
    make is taken for that job's, so that it is not made twice; otherwise jobs are not touched.
    """
    files, unreadable = scan(places.pictures)
    rebuilt = database.write(lambda c: _Rebuild(c, places, files, after_damage).done()).result()
    return msgspec.structs.replace(rebuilt, unreadable=unreadable)


def pictures_in(folder: Path) -> Iterator[Path]:
    """Picture files below `folder`, hidden ones and hidden folders left out, by name."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in PICTURE_SUFFIXES:
                yield Path(parent, name)


def scan(folder: Path) -> tuple[tuple[FoundFile, ...], tuple[str, ...]]:
    """(picture files with a recipe, oldest first; what could not be read and why)."""
    found: list[FoundFile] = []
    unreadable: list[str] = []
    for path in pictures_in(folder):
        try:
            file = _found(path)
        except (ImageError, RecipeError, OSError) as error:
            unreadable.append(f"{path}: {error}")
        else:
            found += [file] if file is not None else []
    return tuple(sorted(found, key=lambda file: file.modified)), tuple(unreadable)


def _found(path: Path) -> FoundFile | None:
    decoded = read_recipe(path)
    if decoded is None:
        return None
    width, height = picture_size(path)
    return FoundFile(
        path=path,
        sha256=sha256_of(path),
        recipe=decoded.recipe,
        width=width,
        height=height,
        modified=path.stat().st_mtime,
    )


class _Rebuild:
    """One transaction: the rows as they are, changed until they agree with the files."""

    def __init__(
        self, connection: sqlite3.Connection, places: Places, files: tuple[FoundFile, ...], after_damage: bool
    ) -> None:
        self._connection = connection
        self._places = places
        self._after_damage = after_damage
        saving = reservations.every(connection, places)
        promised = {reservation.path for reservation in saving}
        self._files = {file.path: file for file in files if file.path not in promised}
        self._rows = {asset.path: asset for asset in assets.select(connection, places)}
        self._unmade = _unmade(connection, {(one.job, one.index) for one in saving}) if after_damage else {}
        self._changed: set[str] = set()

    def done(self) -> Rebuilt:
        kept = [path for path, file in self._files.items() if self._agrees(path, file)]
        fresh = {path: file for path, file in self._files.items() if path not in set(kept)}
        gone = {path: asset for path, asset in self._rows.items() if not path.exists()}
        moved = self._move(fresh, gone)
        missing = sorted(set(gone) - moved)
        found = tuple(self._insert(file) for path, file in fresh.items() if path in self._files)
        if not self._after_damage:
            self._forget(gone, missing)
        change = Change(assets=frozenset(self._changed), jobs=frozenset(a.job for a in found if a.job))
        return Rebuilt(found=found, moved=len(moved), kept=len(kept), missing=tuple(missing), change=change)

    def _agrees(self, path: Path, file: FoundFile) -> bool:
        known = self._rows.get(path)
        return known is not None and known.sha256 == file.sha256

    def _move(self, fresh: dict[Path, FoundFile], gone: dict[Path, Asset]) -> set[Path]:
        """Rows of missing files whose content lies elsewhere now go there; returns the places they left."""
        by_content = {asset.sha256: asset for asset in gone.values()}
        left: set[Path] = set()
        for path, file in fresh.items():
            asset = by_content.pop(file.sha256, None)
            if asset is not None and path not in self._rows:
                self._remove(asset)
                self._add(msgspec.structs.replace(asset, path=path, project=self._project(path)))
                left.add(asset.path)
                del self._files[path]
        return left

    def _forget(self, gone: dict[Path, Asset], missing: list[Path]) -> None:
        """Only of the pictures folder: what lies elsewhere may be on a disk that is not connected."""
        for path in missing:
            if path.is_relative_to(self._places.pictures):
                self._remove(gone[path])

    def _insert(self, file: FoundFile) -> Asset:
        if (before := self._rows.get(file.path)) is not None:
            self._remove(before)
        job, index = self._job_of(file)
        asset = Asset(
            id=uuid.uuid4().hex,
            path=file.path,
            sha256=file.sha256,
            width=file.width,
            height=file.height,
            recipe=file.recipe,
            receipt=None,
            project=self._project(file.path),
            job=job,
            index=index,
            created=file.modified,
        )
        self._add(asset)
        return asset

    def _job_of(self, file: FoundFile) -> tuple[str, int]:
        waiting = self._unmade.get(encode(file.recipe))
        if not waiting:
            return "", 0
        job, index = waiting.pop(0)
        self._connection.execute("INSERT OR IGNORE INTO made (job, picture) VALUES (?,?)", (job, index))
        return job, index

    def _project(self, path: Path) -> str:
        inside = path.relative_to(self._places.pictures).parts
        return inside[0] if len(inside) > 1 else _NO_PROJECT

    def _add(self, asset: Asset) -> None:
        assets.insert(self._connection, asset, self._places)
        self._changed.add(asset.id)

    def _remove(self, asset: Asset) -> None:
        self._connection.execute("DELETE FROM assets WHERE id = ?", (asset.id,))
        self._changed.add(asset.id)


def _unmade(connection: sqlite3.Connection, saving: set[tuple[str, int]]) -> dict[str, list[tuple[str, int]]]:
    """Recipe text to the pictures that unfinished jobs would still make from it, oldest job first."""
    wanted: dict[str, list[tuple[str, int]]] = {}
    for job in jobs.unfinished(connection):
        for index in (index for index in job.missing if (job.id, index) not in saving):
            wanted.setdefault(encode(variation(job.order.recipe, index)), []).append((job.id, index))
    return wanted
