"""Files on their way into a trash or out of it: promised, moved without overwriting, ended after a crash too.

First transaction: what goes where. Then the files move, each by a link and an unlink, so that it is always in one of
its two places. Second transaction: the rows follow. What a crash leaves between the two is ended by `settle`, which
looks where each file lies. All of it happens in one's turn (turn.py).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from studio.errors import StorageError
from studio.library import assets, unwritten
from studio.library.database import Database
from studio.library.disk import move, sync_folder
from studio.library.names import key
from studio.library.places import Places
from studio.provenance.pictures import sidecar
from studio.recipe.asset import Asset, Change


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One picture's way."""

    asset: Asset
    """as it lies before"""
    target: Path
    trashed: bool
    """whether `target` is in a trash"""
    origin: Path | None
    """where a trashed picture came from"""


def promise(connection: sqlite3.Connection, moves: Iterable[Move], places: Places) -> None:
    connection.executemany(
        "INSERT INTO moves (asset, folder, name, name_key, trashed, origin) VALUES (?,?,?,?,?,?)",
        (
            (
                one.asset.id,
                places.text(one.target.parent),
                one.target.name,
                key(one.target.name),
                int(one.trashed),
                places.text(one.origin) if one.origin else "",
            )
            for one in moves
        ),
    )


def left(connection: sqlite3.Connection, places: Places) -> tuple[Move, ...]:
    """What was promised and not ended; in one's own turn these are a dead process's."""
    rows = connection.execute("SELECT * FROM moves").fetchall()
    known = {asset.id: asset for asset in assets.by_id(connection, places, [row["asset"] for row in rows])}
    return tuple(
        Move(
            asset=known[row["asset"]],
            target=places.path(row["folder"], row["name"]),
            trashed=bool(row["trashed"]),
            origin=places.path(row["origin"]) if row["origin"] else None,
        )
        for row in rows
    )


def forget(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM moves")


def carry(moves: Sequence[Move]) -> None:
    """Move the files, all or none; a picture that is missing stays so. Raises FileClash or OSError."""
    try:
        for one in moves:
            _carry(one.asset.path, one.target)
        _sync(moves)
    except (OSError, StorageError):
        for one in moves:
            with contextlib.suppress(OSError, StorageError):
                if _lies_at(one.asset.path, one.target):
                    _carry(one.target, one.asset.path)
        raise


def settle(moves: Iterable[Move], *, missing: bool = False) -> dict[str, bool]:
    """Asset to whether it lies at its target; afterwards each file lies in one place.

    `missing` is what to say of a picture that lies nowhere.
    """
    return {one.asset.id: _lies_at(one.asset.path, one.target, missing) for one in moves}


def end(connection: sqlite3.Connection, moves: Iterable[Move], arrived: dict[str, bool], places: Places) -> None:
    """The rows follow the files that arrived; nothing is promised any more."""
    for one in moves:
        if arrived[one.asset.id]:
            place = assets.place(one.target, one.asset.project, places, trashed=one.trashed, origin=one.origin)
            assets.update(connection, one.asset.id, place)
            unwritten.touch(connection, places, (one.asset.path, one.target))
        connection.execute("DELETE FROM moves WHERE asset = ?", (one.asset.id,))


def settle_left(database: Database, places: Places) -> Change:
    """End what a dead process had begun. In one's turn."""
    begun = database.read_here(lambda connection: left(connection, places))
    if begun:
        arrived = settle(begun)
        database.write(lambda connection: end(connection, begun, arrived, places)).result()
    return Change(assets=frozenset(one.asset.id for one in begun))


def _carry(source: Path, target: Path) -> None:
    """The recipe beside goes first: a picture under its final name is never without one."""
    with contextlib.suppress(FileNotFoundError):
        move(sidecar(source), sidecar(target))
    try:
        move(source, target)
    except FileNotFoundError:
        if source.exists() or not target.parent.is_dir():
            raise


def _sync(moves: Iterable[Move]) -> None:
    folders = {path.parent for one in moves for path in (one.target, one.asset.path)}
    for folder in sorted(folder for folder in folders if folder.is_dir()):
        sync_folder(folder)


def _lies_at(source: Path, target: Path, missing: bool = False) -> bool:
    at_target = _one_of(source, target, missing)
    here, there = (target, source) if at_target else (source, target)
    if not _one_of(sidecar(there), sidecar(here), True):
        with contextlib.suppress(OSError, StorageError):
            move(sidecar(there), sidecar(here))
    return at_target


def _one_of(source: Path, target: Path, missing: bool) -> bool:
    """Whether the file lies at `target`, after ending a move that a crash broke off in its middle."""
    if not os.path.lexists(source):
        return os.path.lexists(target) or missing
    if not os.path.lexists(target):
        return False
    if source.samefile(target):  # linked, not yet unlinked
        source.unlink()
        return True
    if target.stat().st_size == 0:  # the name was claimed, on a file system without links
        target.unlink()
        return False
    if source.stat().st_size == 0:
        source.unlink()
        return True
    return False
