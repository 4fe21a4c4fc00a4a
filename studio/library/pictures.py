"""Saving finished pictures, so that none is lost, none is made twice and nothing is overwritten.

First transaction: reserve (job, index, final name). Then the file is written beside its place as `.studio-*.part`,
synced and renamed without overwriting. Second transaction: insert the asset and mark the index made.
What a crash leaves between the two is for recovery.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from studio.errors import FileClash, JobError, StorageError
from studio.library import assets, changes, job_rows, reservations
from studio.library.database import Database
from studio.library.disk import make_folder, names_in, part_name, publish, storage_error, usable_folder, write_synced
from studio.library.names import folder_name, given_names, key, picture_names
from studio.library.places import Places
from studio.library.reservations import Reservation
from studio.provenance.pictures import encode_png, sidecar
from studio.recipe.asset import Asset, Change
from studio.recipe.events import Encoding, Picture
from studio.recipe.job import Job
from studio.recipe.protocols import Saved

_SUFFIX: dict[Encoding, str] = {"rgb8": ".png", "rgba8": ".png", "png": ".png", "jpeg": ".jpg", "webp": ".webp"}
_CLASHES = 8
"""How often another program may take the chosen name under our hands before the save gives up."""

_ELSEWHERE = "Choose another folder."


class Pictures:
    """PictureStore over ordinary files and SQLite."""

    def __init__(self, database: Database, places: Places) -> None:
        self._database = database
        self._places = places
        self._saving = threading.Lock()

    async def save(self, job: Job, picture: Picture) -> Saved:
        """A cancelled caller does not stop it half-way: it runs to its end on a thread of its own.

        Raises DiskFull, FolderUnusable, FileClash, DatabaseLocked or StorageError with nothing left half-written;
        `picture` is then still the caller's, who may save it again. Raises JobError for an index outside the job, a
        job that is gone, and one whose recipe was edited since `job` was read.
        """
        return await self._database.apart(lambda: self._save(job, picture))

    async def assets_of(self, job: str) -> tuple[Asset, ...]:
        return (await self.assets_of_jobs([job]))[job]

    async def assets_of_jobs(self, jobs: Sequence[str]) -> dict[str, tuple[Asset, ...]]:
        return await self._database.read(lambda connection: assets.of_jobs(connection, self._places, jobs))

    async def changed_since(self, change: int | None) -> tuple[int, frozenset[str]]:
        return await self._database.read(lambda connection: assets.changed_since(connection, change))

    def _save(self, job: Job, picture: Picture) -> Saved:
        if not 0 <= picture.index < job.order.count:
            raise JobError(f"Picture {picture.index} does not belong to this job.", remedy="Make the picture again.")
        began = time.perf_counter()
        content = _content(picture)
        encode = time.perf_counter() - began
        try:
            with self._saving:
                known = self._known(job, picture.index)
                saved = Saved(asset=known, change=Change()) if known else self._save_new(job, picture, content)
        except StorageError as error:
            raise _kept(error) from error
        return msgspec.structs.replace(saved, encode=encode)

    def _known(self, job: Job, index: int) -> Asset | None:
        """The asset that an earlier save of this picture made, or was about to make when it failed."""
        made = self._database.read_here(lambda c: assets.made_asset(c, self._places, job.id, index))
        left = self._database.read_here(lambda c: reservations.find(c, self._places, job.id, index))
        if made is not None or left is None:
            return made
        whole = left.whole
        reservations.remove_leftovers(left, adopted=whole)
        return self._database.write(lambda c: reservations.settle(c, left, whole, self._places)).result()

    def _save_new(self, job: Job, picture: Picture, content: _Content) -> Saved:
        folder = self._folder(job)
        for _ in range(_CLASHES):
            began = time.perf_counter()
            reservation = self._reserve(job, picture, content, folder)
            reserved = time.perf_counter()
            try:
                _write(reservation, content)
            except FileClash:
                self._give_up(reservation)
            except OSError as error:
                self._give_up(reservation)
                raise storage_error(error, folder) from error
            else:
                written = time.perf_counter()
                asset, change = self._adopt(reservation)
                commit = reserved - began + time.perf_counter() - written
                return Saved(asset=asset, change=change, sync=written - reserved, commit=commit)
        raise FileClash(f"Other programs keep taking the names of new pictures in {folder}.", remedy=_ELSEWHERE)

    def _folder(self, job: Job) -> Path:
        if job.order.folder:
            folder = Path(job.order.folder).absolute()
            inside = folder.is_relative_to(self._places.pictures)
            make_folder(folder) if inside else usable_folder(folder)
        else:
            folder = project_folder(self._places.pictures, job.order.project)
            make_folder(folder)
        return folder

    def _reserve(self, job: Job, picture: Picture, content: _Content, folder: Path) -> Reservation:
        present = names_in(folder)

        def work(connection: sqlite3.Connection) -> Reservation:
            _require_same(job_rows.existing(connection, job.id), job)
            names = _names(job, picture, content.suffix)
            name = reservations.free_name(connection, self._places.text(folder), names, present)
            new = _reservation(job, picture, content, folder / name)
            reservations.insert(connection, new, self._places)
            return new

        return self._database.write(work).result()

    def _adopt(self, reservation: Reservation) -> tuple[Asset, Change]:
        def work(connection: sqlite3.Connection) -> tuple[Asset, Change]:
            asset, change = changes.seen(connection, lambda c: reservations.adopt(c, reservation, self._places))
            return asset, change | Change(assets=frozenset({asset.id}))

        return self._database.write(work).result()

    def _give_up(self, reservation: Reservation) -> None:
        """Leave nothing behind. Where even the database cannot be written, the next save or start clears the rest."""
        reservations.remove_leftovers(reservation, adopted=False)
        with contextlib.suppress(StorageError):
            self._database.write(lambda connection: reservations.remove(connection, reservation)).result()


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    """The file as it will lie on the disk, and the recipe to lie beside it where it has none inside."""

    data: bytes
    sha256: str
    suffix: str
    recipe_beside: bytes | None


def _require_same(now: Job, job: Job) -> None:
    """A job that was paused and edited while a picture of it was made must not get what it does not ask for."""
    if (now.order.recipe, now.order.plan) != (job.order.recipe, job.order.plan):
        raise JobError("This job was edited while the picture was made.", remedy="It is made anew when its turn comes.")


def _names(job: Job, picture: Picture, suffix: str) -> Iterator[str]:
    order = job.order
    if not order.name:
        return picture_names(picture.recipe.prompt, picture.recipe.seed, suffix)
    return given_names(order.name, picture.index + 1 if order.count > 1 else None, suffix)


def _content(picture: Picture) -> _Content:
    if picture.encoding in ("rgb8", "rgba8"):
        data, beside = encode_png(picture.data, picture.width, picture.height, picture.recipe), None
    else:
        data, beside = picture.data, reservations.sidecar_bytes(picture.recipe)
    sha256 = hashlib.sha256(data).hexdigest()
    return _Content(data=data, sha256=sha256, suffix=_SUFFIX[picture.encoding], recipe_beside=beside)


def _reservation(job: Job, picture: Picture, content: _Content, path: Path) -> Reservation:
    return Reservation(
        job=job.id,
        index=picture.index,
        path=path,
        part=part_name(),
        sha256=content.sha256,
        width=picture.width,
        height=picture.height,
        recipe=picture.recipe,
        receipt=picture.receipt,
        project=job.order.project,
    )


def _write(reservation: Reservation, content: _Content) -> None:
    """The recipe beside comes first: a picture under its final name is never without one."""
    if content.recipe_beside is not None:
        write_synced(reservation.sidecar_part_path, content.recipe_beside)
        publish(reservation.sidecar_part_path, sidecar(reservation.path))
    write_synced(reservation.part_path, content.data)
    publish(reservation.part_path, reservation.path)


def project_folder(pictures: Path, project: str) -> Path:
    """The project's folder; one that is there already and differs in case only is taken for it."""
    name = folder_name(project)
    with contextlib.suppress(OSError), os.scandir(pictures) as entries:
        same = sorted(entry.name for entry in entries if key(entry.name) == key(name))
        if same and name not in same:
            return pictures / same[0]
    return pictures / name


def _kept(error: StorageError) -> StorageError:
    remedy = f"{error.remedy} The picture is not lost: it can be saved again. Pictures saved before it stay."
    return type(error)(error.message, remedy=remedy.strip(), detail=error.detail)
