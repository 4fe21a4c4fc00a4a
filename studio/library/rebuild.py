"""Pictures, recipes and lineage made again from the files themselves."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from studio.errors import ImageError, RecipeError
from studio.library import assets, job_rows, moves, reservations, unwritten
from studio.library.database import Database
from studio.library.disk import sha256_of
from studio.library.places import Places
from studio.library.told import Said, Told, told
from studio.library.turn import Turn
from studio.provenance.pictures import picture_size, read_recipe
from studio.recipe.asset import Asset, Change
from studio.recipe.codec import encode
from studio.recipe.recipe import Recipe, variation

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})


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


Scanned = tuple[tuple[FoundFile, ...], tuple[str, ...]]
"""picture files with a recipe, oldest first; what could not be read, and why"""


def rebuild(database: Database, places: Places, turn: Turn, *, after_damage: bool = False) -> Rebuilt:
    """Make the asset rows of the pictures folder agree with its files.

    Rows whose file still has the same content stay as they are, with receipt and job. Rows of missing files are
    forgotten; after damage they stay, to be listed. After damage a file that a job of the restored queue would still
    make is taken for that job's, so that it is not made twice; otherwise jobs are not touched. Stars, tags and notes
    of pictures that are found come from the files beside them; after damage those of all pictures do.
    """
    scanned = scan(places.pictures)
    with turn.taken():
        return agree(database, places, scanned, after_damage=after_damage)


def agree(database: Database, places: Places, scanned: Scanned, *, after_damage: bool) -> Rebuilt:
    """The part of `rebuild` that is done in one's turn, with what `scan` found."""
    if after_damage:
        database.write(_forget_unfinished).result()
    else:
        moves.settle_left(database, places)
    files = tuple(file for file in scanned[0] if file.path.exists())  # reading them all took its time
    said = told(places, {file.path: file.sha256 for file in files})
    rebuilt = database.write(lambda c: _Rebuild(c, places, files, said, after_damage).done()).result()
    return msgspec.structs.replace(rebuilt, unreadable=scanned[1] + said.unreadable)


def _forget_unfinished(connection: sqlite3.Connection) -> None:
    """What a restored copy had begun was ended long ago, in a way that it does not know."""
    moves.forget(connection)
    unwritten.forget(connection)


def pictures_in(folder: Path) -> Iterator[Path]:
    """Picture files below `folder`, hidden ones and hidden folders left out, by name."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in PICTURE_SUFFIXES:
                yield Path(parent, name)


def scan(folder: Path) -> Scanned:
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
        self,
        connection: sqlite3.Connection,
        places: Places,
        files: tuple[FoundFile, ...],
        said: Told,
        after_damage: bool,
    ) -> None:
        self._connection = connection
        self._places = places
        self._told = said
        self._after_damage = after_damage
        saving = reservations.every(connection, places)
        promised = {reservation.path for reservation in saving}
        self._files = {file.path: file for file in files if file.path not in promised}
        self._rows = {asset.path: asset for asset in assets.select(connection, places)}
        self._projects = {places.base(path): asset.project for path, asset in self._rows.items()}
        self._unmade = _unmade(connection, {(one.job, one.index) for one in saving}) if after_damage else {}
        self._changed: set[str] = set()

    def done(self) -> Rebuilt:
        fresh = {path: file for path, file in self._files.items() if not self._agrees(path, file)}
        gone = {path: asset for path, asset in self._rows.items() if not path.exists()}
        kept = [self._rows[path] for path in self._files if path not in fresh]
        moved = self._move(fresh, gone)
        missing = sorted(path for path in gone if path not in moved)
        arrived = set(moved.values())
        found = tuple(self._insert(file) for path, file in fresh.items() if path not in arrived)
        if self._after_damage:
            self._listen([*kept, *(self._rows[path] for path in arrived)])
        else:
            self._forget(gone, missing)
        change = Change(assets=frozenset(self._changed), jobs=frozenset(a.job for a in found if a.job))
        return Rebuilt(found=found, moved=len(moved), kept=len(kept), missing=tuple(missing), change=change)

    def _agrees(self, path: Path, file: FoundFile) -> bool:
        known = self._rows.get(path)
        return known is not None and known.sha256 == file.sha256

    def _move(self, fresh: dict[Path, FoundFile], gone: dict[Path, Asset]) -> dict[Path, Path]:
        """Rows whose content now lies elsewhere go there; returns the places they left and where they went."""
        displaced = gone | {path: self._rows[path] for path in fresh if path in self._rows}
        by_content: dict[str, list[Asset]] = {}
        for asset in displaced.values():
            by_content.setdefault(asset.sha256, []).append(asset)
        moved = {waiting.pop(0).path: path for path, file in fresh.items() if (waiting := by_content.get(file.sha256))}
        origins = assets.origins(self._connection, self._places, [displaced[path].id for path in moved])
        for path in moved:  # out of the way: two may have changed places
            assets.update(self._connection, displaced[path].id, {"name": displaced[path].id})
        for path, target in moved.items():
            if target in displaced and target not in moved:
                self._remove(displaced[target])
            self._place(displaced[path], target, origins[displaced[path].id])
        return moved

    def _place(self, asset: Asset, target: Path, origin: Path) -> None:
        """`origin` is where it came from, if it was in a trash before."""
        trashed = self._places.in_trash(target)
        origin = origin if asset.trashed else asset.path
        known = origin if self._places.base(origin) == self._places.base(target) else None
        project = self._project(target)
        columns = assets.place(target, project, self._places, trashed=trashed, origin=known)
        assets.update(self._connection, asset.id, columns)
        self._note(asset.id, asset.path, target)
        self._rows[target] = msgspec.structs.replace(asset, path=target, project=project, trashed=trashed)

    def _project(self, path: Path) -> str:
        """As other pictures of its folder have it, for a folder cannot have every name that a project can."""
        return self._projects.get(self._places.base(path)) or self._places.project(path)

    def _forget(self, gone: dict[Path, Asset], missing: list[Path]) -> None:
        """Only of the pictures folder: what lies elsewhere may be on a disk that is not connected."""
        for path in missing:
            if path.is_relative_to(self._places.pictures):
                self._remove(gone[path])

    def _listen(self, known: Sequence[Asset]) -> None:
        """The database is older than what its folder says of these pictures."""
        for asset in known:
            said = self._told.pictures.get(asset.path, Said())
            differs = (asset.mark, asset.note, asset.tags) != (said.mark, said.note, said.tags)
            if differs and self._places.base(asset.path) in self._told.bases:
                columns = {"mark": said.mark, "note": said.note} | assets.tag_columns(said.tags)
                assets.update(self._connection, asset.id, columns)
                self._note(asset.id, asset.path)

    def _insert(self, file: FoundFile) -> Asset:
        before = self._rows.get(file.path)
        said = self._said(file.path, before)
        if before is not None:
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
            mark=said.mark,
            note=said.note,
            tags=said.tags,
            trashed=self._places.in_trash(file.path),
        )
        assets.insert(self._connection, asset, self._places, said.origin)
        self._note(asset.id, asset.path)
        return asset

    def _said(self, path: Path, before: Asset | None) -> Said:
        """Of a picture that is new, or was edited since it was `before`."""
        if before is None or (self._after_damage and self._places.base(path) in self._told.bases):
            return self._told.pictures.get(path, Said())
        origin = assets.origins(self._connection, self._places, [before.id])[before.id]
        return Said(mark=before.mark, note=before.note, tags=before.tags, origin=origin)

    def _job_of(self, file: FoundFile) -> tuple[str, int]:
        waiting = self._unmade.get(encode(file.recipe))
        if not waiting:
            return "", 0
        job, index = waiting.pop(0)
        self._connection.execute("INSERT OR IGNORE INTO made (job, picture) VALUES (?,?)", (job, index))
        return job, index

    def _remove(self, asset: Asset) -> None:
        self._connection.execute("DELETE FROM assets WHERE id = ?", (asset.id,))
        self._note(asset.id, asset.path)

    def _note(self, asset: str, *paths: Path) -> None:
        self._changed.add(asset)
        unwritten.touch(self._connection, self._places, paths)


def _unmade(connection: sqlite3.Connection, saving: set[tuple[str, int]]) -> dict[str, list[tuple[str, int]]]:
    """Recipe text to the pictures that unfinished jobs would still make from it, oldest job first."""
    wanted: dict[str, list[tuple[str, int]]] = {}
    for job in job_rows.unfinished(connection):
        for index in (index for index in job.missing if (job.id, index) not in saving):
            wanted.setdefault(encode(variation(job.order.recipe, index)), []).append((job.id, index))
    return wanted
