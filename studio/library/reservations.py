"""Reservations: final names promised to pictures whose files are being written, and how each one ends."""

from __future__ import annotations

import contextlib
import sqlite3
import time
import uuid
from collections.abc import Container, Iterable
from pathlib import Path

import msgspec

from studio.library import assets
from studio.library.disk import sha256_of
from studio.library.names import key
from studio.library.places import Places
from studio.provenance.pictures import sidecar
from studio.recipe.asset import Asset
from studio.recipe.codec import decode_own, encode
from studio.recipe.receipt import Receipt
from studio.recipe.recipe import Recipe


class Reservation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is needed to end a save, by whoever comes after a crash."""

    job: str
    index: int
    path: Path
    """the final name"""
    part: str
    """name of the file while it is written, in the same folder"""
    sha256: str
    """of the whole file"""
    width: int
    height: int
    recipe: Recipe
    receipt: Receipt
    project: str

    @property
    def part_path(self) -> Path:
        return self.path.with_name(self.part)

    @property
    def sidecar_part_path(self) -> Path:
        return self.path.with_name(self.part.removesuffix(".part") + "-recipe.part")

    @property
    def whole(self) -> bool:
        """Whether the file lies under its final name with every byte, and so with its recipe."""
        try:
            return sha256_of(self.path) == self.sha256
        except OSError:
            return False


def taken(connection: sqlite3.Connection, folder: str, name: str) -> bool:
    """Whether an asset has this name or was promised it, or one that differs in case only."""
    sql = "SELECT 1 FROM {} WHERE folder = ? AND name_key = ?"
    tables = ("assets", "reservations", "moves")
    return any(connection.execute(sql.format(table), (folder, key(name))).fetchone() for table in tables)


def free_name(connection: sqlite3.Connection, folder: str, names: Iterable[str], present: Container[str]) -> str:
    """The first of `names` that neither the disk nor the database has, nor one for a recipe beside it.

    `present`: keys of the names in the folder. Inside a transaction, so that two processes differ.
    """
    for name in names:
        on_disk = key(name) in present or key(sidecar(Path(name)).name) in present
        if not on_disk and not taken(connection, folder, name):
            return name
    raise AssertionError("there is always another name")


def insert(connection: sqlite3.Connection, new: Reservation, places: Places) -> None:
    connection.execute(
        "INSERT INTO reservations (job, picture, folder, name, name_key, part, sha256, width, height, recipe, receipt,"
        " project) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            new.job,
            new.index,
            places.text(new.path.parent),
            new.path.name,
            key(new.path.name),
            new.part,
            new.sha256,
            new.width,
            new.height,
            encode(new.recipe),
            msgspec.json.encode(new.receipt).decode(),
            new.project,
        ),
    )


def every(connection: sqlite3.Connection, places: Places) -> tuple[Reservation, ...]:
    rows = connection.execute("SELECT * FROM reservations ORDER BY job, picture")
    return tuple(_reservation(row, places) for row in rows)


def find(connection: sqlite3.Connection, places: Places, job: str, index: int) -> Reservation | None:
    sql = "SELECT * FROM reservations WHERE job = ? AND picture = ?"
    row = connection.execute(sql, (job, index)).fetchone()
    return None if row is None else _reservation(row, places)


def _reservation(row: sqlite3.Row, places: Places) -> Reservation:
    return Reservation(
        job=row["job"],
        index=row["picture"],
        path=places.path(row["folder"], row["name"]),
        part=row["part"],
        sha256=row["sha256"],
        width=row["width"],
        height=row["height"],
        recipe=decode_own(row["recipe"]),
        receipt=msgspec.json.decode(row["receipt"], type=Receipt),
        project=row["project"],
    )


def adopt(connection: sqlite3.Connection, reservation: Reservation, places: Places) -> Asset:
    """The second transaction of a save: the file becomes an asset, the index is made, the reservation ends.

    Where a restored database already has that picture, this file stays as one that nobody asked for.
    """
    remove(connection, reservation)
    known = assets.made_asset(connection, places, reservation.job, reservation.index)
    return known or _inserted(connection, reservation, places)


def _inserted(connection: sqlite3.Connection, reservation: Reservation, places: Places) -> Asset:
    asset = Asset(
        id=uuid.uuid4().hex,
        path=reservation.path,
        sha256=reservation.sha256,
        width=reservation.width,
        height=reservation.height,
        recipe=reservation.recipe,
        receipt=reservation.receipt,
        project=reservation.project,
        job=reservation.job,
        index=reservation.index,
        created=time.time(),
    )
    assets.insert(connection, asset, places)
    connection.execute("INSERT OR IGNORE INTO made (job, picture) VALUES (?,?)", (asset.job, asset.index))
    return asset


def remove(connection: sqlite3.Connection, reservation: Reservation) -> None:
    connection.execute("DELETE FROM reservations WHERE job = ? AND picture = ?", (reservation.job, reservation.index))


def settle(connection: sqlite3.Connection, reservation: Reservation, whole: bool, places: Places) -> Asset | None:
    """End a reservation that a crash or a failure left: adopted if its file is whole, otherwise cleared."""
    if whole:
        return adopt(connection, reservation, places)
    remove(connection, reservation)
    return None


def remove_leftovers(reservation: Reservation, *, adopted: bool) -> None:
    """Remove what a broken save left: its parts; and, unless the picture was adopted, its recipe and its claim.

    Only the save's own traces go: the final name is touched only where an empty file stands, which is how
    `disk.publish` claims a name on file systems without hard links.
    """
    with contextlib.suppress(OSError):
        reservation.part_path.unlink(missing_ok=True)
        reservation.sidecar_part_path.unlink(missing_ok=True)
        if not adopted:
            _remove_if_equal(sidecar(reservation.path), sidecar_bytes(reservation.recipe))
            _remove_if_equal(reservation.path, b"")


def sidecar_bytes(recipe: Recipe) -> bytes:
    return encode(recipe).encode() + b"\n"


def _remove_if_equal(path: Path, content: bytes) -> None:
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        path.unlink()
