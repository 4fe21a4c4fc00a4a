"""The trash of each project: pictures go there, come back, and leave it for the system's own trash."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from studio.errors import StorageError
from studio.library import assets, moves, reservations, unwritten
from studio.library.assets import Wanted
from studio.library.database import Database
from studio.library.disk import make_folder, names_in, storage_error, usable_folder
from studio.library.moves import Move
from studio.library.names import key, numbered
from studio.library.places import Places
from studio.library.turn import Turn
from studio.provenance.pictures import sidecar
from studio.recipe.asset import Asset, Change


class Trash:
    """Moves pictures, all that were asked for or none; every method blocks, for a thread of its own."""

    def __init__(self, database: Database, places: Places, turn: Turn) -> None:
        self._database = database
        self._places = places
        self._turn = turn

    def put(self, ids: Sequence[str]) -> Change:
        """Into the trash; a picture whose file is gone counts as put there.

        Raises FolderUnusable, DiskFull, FileClash, DatabaseLocked or StorageError with every picture where it was.
        """
        return self._move(ids, self._into_trash, trashed=True)

    def take_back(self, ids: Sequence[str]) -> Change:
        """Out of the trash, to the old name or a free one beside it. Raises as `put`."""
        return self._move(ids, self._out_of_trash, trashed=False)

    def empty(self, project: str | None) -> Change:
        """Give the trash of `project`, or all of it, to the system's trash.

        Raises StorageError where there is none; what had not left by then stays restorable.
        """
        with self._turn.taken():
            moves.settle_left(self._database, self._places)
            wanted = Wanted(project=project, trashed=True)
            rest = self._database.read_here(lambda c: assets.listed(c, self._places, wanted))
            gone: list[Asset] = []
            try:
                for asset in rest:
                    _to_system_trash(asset.path)
                    gone.append(asset)
            finally:
                self._database.write(lambda connection: self._forget(connection, gone)).result()
        return Change(assets=frozenset(asset.id for asset in gone))

    def _move(self, ids: Sequence[str], wish: _Wish, *, trashed: bool) -> Change:
        with self._turn.taken():
            moves.settle_left(self._database, self._places)
            wishes = self._database.read_here(lambda c: wish(c, self._known(c, ids, not trashed)))
            present = {folder: self._prepared(folder) for folder in {wished.parent for _, wished in wishes}}
            planned = self._database.write(lambda c: self._promised(c, wishes, present, trashed)).result()
            self._carry(planned)
        return Change(assets=frozenset(one.asset.id for one in planned))

    def _prepared(self, folder: Path) -> set[str]:
        """Make `folder` if it is missing, elsewhere only where its disk is connected; the keys of the names in it."""
        make = make_folder if folder.is_relative_to(self._places.pictures) else usable_folder
        make(folder)
        return set(names_in(folder))

    def _known(self, connection: sqlite3.Connection, ids: Sequence[str], trashed: bool) -> list[Asset]:
        return [asset for asset in assets.by_id(connection, self._places, ids) if asset.trashed == trashed]

    def _into_trash(self, connection: sqlite3.Connection, found: list[Asset]) -> list[tuple[Asset, Path]]:
        return [(asset, self._places.trash(asset.path) / asset.path.name) for asset in found]

    def _out_of_trash(self, connection: sqlite3.Connection, found: list[Asset]) -> list[tuple[Asset, Path]]:
        origins = assets.origins(connection, self._places, [asset.id for asset in found])
        return [(asset, origins[asset.id]) for asset in found]

    def _promised(
        self,
        connection: sqlite3.Connection,
        wishes: Sequence[tuple[Asset, Path]],
        present: dict[Path, set[str]],
        trashed: bool,
    ) -> list[Move]:
        """In one transaction with the names it chooses, so that no save takes one of them."""
        planned: list[Move] = []
        for asset, wished in wishes:
            folder, names = wished.parent, present[wished.parent]
            name = reservations.free_name(connection, self._places.text(folder), numbered(wished.name), names)
            names |= {key(name), key(sidecar(Path(name)).name)}
            origin = asset.path if trashed else None
            planned.append(Move(asset=asset, target=folder / name, trashed=trashed, origin=origin))
        moves.promise(connection, planned, self._places)
        return planned

    def _carry(self, planned: Sequence[Move]) -> None:
        carried = False
        try:
            moves.carry(planned)
            carried = True
        except OSError as error:
            raise storage_error(error, planned[0].target.parent) from error
        finally:
            self._end(planned, missing=carried)

    def _end(self, planned: Sequence[Move], *, missing: bool) -> None:
        arrived = moves.settle(planned, missing=missing)
        self._database.write(lambda c: moves.end(c, planned, arrived, self._places)).result()

    def _forget(self, connection: sqlite3.Connection, gone: Sequence[Asset]) -> None:
        unwritten.touch(connection, self._places, (asset.path for asset in gone))
        ids = assets.among(asset.id for asset in gone)
        connection.execute(f"DELETE FROM assets WHERE id IN {assets.AMONG}", (ids,))


_Wish = Callable[[sqlite3.Connection, list[Asset]], list[tuple[Asset, Path]]]
"""Where each picture would best go."""


def _to_system_trash(picture: Path) -> None:
    from send2trash import send2trash  # reads the environment, and looks for desktop libraries, when it is imported

    for path in (picture, sidecar(picture)):
        if path.exists():
            try:
                send2trash(path)
            except OSError as error:
                raise StorageError(
                    f"{path.name} could not go to the system’s trash.",
                    remedy=f"It is still in {path.parent}: restore it, or remove it there by hand.",
                    detail=str(error),
                ) from error
